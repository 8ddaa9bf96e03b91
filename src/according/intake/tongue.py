"""Which language a text is in, cheaply and offline: scripts first, then function words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from importlib.resources import files

import yaml

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 40_000
"""Characters looked at: the start of the text is enough, and long reports cost no more than short ones."""
_MIN_WORDS = 20
"""Fewer words than this say too little: the text passes."""
_MIN_LETTERS = 20
_MARGIN = 1.25
_ENGLISH_FLOOR = 0.10
"""Share of English function words below which a longer text is not English prose. News has .30 to .45."""
_FLOOR_WORDS = 40

_SCRIPT_NAMES = {"CJK": "Han", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean"}


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, str]]:
    table = files("according.knowledge").joinpath("languages/function_words.yaml").read_text("utf-8")
    loaded: dict[str, dict[str, str]] = yaml.safe_load(table)
    return loaded


@lru_cache(maxsize=1)
def _profiles() -> dict[str, frozenset[str]]:
    return {code: frozenset(entry["words"].split()) for code, entry in _table().items()}


def spelled(foreign: str) -> str:
    """Put what `foreign_language` found into words."""
    if foreign.endswith(" script"):
        return f"in {foreign}"
    return _table()[foreign]["name"] if foreign in _table() else foreign


def foreign_language(text: str) -> str | None:
    """Return None where `text` is English or too short to tell, else what it seems to be.

    The answer is a language code (``de``), a script (``Cyrillic script``) or ``a language that is not
    English``.
    """
    sample = text[:_SAMPLE]
    script = _foreign_script(sample)
    if script:
        return f"{script} script"
    words = [word.casefold() for word in _WORD.findall(sample)]
    if len(words) < _MIN_WORDS:
        return None
    shares = {code: sum(word in known for word in words) / len(words) for code, known in _profiles().items()}
    english = shares.pop("en")
    best = max(shares, key=lambda code: shares[code])
    if shares[best] > 0.12 and shares[best] > english * _MARGIN:
        return best
    if len(words) >= _FLOOR_WORDS and english < _ENGLISH_FLOOR:
        return "a language that is not English"
    return None


def _foreign_script(sample: str) -> str | None:
    """Name the script that most letters of `sample` are in, where it is not Latin."""
    if sample.isascii():
        return None
    letters = [char for char in sample[:4000] if char.isalpha()]
    if len(letters) < _MIN_LETTERS:
        return None
    scripts = Counter("LATIN" if char.isascii() else _script(char) for char in letters)
    script, count = scripts.most_common(1)[0]
    if script == "LATIN" or count * 2 < len(letters):
        return None
    return _SCRIPT_NAMES.get(script, script.capitalize())


def _script(char: str) -> str:
    return unicodedata.name(char, "UNKNOWN").split(" ")[0].split("-")[0]
