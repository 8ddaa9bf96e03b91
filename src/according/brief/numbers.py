"""Who gives which numbers of an event: the table, and which of them are worth a chart."""

from __future__ import annotations

from according.brief.headings import title
from according.brief.index import Index
from according.brief.model import Figure, Tallies
from according.brief.telling import words_of
from according.brief.texts import shown, tally_mark, when_text
from according.events import Account, Event, Tally
from according.fusion.accounts.numbers import OF_THEM, measures_people, thing_of
from according.fusion.accounts.verdict import contested

Key = tuple[str, str | None, str]


def tallies(index: Index, events: list[Event]) -> list[Tallies]:
    """Return the numbers of events by measure and scope, contested ones of an event first."""
    found = [group for event in events for group in _of_event(index, event)]
    charts = sorted((g for g in found if _speaks(g)), key=lambda g: (not g.contested, -len(g.figures), found.index(g)))
    for group in charts[: index.options.most_charts]:
        group.chart = True
    return found


def _of_event(index: Index, event: Event) -> list[Tallies]:
    groups: dict[Key, list[Figure]] = {}
    against = {id(tally) for group in contested(event) for _, tally in group}
    disputed: set[Key] = set()
    for account in event.accounts:
        for tally in account.quantities if index.roots(account) else ():
            key = (tally.measure, tally.scope, tally.unit)
            figure = _figure(index, account, tally)
            if figure is not None:
                groups.setdefault(key, []).append(figure)
                if id(tally) in against:
                    disputed.add(key)
    about = f"{title(index, event)}, {when_text(event.time)}"
    made = [
        Tallies(
            event=event.id,
            title=about,
            measure=measure,
            scope=shown(scope) if scope else None,
            unit=shown(unit),
            contested=(measure, scope, unit) in disputed,
            figures=sorted(figures, key=lambda f: (f.at or "", f.claimant, f.words)),
        )
        for (measure, scope, unit), figures in groups.items()
    ]
    return sorted(made, key=lambda g: (not g.contested, -len(g.figures), g.measure, g.scope or "", g.unit))


def _figure(index: Index, account: Account, tally: Tally) -> Figure | None:
    """A number as it is shown; None where it has no value at all."""
    told = [index.told[ref] for ref in tally.claims if ref in index.told]
    if tally.value is None and tally.low is None and tally.high is None:
        return None
    own = [t.ref for t in sorted(told, key=lambda t: t.order) if t.copy_of is None or t.copy_of not in index.reports]
    return Figure(
        claimant=shown(account.claimant.name),
        words=words_of(index, tally, of=False),
        mark=tally_mark(tally),
        value=tally.value,
        low=tally.low,
        high=tally.high,
        bound=tally.bound,
        at=tally.as_of,
        of=shown(tally.of or ""),
        kind=_kind(tally),
        superseded=tally.superseded,
        unsure=bool(told) and not any(map(index.sure, told)),
        cites=own or [t.ref for t in told] or list(tally.claims),
    )


def _kind(tally: Tally) -> str:
    if tally.value is not None and 0 < tally.value < 1:
        return "share"  # "nearly half": no point of a scale of people
    if measures_people(tally.measure) and (tally.of is None or thing_of(tally.of).noun == OF_THEM):
        return "people"
    thing = thing_of(tally.of)
    return "people" if thing.kind == "people" else thing.noun or ""


def charted(group: Tallies) -> list[Figure]:
    """Return the numbers of the kind that most of a group are of."""
    kinds = [f.kind for f in group.figures]
    common = min(kinds, key=lambda kind: (-kinds.count(kind), kind), default="")
    return [f for f in group.figures if f.kind == common]


def _speaks(group: Tallies) -> bool:
    """Whether a chart says more than the table: several numbers of one kind that are not all the same."""
    return len({(f.value, f.low, f.high, f.bound) for f in charted(group)}) > 1
