"""The brief out of its data: sections in order, then the numbers of the claims that they cite."""

from __future__ import annotations

from according.brief import chronology, method
from according.brief.data import BriefData, BriefOptions
from according.brief.disputes import disputes
from according.brief.index import Index
from according.brief.model import Brief, Figures
from according.brief.numbers import tallies
from according.brief.places import atlas
from according.brief.sides import sides
from according.brief.statements import statements
from according.brief.texts import days_text, shown
from according.events import Event, Status
from according.exchange.ledger.shared import iso_day


def brief(data: BriefData, options: BriefOptions) -> Brief:
    """Return the brief of `data` for the window of `options`: the same data and options give the same brief.

    Nothing is averaged and nothing decided that the events do not say. Every sentence cites the claims that it rests
    on, in the words of their reports.
    """
    index = Index.of(data, options)
    told, left_out = chronology.deeds(index)
    by_side, press = sides(index)
    made = Brief(
        title=shown(options.title or "Who says what happened"),
        window=window_text(options),
        made_at=shown(options.made_at) if options.made_at else None,
        base_url=options.base_url,
        figures=figures(index),
        leading=[chronology.entry(index, event) for event in chronology.leading(index, told)],
        days=chronology.by_day(index, told),
        left_out=left_out,
        sides=by_side,
        press=press,
        tallies=tallies(index, told),
        disputes=disputes(index, told),
        statements=statements(index),
        atlas=atlas(index, told),
        publishers=method.publishers(index),
        copied=method.copied(index),
        made_by=method.made_by(index),
        gaps=[],
        sources=[],
        numbers={},
    )
    cited = {ref for sentence in method.sentences(made) for ref in sentence.all_cites()}
    cited |= {ref for group in made.tallies for figure in group.figures for ref in figure.cites}
    made.gaps = method.gaps(index, left_out, cited)
    made.sources = method.sources(index, cited)
    made.numbers = {claim.ref: claim.number for source in made.sources for claim in source.claims}
    return made


def window_text(options: BriefOptions) -> str:
    """Return the window in words."""
    if options.until is None:
        return f"since {days_text(options.since, options.since)}"
    return days_text(options.since, options.until)


def figures(index: Index) -> Figures:
    """Return how many articles, independent sources and events the window has."""
    recent = {name: report for name, report in index.reports.items() if index.recent(report)}
    by_status: dict[Status, int] = {"agreed": 0, "disputed": 0, "single-source": 0}
    for event in index.events:
        by_status[event.status] += 1
    return Figures(
        articles=len(recent),
        copies=sum(index.copies.report(name) is not None for name in recent),
        undated=sum(iso_day(report.published) is None for report in recent.values()),
        sources=len({who for event in index.events for who in _claimants(index, event)}),
        events=len(index.events),
        by_status=by_status,
    )


def _claimants(index: Index, event: Event) -> set[tuple[str, str]]:
    """Who says something new of an event; an unnamed source is one for each name that it goes by."""
    return {
        (
            account.claimant.entity or account.claimant.name,
            "" if account.claimant.entity else account.claimant.side or "",
        )
        for account in event.accounts
        if any(map(index.new, index.claims(account)))
    }
