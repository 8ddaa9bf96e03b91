// The card of a place: what is told of it, and how precisely it was said.
import { html } from "../parts/svg.js";

const MOST = 6;
const SAID = {
  point: () => "a place that is a point at this scale",
  circle: (spot) => `${article(spot.precision)}: somewhere within about ${Math.round(spot.radius_km)} km`,
  country: () => "a whole country: where in it is not said",
};

/** Return {show(spot, at, width)}; `closed` is called by its button and by Escape. */
export function cardOf(canvas, closed) {
  const card = html("div", { class: "map-card", role: "region", "aria-label": "Place", "aria-live": "polite", hidden: "" });
  canvas.append(card);
  card.addEventListener("keydown", (event) => event.key === "Escape" && closed());
  return {
    show(spot, at, width) {
      card.hidden = !spot;
      if (!spot) return;
      const close = html("button", { type: "button", class: "close", "aria-label": "Close" }, "×");
      close.addEventListener("click", closed);
      const events = spot.events.slice(0, MOST).map((one) =>
        html("li", {}, html("a", { href: one.href }, one.title), html("br"),
          html("span", { class: `status ${one.status}` }, one.status), ` ${days(one)}`));
      const rest = spot.events.length - events.length;
      card.replaceChildren(
        close,
        html("strong", {}, spot.place),
        html("p", { class: "note" }, [spot.within, SAID[spot.drawn](spot)].filter(Boolean).join("; ")),
        html("ul", {}, ...events),
        ...(rest > 0 ? [html("p", { class: "note" }, html("a", { href: `#place-${spot.number}` }, `and ${rest} more in the table`))] : []),
      );
      card.classList.toggle("left", Boolean(at) && at[0] > width / 2);
    },
  };
}

function days({ start, end }) {
  if (!start && !end) return "day not said";
  return start === end || !start || !end ? start ?? end : `${start} to ${end}`;
}

const article = (word) => `${/^[aeiou]/.test(word) ? "an" : "a"} ${word}`;
