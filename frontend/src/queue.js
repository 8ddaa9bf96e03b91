// The review queue by keys: each presses the button or follows the link that the page has.
import { author } from "./parts/author.js";
import { keys } from "./parts/keys.js";

author(document);
for (const hint of document.querySelectorAll(".keys")) hint.hidden = false;
// On a phone the words around the claim scroll by themselves: the claim comes to their middle.
const text = document.querySelector(".passage .text");
const word = text?.querySelector(".chosen");
if (word) text.scrollTop = word.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 3;
const press = (act) => () => {
  const found = document.querySelector(`[data-act="${act}"]`);
  if (found) found.click();
  return Boolean(found);
};
keys({ a: press("accept"), r: press("reject"), c: press("correct"), s: press("skip"), u: press("undo") });
