"""The words by which claimants are told apart and brought together."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from according.errors import ModelError
from according.knowledge import tables


class Words(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The table of claimants' words; see the comments of ``words.yaml``."""

    voices: tuple[str, ...]
    after_only: frozenset[str]
    links: frozenset[str]
    anonymous: frozenset[str]
    documents: frozenset[str]
    possessives: frozenset[str]
    state_voices: frozenset[str]
    local: frozenset[str]
    ministries: frozenset[str]
    rebels: frozenset[str]
    of_place: frozenset[str]
    same: dict[str, str]
    spokespeople: dict[str, str]
    empty: frozenset[str]
    governments: frozenset[str]
    no_place: frozenset[str]
    other: frozenset[str]
    pointing: frozenset[str]
    named_before: frozenset[str]
    armed: frozenset[str]
    titles: dict[str, frozenset[str]]
    heads: frozenset[str]


@lru_cache(maxsize=1)
def words() -> Words:
    """Return the table.

    Raises:
        ModelError: the table is missing or damaged.
    """
    try:
        return msgspec.convert(tables.load("claimants/words"), Words)
    except msgspec.ValidationError as error:
        raise ModelError(
            f"the table claimants/words is damaged: {error}", remedy="Install the package again."
        ) from error
