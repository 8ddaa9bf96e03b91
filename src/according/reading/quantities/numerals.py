"""Number words and digits to numbers: shared by the grammars of quantities and times."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from according.knowledge import tables


@lru_cache(maxsize=1)
def table() -> dict[str, Any]:
    """Return the table of number words."""
    return dict(tables.load("quantities/numerals"))


def any_of(names: Any) -> str:
    """Return an alternation of words, the longest first; blanks match any white space."""
    ordered = sorted((str(n) for n in names), key=lambda n: (-len(n), n))
    return alternatives(ordered, lambda n: re.escape(n).replace(r"\ ", r"\s+"))


def alternatives(names: Sequence[str], escape: Callable[[str], str] = re.escape) -> str:
    """Return an alternation of `names` that matches as they would in this order, parted by first letters.

    `re` tries the branches one by one: where the first letter is another, all of a letter's are passed over at once.
    """
    by_letter: dict[str, list[str]] = {}
    for name in names:
        by_letter.setdefault(name[0].lower(), []).append(name)
    branches: list[str] = []
    for group in by_letter.values():
        if len({name[0] for name in group}) == 1 < len(group) and group[0][0].isalpha():
            branches.append(f"{group[0][0]}(?:{'|'.join(escape(name)[1:] for name in group)})")
        else:
            branches += map(escape, group)
    return "|".join(branches)


@lru_cache(maxsize=1)
def word_number() -> str:
    """Return the pattern of a number in words ("two hundred and five", "twenty-one"), without groups."""
    t = table()
    small = any_of([*t["ones"], *t["tens"]])
    units = any_of([w for w, v in t["ones"].items() if 0 < v < 10])
    two = rf"(?:(?:{any_of(t['tens'])})(?:[\s-]+(?:{units})\b)?|{any_of(t['ones'])})"
    scales = any_of(t["scales"])
    more = rf"(?:[\s-]+(?:{scales})\b(?:(?:\s+and)?\s+(?:{small})\b(?:-(?:{units})\b)?)?)*"
    return rf"(?:{two}\b{more})"


def parse_words(words: str) -> float | None:
    """Return the number that `words` say, None where they say none.

    A leading article before a scale counts as one ("a hundred").
    """
    t = table()
    total = current = 0.0
    seen = False
    for word in re.split(r"[\s-]+", words.lower().strip()):
        if word in t["ones"]:
            current += t["ones"][word]
        elif word in t["tens"]:
            current += t["tens"][word]
        elif word == "hundred":
            current = (current or 1) * 100
        elif word in t["scales"]:
            total += (current or 1) * t["scales"][word]
            current = 0
        elif word in ("and", "a", "an", ""):
            continue
        else:
            return None
        seen = True
    return total + current if seen else None


def parse_digits(digits: str) -> float | None:
    """Return the number of "1,200", "3.5" or "1 200"; None where it is none."""
    try:
        return float(re.sub(r"[,\s\u00a0\u202f]", "", digits))
    except ValueError:
        return None


def tidy(number: float) -> float | int:
    """Return a whole number as int, so that JSON shows 8 rather than 8.0."""
    return int(number) if abs(number) < 1e15 and number == int(number) else number
