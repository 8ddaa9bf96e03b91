"""Full-text search in reports and claims: the best first, each with where the words stand.

Of very common words the `MOST_RANKED` that were added last are ranked, so that an answer takes no longer than a blink.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, zip_longest
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, literal_column, select

from according.ledger.asking.answers import Hit, Page
from according.ledger.asking.claims import claim_rows, report_metas
from according.ledger.asking.conditions import conditions
from according.ledger.asking.filters import Filter, checked, many
from according.ledger.asking.marking import marks, snippet
from according.ledger.asking.names import publishers
from according.ledger.asking.plans import Slice, keys_of, overlaps
from according.ledger.asking.sql import among
from according.ledger.asking.words import INDEXES, WORDS, Indexed, match, terms, tsquery
from according.ledger.connect import is_sqlite
from according.ledger.schema import CLAIMS, REPORTS, standing
from according.ledger.store import Ledger

MOST_RANKED = 1000
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
    in_texts, in_titles = marks([row.text for row in rows], of), marks([row.title or "" for row in rows], of)
    found: dict[int, Hit] = {}
    for row, in_text, in_title in zip(rows, in_texts, in_titles, strict=True):
        start, end = snippet(row.text, in_text)
        found[row.key] = Hit(
            kind="report", report=metas[row.key], score=scores[row.key], snippet=row.text[start:end], span=(start, end),
            marks=[mark for mark in in_text if start <= mark[0] and mark[1] <= end], title_marks=in_title,
        )  # fmt: skip
    return found


def _claims(connection: Connection, scores: dict[int, float], of: list[str], as_of: str | None) -> dict[int, Hit]:
    rows = claim_rows(connection, list(scores), as_of)
    found: dict[int, Hit] = {}
    for row, marked in zip(rows, marks([row.claim.text for row in rows], of), strict=True):
        start = row.claim.span[0]
        found[row.key] = Hit(
            kind="claim", report=row.report, claim=row, score=scores[row.key], snippet=row.claim.text, span=row.claim.span,
            marks=[(start + first, start + last) for first, last in marked],
        )  # fmt: skip
    return found
