"""Reading what the command line named: data to standard output, everything else to standard error."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, cast

from according.api import read_or_fail, shared_reader
from according.claims import Reading, Report
from according.cli import exits
from according.cli.messages import Messages
from according.cli.progress import Progress
from according.errors import AccordingError
from according.exchange.writers import Writer, open_writer
from according.intake import Failure, IntakeOptions, is_single, open_reports

if TYPE_CHECKING:
    from according.cli.gating import Gating


def run_batch(
    sources: Sequence[str], options: IntakeOptions, *, form: str, layers: bool, output: str | None, gate: bool = False
) -> int:
    """Read `sources`, write them in format `form`, and return the exit code; with `gate` what is relevant alone."""
    notes: dict[str, list[str]] = {}
    options = replace(options, on_warning=lambda report, note: notes.setdefault(report, []).append(note))
    progress = Progress(shown=sys.stderr.isatty() and (output is not None or not sys.stdout.isatty()))
    messages = Messages(progress)
    done = failed = 0
    interrupted = False
    gating = _gating() if gate else None
    with opened(output) as (stream, colour), progress:
        writer = _writer(form, stream, colour, single=is_single(sources), encoded=output is not None)
        try:
            for report in open_reports(sources, options):
                if gating is not None and isinstance(report, Report) and not gating.passes(report):
                    notes.pop(report.id, None)
                    continue
                reading = _read(report, layers, notes)
                if isinstance(reading, Failure):
                    failed += 1
                    messages.error(str(reading))
                    notes.pop(reading.source, None)
                else:
                    done += 1
                    messages.warnings(reading.report.id, reading.warnings)
                    writer.write(reading)
                    stream.flush()
                progress.show(f"{done} read" + (f", {failed} failed" if failed else ""))
        except KeyboardInterrupt:
            interrupted = True
        writer.close()
        stream.flush()
    for about, left in notes.items():  # a folder's, that no report carries
        messages.warnings(about, left)
    messages.rest()
    if gating is not None:
        gating.say(messages)
    if interrupted:
        messages.say(f"interrupted: {done} read and written, the rest not.")
    if failed and done + failed > 1:
        messages.say(f"{done} read, {failed} could not be.")
    if gating is not None and gating.left_out and not failed and not interrupted:
        return exits.OK  # nothing to read is no fault where that was asked for
    return _exit_code(done, failed, interrupted)


def _gating() -> Gating:
    from according.cli.gating import Gating  # numpy, which the engine needs anyhow, but only once there is a report

    return Gating()


def _writer(form: str, stream: BinaryIO, colour: bool, *, single: bool, encoded: bool) -> Writer:
    if form == "html":
        from according.web.writer import HtmlWriter

        return HtmlWriter(stream)
    encoding = "utf-8" if encoded else (sys.stdout.encoding or "utf-8")
    width = shutil.get_terminal_size((100, 24)).columns
    return open_writer(form, stream, single=single, width=width, colour=colour, encoding=encoding)


def _read(report: Report | Failure, layers: bool, notes: dict[str, list[str]]) -> Reading | Failure:
    if isinstance(report, Failure):
        return report
    # Only now: a mistyped path should not wait for the model.
    return read_or_fail(report, shared_reader(layers), notes)


def _exit_code(done: int, failed: int, interrupted: bool) -> int:
    if interrupted:
        return exits.INTERRUPTED
    if not done:
        return exits.NOTHING_READ
    return exits.SOME_FAILED if failed else exits.OK


@contextlib.contextmanager
def opened(output: str | None) -> Iterator[tuple[BinaryIO, bool]]:
    """Standard output and whether to colour it, or a file that appears whole or not at all."""
    if output is None:
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
        yield sys.stdout.buffer, colour
        return
    folder = os.path.dirname(os.path.abspath(output))
    try:
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".according-")
    except OSError as error:
        raise AccordingError(
            f"cannot write there ({error.strerror}).", report=output, remedy="Check the folder."
        ) from error
    try:
        with os.fdopen(handle, "wb") as stream:
            yield cast(BinaryIO, stream), False
            empty = stream.tell() == 0
        if not empty:
            os.chmod(temporary, 0o666 & ~_umask())
            os.replace(temporary, output)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
