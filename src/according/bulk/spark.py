"""The Spark engine: the same functions over Arrow batches (`mapInArrow`), and between them DataFrames.

All that is specific to Spark is here and in `stars`: how rows are brought together. What is done with them is in `copying`,
`events` and `tables`, for both engines. Blocks are cut where they are hot: rows of a key are numbered in their order, joined
by stretches of that order, and so no task gets a key whole.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
from pyarrow import parquet

from according.bulk import blocking, copying
from according.bulk.copying import settle
from according.bulk.events import Member, fuse_component, scores
from according.bulk.files import Done
from according.bulk.grouping import MOST_TOGETHER, STEPS
from according.bulk.output import put_in_place, with_story
from according.bulk.plan import Part
from according.bulk.reading import Settings, read_part, repeated
from according.bulk.sessions import session
from according.bulk.tables import (
    EVENTS,
    claim_of,
    copy_row,
    event_row,
    failure_row,
    features_of,
    report_of,
    result_schema,
)
from according.claims import Reading
from according.errors import BulkError
from according.fusion.copies import MIN_SHARED, MOST_CANDIDATES, WINDOW_DAYS, Taken, taken
from according.fusion.pairing import MOST_SHARING
from according.fusion.pairing.clusters import MOST_OF_REPORT
from according.fusion.stories import LEAST_REPORTS, TOGETHER, linked
from according.fusion.stories import MOST_OF_REPORT as MOST_OF_STORY

try:
    from pyspark.sql import Window
    from pyspark.sql import functions as F
    from pyspark.sql.pandas.types import from_arrow_schema
except ImportError as missing:
    raise BulkError(
        "the Spark engine needs the package pyspark, and Java 17 or newer.",
        remedy="Install it: pip install 'according[spark]', or take --engine local.",
    ) from missing

from according.bulk.stars import components

Batches = Iterator[pa.RecordBatch]
_META = ["report", "title", "publisher", "url", "published", "published_at", "language"]
_USUAL = "200"
"""Pieces that Spark shuffles into unless it is told otherwise."""
_AT_ONCE = 500
"""Rows that are handed on together."""


def read_parts(settings: Settings, parts: Sequence[Part], given: Any, on_done: Callable[[str, Done], None]) -> None:
    """Read parts, a task each; what a task has done stays done, whatever becomes of the others."""
    spark = session(given)
    rows = [(part.id, msgspec.json.encode(part).decode()) for part in parts]
    frame = spark.createDataFrame(rows, "id string, part string").repartition(len(rows))

    def read(batches: Batches) -> Batches:
        for batch in batches:
            for row in batch.to_pylist():
                done = read_part(settings, msgspec.json.decode(row["part"], type=Part))
                yield pa.RecordBatch.from_pylist([{"id": row["id"], "done": msgspec.json.encode(done).decode()}])

    for row in frame.mapInArrow(read, "id string, done string").collect():
        on_done(row["id"], msgspec.json.decode(row["done"], type=Done))


def fuse_parts(settings: Settings, parts: Sequence[str], given: Any) -> dict[str, int]:
    """Find the copies and the events of what was read in `parts`, and write all tables by day; returns their rows."""
    spark = session(given)
    usual = spark.conf.get("spark.sql.shuffle.partitions")
    if usual == _USUAL:  # nobody has chosen: a small job in 200 pieces would only wait for them
        spark.conf.set("spark.sql.shuffle.partitions", max(len(parts), spark.sparkContext.defaultParallelism))
    try:
        return _Fusing(spark, settings, list(parts)).run()
    finally:
        spark.conf.set("spark.sql.shuffle.partitions", usual)


class _Fusing:
    def __init__(self, spark: Any, settings: Settings, parts: list[str]) -> None:
        self._spark, self._settings, self._parts = spark, settings, parts

    def run(self) -> dict[str, int]:
        every = self._read("reports")
        latest = Window.partitionBy("report").orderBy(F.desc("version"), "part")
        numbered = every.withColumn("_n", F.row_number().over(latest))
        reports = self._kept("reports", numbered.where("_n = 1").drop("_n"))
        kept = reports.select("part", "report", "version")
        claims = self._read("claims").join(kept, ["part", "report", "version"])
        claims = self._kept("claims", claims.withColumn("ref", F.concat_ws("/", "report", "claim")))
        copies, passages, joined = self._copies(reports, claims)
        scored = self._scored(claims)
        events = self._kept("events", self._events(reports, claims, scored, passages, joined))
        members = events.select("event", F.explode("refs").alias("ref"))
        story = self._stories(members, claims, passages)
        gone = numbered.where("_n > 1").select("report", "part", "day")
        best = Window.partitionBy("report").orderBy(F.desc("containment"), "original")
        of_report = copies.withColumn("_n", F.row_number().over(best)).where("_n = 1")
        of_report = of_report.select("report", F.col("original").alias("copy_of"), "containment")
        of_claim = members.withColumnRenamed("event", "event_id").join(passages, "ref", "left")
        failures = self._read("failures").union(_mapped(gone, _repeated, result_schema("failures")))
        rows = {
            "reports": self._write("reports", reports.drop("copy_of", "containment").join(of_report, "report", "left")),
            "claims": self._write("claims", claims.drop("copy_of", "event_id").join(of_claim, "ref")),
            "events": self._write("events", _mapped(events.drop("story").join(story, "event", "left"), _told, EVENTS)),
            "copies": self._write("copies", copies),
            "failures": self._write("failures", failures),
            "gated": self._write("gated", self._read("gated")),
        }
        shutil.rmtree(self._settings.work / "fusion", ignore_errors=True)
        return rows

    def _kept(self, name: str, frame: Any) -> Any:
        """Write a table down and go on from there: plans stay short, and an executor that dies takes nothing with it.

        Spark writes its whole plan out as text at each step, with those of all tables that it holds in memory: of ten
        thousand reports that took minutes, and all of a gigabyte.
        """
        place = str(self._settings.work / "fusion" / name)
        frame.write.mode("overwrite").parquet(place)
        return self._spark.read.schema(frame.schema).parquet(place)

    def _read(self, name: str) -> Any:
        return self._spark.read.parquet(*[str(self._settings.path(part, name)) for part in self._parts])

    def _write(self, name: str, frame: Any) -> int:
        names = result_schema(name).names
        fresh = self._settings.work / "results" / name
        out = frame.select(*names).repartition("day").sortWithinPartitions("day", names[1])
        out.write.mode("overwrite").option("compression", "zstd").partitionBy("day").parquet(str(fresh))
        for mark in (*fresh.glob("_*"), *fresh.glob(".*")):
            mark.unlink()
        count = sum(int(parquet.read_metadata(file).num_rows) for file in fresh.rglob("*.parquet"))
        put_in_place(fresh, Path(self._settings.out) / name)
        return count

    def _copies(self, reports: Any, claims: Any) -> tuple[Any, Any, Any]:
        """Return the copies, the original of each borrowed claim (``ref, copy_of``), and the pairs that copying made one."""
        pairs = _sketch_pairs(reports)
        one = reports.select(*[F.col(c).alias(f"a_{c}") for c in (*_META, "text")])
        other = reports.select(*[F.col(c).alias(f"b_{c}") for c in (*_META, "text")])
        both = pairs.join(one, pairs.low == one.a_report).join(other, pairs.high == other.b_report)
        links = self._kept("links", both.mapInArrow(_compare, "original string, copy string, link string"))
        part_of = components(links.select(F.col("original").alias("a"), F.col("copy").alias("b")))
        meta = F.to_json(F.struct(*_META, "text", "day"), {"ignoreNullFields": "false"})
        told = reports.join(part_of, reports.report == part_of.node)
        rows = told.select("component", F.lit(0).alias("kind"), F.col("report").alias("key"), F.lit("").alias("of"), meta.alias("body"))  # fmt: skip
        place = F.format_string("%010d %s", "trigger_start", "claim")
        own = claims.join(part_of, claims.report == part_of.node)
        rows = rows.union(own.select("component", F.lit(1), place, "report", "body"))
        linked_ = links.join(part_of, links.copy == part_of.node)
        rows = rows.union(linked_.select("component", F.lit(2), F.concat_ws(" ", "copy", "original"), "copy", "link"))
        schema = "what string, one string, other string, body string"
        found = self._kept("settled", _by_component(rows).mapInArrow(_settle, schema))
        copies = _mapped(found.where("what = 'copy'"), _copy_rows, result_schema("copies"))
        passages = found.where("what = 'passage'").select(F.col("one").alias("ref"), F.col("other").alias("copy_of"))
        joined = found.where("what = 'joined'").select(F.col("one").alias("a"), F.col("other").alias("b"))
        return copies, passages, joined

    def _scored(self, claims: Any) -> Any:
        """Return the edges ``a, b, score`` along which claims may be joined."""
        pairs = _key_pairs(claims).union(_near_in_report(claims)).distinct()
        one = claims.select(F.col("ref").alias("a"), F.col("features").alias("fa"))
        other = claims.select(F.col("ref").alias("b"), F.col("features").alias("fb"))
        both = pairs.join(one, "a").join(other, "b").select("a", "b", "fa", "fb")
        return self._kept("scored", both.mapInArrow(_score, "a string, b string, score double"))

    def _events(self, reports: Any, claims: Any, scored: Any, passages: Any, joined: Any) -> Any:
        label = _cut(scored, joined)
        meta = F.to_json(F.struct(*_META), {"ignoreNullFields": "false"})
        about = reports.select("report", meta.alias("meta"))
        of = F.coalesce("component", "ref").alias("component")
        told = claims.select("ref", "report", "features", "body").join(about, "report").join(passages, "ref", "left")
        told = told.join(label, told.ref == label.node, "left")
        parcel = F.to_json(F.struct("features", "body", "meta", "copy_of"), {"ignoreNullFields": "false"})
        rows = told.select(of, F.lit(0).alias("kind"), F.col("ref").alias("key"), F.lit("").alias("of"), parcel.alias("body"))  # fmt: skip
        ends = label.select(F.col("node").alias("b"), F.col("component").alias("there"))
        for kind, frame, value in ((1, scored, F.col("score").cast("string")), (2, joined, F.lit(""))):
            inside = frame.join(label, frame.a == label.node).join(ends, "b").where("component = there")
            rows = rows.union(inside.select("component", F.lit(kind), "a", "b", value))
        schema = from_arrow_schema(EVENTS.append(pa.field("refs", pa.list_(pa.string()))))
        return _by_component(rows).mapInArrow(_describe, schema)

    def _stories(self, members: Any, claims: Any, passages: Any) -> Any:
        """Return ``event, story`` of the events that belong to one: the steps of `fusion.stories`."""
        own = members.join(passages, "ref", "left_anti").join(claims.select("ref", "report"), "ref")
        told = own.select("event", "report").distinct()
        sizes = told.groupBy("event").agg(F.count("*").alias("n")).where(F.col("n") >= LEAST_REPORTS).persist()
        told = told.join(sizes, "event")
        told = told.withColumn("m", F.count("*").over(Window.partitionBy("report"))).where(F.col("m") <= MOST_OF_STORY)
        one = told.select("report", F.col("event").alias("a"), F.col("n").alias("n_a"))
        other = told.select("report", F.col("event").alias("b"), F.col("n").alias("n_b"))
        both = (
            one.join(other, "report").where("a < b").groupBy("a", "b", "n_a", "n_b").agg(F.count("*").alias("shared"))
        )
        both = both.where(F.col("shared") >= LEAST_REPORTS).persist()
        strong = both.where(F.col("shared") / F.least("n_a", "n_b") >= TOGETHER)
        label = components(strong.select("a", "b"))
        there = label.select(F.col("node").alias("b"), F.col("component").alias("there"))
        inside = both.join(label, both.a == label.node).join(there, "b").where("component = there")
        body = F.to_json(F.struct("n_a", "n_b", "shared"))
        rows = inside.select("component", F.lit(0).alias("kind"), F.col("a").alias("key"), F.col("b").alias("of"), body.alias("body"))  # fmt: skip
        return _by_component(rows).mapInArrow(_link_stories, "event string, story string")


def _by_component(rows: Any) -> Any:
    """Bring the rows of each component together, in the order of kind and key."""
    return rows.repartition("component").sortWithinPartitions("component", "kind", "key", "of")


def _joined_in_order(left: Any, right: Any, keys: list[str], most: int) -> Any:
    """Join rows of one key whose numbers ``n`` in its order lie within `most` of each other, without ever crossing a whole key.

    Rows meet by stretches of `most` numbers, so that a hot key is spread over many tasks.
    """
    stretch = (F.col("n") / most).cast("long")
    near = F.explode(F.array(*[stretch + step for step in (-1, 0, 1)]))
    one = left.withColumn("stretch", near).withColumnRenamed("n", "n_one")
    other = right.withColumn("stretch", stretch).withColumnRenamed("n", "n_other")
    apart = F.abs(F.col("n_one") - F.col("n_other"))
    return one.join(other, [*keys, "stretch"]).where((apart >= 1) & (apart <= most))


def _day(column: Any) -> Any:
    return F.coalesce(F.datediff(F.to_date(F.substring(column, 1, 10)), F.to_date(F.lit("0001-01-01"))) + 1, F.lit(0))


def _sketch_pairs(reports: Any) -> Any:
    """`copying.pairs` as steps: ``low, high`` of reports worth comparing."""
    day = _day(F.coalesce("published", "published_at"))
    rows = reports.select("report", day.alias("day"), F.size("sketch").alias("size"), F.explode("sketch").alias("hash"))
    of_hash = Window.partitionBy("hash")
    rows = rows.withColumn("held", F.count("*").over(of_hash)).where("held > 1")
    rows = rows.withColumn("n", F.row_number().over(of_hash.orderBy("day", "report"))).persist()
    one = rows.select("hash", "n", F.col("report").alias("ra"), F.col("day").alias("da"), F.col("size").alias("sa"))
    other = rows.select("hash", "n", F.col("report").alias("rb"), F.col("day").alias("db"), F.col("size").alias("sb"))
    both = _joined_in_order(one, other, ["hash"], copying.MOST_SHARING).where("n_one < n_other")
    both = both.where((F.col("da") == 0) | (F.col("db") == 0) | (F.abs(F.col("da") - F.col("db")) <= WINDOW_DAYS))
    later = F.when(F.col("ra") > F.col("rb"), F.col("sa")).otherwise(F.col("sb"))
    pairs = both.select(F.least("ra", "rb").alias("low"), F.greatest("ra", "rb").alias("high"), later.alias("size"))
    pairs = pairs.groupBy("low", "high", "size").agg(F.count("*").alias("shared"))
    pairs = pairs.where(F.col("shared") >= F.greatest(F.least(F.lit(MIN_SHARED), F.col("size")), F.lit(1)))
    most = Window.partitionBy("high").orderBy(F.desc("shared"), "low")
    return pairs.withColumn("r", F.row_number().over(most)).where(F.col("r") <= MOST_CANDIDATES).select("low", "high")


def _key_pairs(claims: Any) -> Any:
    """`blocking.pairs` as steps: ``a, b`` of claims worth comparing."""
    rows = claims.select("ref", F.col("fused_day").alias("day"), F.explode("keys").alias("key"))
    rows = rows.withColumn("held", F.count("*").over(Window.partitionBy("key")))
    month = F.when(F.col("held") > blocking.MOST_BLOCK, F.floor(F.col("day") / blocking.MONTH)).otherwise(F.lit(-1))
    block = Window.partitionBy("key", "month")
    rows = rows.withColumn("month", month).withColumn("size", F.count("*").over(block))
    rows = rows.where((F.col("size") <= blocking.MOST_BLOCK) & (F.col("size") > 1))
    rows = rows.withColumn("n", F.row_number().over(block.orderBy("day", "ref"))).persist()
    rarest = Window.partitionBy("ref").orderBy("size", "key", "month").rowsBetween(Window.unboundedPreceding, -1)
    seen = F.least(F.col("size") - 1, F.lit(2 * MOST_SHARING))
    before = F.coalesce(F.sum(seen).over(rarest), F.lit(0))
    looked = rows.withColumn("before", before).where(F.col("before") < blocking.MOST_SEEN)
    one = looked.select("key", "month", "n", F.col("ref").alias("one"))
    other = rows.select("key", "month", "n", F.col("ref").alias("other"))
    both = _joined_in_order(one, other, ["key", "month"], MOST_SHARING)
    both = both.groupBy("one", "other").agg(F.count("*").alias("shared"))
    most = Window.partitionBy("one").orderBy(F.desc("shared"), "other")
    both = both.withColumn("r", F.row_number().over(most)).where(F.col("r") <= blocking.MOST_CANDIDATES)
    return both.select(F.least("one", "other").alias("a"), F.greatest("one", "other").alias("b")).distinct()


def _near_in_report(claims: Any) -> Any:
    """`blocking.near_in_report` as a step."""
    order = Window.partitionBy("report").orderBy("trigger_start", "ref")
    rows = claims.select("report", "ref", F.row_number().over(order).alias("n"))
    one = rows.select("report", "n", F.col("ref").alias("one"))
    other = rows.select("report", "n", F.col("ref").alias("other"))
    both = _joined_in_order(one, other, ["report"], MOST_OF_REPORT).where("n_one < n_other")
    return both.select(F.least("one", "other").alias("a"), F.greatest("one", "other").alias("b"))


def _cut(scored: Any, joined: Any) -> Any:
    """`grouping.cut` as steps: ``node, component``, components that are too large without their weakest edges."""
    every = scored.select("a", "b", "score").union(joined.select("a", "b", F.lit(1.0))).persist()
    label = components(every.select("a", "b"))
    for step in STEPS:
        large = label.groupBy("component").count().where(F.col("count") > MOST_TOGETHER).select("component")
        if large.isEmpty():
            break
        marked = every.join(label, every.a == label.node).join(
            large.withColumn("large", F.lit(True)), "component", "left"
        )
        weak = F.coalesce("large", F.lit(False)) & (F.col("score") < step)
        every = marked.where(~weak).select("a", "b", "score").persist()
        label = components(every.select("a", "b"))
    return label


def _rows(batches: Batches) -> Iterator[dict[str, Any]]:
    for batch in batches:
        yield from batch.to_pylist()


def _batched(rows: Iterable[dict[str, Any]], schema: pa.Schema) -> Batches:
    held: list[dict[str, Any]] = []
    for row in rows:
        held.append(row)
        if len(held) == _AT_ONCE:
            yield pa.RecordBatch.from_pylist(held, schema=schema)
            held = []
    if held:
        yield pa.RecordBatch.from_pylist(held, schema=schema)


def _texts(*names: str) -> pa.Schema:
    return pa.schema([(name, pa.string()) for name in names])


def _mapped(frame: Any, rows: Callable[[Iterator[dict[str, Any]]], Iterator[dict[str, Any]]], schema: pa.Schema) -> Any:
    def work(batches: Batches) -> Batches:
        return _batched(rows(_rows(batches)), schema)

    return frame.mapInArrow(work, from_arrow_schema(schema))


def _compare(batches: Batches) -> Batches:
    def links() -> Iterator[dict[str, Any]]:
        for row in _rows(batches):
            one, other = (report_of({c: row[f"{side}_{c}"] for c in (*_META, "text")}) for side in "ab")
            link = taken(one, other)
            if link is not None:
                body = msgspec.json.encode(link).decode()
                yield {"original": link.original, "copy": link.copy.report, "link": body}

    return _batched(links(), _texts("original", "copy", "link"))


def _groups(batches: Batches) -> Iterator[dict[int, list[dict[str, Any]]]]:
    """Yield the rows of one component after the other, by kind."""
    for _, own in groupby(_rows(batches), key=lambda row: row["component"]):
        kinds: dict[int, list[dict[str, Any]]] = {0: [], 1: [], 2: []}
        for row in own:
            kinds[row["kind"]].append(row)
        yield kinds


def _settle(batches: Batches) -> Batches:
    def found() -> Iterator[dict[str, Any]]:
        for kinds in _groups(batches):
            told: dict[str, list[Any]] = {}
            for row in kinds[1]:
                told.setdefault(row["of"], []).append(claim_of(row["body"]))
            metas = {row["key"]: json.loads(row["body"]) for row in kinds[0]}
            readings = {name: Reading(report=report_of(m), claims=told.get(name, [])) for name, m in metas.items()}
            links = [msgspec.json.decode(row["body"], type=Taken) for row in kinds[2]]
            settled = settle(readings, links)
            for group in settled.groups:
                for copy in group.copies:
                    body = json.dumps(copy_row(group.original, copy, metas[copy.report]["day"]))
                    yield {"what": "copy", "one": group.original, "other": copy.report, "body": body}
            for ref, original in settled.passages.items():
                yield {"what": "passage", "one": ref, "other": original, "body": None}
            for one, other in settled.joined:
                yield {"what": "joined", "one": one, "other": other, "body": None}

    return _batched(found(), _texts("what", "one", "other", "body"))


def _score(batches: Batches) -> Batches:
    schema = pa.schema([("a", pa.string()), ("b", pa.string()), ("score", pa.float64())])
    for batch in batches:
        # Each claim is in many pairs of a batch: it is taken out of its text once.
        both = pa.concat_arrays([batch.column("fa"), batch.column("fb")]).dictionary_encode()
        numbers = both.indices.to_numpy()
        known = [features_of(text) for text in both.dictionary.to_pylist()]
        value = scores(known, numbers[: batch.num_rows], numbers[batch.num_rows :])
        kept = pa.array(~np.isnan(value))
        columns = [batch.column("a"), batch.column("b"), pa.array(value)]
        yield pa.RecordBatch.from_arrays([column.filter(kept) for column in columns], schema=schema)


def _describe(batches: Batches) -> Batches:
    def found() -> Iterator[dict[str, Any]]:
        for kinds in _groups(batches):
            members = [_member(json.loads(row["body"])) for row in kinds[0]]
            scored = [(row["key"], row["of"], float(row["body"])) for row in kinds[1]]
            joined = [(row["key"], row["of"]) for row in kinds[2]]
            for event, refs in fuse_component(members, scored, joined):
                yield event_row(event, len(refs)) | {"refs": refs}

    return _batched(found(), EVENTS.append(pa.field("refs", pa.list_(pa.string()))))


def _member(parcel: dict[str, Any]) -> Member:
    meta = json.loads(parcel["meta"])
    return Member(features_of(parcel["features"]), claim_of(parcel["body"]), report_of(meta), parcel["copy_of"])


def _link_stories(batches: Batches) -> Batches:
    def found() -> Iterator[dict[str, Any]]:
        for kinds in _groups(batches):
            both: dict[tuple[str, str], int] = {}
            sizes: dict[str, int] = {}
            for row in kinds[0]:
                counts = json.loads(row["body"])
                both[row["key"], row["of"]] = counts["shared"]
                sizes[row["key"]], sizes[row["of"]] = counts["n_a"], counts["n_b"]
            for event, story in linked(both, sizes).items():
                yield {"event": event, "story": story}

    return _batched(found(), _texts("event", "story"))


def _copy_rows(rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield json.loads(row["body"])


def _told(rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield row | (with_story(row["body"], row["story"]) if row["story"] else {})


def _repeated(rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield failure_row(repeated(row["report"]), row["part"], None if row["day"] == "none" else row["day"])
