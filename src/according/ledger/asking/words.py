"""Full-text questions: plain words that must all stand there, and "phrases". Whatever is typed, no syntax reaches the database."""

from __future__ import annotations

import re
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, Select, Text, column, func, literal_column, select, table

from according.errors import FilterError
from according.ledger.connect import is_sqlite

Indexed = Literal["reports", "claims"]
_PARTS = re.compile(r'"([^"]*)"?|([^\s"]+)')
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
_LANGUAGE: ColumnElement[Any] = literal_column("'english'")
INDEXES: dict[Indexed, Any] = {
    name: table(f"{name}_text", column("rowid"), column(f"{name}_text", Text), column("rank"))
    for name in get_args(Indexed)
}
"""The full-text tables of SQLite."""
WORDS: dict[Indexed, Any] = {
    name: table(name, column("key"), column("search")).alias(f"{name}_words") for name in get_args(Indexed)
}
"""The tables of PostgreSQL with the column of words."""


def terms(asked: str) -> list[str]:
    """Return the words and phrases of a question. Raises `FilterError` where there is none in it."""
    plain = asked.translate(_QUOTES).replace("\x00", " ").encode("utf-8", "replace").decode()
    found = [(phrase or word).strip() for phrase, word in _PARTS.findall(plain)]
    kept = [term for term in found if any(sign.isalnum() for sign in term)]
    if not kept:
        raise FilterError(f"there is no word in {asked!r}.", remedy='Name words, or a phrase: "cluster bombs" Kharkiv.')
    return kept


def matching(connection: Connection, what: Indexed, asked: list[str]) -> Select[tuple[int]]:
    """Return the keys of reports or claims in which all `asked` stand."""
    if is_sqlite(connection):
        return select(INDEXES[what].c.rowid).where(match(what, asked))
    words = WORDS[what]
    return select(words.c.key).where(words.c.search.op("@@")(tsquery(asked)))


def match(what: Indexed, asked: list[str]) -> ColumnElement[bool]:
    """Return the condition on the full-text table of SQLite."""
    condition: ColumnElement[bool] = INDEXES[what].c[f"{what}_text"].op("MATCH")(" ".join(map(quoted, asked)))
    return condition


def quoted(term: str) -> str:
    """Return a term as SQLite takes it for words: nothing in it is syntax."""
    return '"' + term.replace('"', " ") + '"'


def tsquery(asked: list[str]) -> ColumnElement[Any]:
    """Return the question as PostgreSQL wants it."""
    found: ColumnElement[Any] = func.phraseto_tsquery(_LANGUAGE, asked[0])
    for term in asked[1:]:
        found = found.op("&&")(func.phraseto_tsquery(_LANGUAGE, term))
    return found
