/** Bind single letters to actions, but not where somebody writes, nor with a modifier. An action that returns false did nothing. */
export function keys(actions) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (!event.target.closest || event.target.closest("input,textarea,select,[contenteditable]")) {
      if (event.key !== "Escape") return;
    }
    const action = Object.hasOwn(actions, event.key) ? actions[event.key] : null;
    if (action && action(event) !== false) event.preventDefault();
  });
}
