// The review queue by keys: each presses the button or follows the link that the page has.
import { author } from "./parts/author.js";
import { keys } from "./parts/keys.js";

author(document);
for (const hint of document.querySelectorAll(".keys")) hint.hidden = false;
const press = (act) => () => {
  const found = document.querySelector(`[data-act="${act}"]`);
  if (found) found.click();
  return Boolean(found);
};
keys({ a: press("accept"), r: press("reject"), c: press("correct"), s: press("skip"), u: press("undo") });
