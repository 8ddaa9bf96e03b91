"""One self-contained page of one or more readings: the text, its claims underlined, and the list of them.

Nothing is loaded from anywhere: style and script stand in the page, and its content security policy names
them by their digests, so that nothing else can run even if an escape were missed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from string import Template

from according.claims import Claim, Reading
from according.exchange import wording
from according.exchange.harmless import source_digest
from according.knowledge.types import load_types
from according.web.cards import claim_item
from according.web.markup import escape, link
from according.web.segments import Segment, lanes, segments


@lru_cache(maxsize=8)
def _static(name: str) -> str:
    return files("according.web").joinpath("static", name).read_text("utf-8")


def report_page(readings: Sequence[Reading]) -> str:
    """Return the page of `readings`, one section a report. It needs no network and no other file."""
    styles = _Styles()
    sections = "".join(_section(reading, number, styles) for number, reading in enumerate(readings))
    style = _static("report.css") + styles.rules()
    # What the served reader imports stands here as it is: one file has no modules.
    script = _static("wire.js").replace("export function", "function") + _static("report.js")
    first = readings[0].report if len(readings) == 1 else None
    title = (first.title or first.id) if first else f"{len(readings)} reports"
    return Template(_static("report.html")).substitute(
        policy=_policy(style, script),
        title=escape(title),
        style=style,
        script=script,
        summary=_summary(readings),
        filters=_filters(readings),
        sections=sections,
        made_by=_made_by(readings),
    )


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src {source_digest(style)}; script-src {source_digest(script)};"
        " base-uri 'none'; form-action 'none'"
    )


class _Styles:
    """One class for each combination of lines under a word; ``style=`` attributes are not allowed."""

    def __init__(self) -> None:
        self._classes: dict[str, str] = {}

    def of(self, lines: list[tuple[int, Claim]]) -> str:
        """Return the class for claims in their lanes."""
        rule = ";".join(f"--l{lane}:{_line(claim)}" for lane, claim in sorted(lines, key=lambda pair: pair[0]))
        return self._classes.setdefault(rule, f"k{len(self._classes)}")

    def rules(self) -> str:
        """Return the rules of all classes given out."""
        return "".join(f".{name}{{{rule}}}\n" for rule, name in self._classes.items())


def _line(claim: Claim) -> str:
    """How a claim is underlined: whole where it is told as a fact, dashed where not, dotted where denied."""
    fact, colour = claim.factuality, f"var(--{claim.type})"
    if fact.polarity == "negative":
        return f"repeating-linear-gradient(90deg,{colour} 0 2px,transparent 2px 5px)"
    if fact.realis in ("future", "hypothetical") or fact.certainty != "certain":
        return f"repeating-linear-gradient(90deg,{colour} 0 7px,transparent 7px 11px)"
    return f"linear-gradient({colour} 0 0)"


def _section(reading: Reading, number: int, styles: _Styles) -> str:
    report, prefix = reading.report, f"r{number}"
    about = [escape(part) for part in (report.publisher, report.published) if part]
    if report.url:
        about.append(link(report.url, report.url))
    warnings = "".join(f'<p class="warning">{escape(text)}</p>' for text in reading.warnings)
    items = "".join(claim_item(reading, i, prefix) for i in _in_text_order(reading.claims))
    empty = "" if reading.claims else '<p class="empty">No claim was found in this report.</p>'
    return (
        f'<section class="report" id="{prefix}"><article>'
        f'<h1 dir="auto">{escape(report.title or report.id)}</h1>'
        f'<p class="about">{" · ".join(about)}</p>{warnings}'
        f'<div class="text" data-lanes="{_depth(reading)}">{_text(reading, prefix, styles)}</div></article>'
        f'<aside aria-label="Claims">{empty}{items}</aside></section>'
    )


def _in_text_order(claims: list[Claim]) -> list[int]:
    return sorted(range(len(claims)), key=lambda i: (claims[i].trigger.span, claims[i].span))


def _depth(reading: Reading) -> int:
    return max(lanes([claim.span for claim in reading.claims]), default=-1) + 1


def _text(reading: Reading, prefix: str, styles: _Styles) -> str:
    """The report's text; each line that is not blank is a paragraph."""
    in_lane = lanes([claim.span for claim in reading.claims])
    opened: set[int] = set()
    paragraphs = []
    for line in segments(reading.report.text, reading.claims):
        body = "".join(_mark(reading, segment, in_lane, styles, opened) for segment in line)
        if body.strip():
            paragraphs.append(f'<p dir="auto">{body}</p>')
    return "\n".join(paragraphs)


def _mark(reading: Reading, segment: Segment, in_lane: list[int], styles: _Styles, opened: set[int]) -> str:
    quoted = escape(reading.report.text[segment.start : segment.end])
    where = f'data-at="{segment.start}-{segment.end}"'
    if not segment.claims and not segment.triggers:
        return f"<span {where}>{quoted}</span>"
    lines = [(in_lane[i], reading.claims[i]) for i in segment.claims]
    claims = " ".join(str(i) for i in segment.claims)
    over = " ".join(f"{in_lane[i]}:{i}" for i in segment.claims)
    shown = f'class="u {styles.of(lines)}" {where} data-claims="{claims}" data-lanes="{over}"'
    if not segment.triggers:
        return f"<span {shown}>{quoted}</span>"
    kind = reading.claims[segment.triggers[0]].type
    opens = " ".join(str(i) for i in segment.triggers)
    new = set(segment.triggers) - opened
    opened |= new
    # A trigger of two parts is one stop for the keyboard.
    stop = ' tabindex="0" role="button"' if new else ""
    return f'<b {shown.replace("u ", f"u t-{kind} ", 1)} data-triggers="{opens}"{stop}>{quoted}</b>'


def _summary(readings: Sequence[Reading]) -> str:
    claims = [claim for reading in readings for claim in reading.claims]
    sources = {wording.origin(claim).casefold() for claim in claims if claim.attribution}
    parts = [_count(len(claims), "claim"), _count(len(sources), "source")]
    if len(readings) > 1:
        parts.insert(0, _count(len(readings), "report"))
    return ", ".join(parts)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _filters(readings: Sequence[Reading]) -> str:
    claims = [claim for reading in readings for claim in reading.claims]
    kinds: Counter[str] = Counter(claim.type for claim in claims)
    chips = "".join(
        f'<button type="button" class="chip t-{kind}" data-kind="{kind}" aria-pressed="false"'
        f' title="{escape(entry.what)}">{kind}<span>{kinds[kind]}</span></button>'
        for kind, entry in load_types().items()
        if kind in kinds
    )
    origins = Counter(wording.origin(claim) for claim in claims)
    options = "".join(
        f'<option value="{escape(name)}">{escape(name)} ({count})</option>'
        for name, count in sorted(origins.items(), key=lambda item: (-item[1], item[0].casefold()))
    )
    return (
        f'<div class="chips" role="group" aria-label="Types shown">{chips}</div>'
        f'<label class="by">Said by <select><option value="">anyone</option>{options}</select></label>'
    )


def _made_by(readings: Sequence[Reading]) -> str:
    made = readings[0].made_by if readings else {}
    return " · ".join(f"{escape(name)} {escape(value)}" for name, value in made.items())
