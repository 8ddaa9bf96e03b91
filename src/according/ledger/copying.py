"""Copies among the reports of a ledger, kept up as reports come and go in any order.

What is stored are links to roots, as `fusion.copies.resolve` makes them. A report that comes in is compared with those
that share enough of its sketch; where it turns out to be the original of reports that were there, their links are
resolved again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, func, insert, or_, select, update

from according.claims import Reading, Report, Span
from according.events import ChangedNumber, CopyGroup, CopyOf
from according.fusion.copies import WINDOW_DAYS, Taken, candidates, resolve, sketch, taken
from according.fusion.fuse import counterparts, taken_over
from according.ledger.bulk import delete_rows, insert_rows
from according.ledger.neighbours import CHUNK, chunks, day_number
from according.ledger.rows import METADATA, claim_of, report_of
from according.ledger.schema import BORROWED, CLAIMS, COPIES, REPORTS, SKETCHES, standing

_REPORT = [REPORTS.c[name] for name in ("key", *METADATA, "text", "page", "revision")]
_SPANS = msgspec.json.Decoder(list[Span])
_NUMBERS = msgspec.json.Decoder(list[ChangedNumber])


class Copying:
    """The copies of one transaction; `maker` and `now` are written to its rows."""

    def __init__(self, connection: Connection, maker: int, now: str) -> None:
        self._db, self._maker, self._now = connection, maker, now
        self._reports: dict[int, Report] = {}
        self._keys: dict[str, int] = {}

    def add(self, reports: Iterable[int]) -> set[int]:
        """Find what the reports `reports` were taken from and what was taken from them.

        Returns the keys of the reports whose links changed. The reports must be in the table, and current.
        """
        new = self._load(reports)
        hashes = {key: sketch(self._reports[key].text) for key in new}
        days = {key: day_number(self._reports[key].published) for key in new}
        rows = [{"hash": h, "day": days[key], "report": key} for key in new for h in hashes[key]]
        insert_rows(self._db, SKETCHES, rows)
        links: dict[tuple[str, str], Taken] = {}
        seen: set[tuple[int, int]] = set()
        for key in new:
            near = [other for other in self._near(key, hashes[key], days[key]) if (other, key) not in seen]
            seen.update((key, other) for other in near)
            self._load(near)
            for other in near:
                link = taken(self._reports[other], self._reports[key])
                if link:
                    links[link.original, link.copy.report] = link
        return self._resolved(list(links.values()))

    def remove(self, reports: Iterable[int]) -> set[int]:
        """Take reports that are no longer current out of the copies; returns the reports that were taken from them."""
        gone = self._load(reports)
        for key in gone:
            report = self._reports[key]
            day = day_number(report.published)
            delete_rows(self._db, SKETCHES, [{"hash": h, "day": day, "report": key} for h in sketch(report.text)])
        query = select(COPIES.c.copy).where(COPIES.c.original.in_(gone), standing(COPIES))
        copies = set(self._db.scalars(query)) - set(gone)
        ours = or_(COPIES.c.copy.in_(gone), COPIES.c.original.in_(gone))
        self._db.execute(update(COPIES).where(ours, standing(COPIES)).values(known_until=self._now))
        theirs = or_(
            BORROWED.c.original.in_(gone), BORROWED.c.claim.in_(select(CLAIMS.c.key).where(CLAIMS.c.report.in_(gone)))
        )
        self._db.execute(update(BORROWED).where(theirs, standing(BORROWED)).values(known_until=self._now))
        return copies

    def again(self, reports: Iterable[int]) -> set[int]:
        """Find anew what current `reports` were taken from, because their original has gone."""
        lost = self._load(reports)
        links = []
        for key in lost:
            hashes = sketch(self._reports[key].text)
            near = self._near(key, hashes, day_number(self._reports[key].published))
            self._load(near)
            links += [link for other in near if (link := taken(self._reports[other], self._reports[key]))]
        return self._resolved(links) | set(lost)

    def _near(self, key: int, hashes: list[int], day: int) -> list[int]:
        column = SKETCHES.c
        where = [column.hash.in_(hashes), column.report != key]
        if day:
            where.append(or_(column.day.between(day - WINDOW_DAYS, day + WINDOW_DAYS), column.day == 0))
        counts = select(column.report, func.count().label("shared")).where(*where).group_by(column.report)
        shared = Counter({str(row.report): row.shared for row in self._db.execute(counts)})
        return [int(report) for report in candidates(hashes, shared)]

    def _resolved(self, links: list[Taken]) -> set[int]:
        """Lead links back to roots together with those that stand, and store the ones of every report they touch."""
        touched = {self._keys[link.copy.report] for link in links}
        touched |= set(self._db.scalars(select(COPIES.c.copy).where(COPIES.c.original.in_(touched), standing(COPIES))))
        if not touched:
            return set()
        standing_links = self._links(touched | {self._keys[link.original] for link in links})
        known = {(link.original, link.copy.report): link for link in standing_links + links}
        groups = resolve(known.values(), {report.id: report for report in self._reports.values()})
        found: dict[int, dict[int, Taken]] = {key: {} for key in touched}
        for group in groups:
            for copy in group.copies:
                key = self._keys[copy.report]
                if key in found:
                    known_link = known.get((group.original, copy.report))
                    passage = known_link.passage_original if known_link else []
                    link = Taken(original=group.original, copy=copy, passage_original=passage)
                    found[key][self._keys[group.original]] = link
        return self._store(found)

    def _links(self, copies: set[int]) -> list[Taken]:
        """Return the standing links of `copies` and of their originals."""
        found: dict[int, Any] = {}
        asked, left = set(), set(copies)
        while left:
            asked |= left
            rows = self._db.execute(select(COPIES).where(COPIES.c.copy.in_(left), standing(COPIES))).all()
            found.update((row.key, row) for row in rows)
            left = {row.original for row in rows} - asked
        self._load({key for row in found.values() for key in (row.copy, row.original)})
        return [self._taken(row) for row in found.values()]

    def _taken(self, row: Any) -> Taken:
        copy = CopyOf(
            report=self._reports[row.copy].id,
            containment=row.containment,
            passage=_SPANS.decode(row.passages),
            changed=_NUMBERS.decode(row.changed),
        )
        original = self._reports[row.original].id
        return Taken(original=original, copy=copy, passage_original=_SPANS.decode(row.passages_original))

    def _store(self, found: Mapping[int, Mapping[int, Taken]]) -> set[int]:
        """Close links that no longer hold and insert new ones; returns the reports for which something changed."""
        rows = self._db.execute(select(COPIES).where(COPIES.c.copy.in_(list(found)), standing(COPIES))).all()
        old = {(row.copy, row.original): (row.key, self._taken(row).copy) for row in rows}
        new = {(copy, original): link for copy, links in found.items() for original, link in links.items()}
        closed = [key for pair, (key, copy) in old.items() if pair not in new or new[pair].copy != copy]
        if closed:
            self._db.execute(update(COPIES).where(COPIES.c.key.in_(closed)).values(known_until=self._now))
        opened = {pair: link for pair, link in new.items() if pair not in old or old[pair][0] in closed}
        if opened:
            self._db.execute(insert(COPIES), [self._row(*pair, link) for pair, link in opened.items()])
        return {pair[0] for pair in opened} | {row.copy for row in rows if row.key in closed}

    def _row(self, copy: int, original: int, link: Taken) -> dict[str, Any]:
        return {
            "copy": copy, "original": original, "known_from": self._now, "known_until": None, "maker": self._maker,
            "containment": link.copy.containment, "passages": _json(link.copy.passage),
            "passages_original": _json(link.passage_original), "changed": _json(link.copy.changed),
        }  # fmt: skip

    def put(self, found: Iterable[tuple[str, CopyOf]], keys: Mapping[str, int], passages: Mapping[str, str]) -> None:
        """Store links to roots that were found elsewhere among the reports `keys` (by id), none of which has one here yet.

        `found` are originals with their copies, `passages` the original of each claim (by ref) in a copied passage.
        """
        links = list(found)
        self._load({keys[name] for original, copy in links for name in (original, copy.report)})
        rows = [
            self._row(keys[copy.report], keys[original], self._with_passages(original, copy))
            for original, copy in links
        ]
        self._db.execute(insert(COPIES), rows)
        readings, numbers = self._readings({keys[name] for name in {*passages.values(), *(c.report for _, c in links)}})
        pairs = dict(counterparts(readings, passages))
        lent = [
            {"claim": numbers[ref], "original": keys[original], "known_from": self._now, "known_until": None,
             "counterpart": numbers[pairs[ref]] if ref in pairs else None}
            for ref, original in sorted(passages.items())
        ]  # fmt: skip
        if lent:
            self._db.execute(insert(BORROWED), lent)

    def _with_passages(self, original: str, copy: CopyOf) -> Taken:
        """Return the link with the passages of the original, which are known where the two were compared by themselves."""
        link = taken(self._reports[self._keys[original]], self._reports[self._keys[copy.report]])
        if link is not None and (link.original, link.copy) == (original, copy):
            return link
        return Taken(original=original, copy=copy, passage_original=[])

    def borrow(self, copies: Iterable[int]) -> set[int]:
        """Write which claims of `copies` stand in copied passages, and their counterparts; returns the claims that changed."""
        keys = sorted(set(copies))
        if not keys:
            return set()
        rows = self._db.execute(select(COPIES).where(COPIES.c.copy.in_(keys), standing(COPIES))).all()
        self._load({key for row in rows for key in (row.copy, row.original)} | set(keys))
        groups: defaultdict[str, list[CopyOf]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: self._age(row.original)):
            link = self._taken(row)
            groups[link.original].append(link.copy)
        readings, numbers = self._readings({*keys, *(row.original for row in rows)})
        passages = taken_over(readings, [CopyGroup(original=o, copies=c) for o, c in groups.items()])
        pairs = dict(counterparts(readings, passages))
        wanted = {
            numbers[ref]: (self._keys[original], numbers[pairs[ref]] if ref in pairs else None)
            for ref, original in passages.items()
        }
        ours = [
            numbers[f"{r.report.id}/{c.id}"]
            for r in readings.values()
            if self._keys[r.report.id] in keys
            for c in r.claims
        ]
        return self._lend(wanted, ours)

    def _lend(self, wanted: Mapping[int, tuple[int, int | None]], ours: list[int]) -> set[int]:
        held = {}
        for chunk in chunks(ours, CHUNK):
            query = select(BORROWED).where(BORROWED.c.claim.in_(chunk), standing(BORROWED))
            held.update({row.claim: row for row in self._db.execute(query)})
        changed = {c for c, row in held.items() if wanted.get(c) != (row.original, row.counterpart)}
        changed |= {claim for claim in wanted if claim not in held}
        if changed:
            lost = [held[claim].key for claim in changed if claim in held]
            self._db.execute(update(BORROWED).where(BORROWED.c.key.in_(lost)).values(known_until=self._now))
            rows = [
                {"claim": c, "original": wanted[c][0], "counterpart": wanted[c][1], "known_from": self._now, "known_until": None}
                for c in sorted(changed & wanted.keys())
            ]  # fmt: skip
            if rows:
                self._db.execute(insert(BORROWED), rows)
        return changed

    def _readings(self, reports: set[int]) -> tuple[dict[str, Reading], dict[str, int]]:
        """Return reports with their current claims by id, and the keys of the claims by ``REPORT/CLAIM``."""
        readings = {self._reports[key].id: Reading(report=self._reports[key], claims=[]) for key in sorted(reports)}
        numbers: dict[str, int] = {}
        query = select(CLAIMS.c.key, CLAIMS.c.report, CLAIMS.c.id, CLAIMS.c.body).order_by(CLAIMS.c.key)
        for row in self._db.execute(query.where(CLAIMS.c.report.in_(list(reports)), standing(CLAIMS))):
            report = self._reports[row.report].id
            readings[report].claims.append(claim_of(row.body))
            numbers[f"{report}/{row.id}"] = row.key
        return readings, numbers

    def _age(self, report: int) -> tuple[str, str]:
        known = self._reports[report]
        return known.published_at or known.published or "", known.id

    def _load(self, reports: Iterable[int]) -> list[int]:
        """Have the reports of these keys with their texts at hand; returns the keys, sorted."""
        keys = sorted(set(reports))
        for chunk in chunks([key for key in keys if key not in self._reports], CHUNK):
            for row in self._db.execute(select(*_REPORT).where(REPORTS.c.key.in_(chunk))):
                self._reports[row.key] = self._as_first_put_out(row)
                self._keys[row.id] = row.key
        return keys

    def _as_first_put_out(self, row: Any) -> Report:
        """Return a report with the moment of its first revision: who revises a text did not take it from those who took it."""
        report = report_of(row)
        if row.revision == 1:
            return report
        first = select(REPORTS.c.published, REPORTS.c.published_at).where(REPORTS.c.page == row.page)
        found = self._db.execute(first.order_by(REPORTS.c.revision).limit(1)).one()
        return msgspec.structs.replace(report, published=found.published, published_at=found.published_at)


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
