"""Attributions by rule over the tree of the shipped model: source, cue, and what the content holds."""

import pytest

import according
from according.language.engine import MODELS, Engine
from according.reading.attribution import find_attributions
from according.reading.quotations import find_quotations

pytestmark = pytest.mark.skipif(not (MODELS / "en" / "model.onnx").exists(), reason="the model is not built")


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


def read(text: str, published: str | None = None) -> according.Reading:
    reading = according.read(text, published=published)
    assert isinstance(reading, according.Reading)
    return reading


@pytest.mark.parametrize(
    ("text", "source", "cue", "word"),
    [
        ("The ministry said that rebels attacked the town.", "The ministry", "said", "attacked"),
        ("Rebels attacked the town, two officials said on Monday.", "two officials", "said", "attacked"),
        ('"We will fight," the general said.', "the general", "said", "fight"),
        ('"We will fight," said General Omar Nader.', "General Omar Nader", "said", "fight"),
        ("According to the governor, three people died.", "the governor", "According to", "died"),
        ("Three people died, according to police in Basra.", "police in Basra", "according to", "died"),
        ("Rebels attacked the town on Monday, per Rashid.", "Rashid", "per", "attacked"),
        ("The army denied that it had shelled the market.", "The army", "denied", "shelled"),
        ("The fighters are believed to have crossed the border.", "are believed", "are believed", "crossed"),
        ("The agency reported the attack, citing the interior ministry.", "the interior ministry", "citing", "attack"),
        ("The minister told the BBC that talks had failed.", "The minister", "told", "failed"),
        ("The health ministry raised its toll to 45 dead.", "The health ministry", "raised", "dead"),
        ("Prosecutors count 16 injured.", "Prosecutors", "count", "injured"),
        ("The opposition called the arrests a coup.", "The opposition", "called", "coup"),
        ("Diplomats are sceptical that the army will withdraw.", "Diplomats", "sceptical", "withdraw"),
        ("The ministry assured residents that the bridge would be repaired.", "The ministry", "assured", "repaired"),
        ("Nine died, according to police, and six were hurt, according to medics.", "police", "according to", "died"),
        ("Nine died, according to police, and six were hurt, according to medics.", "medics", "according to", "hurt"),
        (
            "Ukraine may release 50 prisoners, according to a person familiar with the matter.",
            "a person familiar with the matter",
            "according to",
            "release",
        ),
        (
            "The ministry denied that its forces had struck a house, saying they hit a base.",
            "The ministry",
            "saying",
            "hit",
        ),
    ],
)
def test_source_cue_and_content(engine: Engine, text: str, source: str, cue: str, word: str) -> None:
    analysis = engine.analyse(text)
    found = find_attributions(analysis, find_quotations(analysis))
    token = next(t.i for t in analysis.tokens if t.text == word)
    assert (source, cue) in [
        (analysis.quote(*a.source), analysis.quote(*a.cue)) for a in found if a.source and token in a.content
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The army would not confirm that it had shelled the market.",
        "They left the 'war room' at noon.",
        "The convoy crossed the border at dawn.",
        "The army raised its flag over the town.",
    ],
)
def test_nothing_is_put_forward(engine: Engine, text: str) -> None:
    analysis = engine.analyse(text)
    assert not find_attributions(analysis, find_quotations(analysis))


def test_what_a_thing_is_called_is_held_and_not_said(engine: Engine) -> None:
    analysis = engine.analyse("He called it a 'war room' and left.")
    assert {a.kind for a in find_attributions(analysis, find_quotations(analysis))} == {"held"}


def test_a_quotation_that_stands_alone_belongs_to_who_holds_the_floor(engine: Engine) -> None:
    text = 'The mayor said the bridge was gone.\n"We heard two blasts. They hit the bridge and the school."'
    analysis = engine.analyse('"' + text.replace("The mayor", 'It is over," the mayor', 1))
    found = find_attributions(analysis, find_quotations(analysis))
    token = next(t.i for t in analysis.tokens if t.text == "hit")
    sources = [analysis.quote(*a.source) for a in found if a.source and token in a.content]
    assert sources == ["the mayor"]


def test_who_gives_one_half_of_a_sentence_is_not_the_source_of_the_other(engine: Engine) -> None:
    analysis = engine.analyse("Nine died, according to police, and six were hurt, according to medics.")
    died, hurt = (next(t.i for t in analysis.tokens if t.text == word) for word in ("died", "hurt"))
    police, medics = find_attributions(analysis, find_quotations(analysis))
    assert died in police.content and died not in medics.content
    assert hurt in medics.content and hurt not in police.content


def test_a_quotation_belongs_to_the_person_of_whom_the_sentence_before_tells() -> None:
    reading = read(
        'Residents fled the town, said Hana Ruzic, a nurse. "We ran at night," she said.\n\nRetired general Omar Nader thinks a ceasefire '
        'unlikely.\n\n"The army has 200 tanks. It will attack the port in spring."'
    )
    attack = next(c for c in reading.claims if c.trigger.text == "attack")
    assert [link.source for link in attack.attribution] == ["Retired general Omar Nader"]


@pytest.mark.parametrize(
    "text", ["The offensive is going according to plan.", "Lawyers, citing 14 arrests, want the curfew lifted."]
)
def test_plans_and_arrests_are_no_sources(engine: Engine, text: str) -> None:
    analysis = engine.analyse(text)
    kinds = {a.kind for a in find_attributions(analysis, find_quotations(analysis))}
    assert kinds.isdisjoint({"according", "citing"})


def test_it_said_is_no_rocket() -> None:
    text = (
        "The army counted 45 launches. Thirty-eight of the rockets were intercepted and two landed in Velsk, it said."
    )
    reading = read(text, published="2024-11-25")
    landed = next(c for c in reading.claims if c.trigger.text == "landed")
    assert [link.entity for link in landed.attribution] == [
        next(link.entity for link in c.attribution) for c in reading.claims if c.trigger.text == "launches"
    ]


def test_it_said_behind_a_sentence_is_who_spoke_before_it_not_who_speaks_next() -> None:
    text = (
        "An air strike killed nine people in Velsk, the health ministry said. Four others were wounded, it said.\n\n"
        "The army said its jets had attacked a command post."
    )
    reading = read(text, published="2024-11-25")
    wounded = next(c for c in reading.claims if c.trigger.text == "wounded")
    assert [link.name for link in wounded.attribution] == ["health ministry"]


def test_people_who_were_briefed_tell_nothing_by_it() -> None:
    reading = read("The raid killed three soldiers, according to people briefed on the operation.")
    (claim,) = [c for c in reading.claims if c.trigger.text == "killed"]
    assert [link.source.split()[0] for link in claim.attribution] == ["people"]


def test_it_said_is_whom_the_sentence_before_was_according_to() -> None:
    text = (
        "Hezbollah fired 115 rockets on Sunday, according to the Israeli military. "
        "One drone hit an army base near Binyamina, wounding seven, it said."
    )
    reading = read(text, published="2024-10-14")
    claim = next(c for c in reading.claims if c.trigger.text == "hit")
    assert [link.entity for link in claim.attribution] == ["org:idf"]


def test_a_source_takes_neither_the_and_of_another_nor_what_belongs_to_it() -> None:
    text = (
        "Armed men killed 16 villagers, two security sources and a resident said. They came on motorcycles, the resident said. "
        "A captain whose freighter lay at anchor told the station that two drones had been seen."
    )
    reading = read(text, published="2024-03-20")
    names = {link.name or link.source for claim in reading.claims for link in claim.attribution}
    assert {"resident", "captain"} <= names
    assert not any(name.startswith("and ") or "freighter" in name or "ship" in name for name in names)


def test_who_is_denied_something_is_told_nothing() -> None:
    reading = read(
        "Soldiers cut the road, denying the rebels their last route for moving guns to the west.",
        published="2024-03-20",
    )
    assert not any(claim.attribution for claim in reading.claims)


def test_a_quotation_goes_on_for_who_spoke_before_it_not_for_who_speaks_in_the_next_sentence() -> None:
    text = (
        '"The soldiers fled into the bush after an hour," said Kaba Maron, a trader reached by telephone. "Then the gunmen '
        'burned 40 houses." A local chief, Abdu Sarn, said he had counted five dead insurgents.'
    )
    burned = next(c for c in read(text, "2024-11-25").claims if c.trigger.text == "burned")
    assert burned.attribution[-1].name == "Kaba Maron"


def test_what_is_expected_reaches_into_no_relative_clause() -> None:
    text = "The council is expected to discuss the war in Velsk, in which rebels killed 40 people on Sunday."
    killed = next(c for c in read(text, "2024-11-25").claims if c.trigger.text == "killed")
    assert killed.attribution == []


@pytest.mark.parametrize(
    ("text", "word", "chain"),
    [
        (
            "The mayor said 14 gunmen were killed, but Interfax cited the Security Service as saying 12 died.",
            "died",
            [("Interfax", "cited"), ("the Security Service", "saying")],
        ),
        (
            "The police chief was quoted by Radio Lumen as saying that eleven villagers died in the raid.",
            "died",
            [("Radio Lumen", "quoted"), ("The police chief", "saying")],
        ),
        (
            '"They attacked us at night," the governor was quoted as saying by the daily Al-Mada.',
            "attacked",
            [("the daily Al-Mada", "quoted"), ("the governor", "saying")],
        ),
        (
            "An officer quoted by a pro-government daily said three soldiers were killed.",
            "killed",
            [("a pro-government daily", "quoted"), ("An officer", "said")],
        ),
        ("The governor was quoted as saying that rebels attacked the town.", "attacked", [("The governor", "saying")]),
    ],
)
def test_who_quotes_stands_outside_of_who_is_quoted(text: str, word: str, chain: list[tuple[str, str]]) -> None:
    claim = next(c for c in read(text).claims if c.trigger.text == word)
    assert [(link.source, link.cue) for link in claim.attribution] == chain


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Police spoke of 12 dead. Footage showed soldiers beating a man outside the mosque.", "Footage"),
        ("Earlier, state television showed gunships firing at targets in a forest.", "state television"),
        ("Official figures show that rebels attacked 40 villages.", "Official figures"),
    ],
)
def test_what_can_be_looked_at_is_the_source_of_what_it_shows(text: str, source: str) -> None:
    claim = read(text).claims[-1]
    assert [link.source for link in claim.attribution] == [source]


@pytest.mark.parametrize(
    "text",
    [
        "The Council should warn the militia that its camps have been shelled.",
        "As you know, the militia has shelled the camps.",
    ],
)
def test_what_should_be_said_or_is_known_is_told_by_nobody_else(text: str) -> None:
    assert [link.source for c in read(text).claims if c.trigger.text == "shelled" for link in c.attribution] == []


def test_a_quotation_behind_the_verb_is_its_content_wherever_the_tree_hangs_it() -> None:
    text = 'A pupil asked whether there would be talks, to which he replied "If they attack us, we will strike their bases."'
    claims = [c for c in read(text).claims if c.trigger.text in ("attack", "strike")]
    assert claims
    assert all([link.cue for link in c.attribution][-1:] == ["replied"] for c in claims)


def test_a_statement_behind_a_colon_is_of_the_main_clause() -> None:
    text = 'The office answered reports that one of the captives had been hurt: "Residents heard gunfire when they were taken."'
    claim = next(c for c in read(text).claims if c.trigger.text == "gunfire")
    assert claim.attribution[0].source == "The office"


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("Survivors told Radio Lagon that the attackers killed nine men.", "Radio Lagon"),
        ("Reza Nasseri confirmed to the news agency ISNA that troops had been attacked.", "the news agency ISNA"),
        ("A pupil told the Gulf Examiner that rebels burned the school.", "the Gulf Examiner"),
        ("A witness told Reuters Friday that gunmen killed nine men.", "Reuters"),
        ("A deputy minister told the newspaper Novoye Delo that rebels burned the house.", "the newspaper Novoye Delo"),
    ],
)
def test_a_medium_that_was_told_stands_outside_known_or_not(text: str, outlet: str) -> None:
    first = read(text).claims[0].attribution[0]
    assert (first.source, first.kind) == (outlet, "media")


@pytest.mark.parametrize(
    "text",
    [
        "According to the Herald, which refers to two officials, rebels attacked the town.",
        "Rebels attacked the town, according to the Herald, which quoted two officials.",
    ],
)
def test_whom_the_medium_quotes_in_turn_stands_inside(text: str) -> None:
    claim = next(c for c in read(text).claims if c.trigger.text == "attacked")
    assert [link.source for link in claim.attribution] == ["the Herald", "two officials"]


def test_a_committee_that_was_told_passes_nothing_on() -> None:
    text = "A senior officer told the Senate Armed Services Committee that troops had shelled the town."
    assert [link.source for link in read(text).claims[0].attribution] == ["A senior officer"]


def test_according_to_behind_a_quotation_tells_whence_it_is_known() -> None:
    text = 'Pavel Orlov says "they shelled the market for 10 hours," according to the Northern Wire agency.'
    chain = [link.source for link in read(text).claims[0].attribution]
    assert chain == ["the Northern Wire agency", "Pavel Orlov"]


def test_a_relative_clause_behind_the_source_is_the_reports_own() -> None:
    text = '"We paid ten times more," said Lars Holte, head of Nordtank, which sold its ships after one was attacked.'
    assert next(c for c in read(text).claims if c.trigger.text == "attacked").attribution == []


def test_a_sentence_may_end_with_the_name_of_a_network(engine: Engine) -> None:
    text = "Five died, a spokeswoman wrote on X. The army denied that it had shelled the town. John X. Mallory agreed."
    assert len(engine.analyse(text).sentences) == 3
