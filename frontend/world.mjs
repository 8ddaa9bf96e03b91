// Makes the world of the map: Natural Earth's countries with the borders that knowledge/borders/areas.yaml asks for.
//
// Natural Earth draws who holds a land. This moves areas to the states that they are recognised as, and keeps the
// disputed ones once more as areas of their own, to be hatched over the countries.
import { readFileSync } from "node:fs";
import { geoArea } from "d3-geo";
import clipping from "polygon-clipping";
import { quantize, feature } from "topojson-client";
import { filter, filterWeight, presimplify, simplify, sphericalRingArea, sphericalTriangleArea } from "topojson-simplify";
import { topology } from "topojson-server";
import { parse } from "yaml";

const KM2 = 1 / 6371.0088 ** 2; // of a unit sphere, in steradians
const CODELESS = { Kosovo: "XK" }; // Natural Earth has no code for it; this is the one in use
const KNOWLEDGE = new URL("../src/according/knowledge/borders/", import.meta.url);

/** Read the table of areas, with the names and codes of their states. */
export function readAreas() {
  return parse(readFileSync(new URL("areas.yaml", KNOWLEDGE), "utf8"));
}

/** Return the topology of the page's map; `detailKm2` is the smallest triangle and islet that is kept. */
export function makeWorld({ detailKm2 = 80, isletKm2 = 200, grid = 15000 } = {}) {
  const countries = readCountries();
  const areas = readAreas().map((area) => ({ ...area, geometry: carve(countries, area) }));
  const objects = {
    countries: collection([...countries].map(([id, c]) => ({ id, name: c.name, rings: c.rings }))),
    disputed: collection(areas.map((area) => ({ id: area.name, name: area.name, rings: area.geometry }))),
  };
  const fine = presimplify(topology(objects, 1e6), sphericalTriangleArea);
  const simple = simplify(fine, detailKm2 * KM2);
  const kept = filter(simple, filterWeight(simple, isletKm2 * KM2, sphericalRingArea));
  for (const one of [...kept.objects.countries.geometries, ...kept.objects.disputed.geometries]) delete one.bbox;
  return quantize(kept, grid);
}

/** Map from code (or name, where there is no code) to polygons. */
function readCountries() {
  const codes = new Map();
  for (const line of readFileSync(new URL("codes.csv", KNOWLEDGE), "utf8").split("\n")) {
    const [numeric, code] = line.split(",");
    if (code) codes.set(numeric, code);
  }
  const file = new URL(import.meta.resolve("world-atlas/countries-50m.json"));
  const atlas = JSON.parse(readFileSync(file, "utf8"));
  const found = new Map();
  for (const { id, properties, geometry } of feature(atlas, atlas.objects.countries).features) {
    const rings = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    const key = codes.get(id) ?? CODELESS[properties.name] ?? properties.name;
    found.set(key, { name: properties.name, rings: [...(found.get(key)?.rings ?? []), ...rings] });
  }
  return found;
}

/** Take an area out of the states that hold it and give it to the one it is drawn as; return its polygons. */
function carve(countries, area) {
  const taken = [];
  for (const from of area.from) {
    const holder = countries.get(from);
    if (!holder) throw new Error(`borders/areas.yaml: ${area.name}: there is no ${from} in Natural Earth`);
    const [mine, rest] = area.whole ? wholeIslands(holder.rings, area.outline) : cut(holder.rings, area.outline);
    taken.push(...mine);
    if (!area.drawn || area.drawn === from) continue;
    holder.rings = rest;
    if (rest.length === 0) countries.delete(from);
  }
  if (taken.length === 0) throw new Error(`borders/areas.yaml: ${area.name}: the outline meets no land`);
  if (area.drawn && !area.from.every((from) => from === area.drawn)) {
    const home = countries.get(area.drawn);
    home.rings = clipping.union(home.rings, ...taken.map((polygon) => [polygon]));
  }
  return taken;
}

/** Split polygons into those inside an outline (all, where there is none) and the others. */
function wholeIslands(rings, outline) {
  if (!outline) return [rings, []];
  const inside = ([ring]) => ring.every(([lon, lat]) => contains(outline, lon, lat));
  return [rings.filter(inside), rings.filter((polygon) => !inside(polygon))];
}

function cut(rings, outline) {
  const near = rings.filter((polygon) => clipping.intersection([polygon], [[outline]]).length > 0);
  const far = rings.filter((polygon) => !near.includes(polygon));
  if (near.length === 0) return [[], rings];
  return [clipping.intersection(near, [[outline]]), [...far, ...clipping.difference(near, [[outline]])]];
}

function contains(ring, x, y) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i];
    const [xj, yj] = ring[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

/** Features of {id, name, rings}, wound as d3-geo wants them: what is on the right of a ring is inside. */
function collection(parts) {
  const features = parts.map(({ id, name, rings }) => ({
    type: "Feature",
    id,
    properties: { name },
    geometry: { type: "MultiPolygon", coordinates: rings.map((polygon) => polygon.map(wound)) },
  }));
  return { type: "FeatureCollection", features };
}

function wound(ring, place) {
  const wide = geoArea({ type: "Polygon", coordinates: [ring] }) > 2 * Math.PI;
  return wide === (place === 0) ? [...ring].reverse() : ring;
}
