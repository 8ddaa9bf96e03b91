"""A bulk job from beginning to end: plan, read what is not yet read, fuse, write by day."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from according.bulk.files import VERSION, Done, Manifest, digest_of, load_manifest, save_manifest
from according.bulk.plan import PART_BYTES, Part, Source, plan
from according.bulk.reading import Settings, made_by
from according.errors import BulkError

Engine = Literal["local", "spark"]
DRIVER_CLAIMS = 500_000
"""Claims that Spark's driver fuses by itself: some 2 GB, and less time than the shuffles of so few would take."""


def _silent(*_: object) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a job is done; none of it changes the results but `part_bytes`, which changes where a job may be interrupted.

    `cores` is how many processes the local engine takes, `session` a Spark session that there is already. Up to
    `driver_claims` claims Spark's driver fuses as the local engine does, more are fused by DataFrames. `on_part` is told
    of each part that is done with how many are, `on_death` of each process that died, `on_stage` of the stages of fusion.
    """

    engine: Engine = "local"
    cores: int = field(default_factory=lambda: len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1)
    part_bytes: int = PART_BYTES
    session: Any = None
    driver_claims: int = DRIVER_CLAIMS
    on_part: Callable[[Done, int, int], None] = _silent
    on_death: Callable[[Any, str], None] = _silent
    on_stage: Callable[[str, int, int], None] = _silent


@dataclass(slots=True)
class Summary:
    """What a job came to: what tasks counted, and the rows of each table that was written (empty: nothing was new)."""

    total: Done
    parts: int
    read: int
    """Parts that were read now, the others were there."""
    rows: dict[str, int] = field(default_factory=dict)


def run(settings: Settings, options: Options) -> Summary:
    """Do a job, or what is left of it: parts that are done are not read again, and nothing is fused anew without need.

    Raises `UnreadableError` where there is nothing to read, `BulkError` where the folder holds results of other settings,
    or a task keeps failing; what was done until then is safe.
    """
    manifest = _opened(settings)
    parts = plan(Source.of(settings.input), options.part_bytes)
    ids = [part.id for part in parts]
    _recover(settings, manifest, ids)
    left = [part for part in parts if part.id not in manifest.done]
    if left:
        _read(settings, options, manifest, left, len(parts))
    digest = digest_of(ids)
    summary = Summary(_sum([manifest.done[one] for one in ids]), len(parts), len(left))
    if manifest.fused != digest:
        manifest.fused = None
        save_manifest(Path(settings.out), manifest)
        summary.rows = _fuse(settings, options, ids, summary.total.claims)
        manifest.fused = digest
        save_manifest(Path(settings.out), manifest)
    return summary


def _opened(settings: Settings) -> Manifest:
    folder = Path(settings.out)
    try:
        (settings.work / "parts").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BulkError(
            f"cannot write there ({error.strerror}).", report=settings.out, remedy="Check the folder."
        ) from error
    decided = msgspec.to_builtins(settings)
    del decided["out"]
    made = made_by(settings)
    manifest = load_manifest(folder)
    if manifest is None:
        manifest = Manifest(VERSION, decided, made)
        save_manifest(folder, manifest)
    differs = [name for name in decided if manifest.settings.get(name) != decided[name]]
    differs += ["version, model or tables"] if manifest.made_by != made else []
    if differs:
        raise BulkError(
            f"the folder holds results of another job ({', '.join(differs)} differ).",
            report=settings.out,
            remedy="Name another folder, or run it with what made them.",
        )
    return manifest


def _recover(settings: Settings, manifest: Manifest, ids: list[str]) -> None:
    """Take up what tasks had done when the job was ended before it could write that down."""
    for part in ids:
        if part not in manifest.done and settings.done(part).exists():
            manifest.done[part] = msgspec.json.decode(settings.done(part).read_bytes(), type=Done)


def _read(settings: Settings, options: Options, manifest: Manifest, left: list[Part], total: int) -> None:
    before = total - len(left)
    count = 0

    def on_done(part: str, done: Done) -> None:
        nonlocal count
        count += 1
        manifest.done[part] = done
        save_manifest(Path(settings.out), manifest)
        options.on_part(done, before + count, total)

    if options.engine == "spark":
        from according.bulk.spark import read_parts as on_spark

        on_spark(settings, left, options.session, on_done)
    else:
        from according.bulk.local import read_parts

        read_parts(settings, left, options.cores, on_done, options.on_death)


def _fuse(settings: Settings, options: Options, ids: list[str], claims: int) -> dict[str, int]:
    shutil.rmtree(settings.work / "at", ignore_errors=True)
    if options.engine == "spark" and claims > options.driver_claims:
        from according.bulk.spark import fuse_parts as on_spark

        return on_spark(settings, ids, options.session)
    from according.bulk.local import fuse_parts
    from according.bulk.output import write_results

    rows = write_results(settings, ids, fuse_parts(settings, ids, options.cores, options.on_stage))
    shutil.rmtree(settings.work / "fusion", ignore_errors=True)
    return rows


def _sum(done: list[Done]) -> Done:
    total = Done()
    for one in done:
        for name in Done.__struct_fields__:
            setattr(total, name, round(getattr(total, name) + getattr(one, name), 3))
    return total
