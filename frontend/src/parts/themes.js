/** Make a button go through the themes: as the system has it, light, dark; the choice is kept in this browser. */
const NEXT = { system: "light", light: "dark", dark: "system" };
const SIGN = { system: "◐", light: "○", dark: "●" };

export function themes(button) {
  if (!button) return;
  const root = document.documentElement;
  const show = () => {
    const now = root.dataset.theme ?? "system";
    button.textContent = SIGN[now];
    button.setAttribute("aria-label", `Theme: ${now}. Switch to ${NEXT[now]}`);
    button.title = `Theme: ${now}`;
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    const next = NEXT[root.dataset.theme ?? "system"];
    if (next === "system") delete root.dataset.theme;
    else root.dataset.theme = next;
    try {
      localStorage.setItem("theme", next);
    } catch {
      // Storage is switched off: the choice lasts as long as the page.
    }
    show();
  });
  show();
}
