"""Connected components on Spark: large-star and small-star in turn (Kiveris and others 2014), until nothing changes.

Each round is two shuffles of the edges; a chain of n takes O(log n) rounds, and no task ever holds a component.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import functions as F

from according.bulk import grouping

MOST_ROUNDS = 60
MOST_ON_DRIVER = 3_000_000
"""Edges up to which the driver finds the components itself, in seconds: rounds of shuffles cost more."""


def components(edges: Any, most_on_driver: int = MOST_ON_DRIVER) -> Any:
    """Return ``node, component`` of all nodes of the DataFrame `edges` (``a, b``, strings); a component is called after the
    least of its nodes.
    """
    few = edges.limit(most_on_driver + 1).toArrow()
    if few.num_rows <= most_on_driver:
        return edges.sparkSession.createDataFrame(_on_driver(few))
    stars = edges.where("a <> b").select(F.greatest("a", "b").alias("a"), F.least("a", "b").alias("b")).distinct()
    stars = stars.localCheckpoint()
    before = _digest(stars)
    for _ in range(MOST_ROUNDS):
        stars = _small_star(_large_star(stars)).localCheckpoint()
        after = _digest(stars)
        if after == before:
            break
        before = after
    roots = stars.select(F.col("b").alias("node"), F.col("b").alias("component"))
    return (
        stars.select(F.col("a").alias("node"), F.col("b").alias("component")).union(roots).distinct().localCheckpoint()
    )


def _on_driver(edges: pa.Table) -> pa.Table:
    """Return node and component of the edges, as the rounds would find them."""
    one, other = (edges[side].combine_chunks() for side in ("a", "b"))
    names = pc.unique(pa.concat_arrays([one, other]))
    names = names.take(pc.sort_indices(names))
    ends = [pc.index_in(side, names).to_numpy(zero_copy_only=False).astype("int64") for side in (one, other)]
    label = grouping.components(len(names), *ends)
    return pa.table({"node": names, "component": names.take(pa.array(label))})


def _large_star(edges: Any) -> Any:
    """Link every greater neighbour of each node with the least of it and its neighbours."""
    both = edges.union(edges.select(F.col("b").alias("a"), F.col("a").alias("b")))
    least = both.groupBy("a").agg(F.min("b").alias("m")).select("a", F.least("a", "m").alias("m"))
    linked = both.join(least, "a").where("b > a").select(F.col("b").alias("a"), F.col("m").alias("b"))
    return linked.where("a <> b").distinct()


def _small_star(edges: Any) -> Any:
    """Link each node, and its lesser neighbours, with the least of them."""
    least = edges.groupBy("a").agg(F.min("b").alias("m"))
    others = edges.join(least, "a").where("b <> m").select(F.col("b").alias("a"), F.col("m").alias("b"))
    return others.union(least.select("a", F.col("m").alias("b"))).where("a <> b").distinct()


def _digest(edges: Any) -> tuple[Any, ...]:
    row = edges.agg(F.count("*"), F.bit_xor(F.xxhash64("a", "b"))).collect()[0]
    return tuple(row)
