"""The Spark session that a job runs in."""

from __future__ import annotations

import os
import sys
from typing import Any


def session(given: Any = None) -> Any:
    """Return the Spark session to use: the one given, that of ``spark-submit``, or one on all cores of this machine."""
    from pyspark.sql import SparkSession

    if given is not None:
        return given
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("according bulk").config("spark.sql.adaptive.enabled", "true")
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    told = os.environ.get("PYSPARK_SUBMIT_ARGS", "")
    if "spark.master" not in told and "SPARK_MASTER" not in os.environ:
        # The number behind the comma is how often a task is tried: one that died must not end the job.
        builder = builder.master("local[*,6]")
        if "driver.memory" not in told and "driver-memory" not in told:
            # Spark's own gigabyte is too little for ten thousand reports: where it runs out, the job hangs without a word.
            builder = builder.config("spark.driver.memory", f"{_memory_mb()}m")
    return builder.getOrCreate()


def _memory_mb() -> int:
    """Return half of this machine's memory, which the processes that read share with Spark."""
    return max(1024, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**21)
