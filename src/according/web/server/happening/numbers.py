"""Who gives which number: rows with their sources, and charts whose marks lead to the rows."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from markupsafe import Markup

from according.brief import svg
from according.brief.chart import chart
from according.brief.index import Index, moment, publisher_of
from according.brief.model import Figure, Tallies
from according.brief.numbers import tallies
from according.brief.texts import shown
from according.claims import Part
from according.events import Event, Tally
from according.fusion.accounts.verdict import contested
from according.web.server.addresses import claim_address


class From(Part, kw_only=True):
    """A claim that gives a number, and the report in which it does."""

    claim: str
    """``REPORT/CLAIM``."""
    href: str
    publisher: str
    published: str | None
    copy_of: str | None = None
    """The report of which that one is a copy: the number may be a slip of the copy."""


class Row(Part, kw_only=True):
    """A number as a claimant gives it. `low`, `value` and `high` are as in `events.Tally`; `anchor` is its place on the page."""

    anchor: str
    measure: str
    of: str
    scope: str | None
    unit: str
    words: str
    value: float | None
    low: float | None
    high: float | None
    bound: str | None
    claimant: str
    as_of: str | None
    superseded: bool
    contested: bool
    """Whether it cannot hold together with another one."""
    unsure: bool
    sources: list[From] = msgspec.field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart, and the marks of its claimants (none where each has a row of its own in it)."""

    title: str
    scope: str
    unit: str
    contested: bool
    image: Markup
    legend: list[tuple[Markup, str]]
    marks: int
    """Numbers in it."""
    other: int
    """Numbers of this measure that count something else, and are in the table alone."""


def rows_and_plots(index: Index, event: Event) -> tuple[list[Row], list[Plot]]:
    """Return the numbers of an event and charts of those measures of which several are given, the contested ones first.

    Numbers that are charted stand before all others.
    """
    rows: list[Row] = []
    plots: list[Plot] = []
    against = {
        (shown(account.claimant.name), tally.measure, *_ends(tally), tally.as_of)
        for group in contested(event)
        for account, tally in group
    }
    # So that the rows that marks lead to are among those that are shown.
    for group in sorted(tallies(index, [event]), key=lambda group: not group.chart):
        anchors: dict[int, str] = {}
        for figure in group.figures:
            anchors[id(figure)] = f"n{len(rows) + 1}"
            row = _row(index, group, figure, anchors[id(figure)])
            row.contested = (row.claimant, row.measure, *_ends(figure), row.as_of) in against
            rows.append(row)
        if group.chart:
            plots.append(_plot(group, anchors))
    return rows, plots


def _ends(number: Figure | Tally) -> tuple[float | None, float | None, float | None]:
    return number.value, number.low, number.high


def _row(index: Index, group: Tallies, figure: Figure, anchor: str) -> Row:
    return Row(
        anchor=anchor, measure=group.measure, of=figure.of, scope=group.scope, unit=group.unit, words=figure.words,
        value=figure.value, low=figure.low, high=figure.high, bound=figure.bound, claimant=figure.claimant,
        as_of=figure.at, superseded=figure.superseded, contested=False, unsure=figure.unsure,
        sources=[_from(index, ref) for ref in figure.cites],
    )  # fmt: skip


def _from(index: Index, ref: str) -> From:
    told = index.told.get(ref)
    report = told.report if told else None
    copied = index.copies.report(report.id) if report else None
    return From(
        claim=ref, href=claim_address(ref), publisher=publisher_of(report) if report else shown(ref),
        published=(moment(report) or None) if report else None, copy_of=copied[0] if copied else None,
    )  # fmt: skip


def _plot(group: Tallies, anchors: dict[int, str]) -> Plot:
    drawn = chart(group, lambda figure: f"#{anchors[id(figure)]}")
    marks = [
        (
            Markup(f'<svg class="key" viewBox="-8 -8 16 16" aria-hidden="true">{svg.mark(shape, 0, 0)}</svg>'),
            name,
        )
        for name, shape in drawn.legend
    ]
    inside = sum(f'href="#{name}"' in drawn.image for name in anchors.values())
    return Plot(
        title=group.measure, scope=group.scope or "", unit="" if group.unit == "count" else group.unit,
        contested=group.contested, image=Markup(drawn.image), legend=marks, marks=inside, other=len(group.figures) - inside,
    )  # fmt: skip
