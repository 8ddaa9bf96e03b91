"""The words of a brief: headings of events, stances of claimants, groups of statements, what a status means."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec

from according.claims import ClaimType
from according.errors import ModelError
from according.events import Status
from according.knowledge import tables


class Heading(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What an event of a type is called, by mode, and its section: ``deed``, or a group of statements."""

    noun: str
    section: str
    modes: dict[str, str] = msgspec.field(default_factory=dict)


class StanceWords(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """How a claimant, or a report by itself, puts a claim."""

    said: str
    own: str


class Labelled(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A label with what it means, which may be empty."""

    label: str
    note: str


class Words(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The table ``words.yaml``; see its comments."""

    stances: dict[str, StanceWords]
    denying: frozenset[str]
    negators: frozenset[str]
    groups: dict[str, Labelled]
    statuses: dict[Status, Labelled]
    precisions: dict[str, str]


@lru_cache(maxsize=1)
def headings() -> dict[ClaimType, Heading]:
    """Return the headings by type. Raises `ModelError` where the table is missing or damaged."""
    found: dict[ClaimType, Heading] = _table("headings", dict[ClaimType, Heading])
    return found


@lru_cache(maxsize=1)
def words() -> Words:
    """Return the words. Raises `ModelError` where the table is missing or damaged."""
    found: Words = _table("words", Words)
    return found


def _table(name: str, shape: Any) -> Any:
    try:
        return msgspec.convert(tables.load(f"brief/{name}"), shape)
    except msgspec.ValidationError as error:
        raise ModelError(f"the table brief/{name} is damaged: {error}", remedy="Install the package again.") from error
