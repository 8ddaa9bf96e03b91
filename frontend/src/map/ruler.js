// How long a kilometre is in the middle of the map.
import { geoDistance } from "d3-geo";
import { svg } from "../parts/svg.js";

const KM = 6371.0088;
const ROUND = [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

/** Return a ruler as SVG elements; none where the middle of the view is off the earth. */
export function ruler({ projection, view, width, height }) {
  const at = (x) => projection.invert([(x - view.x) / view.k, (height / 2 - view.y) / view.k]);
  const [a, b] = [at(width / 2 - 50), at(width / 2 + 50)];
  if (!a || !b) return [];
  const pixels = 100 / (geoDistance(a, b) * KM);
  const km = ROUND.filter((one) => one * pixels <= 130).at(-1);
  if (!km || !Number.isFinite(pixels)) return [];
  const y = height - 12;
  return [
    svg("line", { x1: 12, x2: 12 + km * pixels, y1: y, y2: y, class: "ruler" }),
    svg("text", { x: 12, y: y - 7, class: "ruler-words" }, `${km.toLocaleString("en")} km`),
  ];
}
