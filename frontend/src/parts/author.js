/** Keep the reviewer's name in this browser, and have all forms of the page say the same one. */
export function author(root) {
  const fields = [...root.querySelectorAll('input[name="author"]')];
  let kept = null;
  try {
    kept = localStorage.getItem("author");
  } catch {
    // Storage is switched off: the server's cookie, or typing, has to do.
  }
  const own = fields.find((field) => field.type === "text" && field.value)?.value || kept || "";
  const spread = (name) => {
    for (const field of fields) if (name || field.type === "text") field.value = name;
  };
  if (own) spread(own);
  root.addEventListener("input", (event) => {
    if (event.target.name !== "author") return;
    for (const field of fields) if (field !== event.target) field.value = event.target.value || field.defaultValue;
    try {
      localStorage.setItem("author", event.target.value);
    } catch {
      // As above.
    }
  });
}
