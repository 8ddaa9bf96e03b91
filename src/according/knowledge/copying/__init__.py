"""What copies are told by: boilerplate that proves nothing, and the tags by which a text names where it comes from."""

from __future__ import annotations

import re
from functools import lru_cache

from according.knowledge import tables
from according.knowledge.names import rows, split


@lru_cache(maxsize=1)
def boilerplate() -> dict[str, re.Pattern[str]]:
    """Return the patterns of sentences that publishers put into all their reports, each by a word they all hold.

    The word is in lower case and stands in every sentence that its pattern is to be tried on.
    """
    table = tables.load("copying/boilerplate")
    return {str(row["word"]): re.compile(row["is"], re.IGNORECASE) for row in table}


def tag_patterns(names: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns by which a text names one of `names` as its source: of its head and foot, and of any place.

    Names of up to four letters keep their case ("AP" is no "ap"), all others lose it. `names` must not be empty.
    """
    return _patterns("head", names), _patterns("text", names)


@lru_cache(maxsize=4096)
def _patterns(where: str, names: tuple[str, ...]) -> re.Pattern[str]:
    named = "|".join(_named(name) for name in sorted(names, key=lambda n: (-len(n), n)))
    forms = (form.replace("NAME", f"(?:{named})") for form in _forms()[where])
    return re.compile("|".join(f"(?:{form})" for form in forms), re.IGNORECASE)


def _named(name: str) -> str:
    escaped = re.escape(name).replace(r"\ ", r"\s+")
    return f"(?-i:{escaped})" if len(name) <= 4 else escaped


@lru_cache(maxsize=1)
def _forms() -> dict[str, list[str]]:
    return {where: [str(form) for form in forms] for where, forms in tables.load("copying/tags").items()}


@lru_cache(maxsize=1024)
def publisher_names(publisher: str) -> tuple[str, ...]:
    """Return the names a publisher goes by: as given, and as the table of media knows it ("Associated Press" is "AP")."""
    bare = _bare(publisher)
    return tuple(sorted({bare, *_aliases().get(bare.lower(), ())} - {""}))


def same_publisher(one: str | None, other: str | None) -> bool:
    """Whether two names, where both are known, are of one publisher."""
    if not one or not other:
        return False
    return _bare(one).lower() in {name.lower() for name in publisher_names(other)}


def _bare(name: str) -> str:
    plain = " ".join(name.split())
    return plain[4:] if plain[:4].lower() == "the " else plain


@lru_cache(maxsize=1)
def _aliases() -> dict[str, tuple[str, ...]]:
    """All names of each medium, by each of its names in lower case; names of two media stand for neither."""
    found: dict[str, tuple[str, ...]] = {}
    twice: set[str] = set()
    for row in rows("media"):
        names = {_bare(row["name"]), *map(_bare, split(row["aliases"]))}
        for key in {name.lower() for name in names}:
            if key in found:
                twice.add(key)
            found[key] = tuple(sorted(names))
    return {key: names for key, names in found.items() if key not in twice}
