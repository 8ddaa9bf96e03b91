"""The brief as Markdown: for a wiki, a mail, a pull request. The same sentences as the page; charts and maps as tables."""

from __future__ import annotations

import re

from according.brief.citing import href, numbered, web_href
from according.brief.evidence import counted, moment_year
from according.brief.markup import SIGNS
from according.brief.model import Brief, Entry, Piece, Sentence, Source, Spot
from according.brief.texts import count, moment_text, shown
from according.events import Status
from according.exchange.markdown import escape as escape_line
from according.knowledge.brief import words

_LINKS = re.compile(r"(?i)(https?|ftp)(:)(?=//)|(www)(\.)")


def escape(text: str) -> str:
    """Return text so that Markdown shows it as it is; what looks like an address does not become a link."""
    return _LINKS.sub(lambda m: (m[1] or m[3]) + "\\" + (m[2] or m[4]), escape_line(shown(text)))


def to_markdown(brief: Brief) -> str:
    """Return the brief in CommonMark with tables; numbers lead to the ledger, or to the list of sources."""
    made = f" · made {escape(brief.made_at)}" if brief.made_at else ""
    lines = [f"# {escape(brief.title)}", "", f"{escape(brief.window)}{made}", "", *_figures(brief)]
    for heading, part in (
        ("What stands out", _leading(brief)),
        ("Chronology", _days(brief)),
        ("Disputed points", _disputes(brief)),
        ("Numbers", _numbers(brief)),
        ("New claims by side", _sides(brief)),
        ("Statements, threats and promises", _statements(brief)),
        ("Places", _places(brief)),
        ("Sources and method", _method(brief)),
        ("Gaps", _gaps(brief)),
        ("The claims, in the words of their reports", _sources(brief)),
    ):
        if part:
            lines += [f"## {heading}", "", *part]
    return "\n".join(lines).rstrip("\n") + "\n"


def _strong(text: str) -> str:
    """Return text in bold; a blank one is said to be, for four asterisks alone would be a line across the page."""
    return f"**{text or '(blank)'}**"


def _figures(brief: Brief) -> list[str]:
    figures = brief.figures
    told = ", ".join(f"{figures.by_status[s]} {entry.label.lower()}" for s, entry in words().statuses.items())
    undated = f", {figures.undated} without a date" if figures.undated else ""
    lines = [
        f"- **{count(figures.articles, 'article')}**, {count(figures.copies, 'copy', 'copies')} among them{undated}",
        f"- **{count(figures.sources, 'independent source')}**, each counted once, however many carry it",
        f"- **{count(figures.events, 'event')}**: {told}",
        "",
    ]
    if brief.gaps:
        lines += ["**Not complete:** " + " ".join(escape(gap.text) for gap in brief.gaps), ""]
    return lines


def _sentence(brief: Brief, said: Sentence) -> str:
    return "".join(_piece(brief, p) for p in said.pieces) + _cites(brief, said.cites)


def _piece(brief: Brief, piece: Piece) -> str:
    inner = escape(piece.text)
    left, right = piece.text[:1].isspace(), piece.text[-1:].isspace()
    if piece.kind == "name":
        return f"**{inner}**"
    if piece.kind == "quote":
        return f"“{inner}”{_cites(brief, piece.cites)}"
    return f"{' ' if left else ''}{inner}{' ' if right and inner else ''}"


def _cites(brief: Brief, refs: list[str]) -> str:
    links = [f"[\\[{number}\\]](<{href(brief, ref)}>)" for number, ref in numbered(brief, refs)]
    return f" {' '.join(links)}" if links else ""


def _status(status: Status) -> str:
    return f"{SIGNS[status]} **{words().statuses[status].label}**"


def _leading(brief: Brief) -> list[str]:
    lines = [
        f"- {escape(e.title)}, {escape(e.when)}: {_status(e.status)}, {escape(e.counts)}. "
        + (f"{_sentence(brief, e.gist)} " if e.gist is not None else "")
        + _sentence(brief, e.verdict)
        for e in brief.leading
    ]
    return [*lines, ""] if lines else []


def _days(brief: Brief) -> list[str]:
    lines: list[str] = []
    for day in brief.days:
        lines += [f"### {escape(day.label)}", ""] + ([escape(day.note), ""] if day.note else [])
        for entry in day.entries:
            lines += _entry(brief, entry)
    if brief.left_out:
        lines += [f"**{count(brief.left_out, 'less widely told event')} left out for room.**", ""]
    return lines or ["No report of this window tells of anything that happened.", ""]


def _entry(brief: Brief, entry: Entry) -> list[str]:
    head = f"{_status(entry.status)} · {escape(entry.when)} · {escape(entry.counts)}"
    accounts = [f"- {_sentence(brief, account)}" for account in entry.accounts]
    several = len(accounts) > 1 or entry.status != "single-source"
    verdict = [_sentence(brief, entry.verdict), ""] if several else []
    return [f"#### {escape(entry.title)}", "", head, "", *verdict, *accounts, ""]


def _disputes(brief: Brief) -> list[str]:
    lines: list[str] = []
    for dispute in brief.disputes:
        lines += [f"### {escape(dispute.title)}", "", f"{escape(dispute.about)}:", ""]
        for card in dispute.cards:
            lines.append(f"- {_strong(escape(card.heading))}")
            lines += [f"  - {_sentence(brief, line)}" for line in card.lines]
        lines.append("")
    return lines


def _numbers(brief: Brief) -> list[str]:
    lines: list[str] = []
    before = None
    for group in brief.tallies:
        if group.event != before:
            lines += ([""] if before is not None else []) + [f"### {escape(group.title)}", ""]
            lines += ["| What | Number | Who says so | When |", "|---|---|---|---|"]
            before = group.event
        scope = f" in {group.scope}" if group.scope else ""
        for f in group.figures:
            what = escape(counted(group, f) + scope) + (f" {SIGNS['disputed']} disputed" if group.contested else "")
            number = f"{escape(f.words)} (since replaced)" if f.superseded else _strong(escape(f.words))
            number += " (the reading is unsure)" if f.unsure else ""
            when = escape(moment_text(f.at) or "no date")
            lines.append(f"| {what} | {number} | {escape(f.claimant)}{_cites(brief, f.cites)} | {when} |")
    return [*lines, ""] if lines else []


def _sides(brief: Brief) -> list[str]:
    lines: list[str] = []
    for side in brief.sides:
        lines += [f"### {escape(side.name)} ({count(side.claims, 'claim')})", ""]
        for voice in side.voices:
            lines.append(f"- {_strong(escape(voice.name))}")
            lines += [f"  - {_sentence(brief, line)}" for line in voice.lines]
            lines += [f"  - and {count(voice.more, 'further statement')}, in the ledger"] if voice.more else []
        lines.append("")
    if brief.press:
        told = "; ".join(f"{voice.name} {voice.claims}" for voice in brief.press)
        lines += ["### The press in its own voice", "", f"Claims that reports make by themselves: {escape(told)}.", ""]
    return lines


def _statements(brief: Brief) -> list[str]:
    lines: list[str] = []
    for group in brief.statements:
        lines += [f"### {escape(group.label)}", ""] + ([escape(group.note), ""] if group.note else [])
        lines += [f"- {_sentence(brief, s)}" for s in group.sentences]
        lines += [f"- and {count(group.more, 'further one')}, in the ledger"] if group.more else []
        lines.append("")
    return lines


def _places(brief: Brief) -> list[str]:
    titles = {entry.id: f"{entry.title}, {entry.when}" for day in brief.days for entry in day.entries}
    spots = [spot for panel in brief.atlas.panels for spot in panel.spots] + brief.atlas.named
    rows = [_place(spot, titles) for spot in spots]
    head = ["| Place | How precise | Where | Events |", "|---|---|---|---|"] if rows else []
    lost = brief.atlas.nowhere
    lines = [*head, *rows, ""] if rows else []
    return lines + ([f"{count(lost, 'event')} of the chronology told without a place.", ""] if lost else [])


def _place(spot: Spot, titles: dict[str, str]) -> str:
    where = f"{spot.lat:.2f}, {spot.lon:.2f}" if spot.lat is not None and spot.lon is not None else "not known"
    where = "not drawn" if spot.drawn == "wide" else where
    radius = f", about {spot.radius_km:,.0f} km around" if spot.drawn == "circle" and spot.radius_km else ""
    name = f"{spot.name}, {spot.within}" if spot.within else spot.name
    told = "; ".join(titles.get(event, event) for event in spot.events)
    return f"| {escape(name)} | {escape(spot.precision + radius)} | {where} | {escape(told)} |"


def _method(brief: Brief) -> list[str]:
    lines = ["| Publisher | Articles | Of its own | Copies | Claims read |", "|---|---|---|---|---|"]
    lines += [
        f"| {escape(p.name)} | {p.reports} | {p.reports - p.copies} | {p.copies} | {p.claims} |"
        for p in brief.publishers
    ]
    lines += ["", *(f"- {_sentence(brief, s)}" for s in brief.copied), ""]
    lines += [f"- {_status(status)}: {escape(entry.note)}" for status, entry in words().statuses.items()]
    return [*lines, "", *(f"- read by {escape(stamp)}" for stamp in brief.made_by), ""]


def _gaps(brief: Brief) -> list[str]:
    lines: list[str] = []
    for gap in brief.gaps:
        lines.append(f"- {_strong(escape(gap.text))}")
        lines += [f"  - {escape(item)}" for item in gap.items]
    return [*lines, ""] if lines else ["None is known. What nobody told us of, we cannot know.", ""]


def _sources(brief: Brief) -> list[str]:
    return [line for source in brief.sources for line in _source(brief, source)]


def _source(brief: Brief, source: Source) -> list[str]:
    title = escape(source.title)
    heading = f"[{title}](<{web_href(source.url)}>)" if source.url else title
    about = " · ".join([source.publisher or "publisher not known", moment_year(source.published), source.report])
    copy = f" Copied from {escape(source.copy_of)}." if source.copy_of else ""
    lines = [f"{_strong(heading)}  ", f"{escape(about)}.{copy}", ""]
    for claim in source.claims:
        said = f"“{escape(claim.quote)}”" if claim.quote else "(its words are not in this brief's data)"
        how = "; ".join(part for part in (claim.by, claim.stance) if part)
        said += f" ({escape(how)})" if how else ""
        ref = escape(claim.ref)
        where = ref if brief.base_url is None else f"[{ref}](<{href(brief, claim.ref)}>)"
        lines.append(f'{claim.number}. <a id="s{claim.number}"></a>{said} {where}')
    return [*lines, ""]
