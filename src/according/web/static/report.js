// The page works without this file: the list opens and closes by itself. This adds the card beside the
// words, the lines from a claim to its sources, the filters and the keys.
"use strict";
(() => {
  const pop = document.querySelector(".pop");
  const inside = pop.querySelector(".inside");
  const place = pop.querySelector(".tools span");
  const status = document.querySelector(".shown");
  const chips = [...document.querySelectorAll(".chip")];
  const by = document.querySelector(".by select");
  const phone = matchMedia("(max-width:46rem)");
  const beside = matchMedia("(min-width:64.01rem)");  // the list stands beside the text
  const still = matchMedia("(prefers-reduced-motion:reduce)");

  const pairs = (text) => (text ? text.split(" ").map((pair) => pair.split("-").map(Number)) : []);
  const numbers = (text) => (text ? text.split(" ").map(Number) : []);

  const claims = [];
  for (const section of document.querySelectorAll(".report")) {
    const marks = [...section.querySelectorAll("[data-at]")].map((node) => {
      const [start, end] = node.dataset.at.split("-").map(Number);
      return { node, start, end, claims: numbers(node.dataset.claims) };
    });
    const own = new Map();
    for (const item of section.querySelectorAll(".claim")) {
      const claim = {
        item, section, marks, own,
        number: Number(item.dataset.claim), type: item.dataset.type, origin: item.dataset.origin,
        span: pairs(item.dataset.span), trigger: pairs(item.dataset.trigger),
        sources: pairs(item.dataset.sources), cues: pairs(item.dataset.cues), parts: pairs(item.dataset.parts),
        hidden: false,
      };
      claims.push(claim);
      own.set(claim.number, claim);
    }
    for (const mark of marks) mark.own = own;
  }
  const byNode = new Map();
  for (const claim of claims) for (const mark of claim.marks) byNode.set(mark.node, mark);

  let current = null;
  let pinned = false;
  let timer = 0;

  const within = (claim, spans) =>
    claim.marks.filter((mark) => spans.some(([start, end]) => mark.start >= start && mark.end <= end));

  function paint(claim) {
    for (const [spans, name] of [
      [claim.span, "sel"], [claim.parts, "part"], [claim.sources, "source"], [claim.cues, "cue"],
    ]) for (const mark of within(claim, spans)) mark.node.classList.add(name);
    claim.item.classList.add("current");
    wireOf(claim);
  }

  function unpaint() {
    for (const node of document.querySelectorAll(".sel,.part,.source,.text .cue")) {
      node.classList.remove("sel", "part", "source", "cue");
    }
    for (const node of document.querySelectorAll(".claim.current")) {
      node.classList.remove("current");
      node.open = false;
    }
    for (const node of document.querySelectorAll(".wire")) node.remove();
  }

  // From the claim's trigger to its origin, and on along the chain to the outermost source.
  function wireOf(claim) {
    if (!claim.sources.length) return;
    const spans = [claim.trigger[0], ...claim.sources.slice().reverse()];
    const nodes = (span) => within(claim, [span]).map((mark) => mark.node);
    wire(claim.section.querySelector("article"), spans.map(nodes));
  }

  function show(claim, pin) {
    clearTimeout(timer);
    unpaint();
    current = claim;
    pinned = pin;
    paint(claim);
    const inList = pin && beside.matches;
    claim.item.open = inList;
    if (inList) {
      pop.hidden = true;
      list(claim);
      return;
    }
    inside.replaceChildren(claim.item.querySelector(".card").cloneNode(true));
    const listed = claims.filter((other) => !other.hidden);
    place.textContent = `${listed.indexOf(claim) + 1} of ${listed.length}`;
    pop.classList.toggle("glance", !pin);
    pop.hidden = false;
    document.body.classList.toggle("open", pin);
    settle(claim);
  }

  function settle(claim) {
    const anchor = within(claim, claim.trigger)[0];
    if (!anchor || phone.matches) return;
    const box = anchor.node.getClientRects()[0];
    const size = pop.getBoundingClientRect();
    const room = document.documentElement.clientWidth - size.width - 16;
    const below = box.bottom + 10;
    const fits = below + size.height < innerHeight || box.top - 10 - size.height < 60;
    pop.style.left = `${Math.max(16, Math.min(box.left - 24, room)) + scrollX}px`;
    pop.style.top = `${(fits ? below : box.top - 10 - size.height) + scrollY}px`;
  }

  function close() {
    clearTimeout(timer);
    unpaint();
    pop.hidden = true;
    current = null;
    pinned = false;
    document.body.classList.remove("open");
  }

  function go(claim, { focus = false } = {}) {
    const anchor = within(claim, claim.trigger)[0];
    if (anchor) {
      const box = anchor.node.getBoundingClientRect();
      const floor = phone.matches ? innerHeight * 0.4 : innerHeight - 80;
      if (box.top < 70 || box.bottom > floor) {
        const block = phone.matches ? "start" : "center";
        anchor.node.scrollIntoView({ block, behavior: "instant" });
        if (phone.matches) scrollBy({ top: -90, behavior: "instant" });
      }
      if (focus) anchor.node.focus({ preventScroll: true });
    }
    show(claim, true);
  }

  // Bring the claim's item to the head of a list that scrolls by itself.
  function list(claim) {
    const aside = claim.section.querySelector("aside");
    if (!beside.matches || aside.scrollHeight <= aside.clientHeight) return;
    const top = claim.item.getBoundingClientRect().top - aside.getBoundingClientRect().top + aside.scrollTop;
    aside.scrollTo({ top: top - 8, behavior: still.matches ? "auto" : "smooth" });
  }

  // Under a word lie one or more claims: those it triggers first, then the shortest. Again is the next one.
  function under(node) {
    const mark = byNode.get(node);
    if (!mark) return [];
    const first = numbers(node.dataset.triggers);
    const length = (claim) => claim.span[0][1] - claim.span[0][0];
    return [...new Set([...first, ...mark.claims])]
      .map((number) => mark.own.get(number))
      .filter((claim) => claim && !claim.hidden)
      .sort((a, b) => first.includes(b.number) - first.includes(a.number) || length(a) - length(b));
  }

  function pick(node) {
    const found = under(node);
    if (!found.length) return close();
    const at = pinned ? found.indexOf(current) : -1;
    if (at >= 0 && found.length === 1) return close();
    show(found[(at + 1) % found.length], true);
  }

  function step(by) {
    const listed = claims.filter((claim) => !claim.hidden);
    if (!listed.length) return;
    const at = listed.indexOf(current);
    const next = at < 0 ? (by > 0 ? 0 : listed.length - 1) : (at + by + listed.length) % listed.length;
    go(listed[next], { focus: true });
  }

  function filter() {
    const kinds = new Set(chips.filter((c) => c.getAttribute("aria-pressed") === "true").map((c) => c.dataset.kind));
    let shown = 0;
    for (const claim of claims) {
      claim.hidden = Boolean((kinds.size && !kinds.has(claim.type)) || (by.value && claim.origin !== by.value));
      claim.item.hidden = claim.hidden;
      shown += claim.hidden ? 0 : 1;
    }
    for (const mark of byNode.values()) {
      if (!mark.claims.length) continue;
      for (const pair of mark.node.dataset.lanes.split(" ")) {
        const [lane, number] = pair.split(":").map(Number);
        if (mark.own.get(number).hidden) mark.node.style.setProperty(`--l${lane}`, "none");
        else mark.node.style.removeProperty(`--l${lane}`);
      }
      const triggers = numbers(mark.node.dataset.triggers);
      mark.node.classList.toggle("off", triggers.length > 0 && triggers.every((n) => mark.own.get(n).hidden));
    }
    status.hidden = shown === claims.length;
    status.textContent = `${shown} of ${claims.length} shown`;
    if (current && current.hidden) close();
  }

  document.addEventListener("click", (event) => {
    const target = event.target;
    const jump = target.closest("[data-go]");
    const summary = target.closest("summary");
    const chip = target.closest(".chip");
    const stepper = target.closest("[data-step]");
    if (jump) {
      event.preventDefault();
      const from = target.closest(".claim") ? claims.find((c) => c.item === target.closest(".claim")) : current;
      go(from.own.get(Number(jump.dataset.go)));
    } else if (summary) {
      event.preventDefault();
      const chosen = claims.find((claim) => claim.item === summary.parentNode);
      if (chosen === current && pinned) close();
      else go(chosen);
    } else if (chip) {
      chip.setAttribute("aria-pressed", chip.getAttribute("aria-pressed") !== "true");
      filter();
    } else if (stepper) step(Number(stepper.dataset.step));
    else if (target.closest(".close")) close();
    else if (target.closest("[data-claims]")) pick(target.closest("[data-claims]"));
    else if (!target.closest(".pop") && !target.closest(".bar")) close();
  });
  by.addEventListener("change", filter);

  document.addEventListener("mouseover", (event) => {
    if (pinned || !matchMedia("(hover:hover)").matches) return;
    const node = event.target.closest && event.target.closest("[data-claims]");
    clearTimeout(timer);
    if (node) {
      const found = under(node)[0];
      if (found && found !== current) timer = setTimeout(() => show(found, false), 140);
    } else if (current && !event.target.closest(".pop")) timer = setTimeout(close, 250);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !event.target.closest || event.target.closest("select,input")) return;
    const stop = event.target.closest("[data-triggers]");
    if (event.key === "Escape") close();
    else if (event.key === "j" || (event.key === "ArrowRight" && current)) step(1);
    else if (event.key === "k" || (event.key === "ArrowLeft" && current)) step(-1);
    else if (stop && (event.key === "Enter" || event.key === " ")) pick(stop);
    else return;
    event.preventDefault();
  });

  addEventListener("resize", () => {
    if (current) show(current, pinned);
  });

  // A link to a claim (#r0c3) opens it.
  function open() {
    const named = location.hash && document.getElementById(location.hash.slice(1));
    const claim = claims.find((one) => one.item === named);
    if (claim) go(claim);
  }
  addEventListener("hashchange", open);
  addEventListener("load", () => setTimeout(open)); // after the browser's own jump to the item
})();
