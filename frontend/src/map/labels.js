// Names on the map: of places first, the most told of before others; of countries where room is left.
import { geoCentroid } from "d3-geo";
import { largest } from "./projecting.js";
import { svg } from "../parts/svg.js";

const PEN = document.createElement("canvas").getContext("2d");
const NAMES = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
const HIGH = 13;
const FONT = `600 12px ${getComputedStyle(document.documentElement).getPropertyValue("--sans")}`;

/** Return the names that fit, as SVG texts; a place without room is shown by its number in the table. */
export function labels(map) {
  const points = map.spots.filter((spot) => spot.drawn === "point").map((spot) => map.place(spot)).filter(Boolean);
  const taken = points.map(([x, y]) => [x - 7, y - 7, x + 7, y + 7]);
  taken.push([0, map.height - 34, 150, map.height]);
  return [...placeNames(map, taken, points), ...countryNames(map, taken)];
}

function* placeNames(map, taken, points) {
  for (const spot of map.spots) {
    const at = map.place(spot);
    if (!at || !inside(map, at)) continue;
    const point = spot.drawn === "point";
    const times = spot.events.length > 1 ? ` ×${spot.events.length}` : "";
    for (const words of [`${spot.place}${times}`, String(spot.number)]) {
      const found = fit(map, at, words, FONT, taken, point ? BESIDE : [...MIDDLE, ...BESIDE], point ? points : []);
      if (!found) continue;
      yield svg("text", { x: found[0], y: found[1], class: point ? "name" : "name wide" }, words);
      break;
    }
  }
}

function* countryNames(map, taken) {
  const drawn = new Set(map.spots.filter((spot) => spot.drawn === "country").map((spot) => spot.country));
  for (const country of map.land.countries) {
    if (country.id.length !== 2 || drawn.has(country.id)) continue;
    country.middle ??= geoCentroid({ type: "Polygon", coordinates: [largest(country)] });
    const at = map.projection(country.middle);
    if (!at) continue;
    const { k, x, y } = map.view;
    const here = [at[0] * k + x, at[1] * k + y];
    const words = NAMES.of(country.id) ?? "";
    const [[left], [right]] = map.path.bounds(country);
    if (!words || !inside(map, here) || (right - left) * k < words.length * 7) continue;
    const found = fit(map, here, words, FONT, taken, MIDDLE);
    if (found) yield svg("text", { x: found[0], y: found[1], class: "country-name" }, words);
  }
}

// Where words may stand, from a point: shifts in units of their own width, and in pixels.
const MIDDLE = [[-0.5, 0, 4]];
const BESIDE = [[0, 10, 4], [-1, -10, 4], [-0.5, 0, -11], [-0.5, 0, 20], [0, 8, -7], [0, 8, 15]];

function fit(map, [x, y], words, font, taken, ways, points = []) {
  PEN.font = font;
  const width = PEN.measureText(words).width + 2;
  for (const [of, dx, dy] of ways) {
    const left = x + of * width + dx;
    const box = [left, y + dy - HIGH + 3, left + width, y + dy + 3];
    if (box[0] < 2 || box[2] > map.width - 2 || box[1] < 2 || box[3] > map.height - 2) continue;
    if (taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) continue;
    // A name that is nearer to another point would be read as that one's.
    const own = gap(box, [x, y]);
    if (points.some((other) => Math.hypot(other[0] - x, other[1] - y) > 7 && gap(box, other) < own)) continue;
    taken.push(box);
    return [Math.round(left), Math.round(y + dy)];
  }
  return null;
}

function gap([left, top, right, bottom], [x, y]) {
  return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
}

function inside(map, [x, y]) {
  return x > 0 && y > 0 && x < map.width && y < map.height;
}
