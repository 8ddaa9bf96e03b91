// What every page has: the switch of themes.
import { themes } from "./parts/themes.js";

themes(document.querySelector("button.theme"));
