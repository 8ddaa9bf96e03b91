"""The Spark engine writes what the local one writes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from bulk_data import rows, stored
from test_incremental import STREAM

from according.bulk.local import fuse_parts
from according.bulk.output import write_results

pytest.importorskip("pyspark")
pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]


@pytest.fixture(scope="module")
def session():
    import os
    import sys

    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    here = str(Path(__file__).parent)
    os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(here).parent / "src"), here, os.environ.get("PYTHONPATH", "")])
    made = (
        SparkSession.builder.master("local[2,4]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.default.parallelism", "1")
        # Many tiny stages: compiling each costs more than running it.
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        .getOrCreate()
    )
    yield made
    made.stop()


def test_results_are_those_of_the_local_engine(tmp_path, session):
    from according.bulk import spark

    readings = [*STREAM, STREAM[0]]  # one came twice
    local, ids = stored(tmp_path / "local", readings)
    write_results(local, ids, fuse_parts(local, ids, 1, lambda *_: None))
    other, _ = stored(tmp_path / "spark", readings)
    counts = spark.fuse_parts(other, ids, session)
    for name in ("reports", "claims", "events", "copies", "failures", "gated"):
        assert rows(tmp_path / "spark", name) == rows(tmp_path / "local", name), name
        assert counts[name] == len(rows(tmp_path / "local", name))
