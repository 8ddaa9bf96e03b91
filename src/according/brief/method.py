"""Sources, copies, what made the readings, and what is missing."""

from __future__ import annotations

from collections import Counter, defaultdict

from according.brief.data import WithdrawnReport
from according.brief.index import Index, Words, publisher_of
from according.brief.model import Brief, Entry, Gap, Publisher, Quoted, Sentence, Source
from according.brief.stances import PLAIN, stance_of
from according.brief.telling import own_voice, piece
from according.brief.texts import count, day_text, listed, shown
from according.exchange.ledger.shared import iso_day, stamp_text, web_address
from according.exchange.wording import chain


def publishers(index: Index) -> list[Publisher]:
    """Return who published the reports of the window, whoever published most first."""
    reports: Counter[str] = Counter()
    copies: Counter[str] = Counter()
    claims: Counter[str] = Counter()
    for name, report in index.reports.items():
        if index.recent(report):
            who = shown(report.publisher) if report.publisher else "(publisher not known)"
            reports[who] += 1
            copies[who] += index.copies.report(name) is not None
    for told in index.told.values():
        if index.new(told):
            claims[shown(told.report.publisher) if told.report.publisher else "(publisher not known)"] += 1
    order = sorted(reports, key=lambda who: (-reports[who], who))
    return [Publisher(name=who, reports=reports[who], copies=copies[who], claims=claims[who]) for who in order]


def copied(index: Index) -> list[Sentence]:
    """Return a sentence for each original that was copied in the window: who copied how much of it."""
    found = []
    for group in sorted(index.data.copies, key=lambda g: g.original):
        mine = [c for c in sorted(group.copies, key=lambda c: c.report) if c.report in index.reports]
        mine = [c for c in mine if index.recent(index.reports[c.report])]
        if not mine:
            continue
        taken = listed([f"{_titled(index, c.report)} ({round(100 * c.containment)} %)" for c in mine], 12)
        found.append(
            Sentence(pieces=[piece(_titled(index, group.original), "name"), piece(f" was copied by {taken}.")])
        )
    return found


def _titled(index: Index, name: str) -> str:
    report = index.reports.get(name)
    if report is None:
        return shown(name)
    return (
        f"{publisher_of(report)}, “{shown(report.title)}”" if report.title else f"{publisher_of(report)}, {shown(name)}"
    )


def made_by(index: Index) -> list[str]:
    """Return what read the reports: versions and digests, each once."""
    stamps = {stamp_text(reading.made_by) for reading in index.data.readings if reading.made_by}
    return sorted(map(shown, stamps))


def gaps(index: Index, left_out: int, cited: set[str]) -> list[Gap]:
    """Return what is missing, the worst first; never an empty list where something is."""
    given = index.data.gaps
    failed = [f"{shown(f.source)}: {shown(f.reason)} {shown(f.remedy or '')}".strip() for f in given.failed]
    silent = [shown(s.name) + (f", last heard on {day_text(s.since)}" if s.since else "") for s in given.silent]
    recent = {name: r for name, r in index.reports.items() if index.recent(r)}
    undated = [_titled(index, name) for name, r in recent.items() if iso_day(r.published) is None]
    empty = [_titled(index, name) for name in recent if not any(t.report.id == name for t in index.told.values())]
    found = [
        _gap(failed, "report", "could not be taken in: what is told there is missing here"),
        _gap(
            [_taken_back(w) for w in given.withdrawn], "report", "withdrawn since: what was told there is told no more"
        ),
        _gap(silent, "source", "fell silent: that nothing is told is not peace"),
        _gap([shown(name) for name in given.not_english], "report", "passed over, not being in English"),
        _gap(undated, "report", "without a date of publication: relative times in them stay open"),
        _gap(_warnings(index), "warning", "about the reports of this window"),
        _gap(empty, "report", "in which no claim was found"),
    ]
    doubtful = index.left_out(cited)
    if doubtful:
        found.append(Gap(text=f"{count(doubtful, 'claim')} left out: the reading is not sure enough."))
    if index.unknown:
        found.append(
            Gap(
                text=f"{count(index.unknown, 'claim')} of these events cannot be quoted: the report is not in this brief's data."
            )
        )
    if left_out:
        found.append(Gap(text=f"{count(left_out, 'less widely told event')} left out for room: the ledger has them."))
    if not recent:
        found.insert(
            0, Gap(text="No report of this window is in the ledger. That is no sign of peace: nothing was read.")
        )
    return [gap for gap in found if gap is not None]


def _gap(items: list[str], what: str, text: str) -> Gap | None:
    return Gap(text=f"{count(len(items), what)} {text}.", items=items) if items else None


def _taken_back(one: WithdrawnReport) -> str:
    title = f"“{shown(one.title)}”" if one.title else shown(one.report)
    claims = f"{count(one.claims, 'claim')} taken back" if one.claims else "no claims to take back"
    what = f"{shown(one.publisher)}, {title}" if one.publisher else title
    return f"{what}, withdrawn on {day_text(one.since)}: {claims}{f' ({shown(one.why)})' if one.why else ''}"


def _warnings(index: Index) -> list[str]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for reading in index.data.readings:
        for warning in reading.warnings if index.recent(reading.report) else ():
            found[shown(warning)].append(_titled(index, reading.report.id))
    return [f"{text}: {listed(sorted(set(names)), 4)}" for text, names in sorted(found.items())]


def sources(index: Index, cites: set[str]) -> list[Source]:
    """Return the reports of the cited claims, in the order in which they came out, their claims numbered from 1."""
    by_report: defaultdict[str, list[str]] = defaultdict(list)
    for told in sorted((index.told[ref] for ref in cites if ref in index.told), key=lambda t: t.order):
        by_report[told.report.id].append(told.ref)
    for ref in sorted(cites - set(index.told)):
        by_report[ref.rpartition("/")[0]].append(ref)
    number = 0
    found = []
    for name, refs in by_report.items():
        claims = []
        for ref in refs:
            number += 1
            claims.append(_quoted(index, number, ref))
        found.append(_source(index, name, claims))
    return found


def _quoted(index: Index, number: int, ref: str) -> Quoted:
    told = index.told.get(ref)
    if told is None:
        return Quoted(number=number, ref=ref, quote="", by="", stance="")
    words = Words(shown(told.claim.text), (told.report.id, *told.claim.span))
    stance, own = stance_of(told, words), own_voice([told])
    said = "" if stance.key in PLAIN else stance.text(own)
    return Quoted(number=number, ref=ref, quote=words.text, by="" if own else shown(chain(told.claim)), stance=said)


def _source(index: Index, name: str, claims: list[Quoted]) -> Source:
    report = index.reports.get(name)
    copy = index.copies.report(name)
    return Source(
        report=name,
        title=shown((report.title if report is not None else None) or name),
        publisher=shown(report.publisher) if report is not None and report.publisher else None,
        published=(report.published_at or report.published) if report is not None else None,
        url=web_address(report.url) if report is not None else None,
        copy_of=_titled(index, copy[0]) if copy is not None else None,
        claims=claims,
    )


def sentences(brief: Brief) -> list[Sentence]:
    """Return all sentences of a brief, in the order in which they stand."""
    found: list[Sentence] = []
    for entries in ([e for d in brief.days for e in d.entries], brief.leading):
        found += [s for e in entries for s in _of_entry(e)]
    found += [line for side in brief.sides for voice in side.voices for line in voice.lines]
    found += [line for dispute in brief.disputes for card in dispute.cards for line in card.lines]
    found += [s for group in brief.statements for s in group.sentences]
    return [*found, *brief.copied]


def _of_entry(entry: Entry) -> list[Sentence]:
    return [*([entry.gist] if entry.gist is not None else []), entry.verdict, *entry.accounts]
