"""Which files the named sources mean: folders are walked, sorted, and what is passed over is said."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from according.errors import EmptyReportError, UnreadableError
from according.intake.options import Failure, IntakeOptions

_TAKEN = (".txt", ".text", ".html", ".htm", ".xhtml", ".jsonl", ".ndjson")


@dataclass(frozen=True, slots=True)
class Item:
    """A file to read, and the short name that its report gets as id."""

    path: Path
    name: str


def list_items(sources: Iterable[str | Path], options: IntakeOptions) -> Iterator[Item | Failure]:
    """Yield the files that `sources` mean, in order; a file that was named is taken whatever its ending."""
    for source in sources:
        path = Path(source)
        if str(source) != "-" and path.is_dir():
            yield from _walk(path, options)
        elif str(source) == "-" or path.exists():
            yield Item(path, path.name)
        else:
            yield Failure(str(source), _unreadable(str(source), "there is no such file"))


def _walk(folder: Path, options: IntakeOptions) -> Iterator[Item | Failure]:
    """Yield the reports under `folder`, sorted by path; hidden files and folders are not looked at."""
    failed: list[OSError] = []
    names: list[str] = []
    skipped: Counter[str] = Counter()
    for parent, folders, found in os.walk(folder, onerror=failed.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in found:
            path = Path(parent, name)
            if name.startswith(".") or ".meta." in name:
                continue
            if name.casefold().removesuffix(".gz").endswith(_TAKEN):
                names.append(path.relative_to(folder).as_posix())
            else:
                skipped[path.suffix or "no ending"] += 1
    for problem in failed:
        where = str(problem.filename)
        yield Failure(where, _unreadable(where, problem.strerror or "no access"))
    if skipped:
        kinds = ", ".join(f"{ending} {count}" for ending, count in sorted(skipped.items()))
        message = f"{skipped.total()} files passed over ({kinds}); only text, pages and JSON lines are taken."
        options.on_warning(str(folder), message)
    if not names and not failed:
        error = EmptyReportError(
            "there is no report in the folder.",
            report=str(folder),
            remedy="It should hold .txt, .html or .jsonl files.",
        )
        yield Failure(str(folder), error)
    for name in sorted(names):
        yield Item(folder / name, name)


def _unreadable(report: str, reason: str) -> UnreadableError:
    return UnreadableError(f"cannot be opened ({reason}).", report=report, remedy="Check the path and its permissions.")
