// The timeline: zoom and pan by wheel, drag and keys, the day under the pointer, rows by arrow keys.
// The server has drawn everything; this moves what is there.
import { dayOf, isoOf, ticks } from "./parts/dates.js";
import { html, svg } from "./parts/svg.js";

const table = document.querySelector("table.timeline");
if (table?.dataset.first) start(table);

function start(table) {
  const whole = { first: dayOf(table.dataset.first), last: dayOf(table.dataset.last) };
  const axis = table.querySelector(".axis");
  const grid = document.getElementById("grid");
  const rows = [...table.querySelectorAll("tbody tr[data-start]")].map(read);
  let now = { ...whole };

  const tools = html("div", { class: "tools zoom" });
  const button = (words, name, act) => {
    const made = html("button", { type: "button", title: name, ...(words.length === 1 && { "aria-label": name }) }, words);
    made.addEventListener("click", act);
    tools.append(made);
  };
  button("−", "Show more days", () => zoom(2));
  button("+", "Show fewer days", () => zoom(0.5));
  button("Fit", "Show all days of this page", () => show(whole));
  const shown = html("span", { class: "note", role: "status" });
  const only = html("a", { class: "button", hidden: "" }, "Only these days");
  tools.append(only, shown);
  table.closest(".timeline-frame").before(tools);

  function show(next) {
    const span = Math.max(next.last - next.first, 2);
    const first = Math.round(next.first);
    now = { first, last: Math.round(first + span) };
    draw();
    const changed = now.first !== whole.first || now.last !== whole.last;
    only.hidden = !changed;
    only.href = address({ since: isoOf(now.first), until: isoOf(now.last) });
    shown.textContent = changed ? `${isoOf(now.first)} to ${isoOf(now.last)}` : "";
  }

  function zoom(factor, at = 0.5) {
    const span = (now.last - now.first) * factor;
    if (span > 4000000) return;
    const pivot = now.first + (now.last - now.first) * at;
    show({ first: pivot - span * at, last: pivot + span * (1 - at) });
  }

  const percent = (day) => (100 * (day - now.first)) / (now.last - now.first + 1);

  function draw() {
    const lines = ticks(now.first, now.last).map((tick) => ({ x: `${percent(tick.day)}%`, words: tick.words }));
    grid.replaceChildren(...lines.map(({ x }) => svg("line", { x1: x, x2: x, y1: 0, y2: "100%" })));
    axis.replaceChildren(...lines.map(({ x, words }) => svg("text", { x, y: 14, dx: 3 }, words)), svg("use", { href: "#grid" }));
    for (const row of rows) place(row);
  }

  function place({ start, end, report, bar, mark, line, shape }) {
    const [left, right] = [percent(start), percent(end + 1)];
    const outside = right <= 0 ? "before" : left >= 100 ? "after" : "";
    if (bar) {
      bar.setAttribute("x", `${Math.max(left, -5)}%`);
      bar.setAttribute("width", `${Math.max(0, Math.min(right, 105) - Math.max(left, -5))}%`);
    }
    if (mark) {
      mark.setAttribute("x", `${outside === "before" ? 0 : outside === "after" ? 100 : (left + right) / 2}%`);
      mark.setAttribute("href", outside ? `#m-${outside}` : shape);
    }
    if (line && report) {
      line.setAttribute("x1", `${percent(report[0])}%`);
      line.setAttribute("x2", `${percent(report[1] + 1)}%`);
    }
  }

  table.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(event.deltaY > 0 ? 1.25 : 0.8, share(event));
  }, { passive: false });

  const share = (event) => {
    const box = axis.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  };

  axis.setAttribute("tabindex", "0");
  axis.setAttribute("aria-label", "Days. Arrow keys move, plus and minus zoom, 0 shows all. Drag to choose days.");
  axis.addEventListener("keydown", (event) => {
    const span = now.last - now.first;
    const act = {
      ArrowLeft: () => show({ first: now.first - span / 5, last: now.last - span / 5 }),
      ArrowRight: () => show({ first: now.first + span / 5, last: now.last + span / 5 }),
      "+": () => zoom(0.5), "=": () => zoom(0.5), "-": () => zoom(2), 0: () => show(whole),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  let drag = null;
  axis.addEventListener("pointerdown", (event) => {
    drag = { from: share(event), box: svg("rect", { class: "chosen", y: 0, height: "100%" }) };
    axis.append(drag.box);
    axis.setPointerCapture(event.pointerId);
  });
  axis.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const to = share(event);
    drag.box.setAttribute("x", `${100 * Math.min(drag.from, to)}%`);
    drag.box.setAttribute("width", `${100 * Math.abs(to - drag.from)}%`);
  });
  axis.addEventListener("pointerup", (event) => {
    if (!drag) return;
    const [from, to] = [drag.from, share(event)].sort((a, b) => a - b);
    drag.box.remove();
    drag = null;
    const span = now.last - now.first + 1;
    if (to - from > 0.02) show({ first: now.first + from * span, last: now.first + to * span - 1 });
  });

  const hand = svg("text", { class: "hand", y: 14 });
  table.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "mouse" || !event.target.closest(".lane, .axis")) return hand.remove();
    const at = share(event);
    hand.textContent = isoOf(Math.floor(now.first + at * (now.last - now.first + 1)));
    hand.setAttribute("x", `${100 * at}%`);
    hand.setAttribute("text-anchor", at > 0.8 ? "end" : at < 0.2 ? "start" : "middle");
    axis.append(hand);
  });
  table.addEventListener("pointerleave", () => hand.remove());

  table.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const links = [...table.querySelectorAll("tbody th a")];
    const here = links.indexOf(event.target);
    if (!step || here < 0 || !links[here + step]) return;
    event.preventDefault();
    links[here + step].focus();
  });
}

function read(row) {
  const { start, end, report } = row.dataset;
  const mark = row.querySelector("use.mark");
  return {
    start: dayOf(start), end: dayOf(end), report: report ? report.split(" ").map(dayOf) : null,
    bar: row.querySelector("rect.bar"), mark, line: row.querySelector("line.report"), shape: row.dataset.mark,
  };
}

function address(params) {
  const url = new URL(location.href);
  url.searchParams.delete("after");
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  return `${url.pathname}${url.search}`;
}
