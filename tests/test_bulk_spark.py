"""The Spark engine writes what the local one writes."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from bulk_data import python, rows, stored
from pyarrow import parquet
from test_bulk import TEXT, lines
from test_incremental import STREAM

from according.bulk import Options, Settings, run
from according.bulk.job import DRIVER_CLAIMS
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


@pytest.mark.parametrize(("most", "by_driver"), [(DRIVER_CLAIMS, True), (0, False)])
def test_a_small_job_is_fused_by_the_driver(tmp_path, session, most, by_driver):
    folder = lines(tmp_path / "in", [TEXT, "Rebels shelled Goma on Monday, the army said.", TEXT])
    told: list[str] = []
    for name, options in (
        ("local", Options(cores=1)),
        ("spark", Options(engine="spark", session=session, cores=1, driver_claims=most, on_stage=lambda *of: told.append(of[0]))),
    ):  # fmt: skip
        told.clear()
        run(Settings(input=str(folder), out=str(tmp_path / name), gate=False), options)
    assert bool(told) is by_driver  # Spark's own steps tell of no stages
    for name in ("reports", "claims", "events", "copies"):
        assert rows(tmp_path / "spark", name) == rows(tmp_path / "local", name), name


READ = """
import sys
from according.bulk import Settings, spark
from according.bulk.plan import Source, plan
settings = Settings(input=sys.argv[1], out=sys.argv[2], gate=False)
(settings.work / "parts").mkdir(parents=True)
spark.read_parts(settings, plan(Source.of(settings.input)), None, lambda part, done: print(part, done.reports, done.failures))
"""


def test_a_killed_executor_loses_nothing_and_a_deadly_record_is_set_aside(tmp_path):
    folder = lines(tmp_path / "in", [TEXT, "POISON here", "KILL-EXECUTOR " + TEXT, TEXT])
    # A cluster of one executor in a Java process of its own, as on a machine of a real one.
    cluster = (
        "--conf spark.master=local-cluster[1,1,512] --conf spark.executor.memory=512m --conf spark.task.maxFailures=8"
    )
    done = python(
        tmp_path / "mind", "-c", READ, folder, tmp_path / "out",
        PYSPARK_SUBMIT_ARGS=f"{cluster} --conf spark.ui.enabled=false pyspark-shell",
        PYSPARK_PYTHON=sys.executable,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "mind/executor").exists()
    [(_, reports, failures)] = [line.split() for line in done.stdout.splitlines()]
    assert (int(reports), int(failures)) == (3, 1)
    [failed] = parquet.read_table(next((tmp_path / "out/_work/parts").glob("*.failures.parquet"))).to_pylist()
    assert failed["source"] == "a.jsonl-1" and "died, twice" in failed["reason"]
