// From what is selected in the text to offsets of the report: code points, as the ledger counts them.

const points = (text) => [...text].length;

/** Return { start, end, text } of the selection inside `root`, trimmed of blanks, or null where nothing of the text is selected. */
export function selected(root) {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  if (!root.contains(range.commonAncestorContainer)) return null;
  const from = place(root, range.startContainer, range.startOffset, false);
  const to = place(root, range.endContainer, range.endOffset, true);
  if (from === null || to === null || from >= to) return null;
  const text = between(root, from, to);
  const lead = points(text) - points(text.trimStart());
  const trail = points(text) - points(text.trimEnd());
  return from + lead < to - trail ? { start: from + lead, end: to - trail, text: text.trim() } : null;
}

function pieces(root) {
  return [...root.querySelectorAll("[data-s]")];
}

/** The offset of a point in the page: inside a piece exactly, else the nearest piece after it (or before, for an end). */
function place(root, node, offset, isEnd) {
  const piece = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-s]");
  if (piece) {
    const inside = node.nodeType === Node.TEXT_NODE ? points(node.data.slice(0, offset)) : offset ? points(piece.textContent) : 0;
    return Number(piece.dataset.s) + inside;
  }
  const at = document.createRange();
  at.setStart(node, offset);
  const all = pieces(root);
  if (isEnd) {
    const before = all.filter((one) => at.comparePoint(one, 0) < 0).pop();
    return before ? Number(before.dataset.s) + points(before.textContent) : null;
  }
  const after = all.find((one) => at.comparePoint(one, 0) >= 0);
  return after ? Number(after.dataset.s) : null;
}

function between(root, from, to) {
  let found = "";
  let last = null;
  for (const one of pieces(root)) {
    const start = Number(one.dataset.s);
    const chars = [...one.textContent];
    if (start + chars.length <= from || start >= to) continue;
    // Between two lines of the report there is a line end that no piece holds.
    if (last !== null && start > last) found += "\n".repeat(start - last);
    found += chars.slice(Math.max(0, from - start), to - start).join("");
    last = start + chars.length;
  }
  return found;
}
