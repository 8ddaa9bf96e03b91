"""Where the tables are and how they are read."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from according.errors import ModelError

HERE = Path(__file__).parent

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(name: str) -> Any:
    """Return the content of the YAML table `name`, a path below this folder without its suffix."""
    path = HERE / f"{name}.yaml"
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except OSError as error:
        raise ModelError(f"the table {name} is missing", remedy="Install the package again.") from error


@lru_cache(maxsize=1)
def digest() -> str:
    """Return a digest over all tables: part of every output."""
    total = hashlib.sha256()
    for path in sorted(HERE.rglob("*")):
        if path.suffix in (".yaml", ".csv", ".json"):
            total.update(str(path.relative_to(HERE).as_posix()).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:16]
