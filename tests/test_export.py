"""A ledger in the formats of others: every field where it belongs, nothing invented, what is left out counted."""

import csv
import io
import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from fixture_reading import fixture_reading
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_data import MADE_BY, any_ledger, bare_event, exported, ledger, readings, sivka_event

from according.claims import Reading, Report, TimeSpan
from according.errors import ExchangeError
from according.events import EventPlace, EventTime
from according.exchange.harmless import guarded
from according.exchange.ledger import EXPORTS, LedgerData
from according.exchange.ledger.columns import CLAIM_COLUMNS, EVENT_COLUMNS, REPORT_COLUMNS
from according.exchange.ledger.ftm import article_id, event_id, note_id
from according.exchange.ledger.geojson import shown_places
from according.knowledge.exchanges import ftm, plover
from according.knowledge.types import load_types

EVERY = [(form, what) for form, exporter in EXPORTS.items() for what in exporter.whats]


def json_lines(data: bytes):
    return [json.loads(line) for line in data.splitlines()]


def csv_rows(what, data=None):
    return list(csv.DictReader(io.StringIO(exported("csv", what, data)[0].decode(), newline="")))


DOCS = (Path(__file__).parent.parent / "docs" / "formats.md").read_text("utf-8")


def test_every_format_field_and_left_out_type_is_documented():
    # Between `place` and `radius_km` and the like, the second table only says "as above".
    columns = [column.name for column in (*CLAIM_COLUMNS, *EVENT_COLUMNS, *REPORT_COLUMNS)]
    fields = {*PLOVER_EVENT, *TIMEMAP_EVENT, *TIMEMAP_SOURCE} - {"coded_date", "coded_time"}
    fields |= {name for entity in ftm_entities() for name in entity["properties"]}
    feature = json.loads(exported("geojson", "all")[0])["features"]
    fields |= {name for item in feature for name in item["properties"]}
    assert [name for name in (*EXPORTS, *columns, *sorted(fields)) if f"`{name}`" not in DOCS] == []
    assert [kind for kind, entry in plover().items() if entry.category is None and kind not in DOCS] == []


@pytest.mark.parametrize(("form", "what"), EVERY)
def test_the_same_ledger_gives_the_same_bytes(form, what):
    first, done = exported(form, what)
    assert first
    assert (first, done) == exported(form, what)


@pytest.mark.parametrize(("form", "what"), EVERY)
def test_an_empty_ledger_is_written_too(form, what):
    data, done = exported(form, what, LedgerData(made_by=MADE_BY))
    assert done.records == 0
    if form in ("geojson", "timemap"):
        json.loads(data)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(any_ledger(), st.sampled_from(EVERY))
def test_any_ledger_can_be_written_in_any_format(data, form_what):
    once = exported(*form_what, data)
    assert once == exported(*form_what, data)


def test_a_wrong_format_or_part_is_told_with_what_there_is():
    with pytest.raises(ExchangeError, match=r"Take one of csv, jsonl, parquet, geojson, ftm, plover, timemap"):
        exported("xls", "all")
    with pytest.raises(ExchangeError, match=r"csv cannot hold 'all'.*claims, events, reports"):
        exported("csv", "all")


# CSV


def test_a_csv_of_claims_has_a_row_a_claim_with_its_evidence():
    rows = csv_rows("claims")
    assert len(rows) == sum(len(reading.claims) for reading in readings())
    text = fixture_reading().report.text
    for row in rows[:9]:
        assert text[int(row["trigger_start"]) : int(row["trigger_end"])] == row["trigger"]
        assert text[int(row["start"]) : int(row["end"])] == row["text"]
    assert rows[4]["chain"] == "NTA <- Defence Ministry <- a daily bulletin"
    assert (rows[4]["type"], rows[4]["mode"], rows[4]["certainty"]) == ("DEFEND", "intercept", "certain")
    assert (rows[4]["value"], rows[4]["of"], rows[4]["quantities"]) == ("45", "drones", "45 drones")
    assert (rows[0]["lat"], rows[0]["lon"], rows[0]["place"], rows[0]["radius_km"]) == ("46.12", "33.71", "Sivka", "5")
    assert (rows[3]["polarity"], rows[3]["realis"]) == ("negative", "actual")
    assert (rows[2]["bound"], rows[2]["low"], rows[2]["high"]) == ("min", "3", "")
    assert rows[0]["according"] or rows[0]["model"]


def test_a_csv_says_which_claims_stand_in_a_copied_passage():
    rows = csv_rows("claims")
    inside = {row["claim"] for row in rows if row["copy_of"] == "nta-1"}
    assert "harbour-sivka:1" in inside
    assert "harbour-sivka:5" not in inside


def test_a_csv_of_events_has_a_row_a_tally_and_one_an_account_without():
    rows = csv_rows("events")
    assert [(row["event"], row["claimant"], row["measure"]) for row in rows] == [
        ("ev-sivka", "Ilya Maron", "injured"),
        ("ev-sivka", "Ilya Maron", "killed"),
        ("ev-sivka", "Harbour Post", "killed"),
        ("ev-sivka", "Northland's army", ""),
        ("ev-bare", "", ""),
    ]
    assert (rows[0]["value"], rows[0]["bound"], rows[0]["claims"]) == ("3", "min", "harbour-sivka/harbour-sivka:3")
    assert (rows[2]["low"], rows[2]["high"], rows[2]["superseded"], rows[2]["scope"]) == ("1", "2", "true", "the port")
    assert (rows[3]["polarity"], rows[3]["certainty"]) == ("negative", "probable")
    assert (rows[0]["place"], rows[0]["lat"], rows[0]["status"]) == ("Sivka", "46.12", "disputed")


def test_a_csv_of_reports_counts_claims_and_names_originals():
    rows = csv_rows("reports")
    assert [row["claims"] for row in rows] == ["9", "1"]
    assert (rows[0]["copy_of"], rows[0]["containment"]) == ("nta-1", "0.6")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_cell_begins_as_a_formula(text):
    shown = guarded(text)
    assert shown in (text, "'" + text)
    bare = unicodedata.normalize("NFKC", shown.lstrip())
    assert not bare.startswith(("=", "+", "-", "@"))
    assert not shown.startswith(("\t", "\r", "\n"))


def test_a_hostile_report_cannot_run_in_a_spreadsheet():
    row = csv_rows("claims")[-1]
    assert row["actors"] == "'=1+1"
    assert row["text"].startswith("'=cmd()")


# Parquet


def test_parquet_has_the_columns_of_csv_typed():
    parquet = pytest.importorskip("pyarrow.parquet")
    data, done = exported("parquet", "claims")
    table = parquet.read_table(io.BytesIO(data))
    assert table.num_rows == done.records == 10
    assert table.column_names == list(csv_rows("claims")[0])
    rows = table.to_pylist()
    assert rows[0]["lat"] == 46.12
    assert rows[0]["recipients"] == ["fuel depot"]
    assert rows[0]["trigger_start"] == 104
    assert json.loads(table.schema.metadata[b"according"]) == MADE_BY


def test_parquet_goes_to_a_pipe(tmp_path):
    pytest.importorskip("pyarrow")
    code = (
        "import sys; from according.exchange.ledger import LedgerData, export;"
        "export('parquet', 'claims', LedgerData(), sys.stdout.buffer)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout[:4] == done.stdout[-4:] == b"PAR1"


def test_without_pyarrow_the_remedy_is_told():
    code = (
        "import io, sys; sys.modules['pyarrow'] = None\n"
        "from according.errors import ExchangeError\n"
        "from according.exchange.ledger import LedgerData, export\n"
        "try:\n    export('parquet', 'claims', LedgerData(), io.BytesIO())\n"
        "except ExchangeError as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert "pip install 'according[parquet]'" in done.stdout


# GeoJSON


def test_geojson_places_only_what_has_coordinates_and_counts_the_rest():
    data, done = exported("geojson", "events")
    found = json.loads(data)
    assert found["type"] == "FeatureCollection"
    (feature,) = found["features"]
    assert feature["id"] == "ev-sivka"
    assert feature["geometry"] == {"type": "Point", "coordinates": [33.71, 46.12]}
    assert (feature["properties"]["precision"], feature["properties"]["radius_km"]) == ("point", 5.0)
    assert feature["properties"]["accounts"][2] == "Northland's army, denies, probable"
    assert found["left_out"] == dict(done.left_out) == {"events: no coordinates are known": 1}
    assert found["made_by"] == MADE_BY


def test_geojson_of_claims_counts_too():
    found = json.loads(exported("geojson", "claims")[0])
    every = sum(len(reading.claims) for reading in readings())
    assert len(found["features"]) + sum(found["left_out"].values()) == every
    assert {feature["properties"]["report"] for feature in found["features"]} == {"harbour-sivka"}


def place(name, lat, lon, radius=None, role="in"):
    return EventPlace(name=name, lat=lat, lon=lon, radius_km=radius, role=role)


def test_a_region_around_a_town_is_not_shown_and_two_towns_are():
    town, other = place("Sivka", 46.12, 33.71, 5.0), place("Marna", 48.0, 36.0, 5.0)
    region = place("Kherson region", 46.6, 33.0, 150.0)
    assert shown_places([region, town]) == [town]
    assert shown_places([region, other]) == [region, other]
    event = sivka_event()
    event.locations = [town, other]
    (feature,) = json.loads(exported("geojson", "events", LedgerData(events=[event]))[0])["features"]
    assert feature["geometry"] == {"type": "MultiPoint", "coordinates": [[33.71, 46.12], [36.0, 48.0]]}


def test_a_movement_is_shown_where_it_went():
    whence, where = place("A", 1.0, 1.0, role="from"), place("B", 2.0, 2.0, role="to")
    assert shown_places([whence, where]) == [where]


@pytest.mark.parametrize(("lat", "lon"), [(91.0, 0.0), (0.0, 181.0), (float("nan"), 0.0), (None, 3.0)])
def test_impossible_coordinates_are_none(lat, lon):
    assert shown_places([place("X", lat, lon)]) == []


# FollowTheMoney. The properties that we write, of FollowTheMoney 3.8.4 and 4.x, inherited ones included.

_THING = {"name", "summary", "description", "country", "sourceUrl", "keywords", "addressEntity", "publisher"}
_ANALYZABLE = {"namesMentioned", "peopleMentioned", "locationMentioned"}
_INTERVAL = {"startDate", "endDate", "date", "recordId"}
FTM = {
    "Article": _THING | _ANALYZABLE
    | {"title", "fileName", "contentHash", "bodyText", "mimeType", "language", "publishedAt", "processingAgent"},
    "Event": _THING | _ANALYZABLE | _INTERVAL | {"location", "involved", "proof"},
    "Note": _THING | _ANALYZABLE | {"entity"},
    "Mention": {"document", "resolved", "name", "detectedSchema", "contextCountry"},
    "Address": _THING | {"full", "remarks", "city", "region", "latitude", "longitude"},
    "Person": _THING,
    "Organization": _THING,
    "PublicBody": _THING,
}  # fmt: skip
FTM_REQUIRED = {
    "Article": {"fileName"}, "Event": {"name"}, "Mention": {"document", "name"}, "Person": {"name"},
    "Organization": {"name"}, "PublicBody": {"name"},
}  # fmt: skip
FTM_REFERS = {
    ("Event", "proof"): {"Article"},
    ("Event", "involved"): {"Person", "Organization", "PublicBody"},
    ("Event", "addressEntity"): {"Address"},
    ("Note", "entity"): {"Article", "Event"},
    ("Note", "addressEntity"): {"Address"},
    ("Mention", "document"): {"Article"},
    ("Mention", "resolved"): {"Person", "Organization", "PublicBody"},
}


def check_ftm(entities, dangling=frozenset()):
    schemata = {entity["id"]: entity["schema"] for entity in entities}
    assert len(schemata) == len(entities), "an id is written twice"
    for entity in entities:
        schema, properties = entity["schema"], entity["properties"]
        assert set(properties) <= FTM[schema], schema
        assert set(properties) >= FTM_REQUIRED.get(schema, set()), schema
        for name, values in properties.items():
            assert values and all(isinstance(value, str) and value for value in values)
            wanted = FTM_REFERS.get((schema, name))
            if wanted:
                assert {schemata[value] for value in values if value not in dangling} <= wanted


def ftm_entities(what="all", data=None):
    return json_lines(exported("ftm", what, data)[0])


def test_ftm_entities_are_of_the_published_schema_and_refer_to_each_other():
    entities = ftm_entities()
    check_ftm(entities, dangling={article_id("copy-1")})
    assert {entity["schema"] for entity in entities} == set(FTM)


def test_ftm_ids_are_stable_and_lead_from_claim_to_event_and_article():
    by_id = {entity["id"]: entity for entity in ftm_entities()}
    note = by_id[note_id("harbour-sivka", "harbour-sivka:1")]["properties"]
    assert note["name"] == ["harbour-sivka/harbour-sivka:1"]
    assert note["entity"] == [article_id("harbour-sivka"), event_id("ev-sivka")]
    assert note["summary"] == ["characters 97-162, trigger 104-110 (code points of bodyText)"]
    event = by_id[event_id("ev-sivka")]["properties"]
    assert event["recordId"] == ["ev-sivka"]
    assert article_id("harbour-sivka") in event["proof"]
    assert event["startDate"] == event["endDate"] == ["2024-11-25"]
    assert event["country"] == ["ua"]
    article = by_id[article_id("harbour-sivka")]["properties"]
    assert article["language"] == ["eng"]
    assert article["sourceUrl"] == ["https://harbour.example.org/2024/11/25/sivka"]
    assert "Ilya Maron" in article["peopleMentioned"]
    assert article_id("harbour-sivka") == article_id("harbour-sivka") != article_id("harbour-sivk")


def test_ftm_takes_no_address_that_is_none_and_no_depot_for_a_person():
    entities = ftm_entities()
    assert not [x for x in entities if "javascript:" in json.dumps(x["properties"].get("sourceUrl", []))]
    names = [
        name
        for entity in entities
        if entity["schema"] in ("Person", "Organization", "PublicBody")
        for name in entity["properties"]["name"]
    ]
    assert "fuel depot" not in names
    assert "Ilya Maron" in names


def test_ftm_of_events_has_only_the_articles_that_prove_them():
    entities = ftm_entities("events")
    check_ftm(entities, dangling={article_id("copy-1")})
    assert [x["id"] for x in entities if x["schema"] == "Article"] == [article_id("harbour-sivka")]
    assert not [x for x in entities if x["schema"] == "Note"]


def test_ftm_entities_pass_the_library_where_it_is_installed():
    model = pytest.importorskip("followthemoney").model
    for entity in ftm_entities():
        model.get(entity["schema"]).validate(entity)
        proxy = model.get_proxy(entity)
        for prop, value in proxy.itervalues():
            assert prop.type.clean(value) is not None, (prop, value)


def test_the_ftm_table_names_schemata_that_we_check():
    assert {*ftm().prefixes.values(), *ftm().kinds.values()} <= set(FTM)


# PLOVER

PLOVER_EVENT = {
    "id", "has_event", "date", "time", "enddate", "endtime", "actor", "recipient", "event", "event_loc", "event_text",
    "quad_code", "event_scale", "mode", "context", "link", "text", "text_info", "cite_info", "coder", "coded_date",
    "coded_time", "comment", "size",
}  # fmt: skip
PLOVER_PARTS = {
    "actor": {"code", "sector", "entity_text", "identifier_id", "identifier_text", "religion", "ethnicity", "office",
              "gender", "age"},
    "text_info": {"sequence", "start", "end", "text_story"},
    "size": {"dead", "injured", "arrested"},
    "cite_info": {"corpus", "citation", "url", "title", "language", "publication", "license", "copyright", "coder",
                  "codebook", "version"},
    "event_loc": {"extracted_place", "resolved_place", "geonameid", "lat", "lon", "city", "district", "province",
                  "country", "country_code", "feature_class", "feature_code", "resolution"},
}  # fmt: skip
PLOVER_PARTS["recipient"] = PLOVER_PARTS["actor"]
PLOVER_CATEGORIES = set(
    "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE "
    "COERCE ASSAULT".split()
)
PLOVER_CONTEXTS = set(
    "military intelligence executive legislative election political_institutions pro_democracy pro_autocracy economic "
    "legal reparations human_rights rights_freedoms repression human_security gender lgbt religion_ethnicity "
    "inequality diplomatic territory peacekeeping health asylum migration disasters natural_resource environment "
    "technology terrorism cbrn cyber misinformation crime corruption illegal_drugs trafficking".split()
)


@pytest.mark.parametrize("what", ["events", "claims"])
def test_plover_records_have_its_fields(what):
    data, done = exported("plover", what)
    records = json_lines(data)
    assert records
    assert done.records == len(records)
    for record in records:
        assert {"id", "date", "actor", "event"} <= set(record) <= PLOVER_EVENT
        assert set(record["event"]) <= PLOVER_CATEGORIES
        assert set(record.get("context", [])) <= PLOVER_CONTEXTS
        for name, fields in PLOVER_PARTS.items():
            parts = record.get(name, {})
            for part in parts if isinstance(parts, list) else [parts]:
                assert set(part) <= fields, name


def test_a_plover_event_tells_accounts_and_takes_no_side():
    (record,) = json_lines(exported("plover", "events")[0])
    assert (record["date"], record["event"], record["quad_code"]) == ("2024-11-25", ["ASSAULT"], 4)
    assert record["recipient"][1] == {"code": "UKR", "entity_text": "Ukraine", "identifier_text": "Ukraine"}
    assert record["event_loc"]["country_code"] == "UKR"
    assert (record["event_loc"]["city"], record["event_loc"]["resolution"]) == ("Sivka", 4)
    assert record["size"] == {"dead": 0}, "at least three is no number of the injured"
    assert record["link"] == "story-1"
    assert "Northland's army, denies" in record["comment"]
    assert record["event_text"] == ["Drones struck a fuel depot near the port of Sivka early on Monday"]
    assert record["cite_info"]["citation"] == "harbour-sivka"


def test_numbers_that_disagree_are_no_size():
    event = sivka_event()
    event.accounts[1].quantities[0].superseded = False
    event.accounts[1].quantities[0].scope = None
    (record,) = json_lines(exported("plover", "events", LedgerData(events=[event]))[0])
    assert "size" not in record


def test_plover_claims_say_denied_future_and_who_said_it():
    records = {record["id"]: record for record in json_lines(exported("plover", "claims")[0])}
    claims = {f"harbour-sivka/{claim.id}": claim for claim in fixture_reading().claims}
    for name, record in records.items():
        if name in claims:
            fact = claims[name].factuality
            assert ("negation" in record.get("mode", [])) == (fact.polarity == "negative")
            assert ("hypothetical" in record.get("mode", [])) == (fact.realis == "hypothetical")
            info, text = record["text_info"], fixture_reading().report.text
            assert text[info["start"] : info["end"]] == record["text"]
            assert claims[name].text in record["text"]
            assert "said by:" in record["comment"]
    first = records["harbour-sivka/harbour-sivka:1"]
    assert first["link"] == "ev-sivka"


def test_plover_leaves_out_and_counts_what_it_has_no_category_for():
    _, done = exported("plover", "events")
    assert done.left_out == {"PLOVER has no category for HARM": 1}
    _, done = exported("plover", "events", LedgerData(events=[bare_event(kind="ASSAULT")]))
    assert done.left_out == {"neither the event nor the report has a date": 1}


def test_a_day_of_the_report_is_said_to_be_one():
    reading = fixture_reading()
    reading.claims = reading.claims[:1]
    reading.claims[0].time = None
    (record,) = json_lines(exported("plover", "claims", LedgerData(readings=[reading]))[0])
    assert record["date"] == reading.report.published
    assert "date: of the report" in record["comment"]


def test_the_plover_table_has_every_type_and_only_modes_of_ours():
    assert set(plover()) == set(load_types())
    for kind, entry in plover().items():
        assert entry.category is None or entry.category in PLOVER_CATEGORIES
        assert (entry.category is None) == (entry.quad is None) == (entry.scale is None)
        assert set(entry.modes) <= set(load_types()[kind].modes)
        contexts = {*entry.contexts, *(x for mode in entry.modes.values() for x in mode.contexts)}
        assert contexts <= PLOVER_CONTEXTS


# timemap

TIMEMAP_EVENT = {
    "id", "description", "date", "time", "time_precision", "location", "latitude", "longitude", "type", "category",
    "category_full", "associations", "sources", "comments", "time_display",
}  # fmt: skip
TIMEMAP_SOURCE = {
    "id", "title", "thumbnail", "paths", "type", "affil_s", "url", "description", "parent", "author", "date", "notes",
}  # fmt: skip


@pytest.mark.parametrize("what", ["events", "claims"])
def test_timemap_has_its_schema(what):
    domain = json.loads(exported("timemap", what)[0])
    assert {"events", "associations", "sources", "sites", "shapes", "notifications"} <= set(domain)
    named = {item["id"] for item in domain["associations"]}
    assert len(named) == len(domain["associations"])
    for event in domain["events"]:
        assert set(event) == TIMEMAP_EVENT
        lists = ("associations", "sources")
        assert all(isinstance(value, str) for name, value in event.items() if name not in lists)
        assert set(event["associations"]) <= named
        assert set(event["sources"]) <= set(domain["sources"])
        assert bool(event["latitude"]) == bool(event["longitude"])
    for name, source in domain["sources"].items():
        assert source["id"] == name
        assert set(source) == TIMEMAP_SOURCE
    for item in domain["associations"]:
        assert set(item) == {"id", "title", "desc", "mode", "filter_paths"}


def test_a_timemap_event_is_dated_placed_and_sourced():
    domain = json.loads(exported("timemap", "events")[0])
    (event,) = domain["events"]
    assert (event["date"], event["time"], event["time_precision"]) == ("11/25/2024", "", "day")
    assert (event["latitude"], event["longitude"], event["location"]) == ("46.12", "33.71", "Sivka")
    assert event["sources"] == ["harbour-sivka", "copy-1"]
    assert "story:story-1" in event["associations"]
    assert domain["notifications"][0]["message"].startswith("1 left out: no day is known")
    assert domain["sources"]["harbour-sivka"]["url"].startswith("https://")
    assert all(source["url"] == "" or source["url"].startswith("http") for source in domain["sources"].values())


def test_a_moment_keeps_its_clock_time_and_a_month_says_it_is_one():
    event = sivka_event()
    event.time = EventTime(start="2024-11-01", end="2024-11-30", granularity="month")
    (item,) = json.loads(exported("timemap", "events", LedgerData(events=[event]))[0])["events"]
    assert (item["time_precision"], item["time_display"]) == ("month", "2024-11-01 to 2024-11-30")
    event.time = EventTime(start="2024-11-25T04:30:00Z", end="2024-11-25T04:30:00Z", granularity="instant")
    (item,) = json.loads(exported("timemap", "events", LedgerData(events=[event]))[0])["events"]
    assert item["time"] == "04:30"


def test_claims_without_a_day_are_counted():
    reading = Reading(report=Report(id="r", text="They met."), claims=fixture_reading().claims[:2])
    reading.claims[0].time = TimeSpan(text="x", span=(0, 1), start=None, end=None)
    data, done = exported("timemap", "claims", LedgerData(readings=[reading]))
    assert len(json.loads(data)["events"]) == done.records == 1
    assert sum(done.left_out.values()) == 1


def test_iterables_are_gone_through_once():
    data = ledger()
    exported("ftm", "all", data)
    assert list(data.readings) == list(data.events) == []
