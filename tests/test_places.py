"""Gazetteer, recognition and resolution of toponyms."""

from __future__ import annotations

import itertools
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import according
from according.claims import PlaceMention
from according.errors import ModelError
from according.knowledge.gazetteer import FILE, Gazetteer
from according.knowledge.places.build import fold
from according.language.analysis import Analysis, Mention, Sentence, Token
from according.language.tokenize import words as spans_of
from according.reading.places import find_places, moved
from according.reading.toponyms import candidates_of

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the gazetteer is built at installation")

KNOWN = """
Kyiv|50.45|30.52 Kiev|50.45|30.52 Odesa|46.48|30.73 Odessa|46.48|30.73 Kharkiv|49.99|36.23 Kharkov|49.99|36.23
Mariupol|47.10|37.54 Bakhmut|48.60|38.00 Chasiv_Yar|48.59|37.86 Avdiivka|48.14|37.75 Vuhledar|47.78|37.25
Robotyne|47.44|35.84 Enerhodar|47.50|34.66 Hostomel|50.57|30.26 Bucha|50.55|30.22 Kupiansk|49.71|37.61
Sevastopol|44.60|33.53 Snake_Island|45.26|30.20 Belgorod|50.60|36.59 Sudzha|51.19|35.27 Taganrog|47.24|38.90
Kapustin_Yar|48.57|45.75 Zaporizhzhia_nuclear_power_plant|47.51|34.59 Donetsk|48.02|37.80 Luhansk|48.57|39.31
Aleppo|36.20|37.16 Raqqa|35.95|39.01 Ar_Raqqah|35.95|39.01 Raqqah|35.95|39.01 Deir_ez-Zor|35.34|40.14
Dayr_Az_Zawr|35.34|40.14 Urem_al-Kubra|36.15|36.96 Kobani|36.89|38.35 Bab_al-Hawa|36.24|36.68 Palmyra|34.55|38.27
Mosul|36.34|43.12 Tal_Afar|36.38|42.45 Fallujah|33.35|43.78 Tikrit|34.61|43.68 Sinjar|36.32|41.87
Rafah|31.29|34.25 Rafah_crossing|31.25|34.26 Khan_Younis|31.35|34.30 Jabalia|31.53|34.48 Jenin|32.46|35.30
Dahiyeh|33.85|35.50 Naqoura|33.12|35.14 Majdal_Shams|33.27|35.77 Golan_Heights|33.00|35.80 West_Bank|31.95|35.25
Gaza_Strip|31.42|34.36 Sanaa|15.35|44.21 Hodeidah|14.80|42.95 Strait_of_Hormuz|26.57|56.25 Bab_el-Mandeb|12.58|43.33
El_Fasher|13.63|25.35 Khartoum|15.55|32.53 Wad_Madani|14.40|33.52 Omdurman|15.64|32.48 Goma|-1.68|29.22
Mogadishu|2.04|45.34 Kabul|34.53|69.17 Kandahar|31.61|65.71 Lashkar_Gah|31.59|64.37 Peshawar|34.01|71.58
Stepanakert|39.82|46.75 Tskhinvali|42.23|43.97 Rovajärvi|66.95|27.20 Suwalki_Gap|54.10|23.30 Natanz|33.72|51.73
Second_Thomas_Shoal|9.75|115.87 Panmunjom|37.96|126.68 Nagorno-Karabakh|39.85|46.75 Transnistria|47.10|29.50
""".split()


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer()


def read(text: str, *places: str) -> Analysis:
    """An analysis with capitalised words as proper nouns and `places` as the engine's mentions, in text order."""
    tokens, sentences = [], []
    for i, (start, end) in enumerate(spans_of(text, 0, len(text))):
        word = text[start:end]
        tokens.append(Token(i, start, end, word, 0, "PROPN" if word[0].isupper() else "X", word.lower()))
    sentences.append(Sentence(0, 0, len(tokens), 0))
    analysis, at = Analysis(text, tokens, sentences), 0
    for place in places:
        begin = text.index(place, at)
        at = begin + len(place)
        inside = [t.i for t in tokens if begin <= t.start and t.end <= at]
        analysis.mentions.append(Mention(inside[0], inside[-1] + 1, "place", 0.9))
    return analysis


def found(gazetteer: Gazetteer, text: str, *places: str) -> dict[str, PlaceMention]:
    return {p.text: p for p in find_places(read(text, *places), gazetteer)}


@pytest.mark.parametrize("row", KNOWN)
def test_known_names_are_where_they_are(gazetteer: Gazetteer, row: str) -> None:
    name, lat, lon = row.replace("_", " ").split("|")
    place = found(gazetteer, f"Shelling was reported near {name} overnight.", name)[name]
    assert place.lat is not None and place.lon is not None
    assert abs(place.lat - float(lat)) < 0.5 and abs(place.lon - float(lon)) < 0.5, place


CASES = [
    ("Troops entered Pokrovsk, Donetsk region, on Monday.", ("Pokrovsk", "Donetsk"), "Pokrovsk", (48.28, 37.18)),
    ("A fire broke out in Paris, Texas, on Monday.", ("Paris", "Texas"), "Paris", (33.66, -95.56)),
    ("Talks opened in Paris, France.", ("Paris", "France"), "Paris", (48.85, 2.35)),
    ("Talks opened in Paris between Germany and Italy.", ("Paris", "Germany", "Italy"), "Paris", (48.85, 2.35)),
    ("Clashes broke out in Tripoli in Lebanon.", ("Tripoli", "Lebanon"), "Tripoli", (34.43, 35.84)),
    ("Clashes broke out in Tripoli and Misrata.", ("Tripoli", "Misrata"), "Tripoli", (32.88, 13.19)),
    ("Rebels left Homs, Hama and Idlib in Syria.", ("Homs", "Hama", "Idlib", "Syria"), "Hama", (35.13, 36.75)),
    (
        "Police in Birmingham and Tuscaloosa, Alabama.",
        ("Birmingham", "Tuscaloosa", "Alabama"),
        "Birmingham",
        (33.5, -86.8),
    ),
    (
        "Russia took Georgia's town of Gori near Tskhinvali.",
        ("Russia", "Georgia", "Gori", "Tskhinvali"),
        "Georgia",
        (42.0, 43.5),
    ),
    (
        "Fighters cut the road from Aleppo to Raqqa on Monday; a school near Mansurah was hit, said people in Tabqa.",
        ("Aleppo", "Raqqa", "Mansurah", "Tabqa"),
        "Mansurah",
        (35.84, 38.74),
    ),
    ("Voters in Atlanta, Georgia, chose.", ("Atlanta", "Georgia"), "Georgia", (32.75, -83.5)),
    (
        "Envoys of the United States and of Syria met in Geneva, then in Brussels and Madrid.",
        ("United States", "Syria", "Geneva", "Brussels", "Madrid"),
        "Geneva",
        (46.2, 6.15),
    ),
    (
        "Ships left Kaliningrad, and Russia drilled near Moscow.",
        ("Kaliningrad", "Russia", "Moscow"),
        "Kaliningrad",
        (54.7, 20.5),
    ),
    ("Gunmen held Antananarivo's airport.", ("Antananarivo's airport",), "Antananarivo's airport", (-18.9, 47.5)),
    ("Bombs fell on Liberia's capital on Monday.", ("Liberia's capital",), "Liberia's capital", (6.3, -10.8)),
]


@pytest.mark.parametrize(("text", "places", "which", "at"), CASES)
def test_context_decides(
    gazetteer: Gazetteer, text: str, places: tuple[str, ...], which: str, at: tuple[float, float]
) -> None:
    place = found(gazetteer, text, *places)[which]
    assert place.lat is not None and place.lon is not None
    assert abs(place.lat - at[0]) < 0.7 and abs(place.lon - at[1]) < 0.7, place


def test_a_class_word_asks_for_the_region(gazetteer: Gazetteer) -> None:
    text = "Drones hit the Donetsk region and the city of Kharkiv."
    places = found(gazetteer, text, "Donetsk", "Kharkiv")
    assert places["Donetsk"].precision == "region" and (places["Donetsk"].radius_km or 0) > 50
    assert places["Kharkiv"].precision == "point"


def test_a_distance_moves_the_place(gazetteer: Gazetteer) -> None:
    text = "Fighting was reported 20 km north of Kupiansk in Ukraine."
    place = found(gazetteer, text, "Kupiansk", "Ukraine")["Kupiansk"]
    assert place.lat == pytest.approx(49.71 + 20 / 111.2, abs=0.02)
    assert place.lon == pytest.approx(37.61, abs=0.02)
    assert place.precision == "area" and place.radius_km == 5.0


@pytest.mark.parametrize(
    ("before", "km"),
    [
        ("about 10 miles east of ", 16.09),
        ("some 10 km (6 miles) to the east of ", 10.0),
        ("10.5 kilometres east of the city of ", 10.5),
    ],
)
def test_distances_are_read(before: str, km: float) -> None:
    place = moved(PlaceMention(text="X", span=(0, 1), lat=0.0, lon=0.0), before)
    assert place.lon == pytest.approx(km / 111.32, abs=0.001) and place.lat == 0.0


def test_a_name_in_no_table_stays_without_coordinates(gazetteer: Gazetteer) -> None:
    place = found(gazetteer, "Shells fell on Qwertyuivka yesterday.", "Qwertyuivka")["Qwertyuivka"]
    assert (place.lat, place.lon, place.entity) == (None, None, "place:qwertyuivka")


def test_demonyms_are_no_places(gazetteer: Gazetteer) -> None:
    assert "Syrian" not in found(gazetteer, "The Syrian army entered Homs.", "Syrian", "Homs")


def test_without_mentions_the_gazetteer_finds_names(gazetteer: Gazetteer) -> None:
    assert set(found(gazetteer, "The army said missiles hit Kharkiv and Odesa, in southern Ukraine.")) >= {
        "Kharkiv",
        "Odesa",
        "Ukraine",
    }


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "Paris Homs Damascus Xyzzy in near , . the region Texas north of 20 km said Syrian\n".split(" ")
        ),
        max_size=25,
    )
)
def test_spans_quote_the_text_in_order(parts: list[str]) -> None:
    text = " ".join(parts)
    places = find_places(read(text), Gazetteer())
    assert all(text[p.span[0] : p.span[1]] == p.text and p.text for p in places)
    assert all(a.span[1] <= b.span[0] for a, b in itertools.pairwise(places))
    assert all((p.lat is None) == (p.lon is None) for p in places)


def test_a_missing_gazetteer_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="missing"):
        Gazetteer(tmp_path / "none.sqlite")
    (tmp_path / "torn.sqlite").write_bytes(b"not a database")
    with pytest.raises(ModelError, match="cannot be read"):
        Gazetteer(tmp_path / "torn.sqlite")


def test_look_ups_are_safe_between_threads(gazetteer: Gazetteer) -> None:
    seen: list[str] = []
    threads = [
        threading.Thread(target=lambda n=n: seen.append(gazetteer.lookup(n)[0].name)) for n in ("Mosul", "Homs", "Goma")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == ["Goma", "Homs", "Mosul"]


@given(st.text(max_size=30))
def test_keys_of_names_are_stable(name: str) -> None:
    assert fold(fold(name)) == fold(name)


def test_states_are_known_as_newspapers_shorten_them(gazetteer: Gazetteer) -> None:
    assert [c.name for c in candidates_of(gazetteer, "W.Va.")] == ["West Virginia"]
    assert [c.name for c in candidates_of(gazetteer, "Kan.")] == ["Kansas"]


def test_what_is_said_to_be_a_countrys_is_nowhere_else() -> None:
    reading = according.read(
        "Shells hit the Kyrgyz border village of Kok-Tash on Tuesday.", published="2024-11-25", layers=True
    )
    assert isinstance(reading, according.Reading) and reading.layers is not None
    [place] = [p for p in reading.layers.places if p.text == "Kok-Tash"]
    assert place.lat is None or place.country == "KG"


def test_a_little_known_namesake_far_from_all_else_is_not_meant(gazetteer: Gazetteer) -> None:
    """There is a Bannock County in Idaho that tables also call Banok: it is not near Timbuktu."""
    found = find_places(
        read("A drone hit a camp near Banok and Timbuktu , in northern Mali .", "Banok", "Timbuktu", "Mali"), gazetteer
    )
    assert [(p.text, p.country) for p in found] == [("Banok", None), ("Timbuktu", "ML"), ("Mali", "ML")]
    assert found[0].lat is None


def test_a_town_goes_before_a_province_that_is_not_called_so(gazetteer: Gazetteer) -> None:
    (found,) = find_places(read("The prosecutor sits in Kaya .", "Kaya"), gazetteer)
    assert (found.name, found.country, found.precision) == ("Kaya", "BF", "point")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Drones came from the North on Monday.", "North"),
        ("Israel struck a base of Hamas near Rafah.", "Hamas"),
        ("Two frigates followed the carrier Shandong.", "Shandong"),
        ("The attack broke the peace of Ramadan.", "Ramadan"),
    ],
)
def test_what_only_looks_like_a_place_is_none(gazetteer: Gazetteer, text: str, place: str) -> None:
    analysis = read(text, place)
    for token in analysis.tokens:
        token.upos = "NOUN" if token.text == "carrier" else token.upos
    assert place not in {p.text for p in find_places(analysis, gazetteer)}
