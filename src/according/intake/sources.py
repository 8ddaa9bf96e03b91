"""Everything that can be named on a command line to a stream of reports and failures."""

from __future__ import annotations

import dataclasses
import io
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from according.claims import Report
from according.errors import EmptyReportError, IntakeError, UnreadableError
from according.intake.content import DAMAGED, Content, damaged, is_one_report, read_content
from according.intake.folder import STDIN, Item, is_address, list_items
from according.intake.options import Failure, IntakeOptions
from according.intake.records import NoReportError
from according.intake.sidecar import read_sidecar
from according.intake.taken import Taken, check_readable

_STDIN_NAME = "stdin"


def is_single(sources: Iterable[str | Path]) -> bool:
    """Whether `sources` name one report at most: one file that is no folder, archive, feed or JSON lines."""
    named = list(sources)
    if len(named) != 1:
        return False
    if str(named[0]) == STDIN or is_address(named[0]):
        return True
    return not Path(named[0]).is_dir() and is_one_report(str(named[0]))


def open_reports(sources: Iterable[str | Path], options: IntakeOptions) -> Iterator[Report | Failure]:
    """Yield the reports of `sources` in order, folders sorted; what cannot be taken in is a `Failure`.

    A source is a path to a file (``.txt``, ``.html``, ``.jsonl``, ``.json``, ``.warc``, ``.wacz``, ``.rss``,
    ``.atom``, all but the fifth also ``.gz``; others are taken by what is in them), a folder, ``-`` for standard
    input, or a `str` with an address, which is fetched. Reading is lazy: one report at a time.
    """
    for taken in open_taken(sources, dataclasses.replace(options, keep_raw=False)):
        if isinstance(taken, Failure):
            yield taken
            continue
        for warning in taken.warnings:
            options.on_warning(taken.report.id, warning)
        try:
            check_readable(taken)
        except EmptyReportError as error:
            yield Failure(taken.report.id, error)
        else:
            yield taken.report


def open_taken(sources: Iterable[str | Path], options: IntakeOptions) -> Iterator[Taken | Failure]:
    """Yield the reports of `sources` as `open_reports` does, with all that a ledger keeps of them.

    Warnings about a report are in its `Taken`; those about a folder or an archive go to ``options.on_warning``.
    """
    items = [(_origin(source), item) for source in sources for item in list_items([source], options)]
    names = Counter(item.name for _, item in items if isinstance(item, Item))
    for number, (origin, item) in enumerate(items):
        if options.on_item is not None:
            options.on_item(number, len(items))
        if isinstance(item, Failure):
            yield dataclasses.replace(item, origin=origin)
            continue
        # Two files of one name would have one id: then the path as given tells them apart.
        name = str(item.path) if names[item.name] > 1 and not item.url else item.name
        try:
            for one in _open(item, name, options):
                yield _placed(one, origin, item, name)
        except NoReportError as error:
            if item.named:
                yield Failure(name, error, origin)
            else:
                options.on_warning(name, f"passed over: {error.message}")
        except IntakeError as error:
            yield Failure(name, error, origin)


def _origin(source: str | Path) -> str | None:
    if str(source) == STDIN:
        return None
    return str(source) if is_address(source) else str(Path(source).absolute())


def _placed(one: Taken | Failure, origin: str | None, item: Item, name: str) -> Taken | Failure:
    """Say where it came from, and whether the name that it goes by is one of its own or only that of a file."""
    if isinstance(one, Failure):
        return dataclasses.replace(one, origin=origin)
    one.origin = origin
    name = _STDIN_NAME if origin is None else name
    if not item.url and not one.url and (one.report.id == name or one.report.id.startswith(f"{name}:")):
        whole = one.report.id == name and origin is not None
        one.page = str(item.path.absolute()) if whole else f"{name}:{one.digest}"
    return one


def _open(item: Item, name: str, options: IntakeOptions) -> Iterator[Taken | Failure]:
    if item.url:
        yield from _fetched(item.url, options)
        return
    if str(item.path) == STDIN:
        yield from read_content(Content(sys.stdin.buffer, _STDIN_NAME), options)
        return
    notes: list[str] = []
    noting = dataclasses.replace(options, on_warning=lambda _report, message: notes.append(message))
    known = read_sidecar(item.path, name, noting)
    try:
        with open(item.path, "rb") as raw:
            content = Content(raw, name, path=str(item.path), known=known, notes=notes, named=item.named)
            yield from read_content(content, options)
    except OSError as error:
        if isinstance(error, DAMAGED):
            raise damaged(name) from error
        reason = error.strerror or type(error).__name__
        raise UnreadableError(
            f"cannot be opened ({reason}).", report=name, remedy="Check the path and its permissions."
        ) from error


def _fetched(url: str, options: IntakeOptions) -> Iterator[Taken | Failure]:
    from according.intake.fetch import Fetcher  # 0.1 s to import

    fetched = Fetcher(options.fetch).fetch(url)
    content = Content(
        cast(BinaryIO, io.BytesIO(fetched.body)),
        url,
        media_type=fetched.media_type,
        charset=fetched.charset,
        url=fetched.url,
        fetched_at=fetched.fetched_at,
    )
    for item in read_content(content, options):
        if isinstance(item, Taken):
            item.fetched_at = item.fetched_at or fetched.fetched_at
        yield item


__all__ = ["STDIN", "is_single", "open_reports", "open_taken"]
