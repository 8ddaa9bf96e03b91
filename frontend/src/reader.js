// The report reader. The page works without this: words lead to their claim's card by links. This brings out a claim without
// loading the page again, draws the lines to its sources, filters by type, and takes keys and selections.
import { author } from "./parts/author.js";
import { keys } from "./parts/keys.js";
import { selected } from "./parts/selecting.js";
import { wire } from "../../src/according/web/static/wire.js";

const article = document.querySelector(".reader > article");
const text = document.querySelector(".text");
const told = document.querySelector(".told");
const sheet = document.querySelector(".sheet");
const beside = matchMedia("(min-width: 64.01rem)");
const still = matchMedia("(prefers-reduced-motion: reduce)");

const numbers = (given) => (given ? given.split(" ").map(Number) : []);
const spans = (given) => (given ? given.split(" ").map((pair) => pair.split("-").map(Number)) : []);
const pieces = [...text.querySelectorAll("[data-s]")].map((node) => {
  const start = Number(node.dataset.s);
  const over = (node.dataset.c ? node.dataset.c.split(" ") : []).map((pair) => pair.split(":").map(Number));
  return { node, start, end: start + [...node.textContent].length, over, triggers: numbers(node.dataset.t) };
});
const claims = [...told.querySelectorAll(".claim")].map((item) => ({
  item,
  number: Number(item.dataset.n),
  type: item.dataset.type,
  href: `${location.pathname}?claim=${encodeURIComponent(item.dataset.id)}#${item.id}`,
  span: spans(item.dataset.span),
  trigger: spans(item.dataset.trigger),
  sources: spans(item.dataset.sources),
  cues: spans(item.dataset.cues),
  parts: spans(item.dataset.parts),
  hidden: false,
}));
const byNumber = new Map(claims.map((claim) => [claim.number, claim]));
let current = claims.find((claim) => claim.item.classList.contains("current")) ?? null;

const within = (where) =>
  pieces.filter((piece) => where.some(([start, end]) => piece.start >= start && piece.end <= end)).map((piece) => piece.node);

function unpaint() {
  const marks = ["chosen", "own-source", "own-cue", "own-part"];
  for (const { node } of pieces) node.classList.remove(...marks);
  for (const claim of claims) claim.item.classList.remove("current");
  for (const node of article.querySelectorAll(".wire")) node.remove();
}

function paint(claim) {
  unpaint();
  const marks = [[claim.span, "chosen"], [claim.sources, "own-source"], [claim.cues, "own-cue"], [claim.parts, "own-part"]];
  for (const [where, name] of marks) for (const node of within(where)) node.classList.add(name);
  claim.item.classList.add("current");
  if (claim.sources.length) wire(article, [claim.trigger[0], ...claim.sources.slice().reverse()].map((span) => within([span])));
}

function choose(claim, { scroll = true, focus = false } = {}) {
  if (current && current !== claim) current.item.open = false;
  current = claim;
  claim.item.open = true;
  paint(claim);
  history.replaceState(null, "", claim.href);
  const word = within(claim.trigger)[0];
  if (word && scroll) {
    const box = word.getBoundingClientRect();
    const floor = beside.matches ? innerHeight - 80 : innerHeight * 0.36;
    if (box.top < 70 || box.bottom > floor) word.scrollIntoView({ block: beside.matches ? "center" : "start", behavior: "instant" });
  }
  if (word && focus) word.focus({ preventScroll: true });
  if (beside.matches) bring(claim);
  else lift(claim);
}

/** Bring the claim's card to the head of the list, which scrolls by itself. */
function bring(claim) {
  const head = told.querySelector("header").offsetHeight;
  const top = claim.item.getBoundingClientRect().top - told.getBoundingClientRect().top + told.scrollTop;
  told.scrollTo({ top: top - head - 4, behavior: still.matches ? "auto" : "smooth" });
}

/** On a phone the card comes up from below. */
function lift(claim) {
  const listed = claims.filter((one) => !one.hidden);
  const head = document.createElement("p");
  head.className = "summary";
  head.append(...[...claim.item.querySelector("summary").childNodes].map((node) => node.cloneNode(true)));
  const inner = claim.item.querySelector(".inner").cloneNode(true);
  // What has an id, or belongs to one, stays where it is: in the list below the text.
  for (const node of inner.querySelectorAll(".correct, .past, h3")) node.remove();
  sheet.querySelector(".inside").replaceChildren(head, inner);
  sheet.querySelector(".turn span").textContent = `${listed.indexOf(claim) + 1} of ${listed.length}`;
  sheet.hidden = false;
  document.body.classList.add("sheeted");
}

function close() {
  if (!current) return false;
  current.item.open = false;
  current = null;
  unpaint();
  sheet.hidden = true;
  document.body.classList.remove("sheeted");
  history.replaceState(null, "", location.pathname);
  return true;
}

function step(by) {
  const listed = claims.filter((claim) => !claim.hidden);
  if (!listed.length) return false;
  const at = listed.indexOf(current);
  const next = at < 0 ? (by > 0 ? 0 : listed.length - 1) : (at + by + listed.length) % listed.length;
  choose(listed[next], { focus: true });
  return true;
}

/** Under a word lie one or more claims: those it triggers first, then the shortest. Again is the next one. */
function pick(node) {
  const piece = pieces.find((one) => one.node === node);
  const length = (claim) => claim.span[0][1] - claim.span[0][0];
  const first = (claim) => piece.triggers.includes(claim.number);
  const found = piece.over
    .map(([, number]) => byNumber.get(number))
    .filter((claim) => claim && !claim.hidden)
    .sort((a, b) => first(b) - first(a) || length(a) - length(b));
  if (found.length) choose(found[(found.indexOf(current) + 1) % found.length], { scroll: !beside.matches });
}

function filter() {
  const on = (button) => button.getAttribute("aria-pressed") === "true";
  const kinds = new Set([...told.querySelectorAll("[data-kind]")].filter(on).map((button) => button.dataset.kind));
  for (const claim of claims) {
    claim.hidden = kinds.size > 0 && !kinds.has(claim.type);
    claim.item.hidden = claim.hidden;
  }
  for (const piece of pieces) {
    for (const [lane, number] of piece.over) piece.node.classList.toggle(`off${lane}`, byNumber.get(number).hidden);
    if (piece.triggers.length) piece.node.classList.toggle("off", piece.triggers.every((n) => byNumber.get(n).hidden));
  }
  if (current?.hidden) close();
}

/** The words of the claim, as they are selected in the text. */
function taking() {
  const form = told.querySelector(".correct form");
  const take = form?.querySelector(".take");
  if (!take) return;
  take.hidden = false;
  let chosen = null;
  document.addEventListener("selectionchange", () => {
    const now = selected(text);
    // Pressing the button may empty the selection: what was selected last is meant.
    if (now) chosen = now;
    take.disabled = !chosen;
  });
  take.addEventListener("click", () => {
    if (!chosen) return;
    form.elements.words.value = chosen.text;
    form.elements.start.value = chosen.start;
    form.elements.end.value = chosen.end;
    form.elements.words.focus();
  });
}

told.querySelector(".types").hidden = false;
for (const hint of document.querySelectorAll(".keys")) hint.hidden = false;
author(document);
taking();

document.addEventListener("click", (event) => {
  const target = event.target;
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const word = target.closest(".text [data-c]");
  const summary = target.closest(".claim > summary");
  const kind = target.closest("[data-kind]");
  const turn = target.closest("[data-step]");
  if (kind) {
    kind.setAttribute("aria-pressed", kind.getAttribute("aria-pressed") !== "true");
    filter();
  } else if (target.closest('[data-act="open"]')) {
    event.preventDefault();
    history.replaceState(null, "", target.closest("a").href);
    location.reload();
  } else if (turn) step(Number(turn.dataset.step));
  else if (target.closest(".sheet .close")) close();
  else if (summary) {
    const claim = claims.find((one) => one.item === summary.parentNode);
    if (claim === current) close();
    else choose(claim);
    event.preventDefault();
  } else if (word && getSelection().isCollapsed) {
    event.preventDefault();
    pick(word);
  }
});

const press = (act) => () => {
  const found = current?.item.querySelector(`[data-act="${act}"]`);
  if (found) found.click();
  return Boolean(found);
};
// The form of a correction is on the page of the claim that the server was asked for.
const open = (id) => () => {
  const here = current?.item.querySelector(`#${id}`);
  if (here) {
    here.open = true;
    here.querySelector("select, textarea").focus();
  } else if (current?.item.querySelector('[data-act="open"]')) {
    // The address is this one already but for its end, so the page has to be asked for again.
    history.replaceState(null, "", `${current.href.split("#")[0]}#${id}`);
    location.reload();
  } else return false;
  return true;
};
keys({
  j: () => step(1),
  k: () => step(-1),
  a: press("accept"),
  r: press("reject"),
  c: open("correct"),
  n: open("note"),
  e: () => {
    const link = current?.item.querySelector('a[href^="/events/"]');
    if (link) link.click();
    return Boolean(link);
  },
  Escape: close,
});
addEventListener("resize", () => current && paint(current));

if (["#correct", "#note"].includes(location.hash)) document.querySelector(location.hash)?.setAttribute("open", "");
if (current) paint(current);
// After the browser's own jump to the card.
addEventListener("load", () => setTimeout(() => current && beside.matches && bring(current)));
