// What every page has: the switch of themes.
import { themes } from "./parts/themes.js";

themes(document.querySelector("button.theme"));

// On a phone the row of views scrolls: the one that is open is brought into sight.
const views = document.querySelector(".views");
const here = views?.querySelector("[aria-current]");
if (here) views.scrollLeft = here.offsetLeft + here.offsetWidth / 2 - views.clientWidth / 2;
