"""One report is read alike on every processor: rounding in the network does not hang on the width of its vectors."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from reports import EXAMPLES, needs_model

OLDER = Path(__file__).parent / "processors" / "older.c"


def features() -> set[str]:
    """The flags of this machine's processor; empty where the system does not tell them."""
    path = Path("/proc/cpuinfo")
    if platform.machine() != "x86_64" or not path.exists():
        return set()
    return {f for line in path.read_text().splitlines() if line.startswith("flags") for f in line.split()}


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that hides the newer instructions of this processor."""
    if not {"cpuid_fault", "avx512f"} <= features():
        pytest.skip("this processor has nothing that could be hidden from a program")
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler")
    library = tmp_path_factory.mktemp("processors") / "older.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", OLDER, "-o", library], check=True)
    return library


ASK = """
import hashlib, sys
from according.language.engine import Engine
engine, digest = Engine(), hashlib.sha256()
run = engine._session.run
class Session:
    def run(self, *asked):
        values = run(*asked)
        for value in values:
            digest.update(value.tobytes())
        return values
engine._session = Session()
for path in sys.argv[1:]:
    engine.analyse(open(path, encoding="utf-8").read())
import onnxruntime, numpy
print(digest.hexdigest(), numpy._core._multiarray_umath.__cpu_features__["AVX512F"])
"""


def raw_output(preload: str) -> tuple[str, bool]:
    """A digest of every number that the network gives for the examples, and whether the program saw AVX-512."""
    paths = [str(p) for p in sorted(EXAMPLES.glob("*.txt"))[:6]]
    environment = os.environ | {"LD_PRELOAD": preload}
    done = subprocess.run(
        [sys.executable, "-c", ASK, *paths], env=environment, capture_output=True, text=True, check=True
    )
    digest, saw = done.stdout.split()
    return digest, saw == "True"


@needs_model
def test_the_network_gives_the_same_bits_without_the_newer_instructions(older: Path) -> None:
    here, saw = raw_output("")
    assert saw
    there, saw = raw_output(str(older))
    assert not saw
    assert here == there
