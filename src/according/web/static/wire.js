// The line from a claim to its sources, for the page of one file (report.js, which it stands before) and the served reader.

/** Draw, over `article`, a line through the first boxes of `stops` (arrays of elements): trigger, origin, and on outwards. */
export function wire(article, stops) {
  const SVG = "http://www.w3.org/2000/svg";
  const frame = article.getBoundingClientRect();
  const places = stops.map((nodes) => {
    const box = nodes[0]?.getClientRects()[0];
    if (!box) return null;
    const top = box.top - frame.top + 2;
    return { x: box.left - frame.left + Math.min(box.width / 2, 40), top, bottom: top + 22 };
  });
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "wire");
  svg.setAttribute("aria-hidden", "true");
  for (let i = 1; i < places.length; i++) {
    const [a, b] = [places[i - 1], places[i]];
    if (!a || !b) continue;
    // On one line an arc above it; else a curve through the gap between the lines.
    const [down, up] = [b.top - a.top > 20, a.top - b.top > 20];
    const lift = 12 + Math.min(24, Math.abs(b.x - a.x) / 8);
    const [y1, y2] = [down ? a.bottom : a.top, up ? b.bottom : b.top];
    const [c1, c2] = [down ? y1 + lift : y1 - lift, up ? y2 + lift : y2 - lift];
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", `M${a.x} ${y1}C${a.x} ${c1} ${b.x} ${c2} ${b.x} ${y2}`);
    const dot = document.createElementNS(SVG, "circle");
    for (const [name, value] of [["cx", b.x], ["cy", y2], ["r", 3]]) dot.setAttribute(name, value);
    svg.append(path, dot);
  }
  article.append(svg);
}
