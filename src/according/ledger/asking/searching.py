"""Full-text search in reports and claims: the best first, each with where the words stand.

Of very common words the `MOST_RANKED` that were added last are ranked, so that an answer takes no longer than a blink.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain, zip_longest
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, literal_column, select, text

from according.claims import Span
from according.ledger.asking.answers import Hit, Page
from according.ledger.asking.claims import claim_rows, report_metas
from according.ledger.asking.conditions import conditions
from according.ledger.asking.filters import Filter, checked, many
from according.ledger.asking.names import publishers
from according.ledger.asking.plans import Slice, keys_of, overlaps
from according.ledger.asking.sql import among
from according.ledger.asking.words import INDEXES, WORDS, Indexed, match, quoted_terms, terms, tsquery
from according.ledger.connect import is_sqlite
from according.ledger.schema import CLAIMS, REPORTS, standing
from according.ledger.store import Ledger

MOST_RANKED = 1000
SNIPPET = 240
"""Characters of a snippet, about."""
_OPEN, _CLOSE = "\ue000", "\ue001"
"""Signs for private use, put around what was found and taken out again."""
_MARKED = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")
_OF_REPORTS = ("publisher", "published_since", "published_until", "report", "as_of", "text")
_TITLE_WEIGHT = 5.0
Scored = list[tuple[int, float]]


def search(
    ledger: Ledger,
    words: str,
    asked: Filter | None = None,
    *,
    kinds: Sequence[Indexed] = ("reports", "claims"),
    part: Slice | None = None,
) -> Page[Hit]:
    """Return reports and claims in which all `words` (and "phrases") stand, the best of either kind first.

    Of reports a filter asks those of which a claim fits. Raises `FilterError` where there is no word in `words`.
    """
    f, wanted, of = checked(asked), part or Slice(limit=20), terms(words)
    end = MOST_RANKED if wanted.limit is None else wanted.offset + wanted.limit
    with ledger.read() as connection:
        ranked = [[(kind, *one) for one in _ranked(connection, kind, of, f)[:end]] for kind in kinds]
        mixed = [one for one in chain.from_iterable(zip_longest(*ranked)) if one is not None]
        shown = mixed[wanted.offset : end]
        hits: dict[tuple[str, int], Hit] = {}
        for kind in kinds:
            scores = {key: score for own, key, score in shown if own == kind}
            found = _reports(connection, scores, of) if kind == "reports" else _claims(connection, scores, of, f.as_of)
            hits |= {(kind, key): hit for key, hit in found.items()}
    return Page(items=[hits[kind, key] for kind, key, _ in shown if (kind, key) in hits])


def _ranked(connection: Connection, kind: Indexed, of: list[str], f: Filter) -> Scored:
    table = CLAIMS if kind == "claims" else REPORTS
    where = _about_claims(connection, f) if kind == "claims" else _about_reports(connection, f)
    if is_sqlite(connection):
        words = INDEXES[kind]
        weights: tuple[Any, ...] = (literal_column(str(_TITLE_WEIGHT)),) if kind == "reports" else ()
        score: ColumnElement[Any] = -func.bm25(literal_column(f"{kind}_text"), *weights)
        query = select(words.c.rowid, score).join(table, table.c.key == words.c.rowid).where(match(kind, of), *where)
        query = query.order_by(words.c.rowid.desc())
    else:
        words = WORDS[kind]
        score = func.ts_rank_cd(words.c.search, tsquery(of))
        query = select(words.c.key, score).join(table, table.c.key == words.c.key)
        query = query.where(words.c.search.op("@@")(tsquery(of)), *where).order_by(words.c.key.desc())
    found = [(key, float(score)) for key, score in connection.execute(query.limit(MOST_RANKED))]
    return sorted(found, key=lambda one: (-one[1], -one[0]))


def _about_claims(connection: Connection, f: Filter) -> list[Any]:
    asked = conditions(connection, f)
    return [*asked.tests, *overlaps(CLAIMS, f.since, f.until)]


def _about_reports(connection: Connection, f: Filter) -> list[Any]:
    where = [standing(REPORTS, f.as_of)]
    papers = publishers(connection, many(f.publisher))
    if papers:
        where.append(REPORTS.c.publisher.in_(papers))
    if f.published_since is not None:
        where.append(REPORTS.c.published >= f.published_since)
    if f.published_until is not None:
        where.append(REPORTS.c.published <= f"{f.published_until}~")
    if many(f.report):
        where.append(REPORTS.c.id.in_(many(f.report)))
    bare = Filter()
    if any(getattr(f, name) != getattr(bare, name) for name in Filter.__struct_fields__ if name not in _OF_REPORTS):
        keys = keys_of(connection, conditions(connection, f))
        where.append(REPORTS.c.key.in_(select(CLAIMS.c.report).where(CLAIMS.c.key.in_(keys))))
    return where


def _reports(connection: Connection, scores: dict[int, float], of: list[str]) -> dict[int, Hit]:
    if not scores:
        return {}
    columns = (REPORTS.c.key, REPORTS.c.title, REPORTS.c.text)
    rows = connection.execute(select(*columns).where(among(connection, REPORTS.c.key, list(scores)))).all()
    metas = report_metas(connection, list(scores))
    found: dict[int, Hit] = {}
    for row in rows:
        marked = _highlighted(connection, "reports", row.key, of)
        marks = marks_of(row.text, marked[1])
        start, end = snippet_span(row.text, marks)
        found[row.key] = Hit(
            kind="report", report=metas[row.key], score=scores[row.key], snippet=row.text[start:end], span=(start, end),
            marks=[mark for mark in marks if start <= mark[0] and mark[1] <= end],
            title_marks=marks_of(row.title or "", marked[0] or ""),
        )  # fmt: skip
    return found


def _claims(connection: Connection, scores: dict[int, float], of: list[str], as_of: str | None) -> dict[int, Hit]:
    found: dict[int, Hit] = {}
    for row in claim_rows(connection, list(scores), as_of):
        (quoted,) = _highlighted(connection, "claims", row.key, of)
        start = row.claim.span[0]
        marks = [(start + a, start + b) for a, b in marks_of(row.claim.text, quoted)]
        found[row.key] = Hit(
            kind="claim", report=row.report, claim=row, score=scores[row.key], snippet=row.claim.text, span=row.claim.span,
            marks=marks,
        )  # fmt: skip
    return found


_HIGHLIGHT = {
    (
        "sqlite",
        "reports",
    ): "SELECT highlight(reports_text, 0, :open, :close), highlight(reports_text, 1, :open, :close) "
    "FROM reports_text WHERE reports_text MATCH :words AND rowid = :key",
    ("sqlite", "claims"): "SELECT highlight(claims_text, 0, :open, :close) FROM claims_text "
    "WHERE claims_text MATCH :words AND rowid = :key",
}


def _highlighted(connection: Connection, kind: Indexed, key: int, of: list[str]) -> Sequence[Any]:
    """Return the indexed texts of a row with what was found between the signs."""
    if is_sqlite(connection):
        values = {"open": _OPEN, "close": _CLOSE, "words": quoted_terms(of)}
        query = text(_HIGHLIGHT["sqlite", kind])
        return connection.execute(query, values | {"key": key}).one()
    options: Any = bindparam("options", f'HighlightAll=true, StartSel="{_OPEN}", StopSel="{_CLOSE}"')
    table, columns = (REPORTS, ("title", "text")) if kind == "reports" else (CLAIMS, ("quoted",))
    language: Any = literal_column("'english'::regconfig")
    shown = [func.ts_headline(language, func.coalesce(table.c[name], ""), tsquery(of), options) for name in columns]
    return connection.execute(select(*shown).where(table.c.key == key)).one()


def marks_of(plain: str, marked: str) -> list[Span]:
    """Return where in `plain` the signs of `marked` stand.

    PostgreSQL leaves out what looks like markup: then every place of the words that it marked is taken.
    """
    if _OPEN in plain or _CLOSE in plain:
        return []
    if marked.replace(_OPEN, "").replace(_CLOSE, "") == plain:
        found, shift = [], 0
        for one in _MARKED.finditer(marked):
            start = one.start() - shift
            found.append((start, start + len(one[1])))
            shift += 2
        return found
    words = sorted({one[1] for one in _MARKED.finditer(marked) if one[1]}, key=len, reverse=True)
    if not words:
        return []
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")
    return [one.span() for one in pattern.finditer(plain)]


def snippet_span(plain: str, marks: Sequence[Span]) -> Span:
    """Return the stretch of about `SNIPPET` characters, whole words, with the most marks; the first of equals."""
    if not marks:
        return _whole_words(plain, 0, min(len(plain), SNIPPET))
    best = max(range(len(marks)), key=lambda n: (_within(marks, n), -n))
    first, count = marks[best], _within(marks, best)
    last = marks[best + count - 1]
    spare = max(0, SNIPPET - (last[1] - first[0]))
    start = max(0, first[0] - spare // 2)
    end = min(len(plain), max(last[1], start + SNIPPET))
    start, end = _whole_words(plain, start, end)
    return min(start, first[0]), max(end, last[1])


def _within(marks: Sequence[Span], n: int) -> int:
    """How many marks from the n-th on stand in one snippet."""
    return sum(1 for _ in _while(marks[n:], marks[n][0] + SNIPPET)) or 1


def _while(marks: Iterable[Span], end: int) -> Iterable[Span]:
    for mark in marks:
        if mark[1] > end:
            return
        yield mark


def _whole_words(plain: str, start: int, end: int) -> Span:
    while 0 < start < end and not plain[start - 1].isspace():
        start += 1
    while start < end < len(plain) and not plain[end].isspace():
        end -= 1
    while start < end and plain[start].isspace():
        start += 1
    while end > start and plain[end - 1].isspace():
        end -= 1
    return start, end
