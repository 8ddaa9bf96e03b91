"""Files that appear whole or not at all, and the manifest of a job."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from according.errors import BulkError

VERSION = 1


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file in one step: whoever reads it finds what was before, or all of this."""
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}")
    with open(temporary, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(temporary, path)


def write_table(path: Path, table: Any) -> None:
    """Write a pyarrow table as Parquet in one step."""
    from pyarrow import parquet

    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}")
    parquet.write_table(table, temporary, compression="zstd")
    os.replace(temporary, path)


class Done(msgspec.Struct):
    """What came of a part."""

    reports: int = 0
    claims: int = 0
    failures: int = 0
    gated: int = 0
    words: int = 0
    """Parted by white space, of all reports that were taken in."""
    seconds: float = 0.0
    """Of the processor."""


class Manifest(msgspec.Struct):
    """What a folder of results holds, and how it was made; `done` by id of the part."""

    version: int
    settings: dict[str, Any]
    made_by: dict[str, str]
    done: dict[str, Done] = {}
    fused: str | None = None
    """Digest of the parts that the events were made of; None where there are none yet."""


def digest_of(parts: Iterable[str]) -> str:
    """Return what stands for the parts that events were made of (`Manifest.fused`)."""
    return hashlib.sha256("".join(sorted(parts)).encode()).hexdigest()[:16]


def load_manifest(folder: Path) -> Manifest | None:
    """Return the manifest in `folder`, None where there is none. Raises `BulkError` where it cannot be read."""
    path = folder / "manifest.json"
    if not path.exists():
        return None
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except msgspec.MsgspecError as error:
        raise BulkError(
            f"the manifest cannot be read ({error}).",
            report=str(path),
            remedy="Name another folder, or empty this one.",
        ) from error
    if found.version != VERSION:
        raise BulkError(
            f"the folder is of version {found.version}, and this program knows version {VERSION}.",
            report=str(folder),
            remedy="Name another folder.",
        )
    return found


def save_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest in one step."""
    write_bytes(folder / "manifest.json", msgspec.json.format(msgspec.json.encode(manifest), indent=1))
