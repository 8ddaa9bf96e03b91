"""From a name in a question to the entities, names, publishers and sides that it stands for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Connection, FromClause, func, select

from according.errors import FilterError, MissingError
from according.fusion.accounts.claimants import folded as word_set
from according.fusion.accounts.claimants import side_of_name
from according.knowledge import tables
from according.knowledge.names import Name, Names, rows, split
from according.ledger.folding import folded
from according.ledger.schema import CLAIMS, PARTIES, REPORTS
from according.reading.mentions import normalised

MOST_NAMED = 12
"""Names that a remedy lists."""


@dataclass(frozen=True, slots=True)
class Who:
    """What names of a question stand for: ids of entities, and names (`folding.folded`) that the tables do not have."""

    entities: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.entities) + len(self.names)

    def joined(self, other: Who) -> Who:
        """Return all that either stands for."""
        entities = dict.fromkeys((*self.entities, *other.entities))
        return Who(tuple(entities), tuple(dict.fromkeys((*self.names, *other.names))))


@lru_cache(maxsize=8192)
def entries(value: str) -> tuple[Name, ...]:
    """Return the entities of the tables that a name stands for: by name or alias, surname, or its words in any order."""
    wanted = folded(value)
    found = _by_name().get(wanted) or _by_surname().get(wanted) or []
    if found:
        return tuple(found)
    word = _by_words().get(_spelled_out(value))
    return (word,) if word is not None else ()


def who(connection: Connection, values: tuple[str, ...]) -> Who:
    """Return what `values` stand for. Raises `FilterError` where neither the tables nor the ledger have a name."""
    entities: list[str] = []
    names: list[str] = []
    for value in values:
        if is_id(value):
            entities.append(_id_in(connection, value))
            continue
        found = entries(value)
        entities += [entry.entity for entry in found]
        if not found:
            names.append(_name_in(connection, value))
        elif _is_unnamed(connection, folded(value)):
            names.append(folded(value))
        if found and _is_in(connection, own := normalised(value)):
            entities.append(own)  # the reading did not know "Russia's Ministry of Defence" for the body that we know
    return Who(tuple(dict.fromkeys(entities)), tuple(dict.fromkeys(names)))


def sides(connection: Connection, values: tuple[str, ...]) -> tuple[str, ...]:
    """Return states (ISO 3166-1 alpha-2) or ids of groups. Raises `FilterError` with the sides that the ledger has."""
    found: list[str] = []
    for value in values:
        code = value.upper()
        of = [side for entry in entries(value) if (side := side_of_name(entry)) is not None]
        if len(code) == 2 and Names().state(code) is not None:
            found.append(code)
        elif is_id(value) or of:
            found += of or [value.removeprefix("state:")]
        else:
            there = ", ".join(distinct(connection, CLAIMS, "origin_side")[:MOST_NAMED]) or "none yet"
            raise FilterError(f"there is no side {value!r}.", remedy=f"In the ledger there are: {there}.")
    return tuple(dict.fromkeys(found))


def publishers(connection: Connection, values: tuple[str, ...], *, strict: bool = True) -> tuple[str, ...]:
    """Return the publishers as the ledger spells them. Raises `FilterError` for one it does not have, if `strict`."""
    if not values:
        return ()
    there = distinct(connection, REPORTS, "publisher")
    found: list[str] = []
    for value in values:
        wanted, ids = folded(value), {value} | {entry.entity for entry in entries(value)}
        same = [p for p in there if folded(p) == wanted or ids & _ids_of(p)]
        if strict and not same:
            near = [p for p in there if wanted in folded(p)] or there
            listed = ", ".join(near[:MOST_NAMED]) or "none yet"
            raise FilterError(f"no report is by {value!r}.", remedy=f"Publishers in the ledger: {listed}.")
        found += same
    return tuple(dict.fromkeys(found))


def distinct(connection: Connection, table: FromClause, name: str) -> list[str]:
    """Return the values of an indexed column, sorted: a look-up a value, however many rows there are."""
    column = table.c[name]
    step = select(func.min(column).label("value")).cte("step", recursive=True)
    following = select(func.min(column)).where(column > step.c.value).correlate(step).scalar_subquery()
    step = step.union_all(select(following).where(step.c.value.is_not(None)))
    return sorted(connection.scalars(select(step.c.value).where(step.c.value.is_not(None))))


def is_id(value: str) -> bool:
    """Whether a value is the id of an entity (``state:RU``), not a name."""
    kind, sign, rest = value.partition(":")
    return bool(sign and rest) and kind.isalpha() and kind.islower() and not rest[0].isspace()


def _id_in(connection: Connection, value: str) -> str:
    if value in _ids() or _is_in(connection, value):
        return value
    raise MissingError(f"there is no entity {value!r}.", remedy="See which there are with `according entities`.")


def _is_in(connection: Connection, entity: str) -> bool:
    return connection.scalar(select(PARTIES.c.key).where(PARTIES.c.entity == entity).limit(1)) is not None


def _name_in(connection: Connection, value: str) -> str:
    wanted = folded(value)
    if connection.scalar(select(PARTIES.c.key).where(PARTIES.c.folded == wanted).limit(1)) is not None:
        return wanted
    raise FilterError(f"nobody and nothing in the ledger is called {value!r}.", remedy=alike(connection, wanted))


def _is_unnamed(connection: Connection, wanted: str) -> bool:
    """Whether somebody is called so whom the reading gave no id."""
    query = select(PARTIES.c.key).where(PARTIES.c.entity.is_(None), PARTIES.c.folded == wanted)
    return connection.scalar(query.limit(1)) is not None


def alike(connection: Connection, wanted: str) -> str:
    """Return a remedy: the names in the ledger that hold the words of `wanted`."""
    words = [word for word in wanted.split() if len(word) > 2] or [wanted]
    like = [PARTIES.c.folded.contains(word, autoescape=True) for word in words]
    names = select(PARTIES.c.folded, func.max(PARTIES.c.name)).group_by(PARTIES.c.folded).limit(MOST_NAMED)
    found = sorted(name for _, name in connection.execute(names.where(*like)))
    if found:
        return f"Did you mean: {', '.join(found)}?"
    return "See who is in it with `according entities`, or search its texts with `according search`."


def _spelled_out(value: str) -> frozenset[str]:
    """The words of a name, short forms written out: those of "Russian MoD" are those of "Russian Ministry of Defence"."""
    return word_set(" ".join(_short_forms().get(word.lower().strip("."), word) for word in value.split()))


def _ids_of(publisher: str) -> set[str]:
    return {entry.entity for entry in entries(publisher)}


@lru_cache(maxsize=1)
def _short_forms() -> dict[str, str]:
    return dict(tables.load("asking/words")["short_forms"])


@lru_cache(maxsize=1)
def _by_name() -> dict[str, list[Name]]:
    """All entities of the tables under every name they have, whatever the case and accents."""
    lookup = Names().lookup
    found: defaultdict[str, list[Name]] = defaultdict(list)
    cells = {"states": ("aliases", "demonyms", "capital", "metonyms"), "persons": ()}
    for table in ("states", "organizations", "groups", "media", "equipment", "persons"):
        for row in rows(table):
            of = [row["name"], *(a for cell in cells.get(table, ("aliases",)) for a in split(row[cell]))]
            for alias in of:
                for entry in lookup(alias):
                    if entry not in found[folded(alias)]:
                        found[folded(alias)].append(entry)
    return dict(found)


@lru_cache(maxsize=1)
def _by_surname() -> dict[str, list[Name]]:
    found: defaultdict[str, list[Name]] = defaultdict(list)
    names = Names()
    for row in rows("persons"):
        for alias in {*split(row["aliases"]), row["name"].split()[-1]}:
            for person in names.persons(alias, None):
                if person not in found[folded(alias)]:
                    found[folded(alias)].append(person)
    return dict(found)


@lru_cache(maxsize=1)
def _by_words() -> dict[frozenset[str], Name]:
    """Bodies by the words of their names, in any order; without those that two share."""
    found: dict[frozenset[str], Name] = {}
    twice: set[frozenset[str]] = set()
    for named in _by_name().values():
        for entry in named:
            if entry.kind not in ("organization", "group"):
                continue
            key = word_set(entry.name)
            if found.setdefault(key, entry) != entry:
                twice.add(key)
    return {key: entry for key, entry in found.items() if key not in twice and len(key) > 1}


@lru_cache(maxsize=1)
def _ids() -> frozenset[str]:
    return frozenset(entry.entity for named in (*_by_name().values(), *_by_surname().values()) for entry in named)
