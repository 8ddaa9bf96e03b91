// From what is to be shown to a projection that shows it: areas keep their size in both.
import { geoAzimuthalEqualArea, geoCentroid, geoCircle, geoDistance, geoEqualEarth, geoPath } from "d3-geo";

const KM_A_DEGREE = 111.195;
const WIDE = 0.9; // radians from the middle; what reaches further is shown on the whole world
const LEAST = 0.045; // radians: never closer than about 290 km from the middle, where the coast would be coarse
const FEW = 0.85; // share of the points that is always in view
const CLOSER = 0.6;
const DEGREES = 180 / Math.PI;

/** Return the area that a place is drawn as, a circle on the ground or its country; null for a point. */
export function areaOf({ geometry, properties }, countries) {
  if (properties.drawn === "country") return countries.get(properties.country) ?? null;
  if (properties.drawn !== "circle") return null;
  return geoCircle().center(geometry.coordinates).radius(properties.radius_km / KM_A_DEGREE)();
}

/** Return the points that must be in view: points, rims of circles, and corners of countries where there is nothing finer. */
export function extentOf(spots) {
  const fine = spots.filter((spot) => spot.drawn !== "country");
  if (fine.length) return fine.flatMap((spot) => (spot.area ? spot.area.coordinates[0].filter((_, i) => i % 6 === 0) : [spot.at]));
  return spots.filter((spot) => spot.area).flatMap((spot) => largest(spot.area));
}

/** The points of the largest ring of a country: its far islands need not be in view. */
export function largest({ geometry }) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return polygons.reduce((most, [ring]) => (ring.length > most.length ? ring : most), []);
}

/** Leave out the few points that are far from the many, where the view gets much closer without them. */
function many(points) {
  if (points.length < 5) return points;
  const middle = geoCentroid({ type: "MultiPoint", coordinates: points });
  const far = points.map((point) => ({ point, reach: geoDistance(point, middle) })).sort((a, b) => a.reach - b.reach);
  const kept = far.slice(0, Math.ceil(far.length * FEW));
  return kept.at(-1).reach < CLOSER * far.at(-1).reach ? kept.map((one) => one.point) : points;
}

/** Return {projection, path} that show `points` in a canvas; the whole world where they are far apart, or none. */
export function projectionFor(all, width, height) {
  const points = many(all);
  const middle = points.length ? geoCentroid({ type: "MultiPoint", coordinates: points }) : null;
  const reach = middle ? Math.max(...points.map((point) => geoDistance(point, middle))) : Math.PI;
  const pad = 0.09 * Math.min(width, height);
  const box = [[pad, pad], [width - pad, height - pad]];
  if (reach > WIDE) {
    const projection = geoEqualEarth().rotate([-11, 0]).fitExtent([[4, 4], [width - 4, height - 4]], { type: "Sphere" });
    return { projection, path: geoPath(projection).digits(1) };
  }
  const projection = geoAzimuthalEqualArea().rotate([-middle[0], -middle[1]]).clipAngle(80);
  // A ring around the middle keeps the map from closing in on a single town.
  const rim = geoCircle().center(middle).radius(LEAST * DEGREES)().coordinates[0];
  projection.fitExtent(box, { type: "MultiPoint", coordinates: reach > LEAST ? points : rim });
  return { projection, path: geoPath(projection).digits(2) };
}
