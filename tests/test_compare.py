"""Event files of others are read with bad rows told, and matched with our events one to one, for reasons given."""

import gzip
import random
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from according.claims import ClaimType
from according.errors import ExchangeError
from according.events import Account, Claimant, Event, EventPlace, EventTime, Party, Tally
from according.exchange.ledger import CompareOptions, Foreign, compare, read_acled, read_gdelt
from according.exchange.ledger.places import nearness
from according.knowledge.exchanges import acled, by_fips, by_iso2, cameo, cameo_types, countries, gdelt

ACLED = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,"
    "actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,"
    "latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp"
)


def acled_row(identity="UKR1", **changes):
    """A row of an invented event, by ACLED's columns."""
    row = dict.fromkeys(ACLED.split(","), "") | {
        "event_id_cnty": identity, "event_date": "2024-11-25", "year": "2024", "time_precision": "1",
        "event_type": "Explosions/Remote violence", "sub_event_type": "Air/drone strike",
        "actor1": "Military Forces of Russia (2000-)", "inter1": "8", "inter2": "State forces",
        "actor2": "Military Forces of Ukraine (2019-)", "country": "Ukraine", "location": "Sivka",
        "latitude": "46.1200", "longitude": "33.7100", "geo_precision": "1", "source": "Harbour Post; NTA",
        "notes": "On 25 November, drones struck a depot at Sivka.", "fatalities": "2",
    } | changes  # fmt: skip
    return ",".join(f'"{row[name]}"' for name in ACLED.split(","))


def acled_file(tmp_path, *rows, header=ACLED, name="acled.csv"):
    path = tmp_path / name
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


COLUMNS = gdelt().columns.split()


def gdelt_row(version=2, **changes):
    """A row of an invented event: 61 columns, or 58 of 1.0."""
    row = dict.fromkeys(COLUMNS, "") | {
        "GLOBALEVENTID": "900", "SQLDATE": "20241125", "EventCode": "195", "Actor1Name": "RUSSIA",
        "Actor1CountryCode": "RUS", "Actor2Name": "KYIV", "Actor2CountryCode": "UKR", "ActionGeo_Type": "4",
        "ActionGeo_FullName": "Sivka, Khersons'ka Oblast', Ukraine", "ActionGeo_CountryCode": "UP",
        "ActionGeo_Lat": "46.1", "ActionGeo_Long": "33.7", "SOURCEURL": "https://harbour.example.org/a",
    } | changes  # fmt: skip
    names = [name for name in COLUMNS if version == 2 or not name.endswith("ADM2Code")]
    return "\t".join(row[name] for name in names)


def event(identity="ev-1", kind: ClaimType = "ASSAULT", day="2024-11-25", **fields):
    given = {
        "actors": [Party(name="Russia", entity="state:RU")],
        "locations": [EventPlace(name="Sivka", lat=46.12, lon=33.71, country="UA", precision="point", radius_km=5.0)],
        "time": EventTime(start=day, end=day),
    } | fields
    return Event(id=identity, type=kind, mode=None, status="agreed", **given)


def foreign(identity="f-1", **fields):
    given = {"date": "2024-11-25", "lat": 46.12, "lon": 33.71, "radius_km": 5.0, "country": "UA"} | fields
    return Foreign(id=identity, line=1, data="acled", types=given.pop("types", ("ASSAULT",)), **given)


# Reading


def test_an_acled_row_is_read_in_our_terms(tmp_path):
    (found,) = read_acled(acled_file(tmp_path, acled_row()))
    assert (found.id, found.date, found.lat, found.lon) == ("UKR1", "2024-11-25", 46.12, 33.71)
    assert (found.types, found.kind) == (
        ("ASSAULT", "DEFEND", "HARM"), "Explosions/Remote violence / Air/drone strike",
    )  # fmt: skip
    assert found.actors == ("Military Forces of Russia (2000-)", "Military Forces of Ukraine (2019-)")
    assert found.actor_kinds == ("External/Other forces", "State forces")
    assert (found.fatalities, found.country, found.slack_days, found.radius_km) == (2, "UA", 0, 5)
    assert (found.place, found.line) == ("Sivka", 2)


def test_a_mark_before_the_header_semicolons_and_dates_in_words_are_taken(tmp_path):
    header = "\ufeff" + ACLED.replace(",", ";")
    row = acled_row(event_date="25 November 2024").replace('","', '";"')
    assert next(read_acled(acled_file(tmp_path, row, header=header))).date == "2024-11-25"


def test_the_country_is_told_by_its_number_or_name(tmp_path):
    rows = [
        acled_row("A", iso="384", country="Cote d'Ivoire"),
        acled_row("B", iso=""),
        acled_row("C", country="Utopia"),
    ]
    assert [x.country for x in read_acled(acled_file(tmp_path, *rows))] == ["CI", "UA", None]


def test_rows_of_one_id_come_together_with_the_actors_of_both(tmp_path):
    rows = [acled_row(actor2=""), acled_row("UKR2"), acled_row(actor1="Military Forces of Ukraine (2019-)", actor2="")]
    found = list(read_acled(acled_file(tmp_path, *rows)))
    assert [x.id for x in found] == ["UKR1", "UKR2"]
    assert found[0].actors == ("Military Forces of Russia (2000-)", "Military Forces of Ukraine (2019-)")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"event_date": "25/11/2024"}, "the date '25/11/2024'"),
        ({"latitude": "146"}, "no place at 146"),
        ({"longitude": "east"}, "the place"),
        ({"event_type": "Weather", "sub_event_type": ""}, "the type 'Weather' is not known"),
        ({"event_id_cnty": ""}, "no event_id_cnty"),
        ({"fatalities": "some"}, "fatalities 'some'"),
    ],
)
def test_a_bad_row_is_told_and_the_rest_is_read(tmp_path, changes, says):
    path = acled_file(tmp_path, acled_row("A"), acled_row(**{"identity": "X", **changes}), acled_row("C"))
    told: list[ExchangeError] = []
    assert [x.id for x in read_acled(path, on_error=told.append)] == ["A", "C"]
    (error,) = told
    assert says in str(error)
    assert error.report and error.report.endswith("line 3")
    assert error.remedy
    with pytest.raises(ExchangeError, match="line 3"):
        list(read_acled(path))


def test_a_row_of_too_few_cells_is_told(tmp_path):
    told: list[ExchangeError] = []
    assert list(read_acled(acled_file(tmp_path, "a,b"), on_error=told.append)) == []
    assert "it has 2 cells, not 31" in str(told[0])


def test_another_file_is_no_acled_export(tmp_path):
    with pytest.raises(ExchangeError, match="no column event_id_cnty"):
        list(read_acled(acled_file(tmp_path, "1,2", header="a,b")))
    with pytest.raises(ExchangeError, match="cannot be read"):
        list(read_acled(tmp_path / "none.csv"))


@pytest.mark.parametrize("version", [1, 2])
def test_a_gdelt_row_is_read_in_our_terms(tmp_path, version):
    path = tmp_path / "20241125.export.CSV"
    path.write_text(gdelt_row(version) + "\n", encoding="utf-8")
    (found,) = read_gdelt(path)
    assert (found.id, found.date, found.lat, found.lon) == ("900", "2024-11-25", 46.1, 33.7)
    assert (found.types[0], found.kind) == ("ASSAULT", "CAMEO 195")
    assert (found.country, found.states, found.actors) == ("UA", ("RU", "UA"), ("RUSSIA", "KYIV"))
    assert found.source == "https://harbour.example.org/a"


def test_gdelt_of_before_2013_a_header_gz_and_zip_are_read(tmp_path):
    old = tmp_path / "old.CSV"
    old.write_text(gdelt_row(1).rpartition("\t")[0] + "\n", encoding="utf-8")
    headed = tmp_path / "headed.tsv"
    headed.write_text("\t".join(COLUMNS) + "\n" + gdelt_row() + "\n", encoding="utf-8")
    packed = tmp_path / "x.CSV.gz"
    packed.write_bytes(gzip.compress(gdelt_row().encode()))
    zipped = tmp_path / "x.CSV.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("x.CSV", gdelt_row())
    for path in (old, headed, packed, zipped):
        assert [x.id for x in read_gdelt(path)] == ["900"], path.name


@pytest.mark.parametrize(
    ("changes", "says"),
    [({"SQLDATE": "2024"}, "date"), ({"EventCode": "99"}, "event code '99'"), ({"ActionGeo_Lat": "x"}, "place")],
)
def test_a_bad_gdelt_row_is_told(tmp_path, changes, says):
    path = tmp_path / "x.CSV"
    path.write_text("\n".join((gdelt_row(), gdelt_row(**changes), gdelt_row(GLOBALEVENTID="901"))), encoding="utf-8")
    told: list[ExchangeError] = []
    assert [x.id for x in read_gdelt(path, on_error=told.append)] == ["900", "901"]
    assert says in str(told[0])


def test_another_number_of_columns_is_no_gdelt_event_file(tmp_path):
    path = tmp_path / "mentions.CSV"
    path.write_text("\t".join("x" * 16), encoding="utf-8")
    with pytest.raises(ExchangeError, match="16 columns"):
        list(read_gdelt(path))


def test_a_country_s_middle_is_no_point_to_measure_from(tmp_path):
    path = tmp_path / "x.CSV"
    path.write_text(gdelt_row(ActionGeo_Type="1", ActionGeo_FullName="Ukraine"), encoding="utf-8")
    (found,) = read_gdelt(path)
    assert found.radius_km is None
    assert compare([event()], [found]).matched[0].why.place == "country"


@settings(max_examples=150, deadline=None)
@given(noise=st.text(max_size=30), at=st.integers(0, 300), data=st.sampled_from(["acled", "gdelt"]))
def test_damage_is_never_more_than_a_told_error(tmp_path_factory, noise, at, data):
    path = tmp_path_factory.mktemp("damaged") / "x.csv"
    whole = f"{ACLED}\n{acled_row()}\n{acled_row('B')}\n" if data == "acled" else f"{gdelt_row()}\n{gdelt_row()}\n"
    path.write_text(whole[:at] + noise + whole[at:], encoding="utf-8")
    told: list[ExchangeError] = []
    try:
        list((read_acled if data == "acled" else read_gdelt)(path, on_error=told.append))
    except ExchangeError as error:
        told.append(error)
    assert all(error.remedy and error.report for error in told)


# Comparing


def test_one_happening_is_matched_with_why():
    ours = event(accounts=[Account(
        claimant=Claimant(name="Ilya Maron"),
        quantities=[Tally(of="people", measure="killed", value=3.0, low=3.0, high=3.0)],
    )])  # fmt: skip
    theirs = foreign(actors=("Military Forces of Russia (2000-)",), lat=46.3, date="2024-11-26", fatalities=2)
    (match,) = compare([ours], [theirs]).matched
    assert match.why.days == 1
    assert match.why.km == pytest.approx(20.0, abs=0.5)
    assert (match.why.place, match.why.type, match.why.parties) == ("near", "same", ("Russia",))
    assert str(match.why) == (
        "1 day apart; 20 km apart; type: same; both name Russia; dead: 2 by acled, Ilya Maron 3 by us"
    )


@pytest.mark.parametrize(
    ("changes", "against"),
    [
        ({"date": "2024-11-28"}, ("day",)),
        ({"lat": 46.9}, ("place",)),
        ({"types": ("CONSULT",)}, ("type",)),
        ({"lat": None, "lon": None}, ("no place to go by, and no party in common",)),
    ],
)
def test_what_speaks_against_is_told_on_both_sides(changes, against):
    found = compare([event()], [foreign(**changes)])
    assert found.matched == []
    (missing,), (extra,) = found.missing, found.extra
    assert missing.why is not None
    assert missing.why.against == against
    assert (missing.nearest, extra.nearest) == ("ev-1", "f-1")
    assert extra.why == missing.why


def test_another_country_is_not_near():
    found = compare([event()], [foreign(lat=None, lon=None, country="PL", actors=("Russia",))])
    assert [x.nearest for x in found.missing] == [None]
    assert next(found.rows())["reason"].startswith("nothing near")


_here = st.tuples(st.floats(-90, 90) | st.sampled_from([-90.0, 89.4, 90.0]), st.floats(-180, 180))
_step = st.floats(-1.5, 1.5)
_turn = _step | st.floats(-180, 180)


@settings(max_examples=200, deadline=None)
@given(_here, _step, _turn, st.sampled_from([5.0, 60.0]))
def test_whatever_lies_near_is_found_over_the_date_line_and_by_the_poles_too(here, north, east, radius):
    lat, lon = max(-90.0, min(90.0, here[0] + north)), (here[1] + east + 180) % 360 - 180
    there = foreign(lat=lat, lon=lon)
    place = EventPlace(name="X", lat=here[0], lon=here[1], precision="point", radius_km=radius)
    near = nearness([place], there, 50.0).relation == "near"
    assert bool(compare([event(locations=[place])], [there]).matched) == near


def test_a_week_has_slack_and_options_widen():
    assert compare([event()], [foreign(date="2024-11-20", slack_days=6)]).matched
    assert compare([event()], [foreign(date="2024-11-28")], CompareOptions(days=3)).matched
    assert compare([event()], [foreign(lat=47.5)], CompareOptions(km=200)).matched


def test_a_name_stands_for_a_place_without_coordinates():
    there = foreign(lat=None, lon=None, place="Sivka, Khersons'ka Oblast', Ukraine")
    assert compare([event()], [there]).matched[0].why.place == "name"


def test_each_is_matched_once_and_the_better_pair_first():
    near, far = event("near"), event("far")
    far.locations[0].lat = 46.4
    found = compare([far, near], [foreign("f")])
    assert [match.ours.id for match in found.matched] == ["near"]
    (extra,) = found.extra
    assert (extra.ours.id, extra.nearest, extra.taken) == ("far", "f", True)
    assert "fits another better" in next(row["reason"] for row in found.rows() if row["verdict"] == "extra")


def test_an_event_without_a_day_is_extra_and_a_statement_of_theirs_is_outside():
    found = compare([event(time=None)], [foreign(types=())])
    assert (found.matched, found.missing) == ([], [])
    assert [x.ours.id for x in found.extra] == ["ev-1"]
    assert [x.id for x in found.outside] == ["f-1"]
    assert [row["verdict"] for row in found.rows()] == ["extra", "outside"]


_ours = st.builds(
    lambda n, day, lat, kind: event(
        f"e{n}", kind, f"2024-11-{day:02}", locations=[EventPlace(name="X", lat=lat, lon=33.7, country="UA")]
    ),
    st.integers(0, 40), st.integers(20, 25), st.sampled_from([46.0, 46.2, 46.4, 48.0, None]),
    st.sampled_from(["ASSAULT", "HARM", "PROTEST"]),
)  # fmt: skip
_theirs = st.builds(
    lambda n, day, lat, kind: foreign(f"f{n}", date=f"2024-11-{day:02}", lat=lat, types=(kind,)),
    st.integers(0, 40), st.integers(20, 25), st.sampled_from([46.0, 46.1, 46.4, 48.0]),
    st.sampled_from(["ASSAULT", "HARM", "PROTEST"]),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.lists(_ours, max_size=8, unique_by=lambda x: x.id),
    st.lists(_theirs, max_size=8, unique_by=lambda x: x.id),
    st.randoms(use_true_random=False),
)
def test_every_event_has_one_verdict_whatever_the_order(ours, theirs, chance: random.Random):
    found = compare(ours, theirs)
    assert sorted([m.ours.id for m in found.matched] + [x.ours.id for x in found.extra]) == sorted(x.id for x in ours)
    assert sorted([m.theirs.id for m in found.matched] + [x.theirs.id for x in found.missing]) == sorted(
        x.id for x in theirs
    )
    assert all(not match.why.against for match in found.matched)
    matched = {m.ours.id: m.theirs.id for m in found.matched}
    # A pair that would do and is not matched has lost one of the two to a better pair.
    for extra in found.extra:
        if extra.taken:
            assert extra.nearest in matched.values()
    chance.shuffle(ours)
    chance.shuffle(theirs)
    assert list(compare(ours, theirs).rows()) == list(found.rows())


# The tables


def test_the_tables_name_types_of_ours_and_agree_with_each_other():
    assert len(COLUMNS) == 61
    assert len(set(COLUMNS)) == 61
    assert {code[:2] for code in cameo()} == {f"{n:02}" for n in range(1, 21)}
    assert cameo_types("0871") == ["RETREAT", "AGREE"]
    assert cameo_types("010") == []
    assert cameo_types("77") is None
    assert all(name == name.lower() for name in (*acled().sub_events, *acled().events))
    assert set(acled().slack_days) == set(acled().radius_km) == {1, 2, 3}


def test_the_codes_of_countries_are_unique():
    assert len(by_iso2()) == len({c.iso3 for c in countries()}) == len(countries())
    assert by_fips()["UP"].iso2 == "UA"
    assert len(by_fips()) == sum(bool(c.fips) for c in countries())
    assert all(len(c.iso2) == 2 and len(c.iso3) == 3 for c in countries())
