// Applies the stored choice of theme before the page is drawn (a plain script in the head, so nothing flashes).
(() => {
  let stored = null;
  try {
    stored = localStorage.getItem("theme");
  } catch {
    // Storage is switched off: the system's theme it is.
  }
  if (stored === "light" || stored === "dark") document.documentElement.dataset.theme = stored;
})();
