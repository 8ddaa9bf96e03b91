"""Reports into the ledger: which page, which revision, whether anything is new; all of a batch in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, or_, select, update

from according.claims import Part, Reading, Report
from according.fusion.accounts import measure_of
from according.fusion.pairing import Features, features
from according.intake.taken import Taken
from according.ledger import grounding, verdicts
from according.ledger.bulk import insert_rows
from according.ledger.copying import Copying
from according.ledger.deciding import decisions
from according.ledger.failing import any_unresolved, resolve
from according.ledger.fusing import Ended, Fusing
from according.ledger.inserting import insert_claims
from according.ledger.makers import maker_of
from according.ledger.neighbours import CHUNK, chunks, encode, load, put
from according.ledger.originals import keep
from according.ledger.rows import ClaimRows, Row, add_claims, packed_layers, report_digest, report_row
from according.ledger.schema import CLAIMS, EVENTS, MEMBERS, REPORTS, standing

Status = Literal["new", "revision", "unchanged", "withdrawn"]
_TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid")


class Added(Part, kw_only=True):
    """What became of a report: `report_id` is its id in the ledger, `events` the ids of those that it changed."""

    report_id: str
    status: Status
    events: list[str] = msgspec.field(default_factory=list)


Item = tuple[Reading, Taken | None]


class Batch:
    """Reports on their way into one transaction: `take` each, then `finish`.

    With `fuse` False no events are made. `described` then holds the packed features of the claims of reports, by their ids.
    """

    def __init__(
        self,
        connection: Connection,
        now: str,
        *,
        fuse: bool = True,
        described: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._db, self._now, self._fuses = connection, now, fuse
        self._described = described or {}
        self._pages: dict[str, list[Row]] = {}
        self._ids: dict[str, bool] = {}
        self._rows = ClaimRows()
        self._reports: list[Row] = []
        self._features: dict[int, Features] = {}
        self._new: list[int] = []
        self._ended: list[tuple[int, str]] = []
        self._touched: list[tuple[int, Added]] = []
        self._replaced: dict[int, int] = {}
        self._next_report = (connection.scalar(select(REPORTS.c.key).order_by(REPORTS.c.key.desc()).limit(1)) or 0) + 1
        self._next_claim = (connection.scalar(select(CLAIMS.c.key).order_by(CLAIMS.c.key.desc()).limit(1)) or 0) + 1
        self._maker = 0
        self._makers: dict[tuple[tuple[str, str], ...], int] = {}
        self._failing = any_unresolved(connection)

    def take(self, reading: Reading, taken: Taken | None) -> Added:
        """Take one report in. Raises `GroundingError` where a span does not quote the text; then nothing of it was taken."""
        grounding.check(reading)
        page = page_of(reading.report, taken)
        revisions = self._revisions(page)
        digest = report_digest(reading.report)
        self._maker = self._maker_of(reading)
        if self._failing:
            resolve(self._db, {reading.report.id, page}, self._now)
        current = next((row for row in revisions if row["known_until"] is None), None)
        if taken is not None and taken.withdrawn:
            return self._withdrawn(reading, taken, page, current)
        known = [row for row in revisions if row["digest"] == digest]
        if known and not _is_back(known, current, taken):
            return Added(report_id=known[-1]["id"], status="unchanged")
        return self._revision(reading, taken, page, revisions, back=bool(known))

    def withdraw(self, report: str, why: str) -> Added | None:
        """Withdraw a report by its id; None where there is none that is current."""
        row = self._db.execute(
            select(REPORTS.c.key, REPORTS.c.page).where(REPORTS.c.id == report, standing(REPORTS))
        ).first()
        if row is None:
            return None
        current = next(r for r in self._revisions(row.page) if r["key"] == row.key)
        return self._take_back(current, why)

    def expect(self, items: Iterable[Item]) -> None:
        """Look up the pages and ids of what will be taken at once, instead of one by one."""
        reports = [(reading.report.id, page_of(reading.report, taken)) for reading, taken in items]
        names, pages = {name for name, _ in reports}, {page for _, page in reports}
        self._ids = dict.fromkeys(names, False)
        self._pages = {page: [] for page in pages}
        for chunk in chunks(sorted(names), CHUNK):
            self._ids.update(
                (name, True) for name in self._db.scalars(select(REPORTS.c.id).where(REPORTS.c.id.in_(chunk)))
            )
        for chunk in chunks(sorted(pages), CHUNK):
            for row in self._db.execute(_revisions_of(REPORTS.c.page.in_(chunk))):
                self._pages[row.page].append(dict(row._mapping))

    def finish(self) -> None:
        """Write everything, fuse it, and complete what `take` returned with the events that changed."""
        self._flush()
        if not (self._new or self._ended):
            return
        current = self._current_claims()
        self._maker = self._maker or maker_of(self._db, {})
        if self._fuses or self._ended:
            self._fuse(current)
            for revision in self._replaced.values():
                verdicts.after_reading(self._db, revision, self._now)
            self._tell()

    def _fuse(self, current: dict[int, Features]) -> None:
        copying = Copying(self._db, self._maker, self._now)
        fusing = Fusing(self._db, self._maker, self._now, decisions(self._db))
        ended: list[Ended] = []
        orphans: set[int] = set()
        heirs: dict[int, int] = {}
        for why in sorted({why for _, why in self._ended}):
            reports = [report for report, reason in self._ended if reason == why]
            orphans |= copying.remove(reports)
            lost = fusing.end(self._claims_of(reports), why)
            ended.append(lost)
            heirs |= self._heirs(lost)
        put(self._db, current)
        changed = copying.add(report for report in self._new if report not in {r for r, _ in self._ended})
        orphans -= {report for report, _ in self._ended}
        changed |= copying.again(orphans - set(self._new)) if orphans else set()
        dirty = set(current) | copying.borrow(changed)
        fusing.fuse(dirty, ended, heirs)

    def _revision(self, reading: Reading, taken: Taken | None, page: str, revisions: list[Row], *, back: bool) -> Added:
        """Keep a version of a page; `back`: it was seen later than the one that stands, though it had stood before."""
        number = max((row["revision"] for row in revisions), default=0) + 1
        current = next((row for row in revisions if row["known_until"] is None), None)
        last = current or max(revisions, key=lambda row: row["revision"], default=None)
        late = last is not None and not back and is_late(reading.report, taken, last)
        reading = self._named(reading, page, revisions, number)
        key = self._put(reading, taken, page, number)
        row = self._reports[-1]
        if late and last is not None:
            # It was out of date when it came: kept, but never current.
            row |= {"known_until": self._now, "superseded_by": last["key"], "withdrawn_at": last["withdrawn_at"]}
            self._end_rows(key, "withdrawal" if last["withdrawn_at"] else "revision")
        elif current is not None:
            self._supersede(current, key)
        revisions.append(row)
        status: Status = "revision" if revisions[0] is not row else "new"
        return self._note(key, Added(report_id=reading.report.id, status=status))

    def _put(self, reading: Reading, taken: Taken | None, page: str, number: int) -> int:
        """Make the rows of a report; returns its key."""
        key, self._next_report = self._next_report, self._next_report + 1
        known: Row = {
            "page": page, "revision": number, "maker": self._maker, "known_from": self._now, "withdrawn_at": None,
            "withdrawn_why": None, "source": (taken.url if taken else None) or reading.report.id,
            "version": taken.version if taken else None, "fetched_at": taken.fetched_at if taken else None,
            "original": keep(self._db, taken) if taken else None,
            "warnings": msgspec.json.encode(reading.warnings).decode() if reading.warnings else None,
            "layers": packed_layers(reading),
        }  # fmt: skip
        self._reports.append(report_row(reading.report, key, known))
        self._ids[reading.report.id] = True
        first = self._next_claim
        self._next_claim += len(reading.claims)
        own = {"report": key, "maker": self._maker, "known_from": self._now}
        add_claims(self._rows, reading, first, own, measure_of)
        if reading.claims and self._fuses:
            for claim, one in enumerate(features(reading), first):
                self._features[claim] = one
                self._rows.claims[claim - first - len(reading.claims)]["features"] = encode(one).decode()
        elif packed := self._described.get(reading.report.id):
            for row, known_features in zip(self._rows.claims[-len(packed) :], packed, strict=True):
                row["features"] = known_features
        self._new.append(key)
        return key

    def _maker_of(self, reading: Reading) -> int:
        name = tuple(sorted(reading.made_by.items()))
        if name not in self._makers:
            self._makers[name] = maker_of(self._db, reading.made_by)
        return self._makers[name]

    def _named(self, reading: Reading, page: str, revisions: Sequence[Row], number: int) -> Reading:
        """Return `reading` with the id that its report gets: as given, ``ID~2`` for a revision, told apart where it is taken."""
        name = f"{revisions[0]['id']}~{number}" if revisions else reading.report.id
        if self._is_taken(name):
            name = f"{name}-{report_digest(reading.report)[:8]}"
        if name == reading.report.id:
            return reading
        return msgspec.structs.replace(reading, report=msgspec.structs.replace(reading.report, id=name))

    def _is_taken(self, name: str) -> bool:
        if name not in self._ids:
            self._ids[name] = self._db.scalar(select(REPORTS.c.key).where(REPORTS.c.id == name)) is not None
        return self._ids[name]

    def _withdrawn(self, reading: Reading, taken: Taken, page: str, current: Row | None) -> Added:
        why = taken.withdrawn_why or "withdrawn by its publisher"
        if current is not None:
            return self._take_back(current, why)
        revisions = self._revisions(page)
        if revisions:
            return Added(report_id=revisions[-1]["id"], status="unchanged")
        # The withdrawal came before the report: it is kept, so that the report does not come to stand when it comes.
        reading = self._named(reading, page, [], 1)
        key = self._put(reading, taken, page, 1)
        self._reports[-1] |= {"known_until": self._now, "withdrawn_at": self._now, "withdrawn_why": why}
        self._end_rows(key, "withdrawal")
        revisions.append(self._reports[-1])
        return Added(report_id=reading.report.id, status="withdrawn")

    def _take_back(self, current: Row, why: str) -> Added:
        self._flush()
        current |= {"known_until": self._now, "withdrawn_at": self._now, "withdrawn_why": why}
        self._end(current, "withdrawal", withdrawn_at=self._now, withdrawn_why=why)
        return self._note(current["key"], Added(report_id=current["id"], status="withdrawn"))

    def _supersede(self, current: Row, key: int) -> None:
        self._flush()
        current |= {"known_until": self._now, "superseded_by": key}
        self._replaced[current["key"]] = key
        self._end(current, "revision", superseded_by=key)

    def _end(self, current: Row, why: str, **values: Any) -> None:
        key = current["key"]
        self._db.execute(update(REPORTS).where(REPORTS.c.key == key).values(known_until=self._now, **values))
        claims = update(CLAIMS).where(CLAIMS.c.report == key, standing(CLAIMS))
        self._db.execute(claims.values(known_until=self._now, ended_by=why))
        self._ended.append((key, why))

    def _end_rows(self, report: int, why: str) -> None:
        for row in self._rows.claims:
            if row["report"] == report:
                row |= {"known_until": self._now, "ended_by": why}
                self._features.pop(row["key"], None)
        self._new.remove(report)

    def _note(self, report: int, added: Added) -> Added:
        self._touched.append((report, added))
        return added

    def _revisions(self, page: str) -> list[Row]:
        """Return the revisions of a page, the first first; rows of this batch are among them."""
        if page not in self._pages:
            self._pages[page] = [dict(row._mapping) for row in self._db.execute(_revisions_of(REPORTS.c.page == page))]
        return self._pages[page]

    def _flush(self) -> None:
        insert_rows(self._db, REPORTS, self._reports)
        insert_claims(self._db, self._rows)
        self._reports, self._rows = [], ClaimRows()

    def _current_claims(self) -> dict[int, Features]:
        gone = {report for report, _ in self._ended}
        ended = set(self._claims_of(sorted(gone & set(self._new)))) if gone else set()
        return {claim: one for claim, one in self._features.items() if claim not in ended}

    def _claims_of(self, reports: list[int]) -> dict[int, Features]:
        keys: list[int] = []
        for chunk in chunks(reports, CHUNK):
            keys += self._db.scalars(
                select(CLAIMS.c.key).where(CLAIMS.c.report.in_(chunk), CLAIMS.c.known_until == self._now)
            )
        return load(self._db, keys)

    def _heirs(self, lost: Ended) -> dict[int, int]:
        """Return the event that each claim of a revision goes on with: that of the claim that said the same before."""
        return heirs_of(self._db, lost.home, self._replaced)

    def _tell(self) -> None:
        by_report: defaultdict[int, list[Added]] = defaultdict(list)
        for report, added in self._touched:
            by_report[report].append(added)
        reports = sorted({*by_report, *self._replaced})
        for chunk in chunks(reports, CHUNK):
            query = (
                select(CLAIMS.c.report, EVENTS.c.id)
                .join(MEMBERS, MEMBERS.c.claim == CLAIMS.c.key)
                .join(EVENTS, EVENTS.c.key == MEMBERS.c.event)
                .where(CLAIMS.c.report.in_(chunk), or_(standing(MEMBERS), MEMBERS.c.known_until == self._now))
                .distinct()
                .order_by(EVENTS.c.id)
            )
            for report, event in self._db.execute(query):
                for added in [*by_report[report], *by_report.get(self._replaced.get(report, -1), [])]:
                    if event not in added.events:
                        added.events.append(event)


def heirs_of(connection: Connection, home: dict[int, int], replaced: dict[int, int]) -> dict[int, int]:
    """Return for claims of the reports that replaced others the event of the claim that said the same, by type and trigger."""
    heirs: dict[int, int] = {}
    words = (CLAIMS.c.key, CLAIMS.c.report, CLAIMS.c.type, CLAIMS.c.trigger, CLAIMS.c.quoted)
    rows: dict[int, list[Any]] = defaultdict(list)
    for chunk in chunks(sorted({*replaced.values()}), CHUNK):
        for row in connection.execute(
            select(*words).where(CLAIMS.c.report.in_(chunk), standing(CLAIMS)).order_by(CLAIMS.c.key)
        ):
            rows[row.report].append(row)
    for chunk in chunks(sorted(home), CHUNK):
        for old in connection.execute(select(*words).where(CLAIMS.c.key.in_(chunk)).order_by(CLAIMS.c.key)):
            alike = [
                new
                for new in rows.get(replaced.get(old.report, -1), [])
                if (new.type, new.trigger) == (old.type, old.trigger) and new.key not in heirs
            ]
            best = next((new for new in alike if new.quoted == old.quoted), alike[0] if alike else None)
            if best is not None:
                heirs[best.key] = home[old.key]
    return heirs


def page_of(report: Report, taken: Taken | None) -> str:
    """Return what makes two texts versions of one page: its address, without what only tracks readers.

    Without an address it is the file that it is (`Taken.page`): two files of one name are two pages; else the id.
    """
    named = (taken.page if taken else None) or report.id
    url = report.url or (taken.url if taken else None)
    if not url or "://" not in url:
        return named
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return named
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not k.lower().startswith(_TRACKING)]
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", urlencode(query), ""))


def known_as(connection: Connection, report: Report, page: str | None) -> str | None:
    """Return the id of the revision of `page` (None: of any) that has this text and metadata, if there is one."""
    query = select(REPORTS.c.id).where(REPORTS.c.digest == report_digest(report)).order_by(REPORTS.c.key)
    return connection.scalar(query.limit(1) if page is None else query.where(REPORTS.c.page == page).limit(1))


def is_late(report: Report, taken: Taken | None, last: Row) -> bool:
    """Whether a version of a page came after the one that replaces it.

    It is late where its publisher's number or moment says so, or where the withdrawal was there before the report. What
    nothing is known of is taken to be newer than what came before.
    """
    order = _compared(report, taken, last)
    return order < 0 or (order == 0 and last["withdrawn_at"] is not None and not last["chars"])


def _is_back(known: Sequence[Row], current: Row | None, taken: Taken | None) -> bool:
    """Whether a page shows again what it showed before `current`: it was fetched later, and not this very time before.

    Where nothing says when a text was fetched it may be an old archive that is added once more: that changes nothing.
    """
    fetched = taken.fetched_at if taken is not None else None
    if current is None or fetched is None or any(row is current for row in known):
        return False
    seen = current["fetched_at"]
    return seen is not None and seen < fetched and all(row["fetched_at"] != fetched for row in known)


def _compared(report: Report, taken: Taken | None, last: Row) -> int:
    version, known = (taken.version if taken else None), last["version"]
    pairs: list[tuple[Any, Any]] = []
    if version and known and version.isdigit() and known.isdigit():
        pairs.append((int(version), int(known)))
    elif version and known and _is_moment(version) and _is_moment(known):
        pairs.append((version, known))
    pairs.append((report.published_at, last["published_at"]))
    pairs.append(((report.published or "")[:10], (last["published"] or "")[:10]))
    for one, other in pairs:
        if one and other and one != other:
            return -1 if one < other else 1
    return 0


def _is_moment(version: str) -> bool:
    try:
        date.fromisoformat(version[:10])
    except ValueError:
        return False
    return True


def _revisions_of(pages: ColumnElement[bool]) -> Select[Any]:
    return select(*(REPORTS.c[name] for name in _REVISION)).where(pages).order_by(REPORTS.c.page, REPORTS.c.revision)


_REVISION = (
    "key", "id", "page", "revision", "digest", "known_until", "superseded_by", "withdrawn_at", "published",
    "published_at", "version", "chars", "fetched_at",
)  # fmt: skip
