"""A piece of HTML that is all article, as feeds and agencies send it, to text."""

from __future__ import annotations

import re

from according.errors import UnreadableError
from according.knowledge.tables import load

_BLANKS = re.compile(r"[ \t\r\n\f\u200b\ufeff]+")
_TAGS = re.compile(
    r"</?(?:p|br|div|span|a|em|strong|b|i|ul|ol|li|h[1-6]|blockquote|figure|img|table)\b[^<>]{0,500}>", re.I
)


def has_markup(text: str) -> bool:
    """Whether `text` is written in HTML."""
    return bool(_TAGS.search(text))


def fragment_text(markup: str, report: str) -> str:
    """Return the text of `markup`, a line a paragraph. Raises `UnreadableError` where it cannot be taken apart.

    Nothing is judged to be decoration, other than on pages: only scripts, styles and the like are left out.
    """
    from lxml import etree, html  # 30 ms to import, and plain texts do not need it

    tags = load("intake/markup")
    hidden, blocks = frozenset(tags["hidden"]), frozenset(tags["blocks"])
    pieces: list[str] = []
    try:
        tree = html.fromstring(f"<div>{markup.replace(chr(0), '')}</div>")
        walk = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event == "start":
                if element.tag in hidden:
                    walk.skip_subtree()
                else:
                    pieces.append(("\n" if element.tag in blocks else "") + _BLANKS.sub(" ", element.text or ""))
                continue
            if event == "end" and element.tag in blocks:
                pieces.append("\n")
            if element is not tree:
                pieces.append(_BLANKS.sub(" ", element.tail or ""))
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise UnreadableError(
            f"its markup cannot be taken apart ({type(error).__name__}).",
            report=report,
            remedy="Save the article's text as a .txt file.",
        ) from error
    lines = (re.sub(" +", " ", line).strip() for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)
