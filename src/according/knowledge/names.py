"""Names of states, organizations, armed groups, media, persons and equipment, with what they stand for."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from according.knowledge import tables

FOLDER: Path = tables.HERE / "names"
LONGEST = 7
"""Words of the longest name that is looked up."""


@dataclass(frozen=True, slots=True)
class Name:
    """One entity of the tables: stable id (``state:RU``), name, kind, state, and a note (ownership, class, gender)."""

    entity: str
    name: str
    kind: str
    state: str | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """A person's office between two dates (ISO; empty is open)."""

    person: Name
    office: str
    start: str
    end: str

    def held_on(self, day: date) -> bool:
        """Whether the office was held on `day`."""
        iso = day.isoformat()
        return self.start <= iso and (not self.end or iso <= self.end)


def rows(table: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a table, without its comment lines."""
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(line for line in lines if not line.startswith("#"))


def split(cell: str) -> list[str]:
    """Return the alternatives of a cell."""
    return [x for x in cell.split("|") if x]


@dataclass(frozen=True, slots=True)
class _Tables:
    exact: dict[str, list[Name]]
    folded: dict[str, list[Name]]
    first: dict[str, int]
    """First word of a name to the characters of the longest name that begins with it."""
    capitals: dict[str, str]
    capital_of: dict[str, str]
    """The state to its capital."""
    demonyms: dict[str, str]
    offices: list[Office]
    surnames: dict[str, list[Office]]
    generic: dict[str, frozenset[str]]
    state_names: dict[str, Name]


class Names:
    """Look-ups in the tables; cheap to make, the tables are read once a process."""

    def __init__(self) -> None:
        self._t = _tables()

    def lookup(self, text: str) -> list[Name]:
        """Return the entities `text` names, best first; the article does not matter."""
        bare = bare_name(text)
        found = self._t.exact.get(bare)
        if found is None and (len(bare) > 4 or not bare.isupper()):
            found = self._t.folded.get(bare.lower())
        return found or []

    def longest(self, words: Sequence[str], start: int) -> tuple[int, list[Name]] | None:
        """Return the longest name that begins at ``words[start]``, as its end and its entities."""
        limit = self._t.first.get(words[start])
        if limit is None:
            return None
        joined = [words[start]]
        for word in words[start + 1 : start + LONGEST]:
            text = _joined(joined[-1], word)
            if len(text) > limit:
                break
            joined.append(text)
        for count in range(len(joined), 0, -1):
            found = self._t.exact.get(joined[count - 1])
            if found:
                return start + count, found
        return None

    def state_of(self, text: str) -> str | None:
        """Return the state that a name, demonym, capital or metonym stands for, as ISO 3166-1 alpha-2."""
        return _state_of(text)

    def state(self, code: str) -> Name | None:
        """Return the state of a code."""
        return self._t.state_names.get(code)

    def is_demonym(self, text: str) -> bool:
        """Whether `text` is an adjective or people of a state ("Russian", "Israelis")."""
        return text in self._t.demonyms

    def is_capital(self, text: str) -> bool:
        """Whether `text` is a capital or a metonym of a government."""
        return bare_name(text) in self._t.capitals

    def capital(self, code: str) -> str | None:
        """Return the name of a state's capital."""
        return self._t.capital_of.get(code)

    def holder(self, office: str, state: str, on: date) -> Name | None:
        """Return who held an office of a state on a day."""
        return next(
            (o.person for o in self._t.offices if o.office == office and o.person.state == state and o.held_on(on)),
            None,
        )

    def persons(self, surname: str, on: date | None) -> list[Name]:
        """Return the persons of a surname or alias, those in office on the day first; without a day all."""
        offices = self._t.surnames.get(surname, [])
        ordered = sorted(offices, key=lambda o: (not (on is not None and o.held_on(on)), o.start), reverse=False)
        return list(dict.fromkeys(o.person for o in ordered))

    def spelt_otherwise(self, name: str, on: date | None) -> Name | None:
        """Return who is meant by a first name and a surname that are known, in another spelling together.

        "Volodymyr Zelenskiy" is Volodymyr Zelensky, of whom "Zelenskiy" is an alias; "Alexander Zelenskiy" is somebody else.
        """
        first, _, surname = name.partition(" ")
        found = [one for one in self.persons(surname, on) if one.name.split()[0] == first]
        return found[0] if len(found) == 1 else None

    def offices(self, text: str) -> list[str]:
        """Return the offices a title names ("Foreign Secretary" is ``foreign_minister``)."""
        return _office_words().get(bare_name(text).lower(), [])

    def generic(self, kind: str) -> frozenset[str]:
        """Return the generic nouns of a class: ``anonymous``, ``document``, ``organization``, ``equipment``, ``titles``."""
        return self._t.generic.get(kind, frozenset())


@lru_cache(maxsize=20_000)
def _state_of(text: str) -> str | None:
    bare, known = bare_name(text), _tables()
    for table in (known.demonyms, known.capitals):
        if bare in table:
            return table[bare]
    return next((n.state for n in known.exact.get(bare, []) if n.kind == "state"), None)


@lru_cache(maxsize=20_000)
def bare_name(text: str) -> str:
    """Return a name without its article and possessive."""
    plain = " ".join(text.split())
    for article in ("the ", "The ", "a ", "an ", "A ", "An "):
        if plain.startswith(article):
            plain = plain[len(article) :]
            break
    return plain.removesuffix("'s").removesuffix("’s")


def _joined(text: str, word: str) -> str:
    """Add a word to `text` as a name is written: hyphens, apostrophes and stops without spaces."""
    glue = text[-1] in "-'’/" or word in ("-", "'", "’", "/", ".") or word.startswith(("'", "’"))
    return text + word if glue else f"{text} {word}"


@lru_cache(maxsize=1)
def _office_words() -> dict[str, list[str]]:
    return dict(tables.load("names/offices").items())


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    exact: dict[str, list[Name]] = {}
    capitals: dict[str, str] = {}
    capital_of: dict[str, str] = {}
    demonyms: dict[str, str] = {}
    states: dict[str, Name] = {}

    def put(name: Name, aliases: list[str]) -> None:
        for alias in aliases:
            known = exact.setdefault(alias, [])
            if name not in known:
                known.append(name)

    for row in rows("states"):
        name = Name(f"state:{row['iso2']}", row["name"], "state", row["iso2"])
        states[row["iso2"]] = name
        people = split(row["demonyms"])
        seats = split(row["capital"]) + split(row["metonyms"])
        put(name, [row["name"], *split(row["aliases"]), *people, *seats])
        demonyms.update(dict.fromkeys(people, row["iso2"]))
        capitals.update(dict.fromkeys(seats, row["iso2"]))
        if row["capital"]:
            capital_of[row["iso2"]] = split(row["capital"])[0]
    for table, prefix, kind in (
        ("organizations", "org", "organization"),
        ("groups", "group", "group"),
        ("media", "media", "media"),
        ("equipment", "equipment", "equipment"),
    ):
        for row in rows(table):
            note = row.get("owned") or row.get("class") or ""
            name = Name(f"{prefix}:{row['id']}", row["name"], kind, row["state"] or None, note)
            put(name, [row["name"], *map(bare_name, split(row["aliases"]))])
    offices, surnames = _persons(put)
    generic = {row["class"]: frozenset(split(row["words"])) for row in rows("generic")}
    folded: dict[str, list[Name]] = {}
    for alias, named in exact.items():
        if len(alias) > 4:
            folded.setdefault(alias.lower(), named)
    first = _longest_by_first(exact)
    return _Tables(exact, folded, first, capitals, capital_of, demonyms, offices, surnames, generic, states)


def _longest_by_first(names: Mapping[str, object]) -> dict[str, int]:
    """Return each first word of `names` with the length of the longest name that a word like it can open."""
    longest = dict.fromkeys(map(_first_word, names), 0)
    for name in names:
        for end in range(1, len(name) + 1):
            ends_word = end == len(name) or name[end] in " -'’/." or name[end - 1] in "-'’/"
            if ends_word and longest.get(name[:end], len(name)) < len(name):
                longest[name[:end]] = len(name)
    return longest


def _persons(put: object) -> tuple[list[Office], dict[str, list[Office]]]:
    offices: list[Office] = []
    surnames: dict[str, list[Office]] = {}
    for row in rows("persons"):
        name = Name(f"person:{row['id']}", row["name"], "person", row["state"] or None, row["gender"])
        office = Office(name, row["office"], row["from"], row["to"])
        offices.append(office)
        full = [row["name"], *(a for a in split(row["aliases"]) if " " in a)]
        assert callable(put)
        put(name, full)
        for alias in {*split(row["aliases"]), row["name"], row["name"].split()[-1]}:
            surnames.setdefault(alias, []).append(office)
    return offices, surnames


def _first_word(alias: str) -> str:
    """The first word of a name as the tokeniser cuts it."""
    for i, c in enumerate(alias):
        if c in " -'’/":
            return alias[:i] if i else alias
    return alias
