// The map: Natural Earth with borders by the stated policy, and places drawn no more precisely than they were told.
// Its data is loaded here alone. Without this script the table of places says the same.
import { feature, mesh } from "topojson-client";
import { cardOf } from "./map/card.js";
import { gestures } from "./map/gestures.js";
import { labels } from "./map/labels.js";
import { areaOf, extentOf, projectionFor } from "./map/projecting.js";
import { ruler } from "./map/ruler.js";
import { html, svg } from "./parts/svg.js";

const figure = document.querySelector("figure.map");
if (figure) start(figure).catch((error) => failed(figure, error));

async function start(figure) {
  figure.hidden = false; // before its data is there, so that nothing jumps when it comes
  const [world, found] = await Promise.all([json(figure.dataset.world), json(figure.dataset.features)]);
  const land = {
    countries: feature(world, world.objects.countries).features,
    disputed: feature(world, world.objects.disputed),
    borders: mesh(world, world.objects.countries, (a, b) => a !== b),
    coast: mesh(world, world.objects.countries, (a, b) => a === b),
  };
  const byCode = new Map(land.countries.map((one) => [one.id, one]));
  const spots = found.features
    .map((one) => ({ ...one.properties, at: one.geometry?.coordinates, area: areaOf(one, byCode) }))
    .filter((spot) => spot.at || spot.area);
  const map = new Atlas(figure, land, spots);
  new ResizeObserver(() => map.layout()).observe(figure.querySelector(".canvas"));
}

class Atlas {
  constructor(figure, land, spots) {
    this.land = land;
    this.spots = spots;
    this.canvas = figure.querySelector(".canvas");
    this.whole = false;
    this.view = { k: 1, x: 0, y: 0 };
    this.picked = null;
    this.card = cardOf(this.canvas, () => this.pick(null));
    this.root = svg("svg", { class: "world", tabindex: "0", role: "group", "aria-label": "Map. Arrow keys move, plus and minus zoom, 0 shows all places." });
    this.canvas.prepend(this.root);
    this.tools(figure.querySelector(".tools"));
    gestures(this.root, this);
  }

  tools(bar) {
    const add = (words, name, act) => {
      const made = html("button", { type: "button", title: name, ...(words.length === 1 && { "aria-label": name }) }, words);
      made.addEventListener("click", act);
      bar.append(made);
    };
    add("−", "Zoom out", () => this.zoom(0.6));
    add("+", "Zoom in", () => this.zoom(1.7));
    add("Fit", "Show all places", () => this.reset(false));
    add("World", "Show the whole world", () => this.reset(true));
    this.only = html("a", { class: "button", hidden: "" }, "Only what is in view");
    bar.append(this.only);
  }

  /** Draw anew for the size that the page gives. */
  layout() {
    const width = Math.round(this.canvas.clientWidth);
    const height = Math.round(Math.min(620, Math.max(340, width * 0.52)));
    if (width === this.width || width === 0) return;
    Object.assign(this, { width, height });
    this.root.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.root.setAttribute("height", height);
    this.reset(this.whole);
  }

  reset(whole) {
    this.whole = whole;
    this.view = { k: 1, x: 0, y: 0 };
    const { projection, path } = projectionFor(whole ? [] : extentOf(this.spots), this.width, this.height);
    Object.assign(this, { projection, path });
    this.draw();
  }

  draw() {
    const { path, land } = this;
    const d = (shape) => path(shape) ?? "";
    this.hatch = svg("pattern", { id: "hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse" });
    this.hatch.append(svg("path", { d: "M-1 7L7 -1M-1 1L1 -1M5 7L7 5" }));
    const defs = svg("defs");
    defs.append(this.hatch);
    this.ground = svg("g", { class: "ground" });
    this.ground.append(
      svg("path", { class: "sphere", d: d({ type: "Sphere" }) }),
      svg("path", { class: "land", d: d({ type: "FeatureCollection", features: land.countries }) }),
      svg("path", { class: "coast", d: d(land.coast) }),
      svg("path", { class: "borders", d: d(land.borders) }),
      svg("path", { class: "disputed-edge", d: d(land.disputed) }),
      svg("path", { class: "disputed-area", d: d(land.disputed) }),
    );
    const areas = this.spots.filter((spot) => spot.area).sort((a, b) => path.area(b.area) - path.area(a.area));
    for (const spot of areas) this.ground.append(this.linked(spot, svg("path", { class: `area ${spot.drawn} ${spot.status}`, d: d(spot.area) })));
    this.over = svg("g", { class: "over" });
    this.root.replaceChildren(defs, this.ground, this.over);
    this.move();
  }

  /** Wrap the mark of a place in a link to its row; `shown` is what a click opens. */
  linked(spot, ...marks) {
    const count = spot.events.length === 1 ? "1 event" : `${spot.events.length} events`;
    const link = svg("a", { href: `#place-${spot.number}`, class: "spot", "aria-label": `${spot.place}, ${spot.precision}: ${count}` });
    link.append(...marks);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      if (!this.dragged) this.pick(spot);
    });
    return link;
  }

  pick(spot) {
    this.picked = spot;
    this.card.show(spot, spot && this.place(spot), this.width);
    this.over.querySelectorAll(".picked").forEach((one) => one.classList.remove("picked"));
    if (spot) this.over.querySelector(`[href="#place-${spot.number}"]`)?.classList.add("picked");
  }

  /** Where a place stands on the canvas, in pixels; null where it cannot be seen. */
  place(spot) {
    const at = spot.at ? this.projection(spot.at) : this.path.centroid(spot.area);
    return at && Number.isFinite(at[0]) ? [at[0] * this.view.k + this.view.x, at[1] * this.view.k + this.view.y] : null;
  }

  zoom(factor, [x, y] = [this.width / 2, this.height / 2]) {
    const k = Math.min(60, Math.max(0.4, this.view.k * factor));
    const by = k / this.view.k;
    this.view = { k, x: x - (x - this.view.x) * by, y: y - (y - this.view.y) * by };
    this.move();
  }

  pan(dx, dy) {
    this.view = { ...this.view, x: this.view.x + dx, y: this.view.y + dy };
    this.move();
  }

  /** Put everything where the view has it: the ground is moved, marks and words keep their size. */
  move() {
    const { k, x, y } = this.view;
    this.ground.setAttribute("transform", `translate(${x} ${y})scale(${k})`);
    this.hatch.setAttribute("patternTransform", `scale(${1 / k})`);
    const focused = document.activeElement?.getAttribute?.("href");
    const marks = this.spots.filter((spot) => spot.drawn === "point").map((spot) => this.point(spot)).filter(Boolean);
    this.over.replaceChildren(...labels(this), ...marks, ...ruler(this));
    if (focused) this.over.querySelector(`[href="${focused}"]`)?.focus();
    if (this.picked) this.pick(this.picked);
    const box = this.box();
    this.only.hidden = !box;
    if (box) this.only.href = address({ box: box.join(",") });
  }

  point(spot) {
    const at = this.place(spot);
    if (!at) return null;
    const r = 4 + Math.min(5, Math.sqrt(spot.events.length - 1) * 1.6);
    const [x, y] = at.map((n) => Math.round(n * 10) / 10);
    const d = 1.25 * r;
    const mark = spot.status === "disputed"
      ? svg("path", { d: `M${x} ${y - d}L${x + d} ${y}L${x} ${y + d}L${x - d} ${y}Z`, class: `point ${spot.status}` })
      : svg("circle", { cx: x, cy: y, r, class: `point ${spot.status}` });
    return this.linked(spot, svg("circle", { cx: x, cy: y, r: 14, class: "reach" }), mark);
  }

  /** West, south, east, north of what is in view, to a hundredth of a degree; null where the view leaves the earth. */
  box() {
    const at = [];
    for (const u of [0, 0.5, 1]) {
      for (const v of [0, 0.5, 1]) {
        const found = this.projection.invert([(u * this.width - this.view.x) / this.view.k, (v * this.height - this.view.y) / this.view.k]);
        if (!found || !found.every(Number.isFinite)) return null;
        at.push(found);
      }
    }
    const [lons, lats] = [at.map((p) => p[0]), at.map((p) => p[1])];
    const box = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
    return box[2] - box[0] > 170 ? null : box.map((n) => Math.round(n * 100) / 100);
  }
}

async function json(address) {
  const answer = await fetch(address, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

function failed(figure, error) {
  figure.hidden = false;
  figure.querySelector(".canvas").replaceChildren(
    html("p", { class: "empty", role: "alert" }, `The map could not be drawn (${error.message}). The table of places is complete.`),
  );
}

function address(params) {
  const url = new URL(location.href);
  url.searchParams.delete("after");
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  return `${url.pathname}${url.search}`;
}
