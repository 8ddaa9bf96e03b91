"""The types of claims as ``types.yaml`` explains them."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import msgspec
import yaml


class TypeEntry(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One type: what people call it, the family it belongs to, its modes, and made-up examples."""

    label: str
    family: str
    what: str
    modes: dict[str, str]
    examples: list[str]


@lru_cache(maxsize=1)
def load_types() -> dict[str, TypeEntry]:
    """Return the entries by type, in the order of the table."""
    table = yaml.safe_load(files("according.knowledge").joinpath("types.yaml").read_text("utf-8"))
    return msgspec.convert(table, dict[str, TypeEntry])
