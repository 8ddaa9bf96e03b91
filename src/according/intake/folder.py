"""Which files and addresses the named sources mean: folders are walked, sorted, and what is passed over is said."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from according.errors import EmptyReportError, UnreadableError
from according.intake.options import Failure, IntakeOptions

STDIN = "-"
_TAKEN = (".txt", ".text", ".html", ".htm", ".xhtml", ".jsonl", ".ndjson", ".warc", ".wacz", ".rss", ".atom")
_PERHAPS = (".json", ".xml", ".rdf")
"""Endings of files that may hold reports or anything else: in a folder it is their content that decides."""


@dataclass(frozen=True, slots=True)
class Item:
    """A file or address to read, and the short name that its report gets as id.

    `named` is whether somebody named it, or it was come across in a folder: then it may hold no report.
    """

    path: Path
    name: str
    url: str | None = None
    named: bool = True


def is_address(source: str | Path) -> bool:
    """Whether `source` is an address on the web: a `str` that begins with ``http://`` or ``https://``."""
    return isinstance(source, str) and source.casefold().startswith(("http://", "https://"))


def list_items(sources: Iterable[str | Path], options: IntakeOptions) -> Iterator[Item | Failure]:
    """Yield what `sources` mean, in order; a file that was named is taken whatever its ending."""
    for source in sources:
        path = Path(source)
        if is_address(source):
            yield Item(path, str(source), url=str(source))
        elif str(source) != STDIN and path.is_dir():
            yield from _walk(path, options)
        elif str(source) == STDIN or path.exists():
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
            if name.casefold().removesuffix(".gz").endswith(_TAKEN + _PERHAPS):
                names.append(path.relative_to(folder).as_posix())
            else:
                skipped[path.suffix or "no ending"] += 1
    for problem in failed:
        where = str(problem.filename)
        yield Failure(where, _unreadable(where, problem.strerror or "no access"))
    if skipped:
        kinds = ", ".join(f"{ending} {count}" for ending, count in sorted(skipped.items()))
        taken = "text, pages, feeds, archives and JSON"
        options.on_warning(
            str(folder),
            f"{skipped.total()} file{'s' * (skipped.total() > 1)} passed over ({kinds}); only {taken} are taken.",
        )
    if not names and not failed:
        error = EmptyReportError(
            "there is no report in the folder.",
            report=str(folder),
            remedy="It should hold .txt, .html, .jsonl, .json, .warc or .rss files.",
        )
        yield Failure(str(folder), error)
    for name in sorted(names):
        sure = name.casefold().removesuffix(".gz").endswith(_TAKEN)
        yield Item(folder / name, name, named=sure)


def _unreadable(report: str, reason: str) -> UnreadableError:
    return UnreadableError(f"cannot be opened ({reason}).", report=report, remedy="Check the path and its permissions.")
