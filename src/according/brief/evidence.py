"""The parts of the page that show evidence: disputes, numbers, maps, method, sources."""

from __future__ import annotations

from according.brief import svg
from according.brief.chart import chart
from according.brief.citing import anchor, href, web_href
from according.brief.mapping import SHAPE, panel_image
from according.brief.markup import SIGNS, cites, sentence, status
from according.brief.model import Brief, Figure, Panel, Quoted, Source, Spot, Tallies
from according.brief.svg import escape
from according.brief.texts import count, moment_text
from according.knowledge.brief import words
from according.knowledge.tallies import measures


def disputes(brief: Brief) -> str:
    """Return each disputed point with its accounts as cards."""
    made = []
    for dispute in brief.disputes:
        heading = f"<bdi>{escape(dispute.title)}</bdi>"
        if dispute.event is not None:
            heading = f'<a href="#{anchor(dispute.event)}">{heading}</a>'
        cards = "".join(
            f'<div class="card"><h4><bdi>{escape(card.heading)}</bdi></h4>'
            + "".join(f"<p>{sentence(brief, line)}</p>" for line in card.lines)
            + "</div>"
            for card in dispute.cards
        )
        made.append(f'<h3>{heading}</h3><p class="soft">{escape(dispute.about)}</p><div class="cards">{cards}</div>')
    return "".join(made)


def tallies(brief: Brief) -> str:
    """Return the charts, then all numbers as tables, an event each."""
    charts = "".join(_plot(group) for group in brief.tallies if group.chart)
    keys = (
        '<p class="note">Filled: stands. Hollow: replaced by its own claimant. An arrow leads where a bound leaves the number open; '
        "two marks joined by a bar are the ends of a range. A dotted line across a day: the hour is not known.</p>"
    )
    by_event: dict[str, list[Tallies]] = {}
    for group in brief.tallies:
        by_event.setdefault(group.event, []).append(group)
    tables = "".join(_table(brief, event, groups) for event, groups in by_event.items())
    return (f'<div class="plots">{charts}</div>{keys}' if charts else "") + tables


def _plot(group: Tallies) -> str:
    drawn = chart(group)
    scope = f" in {group.scope}" if group.scope else ""
    disputed = f" {status('disputed')}" if group.contested else ""
    legend = "".join(
        f'<li><svg class="key" viewBox="-8 -8 16 16" aria-hidden="true">{svg.mark(shape, 0, 0)}</svg><bdi>{escape(name)}</bdi></li>'
        for name, shape in drawn.legend
    )
    return (
        f"<figure><figcaption><strong>{escape(group.measure.capitalize() + scope)}</strong>{_unit(group)}{disputed}<br>"
        f'<span class="soft"><bdi>{escape(group.title)}</bdi></span></figcaption>{drawn.image}'
        + (f'<ul class="legend">{legend}</ul>' if legend else "")
        + "</figure>"
    )


def _unit(group: Tallies) -> str:
    return "" if group.unit == "count" else f" ({escape(group.unit)})"


def _table(brief: Brief, event: str, groups: list[Tallies]) -> str:
    rows = "".join(_row(brief, group, figure) for group in groups for figure in group.figures)
    return (
        f'<div class="block scroll" id="t{anchor(event)}" tabindex="0" role="region" aria-label="{escape(groups[0].title)}"><table class="tally">'
        f'<caption><a href="#{anchor(event)}"><bdi>{escape(groups[0].title)}</bdi></a></caption>'
        '<thead><tr><th scope="col">What</th><th scope="col">Number</th><th scope="col">Who says so</th>'
        f'<th scope="col">When</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _row(brief: Brief, group: Tallies, figure: Figure) -> str:
    scope = f" in {group.scope}" if group.scope else ""
    what = counted(group, figure) + scope
    dispute = f' <span class="status disputed" title="disputed">{SIGNS["disputed"]}</span>' if group.contested else ""
    opening = '<tr class="was">' if figure.superseded else "<tr>"
    later = ' <span class="note">(since replaced)</span>' if figure.superseded else ""
    later += ' <span class="note">(the reading is unsure)</span>' if figure.unsure else ""
    return (
        f"{opening}<td><bdi>{escape(what)}</bdi>{dispute}</td>"
        f'<td class="num">{escape(figure.words)}</td>'
        f"<td><bdi>{escape(figure.claimant)}</bdi>{cites(brief, figure.cites)}{later}</td>"
        f"<td>{escape(moment_text(figure.at) or 'no date')}</td></tr>"
    )


def counted(group: Tallies, figure: Figure) -> str:
    """Return what a number counts and measures: ``drones intercepted``, ``blasts``."""
    return f"{figure.of} {group.measure}".strip() if group.measure in measures() or not figure.of else figure.of


def atlas(brief: Brief) -> str:
    """Return the maps with their lists of places, and what could not be drawn."""
    titles = {entry.id: f"{entry.title}, {entry.when}" for day in brief.days for entry in day.entries}
    panels = "".join(_panel(panel, titles) for panel in brief.atlas.panels)
    key = "".join(
        f'<li><svg class="key" viewBox="-8 -8 16 16" aria-hidden="true">{svg.mark(shape, 0, 0, hollow)}</svg>'
        f"{escape(words().statuses[one].label.lower())}</li>"
        for one, (shape, hollow) in SHAPE.items()
    )
    made = f'<div class="plots">{panels}</div><ul class="legend">{key}</ul>' if panels else ""
    if brief.atlas.named:
        items = "".join(_place(spot, titles) for spot in brief.atlas.named)
        made += f'<h3>Named, and not drawn</h3><p class="lead">Whole countries and other wide areas, and places of which we do not know where they are.</p><ol class="places">{items}</ol>'
    if brief.atlas.nowhere:
        made += f"<p>{count(brief.atlas.nowhere, 'event')} of the chronology {'is' if brief.atlas.nowhere == 1 else 'are'} told without a place.</p>"
    return made


def _panel(panel: Panel, titles: dict[str, str]) -> str:
    items = "".join(_place(spot, titles) for spot in panel.spots)
    return (
        f"<figure><figcaption><strong><bdi>{escape(panel.title)}</bdi></strong></figcaption>"
        f'{panel_image(panel, titles)}<ol class="places">{items}</ol></figure>'
    )


def _place(spot: Spot, titles: dict[str, str]) -> str:
    within = f", {spot.within}" if spot.within else ""
    wide = f", about {spot.radius_km:,.0f} km around" if spot.drawn == "circle" and spot.radius_km else ""
    told = "; ".join(
        f'<a href="#{anchor(event)}"><bdi>{escape(titles.get(event, event))}</bdi></a>' for event in spot.events
    )
    return f'<li value="{spot.number}"><b><bdi>{escape(spot.name + within)}</bdi></b> <span class="note">({escape(spot.precision + wide)})</span>: {told}</li>'


def method(brief: Brief) -> str:
    """Return who published what, what was copied, what the words mean, and what read the reports."""
    rows = "".join(
        f'<tr><td><bdi>{escape(p.name)}</bdi></td><td class="num">{p.reports}</td><td>{p.reports - p.copies}</td><td>{p.copies}</td><td>{p.claims}</td></tr>'
        for p in brief.publishers
    )
    table = (
        '<div class="scroll" tabindex="0" role="region" aria-label="Publishers"><table><caption>Publishers</caption><thead><tr>'
        '<th scope="col">Publisher</th><th scope="col">Articles</th><th scope="col">Of its own</th>'
        f'<th scope="col">Copies</th><th scope="col">Claims read</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )
    copied = (
        "".join(f"<p>{sentence(brief, s)}</p>" for s in brief.copied)
        or "<p>No report of this window was found to be a copy of another.</p>"
    )
    meanings = "".join(
        f"<dt>{status(one)}</dt><dd>{escape(entry.note)}</dd>" for one, entry in words().statuses.items()
    )
    made = "".join(f"<li><code>{escape(stamp)}</code></li>" for stamp in brief.made_by) or "<li>not known</li>"
    return (
        f"{table}<h3>Copies</h3>{copied}<h3>What the words mean</h3><dl>{meanings}</dl>"
        "<p>An independent source is an origin: a ministry that ten papers cite is one, and so are its spokesman and its bulletin; a publisher is "
        "one where its report speaks for itself. An unnamed source is counted once for each name that it goes by. An event is one happening, "
        "put together from the claims of any number of reports by a program, which may join too much or too little.</p>"
        "<p>Words in quotation marks are the report's; “…” marks where its sentence goes on. Whoever is named before them is their source as the program "
        "read it. Numbers after them lead to the claims.</p>"
        f"<h3>What read the reports</h3><ul>{made}</ul>"
    )


def sources(brief: Brief) -> str:
    """Return the numbered list of the claims that the brief cites, report by report."""
    return "".join(_source(brief, source) for source in brief.sources)


def _source(brief: Brief, source: Source) -> str:
    title = f"<bdi>{escape(source.title)}</bdi>"
    if source.url:
        title = f'<a href="{escape(web_href(source.url))}" rel="noreferrer noopener">{title}</a>'
    about = [source.publisher or "publisher not known", moment_year(source.published), source.report]
    copy = f'<br><span class="note">Copied from {escape(source.copy_of)}</span>' if source.copy_of else ""
    items = "".join(
        f'<li id="s{claim.number}" value="{claim.number}">{_quote(claim)} {_ledger(brief, claim.ref)}</li>'
        for claim in source.claims
    )
    return (
        f'<div class="source"><h4>{title}</h4><span class="note"><bdi>{escape(" · ".join(about))}</bdi></span>{copy}'
        f"<ol>{items}</ol></div>"
    )


def moment_year(iso: str | None) -> str:
    """Return a day or moment with its year, or that there is none."""
    if not iso:
        return "no date"
    day, _, clock = moment_text(iso).partition(",")
    return f"{day} {iso[:4]}{',' + clock if clock else ''}"


def _quote(claim: Quoted) -> str:
    if not claim.quote:
        return "(its words are not in this brief's data)"
    said = "; ".join(part for part in (claim.by, claim.stance) if part)
    note = f' <span class="note">(<bdi>{escape(said)}</bdi>)</span>' if said else ""
    return f'<q dir="auto">{escape(claim.quote)}</q>{note}'


def _ledger(brief: Brief, ref: str) -> str:
    code = f"<code>{escape(ref)}</code>"
    return code if brief.base_url is None else f'<a href="{escape(href(brief, ref))}">{code}</a>'
