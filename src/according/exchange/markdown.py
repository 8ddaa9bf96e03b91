"""A reading as Markdown: for a wiki, a notebook, a pull request."""

from __future__ import annotations

import re

from according.claims import Claim, Reading
from according.exchange import wording
from according.exchange.groups import by_sentence

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_LINE_START = re.compile(r"^(\s*)([-+=]|\d+[.)])")


def escape(text: str) -> str:
    """Return `text` on one line, so that Markdown shows it as it is: no links, no markup, no HTML."""
    return _LINE_START.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", _SPECIAL.sub(r"\\\1", wording.one_line(text)))


def markdown(reading: Reading) -> str:
    """Return the section of one report: its sentences as quotations, each with its claims."""
    report = reading.report
    about = [part for part in (report.publisher, report.published, report.url) if part]
    lines = [f"## {escape(report.title or report.id)}", ""]
    if about:
        lines += [" · ".join(map(escape, about)), ""]
    lines += [f"*{escape(warning)}*\n" for warning in reading.warnings]
    if not reading.claims:
        lines += ["No claim was found.", ""]
    for sentence, claims in by_sentence(reading):
        lines += [f"> {escape(report.text[slice(*sentence)])}", ""]
        for claim in claims:
            lines += _claim(claim)
        lines.append("")
    return "\n".join(lines) + "\n"


def _claim(claim: Claim) -> list[str]:
    kind = claim.type + (f" ({escape(claim.mode)})" if claim.mode else "")
    what = escape(wording.deed(claim))
    lines = [f"- **{kind}** {what}"]
    lines += [f"  - {label}: {escape(value)}" for label, value in rows(claim)]
    return lines


def rows(claim: Claim) -> list[tuple[str, str]]:
    """Return the labelled facts of a claim, without the empty ones."""
    facts = [
        ("said by", wording.chain(claim)),
        ("how sure", wording.how_sure(claim)),
        ("with", wording.fillers(claim.instruments)),
        ("where", "; ".join(map(wording.place_text, claim.locations))),
        ("when", wording.time_text(claim.time) if claim.time else ""),
        ("how many", "; ".join(map(wording.quantity_text, claim.quantities))),
    ]
    return [(label, value) for label, value in facts if value]
