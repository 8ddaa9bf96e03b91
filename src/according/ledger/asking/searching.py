"""Full-text search in reports and claims: the best first, each with where the words stand.

Of very common words the `MOST_RANKED` that were added last are ranked, so that an answer takes no longer than a blink.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, zip_longest
from typing import Any

from sqlalchemy import Connection, func, literal_column, select

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
        ranked = [[(kind, *one) for one in _ranked(connection, kind, of, f, end)] for kind in kinds]
        mixed = [one for one in chain.from_iterable(zip_longest(*ranked)) if one is not None]
        shown = mixed[wanted.offset : end]
        hits: dict[tuple[str, int], Hit] = {}
        for kind in kinds:
            scores = {key: score for own, key, score in shown if own == kind}
            found = _reports(connection, scores, of) if kind == "reports" else _claims(connection, scores, of, f.as_of)
            hits |= {(kind, key): hit for key, hit in found.items()}
    return Page(items=[hits[kind, key] for kind, key, _ in shown if (kind, key) in hits])


def _ranked(connection: Connection, kind: Indexed, of: list[str], f: Filter, most: int) -> Scored:
    """Return the best so many reports or claims that a checked filter asks for."""
    if f == checked(Filter()):
        return _best_standing(
            connection, CLAIMS if kind == "claims" else REPORTS, _scored(connection, kind, of, []), most
        )
    where = _about_claims(connection, f) if kind == "claims" else _about_reports(connection, f)
    return _scored(connection, kind, of, where)[:most]


def _scored(connection: Connection, kind: Indexed, of: list[str], where: Sequence[Any]) -> Scored:
    """Return those in which all words stand, of very many the last, the best first; without conditions no row is read."""
    table = CLAIMS if kind == "claims" else REPORTS
    if is_sqlite(connection):
        words = INDEXES[kind]
        weights: tuple[Any, ...] = (literal_column(str(_TITLE_WEIGHT)),) if kind == "reports" else ()
        number: Any = words.c.rowid
        score: Any = -func.bm25(literal_column(f"{kind}_text"), *weights)
        fits = match(kind, of)
    else:
        words = WORDS[kind]
        number, score = words.c.key, func.ts_rank_cd(words.c.search, tsquery(of))
        fits = words.c.search.op("@@")(tsquery(of))
    query: Any = select(number, score).where(fits, *where).order_by(number.desc()).limit(MOST_RANKED)
    if where:
        query = query.join(table, table.c.key == number)
    found = [(key, float(score)) for key, score in connection.execute(query)]
    return sorted(found, key=lambda one: (-one[1], -one[0]))


def _best_standing(connection: Connection, table: Any, ranked: Scored, most: int) -> Scored:
    """Return the first so many that are current: only of these, and of what comes before them, is the row read."""
    found: Scored = []
    at = 0
    while at < len(ranked) and len(found) < most:
        some = ranked[at : at + most]
        query = select(table.c.key).where(among(connection, table.c.key, [key for key, _ in some]), standing(table))
        current = set(connection.scalars(query))
        found += [one for one in some if one[0] in current]
        at += most
    return found[:most]


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
