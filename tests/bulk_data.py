"""Bulk jobs for tests: results of made readings, without a model; and a stand-in for the reader that kills its process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
from pyarrow import dataset

from according import __version__
from according.bulk import Settings
from according.bulk.files import VERSION, Done, Manifest, digest_of, save_manifest, write_bytes, write_table
from according.bulk.tables import OF_PART, claim_rows, report_row, table
from according.claims import Reading
from according.knowledge import tables

ROOT = Path(__file__).parent.parent
# A sitecustomize that every process of a job loads, the spawned ones too. A text may ask for trouble, always or once.
STAND_IN = """
import os, signal, sys, types
if "-m" in sys.orig_argv or any("spawn" in a for a in sys.orig_argv) or "ACCORDING_TEST" in os.environ:
    def trouble(text, flags):
        def once(name):
            try:
                os.close(os.open(os.path.join(flags, name), os.O_CREAT | os.O_EXCL))
                return True
            except FileExistsError:
                return False
        if "POISON" in text or ("KILL-ME" in text and once("kill")):
            os.kill(os.getpid(), signal.SIGKILL)
        if "KILL-EXECUTOR" in text and once("executor"):
            # Of Spark: the process, the daemon that forked it, and the Java process that started that.
            parents = [os.getpid(), os.getppid()]
            parents.append(int(os.popen(f"ps -o ppid= -p {parents[-1]}").read()))
            for one in reversed(parents):
                os.kill(one, signal.SIGKILL)
        if "STOP-ALL" in text and once("stop"):
            os.kill(os.getppid(), signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)

    class Reader:
        def __init__(self, **_):
            pass
        def made_by(self):
            return {"according": "x", "model": "m", "tables": "t"}
        def read(self, report):
            from according.claims import Claim, Layers, Reading, Trigger
            trouble(report.text, os.environ["ACCORDING_TEST"])
            word = report.text.split()[0]
            span = (report.text.index(word), report.text.index(word) + len(word))
            claim = Claim(id="c1", event="e", type="HARM", mode=None, confidence=0.9, text=word, span=span,
                          trigger=Trigger(text=word, span=span))
            return Reading(report=report, claims=[claim], layers=Layers(), made_by=self.made_by())

    stand_in = types.ModuleType("according.reading.reader")
    stand_in.Reader = Reader
    sys.modules["according.reading.reader"] = stand_in
"""


def command(folder: Path, *arguments: Any) -> subprocess.CompletedProcess[str]:
    """Run ``according`` with the stand-in; `folder` keeps what it remembers between runs."""
    return python(folder, "-m", "according", *arguments)


def python(folder: Path, *arguments: Any, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the stand-in, as `command`, with more in its environment."""
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(STAND_IN, encoding="utf-8")
    path = os.pathsep.join([str(folder), str(ROOT / "src")])
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": path, "ACCORDING_TEST": str(folder)} | environment,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    """All rows of a table of results, in an order that does not depend on its files."""
    if not any((folder / name).rglob("*.parquet")):
        return []
    held = dataset.dataset(folder / name, format="parquet", partitioning="hive").to_table().to_pylist()
    return sorted(({k: str(row[k]) if k == "day" else row[k] for k in sorted(row)} for row in held), key=repr)


def stored(folder: Path, readings: list[Reading], parts: int = 3) -> tuple[Settings, list[str]]:
    """Write `readings` as tasks would have read them, in so many parts."""
    settings = Settings(input="made", out=str(folder), gate=False)
    ids = [f"part{n}" for n in range(parts)]
    manifest = Manifest(VERSION, {}, {"according": __version__, "model": "m", "tables": tables.digest()})
    for n, part in enumerate(ids):
        own = readings[n::parts]
        of = {
            "reports": [report_row(one, part) for one in own],
            "claims": [row for one in own for row in claim_rows(one, part)],
        }
        for name in OF_PART:
            write_table(settings.path(part, name), table(name, of.get(name, [])))
        manifest.done[part] = Done(reports=len(own))
        write_bytes(settings.done(part), msgspec.json.encode(manifest.done[part]))
    manifest.fused = digest_of(ids)
    save_manifest(folder, manifest)
    return settings, ids
