"""The brief as one page that needs nothing else: no script, no font, no picture, no request to anywhere."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from according.brief import evidence
from according.brief.citing import anchor
from according.brief.markup import listed, section, sentence, status
from according.brief.model import Brief, Entry, Voice
from according.brief.svg import escape
from according.brief.texts import count
from according.exchange.harmless import source_digest
from according.knowledge.brief import words


@lru_cache(maxsize=1)
def _style() -> str:
    return files("according.brief").joinpath("static", "brief.css").read_text("utf-8")


def to_html(brief: Brief) -> str:
    """Return the page. Its content policy allows its own style, named by its digest, and nothing else."""
    style = _style()
    policy = f"default-src 'none'; style-src {source_digest(style)}; base-uri 'none'; form-action 'none'"
    sections = [(name, heading, made) for name, heading, made in _sections(brief) if made]
    links = "".join(f'<li><a href="#{name}">{escape(heading)}</a></li>' for name, heading, _ in sections)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">'
        f"<title>{escape(brief.title)}, {escape(brief.window)}</title><style>{style}</style></head>\n"
        f'<body><a class="skip" href="#main">To the brief</a>\n{_head(brief)}'
        f'<nav aria-label="Contents"><ul>{links}</ul></nav></header>\n<main id="main">\n'
        + "\n".join(made for _, _, made in sections)
        + f"\n</main>\n<footer>{_foot(brief)}</footer></body></html>\n"
    )


def _sections(brief: Brief) -> list[tuple[str, str, str]]:
    made = [
        ("first", "What stands out", "Disputed, or told by more than one source.", _leading(brief)),
        ("days", "Chronology", "What is said to have happened, the most widely told first in each day.", _days(brief)),
        ("disputes", "Disputed points", "Accounts that cannot both hold, side by side.", evidence.disputes(brief)),
        ("numbers", "Numbers", "Each number is its claimant's. None is averaged; a number struck out was replaced by its own claimant.", evidence.tallies(brief)),
        ("sides", "New claims by side", "What each side says in this window, as its own words or those of the report; copies left out.", _sides(brief)),
        ("statements", "Statements, threats and promises", "What is said, asked for, held out or foreseen: nothing here is told as done.", _statements(brief)),
        ("map", "Map", "Drawn no more precisely than it was told: a mark is a place, a dashed circle an area. There is no base map, and so no border.", evidence.atlas(brief)),
        ("method", "Sources and method", "", evidence.method(brief)),
        ("gaps", "Gaps", "What is missing. That nothing is told of a place is no sign of peace.", _gaps(brief)),
        ("sources", "The claims, in the words of their reports", "", evidence.sources(brief)),
    ]  # fmt: skip
    return [(name, heading, section(name, heading, lead, body) if body else "") for name, heading, lead, body in made]


def _head(brief: Brief) -> str:
    figures = brief.figures
    made = f" · made {escape(brief.made_at)}" if brief.made_at else ""
    copies = count(figures.copies, "copy", "copies")
    undated = f", {figures.undated} without a date" if figures.undated else ""
    told = ", ".join(
        f"{figures.by_status[one]} {words().statuses[one].label.lower()}"
        for one in words().statuses
        if one in figures.by_status
    )
    figs = [
        (figures.articles, "article" if figures.articles == 1 else "articles", f"{copies} among them{undated}"),
        (figures.sources, "independent source" if figures.sources == 1 else "independent sources", "each counted once, however many carry it"),
        (figures.events, "event" if figures.events == 1 else "events", told),
    ]  # fmt: skip
    boxes = "".join(
        f'<div class="fig"><b>{number:,}</b> <span>{what}</span> <small class="soft">{escape(note)}</small></div>'
        for number, what, note in figs
    )
    return (
        f'<header><h1 dir="auto">{escape(brief.title)}</h1><p class="soft">{escape(brief.window)}{made}</p>'
        f'<div class="figs">{boxes}</div>'
        '<p class="note">Three numbers that are not one: how often it was printed, how many say so of their own, and what happened.</p>'
        f"{_gap_box(brief)}"
    )


def _gap_box(brief: Brief) -> str:
    if not brief.gaps:
        return ""
    items = "".join(f"<li>{escape(gap.text)}</li>" for gap in brief.gaps[:4])
    more = f'<li><a href="#gaps">{count(len(brief.gaps) - 4, "further gap")}</a></li>' if len(brief.gaps) > 4 else ""
    return f'<aside class="gaps-box" aria-label="Gaps"><strong>Not complete.</strong> <a href="#gaps">All gaps</a><ul>{items}{more}</ul></aside>'


def _leading(brief: Brief) -> str:
    items = "".join(
        f'<li><a href="#{anchor(e.id)}"><bdi>{escape(e.title)}</bdi></a>, {escape(e.when)}'
        f'<div class="meta">{status(e.status)} {escape(e.counts)}</div>'
        f"{_gist(brief, e)}<p>{sentence(brief, e.verdict)}</p></li>"
        for e in brief.leading
    )
    return f'<ol class="glance">{items}</ol>' if items else ""


def _gist(brief: Brief, entry: Entry) -> str:
    return f"<p>{sentence(brief, entry.gist)}</p>" if entry.gist is not None else ""


def _days(brief: Brief) -> str:
    made = []
    for day in brief.days:
        note = f'<p class="lead">{escape(day.note)}</p>' if day.note else ""
        made.append(
            f'<div class="day"><h3>{escape(day.label)}</h3>{note}{"".join(_entry(brief, e) for e in day.entries)}</div>'
        )
    if brief.left_out:
        made.append(f"<p><strong>{count(brief.left_out, 'less widely told event')} left out for room.</strong></p>")
    return "".join(made) or "<p>No report of this window tells of anything that happened.</p>"


def _entry(brief: Brief, entry: Entry) -> str:
    numbers = f' · <a href="#t{anchor(entry.id)}">numbers</a>' if entry.has_numbers and _in_table(brief, entry) else ""
    # Where one claimant alone is quoted, the quotation says who says so.
    several = len(entry.accounts) > 1 or entry.status != "single-source"
    verdict = f'<p class="verdict">{sentence(brief, entry.verdict)}</p>' if several else ""
    accounts = listed([sentence(brief, account) for account in entry.accounts], "accounts")
    return (
        f'<article class="entry" id="{anchor(entry.id)}"><h4 dir="auto">{escape(entry.title)}</h4>'
        f'<p class="meta">{status(entry.status)} {escape(entry.when)} · {escape(entry.counts)}{numbers}</p>'
        f"{verdict}{accounts}</article>"
    )


def _in_table(brief: Brief, entry: Entry) -> bool:
    return any(group.event == entry.id for group in brief.tallies)


def _sides(brief: Brief) -> str:
    made = []
    for side in brief.sides:
        voices = "".join(_voice(brief, voice) for voice in side.voices)
        made.append(f"<h3><bdi>{escape(side.name)}</bdi> <small>{count(side.claims, 'claim')}</small></h3>{voices}")
    if brief.press:
        told = "; ".join(f"{voice.name} {voice.claims}" for voice in brief.press)
        made.append(
            f"<h3>The press in its own voice</h3><p>Claims that reports make by themselves, by publisher: {escape(told)}. "
            "The chronology has them.</p>"
        )
    return "".join(made)


def _voice(brief: Brief, voice: Voice) -> str:
    lines = [sentence(brief, line) for line in voice.lines]
    if voice.more:
        lines.append(f'<span class="soft">and {count(voice.more, "further statement")}, in the ledger</span>')
    return f'<div class="block"><h4><bdi>{escape(voice.name)}</bdi></h4>{listed(lines)}</div>'


def _statements(brief: Brief) -> str:
    made = []
    for group in brief.statements:
        note = f'<p class="lead">{escape(group.note)}</p>' if group.note else ""
        lines = [sentence(brief, s) for s in group.sentences]
        if group.more:
            lines.append(f'<span class="soft">and {count(group.more, "further one")}, in the ledger</span>')
        made.append(f"<h3>{escape(group.label)}</h3>{note}{listed(lines)}")
    return "".join(made)


def _gaps(brief: Brief) -> str:
    if not brief.gaps:
        return "<p>None is known. What nobody told us of, we cannot know.</p>"
    items = [f"<strong>{escape(gap.text)}</strong>{listed([escape(i) for i in gap.items])}" for gap in brief.gaps]
    return f'<div class="gaps-box">{listed(items)}</div>'


def _foot(brief: Brief) -> str:
    made = "; ".join(brief.made_by) or "not known"
    return f"Read by {escape(made)}. Nothing on this page was loaded from elsewhere."
