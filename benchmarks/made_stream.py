"""A made stream of short reports with their readings: as many as wanted, a steady number a day, the same for one seed.

Each day has its incidents. An incident is told by several reports on that day and the next: some word for word (copies of
an agency), most in sentences of their own; some give another toll. Texts and readings are made from templates, so that a
benchmark measures fusion and the store and not the model.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec

from according.claims import Claim, Filler, Link, Place, Quantity, Reading, Report, TimeSpan, Trigger

MADE_BY = {"according": "benchmark", "model": "none", "tables": "none"}
FIRST_DAY = date(2022, 1, 1)
REPORTS_A_DAY = 100
REPORTS_AN_INCIDENT = 4
COPIES = 0.25
STATES = (("UA", "Ukraine"), ("SD", "Sudan"), ("MM", "Myanmar"), ("SY", "Syria"), ("ML", "Mali"), ("YE", "Yemen"))
ACTORS = (
    ("Russia", "state:RU"), ("Ukraine", "state:UA"), ("Israel", "state:IL"), ("Iran", "state:IR"), ("the army", None),
    ("rebels", None), ("a militia", None), ("security forces", None),
)  # fmt: skip
VERBS = ("shelled", "bombed", "attacked", "struck", "raided", "stormed", "hit")
TARGETS = ("a depot", "a market", "a bridge", "a school", "a substation", "a checkpoint", "a hospital", "a convoy")
SOURCES = ("the governor", "police", "the mayor", "two witnesses", "doctors", "rescuers")
LEADS = (
    "{actor} {verb} {target} in {town} on {day}, killing {killed} {people}, {source} said.",
    "{killed} {people} were killed when {actor} {verb} {target} in {town} on {day}, according to {source}.",
    "{source} said {actor} {verb} {target} in {town} on {day} and {killed} {people} died.",
    "In {town} {target} burned after {actor} {verb} it on {day}; {killed} {people} died, {source} said.",
)
PEOPLE = "people civilians residents soldiers villagers workers fighters travellers".split()
SYLLABLES = "ba ko mi ra sel tor ven dul gan hir lo nes pri zar kum ost ilo fen".split()
VOCABULARY = tuple(a + b + c for a in SYLLABLES for b in SYLLABLES for c in ("", "n", "s", "ed", "er"))


@dataclass(frozen=True, slots=True)
class Town:
    name: str
    lat: float
    lon: float
    country: str
    admin1: str


@dataclass(frozen=True, slots=True)
class Incident:
    number: int
    town: Town
    day: str
    actor: tuple[str, str | None]
    verb: str
    target: str
    killed: int


def towns(count: int = 600, seed: int = 1) -> list[Town]:
    chance = random.Random(seed)
    found: dict[str, Town] = {}
    while len(found) < count:
        name = "".join(chance.choices(SYLLABLES, k=3)).capitalize()
        code, state = chance.choice(STATES)
        lat, lon = round(chance.uniform(5, 55), 4), round(chance.uniform(0, 100), 4)
        found[name] = Town(name, lat, lon, code, f"{state} {chance.randrange(12)}")
    return list(found.values())


def stream(reports: int, seed: int = 1, a_day: int = REPORTS_A_DAY) -> Iterator[Reading]:
    """Yield the readings of `reports` reports, each of one incident, day after day."""
    chance = random.Random(seed)
    places = towns(seed=seed)
    made = number = 0
    texts: dict[int, str] = {}
    before: list[Incident] = []
    for day in range(reports // a_day + 1):
        today = (FIRST_DAY + timedelta(days=day)).isoformat()
        incidents = [_incident(chance, number + n, places, today) for n in range(max(1, a_day // REPORTS_AN_INCIDENT))]
        number += len(incidents)
        for _ in range(a_day):
            if made == reports:
                return
            told = chance.choice(incidents if chance.random() < 0.8 or not before else before)
            yield _report(chance, made, told, today, texts)
            made += 1
        before = incidents
        texts = {n: text for n, text in texts.items() if n >= number - 2 * len(incidents)}


def _incident(chance: random.Random, number: int, places: list[Town], day: str) -> Incident:
    return Incident(
        number, chance.choice(places), day, chance.choice(ACTORS), chance.choice(VERBS), chance.choice(TARGETS),
        chance.randrange(1, 40),
    )  # fmt: skip


def _report(chance: random.Random, number: int, told: Incident, published: str, texts: dict[int, str]) -> Reading:
    text = texts.get(told.number)
    if text is None or chance.random() > COPIES:
        words = _lead(chance, told)
        text = "\n\n".join([words, *(_colour(chance) for _ in range(3))])
        texts.setdefault(told.number, text)
    report = Report(
        id=f"made-{number:07}", text=text, title=f"{told.town.name}: {told.verb}", publisher=f"Paper {chance.randrange(60)}",
        published=published, published_at=f"{published}T{number % 24:02}:{number % 60:02}:00Z", language="en",
    )  # fmt: skip
    return Reading(report=report, claims=claims_of(told, text), made_by=MADE_BY)


def _lead(chance: random.Random, told: Incident) -> str:
    killed = max(1, told.killed + (chance.randrange(-2, 5) if chance.random() < 0.3 else 0))
    words = chance.choice(LEADS).format(
        actor=told.actor[0], verb=told.verb, target=told.target, town=told.town.name, day=spoken(told.day), killed=killed,
        source=chance.choice(SOURCES), people=chance.choice(PEOPLE),
    )  # fmt: skip
    return f"{_made_up(chance, 3)}: {words}"


def _colour(chance: random.Random) -> str:
    """Two sentences that no other report has: made-up words, the common ones often, so that chance makes no copies."""
    return " ".join(f"{_made_up(chance, chance.randrange(10, 20))}." for _ in range(2))


def round_ups(reports: int, incidents: int, seed: int = 1) -> Iterator[Reading]:
    """Yield long reports, each of so many incidents told once, over some four years: two claims an incident."""
    chance = random.Random(seed)
    places = towns(seed=seed)
    for number in range(reports):
        published = FIRST_DAY + timedelta(days=number * 1500 // reports)
        paragraphs: list[str] = []
        claims: list[Claim] = []
        for part in range(incidents):
            day = (published - timedelta(days=chance.randrange(3))).isoformat()
            told = _incident(chance, number * incidents + part, places, day)
            lead = _lead(chance, told)
            start = sum(len(p) + 2 for p in paragraphs)
            claims += [moved(claim, start, part) for claim in claims_of(told, lead)]
            paragraphs.append(lead)
        report = Report(
            id=f"long-{number:07}", text="\n\n".join(paragraphs), title=f"Round-up {number}", language="en",
            publisher=f"Paper {chance.randrange(60)}", published=published.isoformat(),
        )  # fmt: skip
        yield Reading(report=report, claims=claims, made_by=MADE_BY)


def moved(claim: Claim, by: int, number: int) -> Claim:
    """Return a claim that stands further back in a longer text."""
    at = lambda part: (part.span[0] + by, part.span[1] + by)  # noqa: E731
    replace = msgspec.structs.replace
    return replace(
        claim,
        id=f"{claim.id}-{number}",
        event=f"e{number}",
        span=at(claim),
        trigger=replace(claim.trigger, span=at(claim.trigger)),
        actors=[replace(f, span=at(f)) for f in claim.actors],
        recipients=[replace(f, span=at(f)) for f in claim.recipients],
        locations=[replace(p, span=at(p)) for p in claim.locations],
        time=replace(claim.time, span=at(claim.time)) if claim.time else None,
        quantities=[replace(q, span=at(q)) for q in claim.quantities],
        attribution=[
            replace(a, span=at(a), cue_span=(a.cue_span[0] + by, a.cue_span[1] + by))
            for a in claim.attribution
            if a.cue_span
        ],
    )


def spoken(day: str) -> str:
    """Return an ISO date as a report says it."""
    when = date.fromisoformat(day)
    return f"{when.day} {when:%B}"


def _made_up(chance: random.Random, words: int) -> str:
    ranks = [int(len(VOCABULARY) * chance.random() ** 2) for _ in range(words)]
    return " ".join(VOCABULARY[rank] for rank in ranks).capitalize()


def claims_of(told: Incident, text: str) -> list[Claim]:
    """The two claims of the lead: the deed, and its toll."""
    lead = text.split("\n", 1)[0]

    def at(part: str) -> tuple[int, int]:
        start = lead.index(part)
        return start, start + len(part)

    def filler(words: str, entity: str | None = None) -> Filler:
        return Filler(text=words, span=at(words), entity=entity, name=words)

    town, source = told.town, next(s for s in SOURCES if s in lead)
    place = Place(
        text=town.name, span=at(town.name), name=town.name, entity=f"town:{town.name}", lat=town.lat, lon=town.lon,
        country=town.country, admin1=town.admin1, precision="point", radius_km=3.0,
    )  # fmt: skip
    cue = "said" if " said" in lead else "according to"
    common: dict[str, Any] = {
        "event": "e0", "text": lead, "span": (0, len(lead)), "confidence": 0.8, "locations": [place],
        "attribution": [Link(source=source, span=at(source), name=source, cue=cue, cue_span=at(cue))],
        "time": TimeSpan(text=spoken(told.day), span=at(spoken(told.day)), start=told.day, end=told.day),
        "actors": [filler(*told.actor)],
    }  # fmt: skip
    harm = next(word for word in ("killing", "killed", "died") if word in lead)
    counted = re.search(rf"(\d+) ({'|'.join(PEOPLE)})", lead)
    assert counted is not None, lead
    number, span = counted[1], counted.span()
    toll = Quantity(
        text=number,
        span=(span[0], span[0] + len(number)),
        value=int(number),
        low=int(number),
        high=int(number),
        of="people",
    )
    deed = Claim(
        id="deed", type="ASSAULT", mode="strike", trigger=Trigger(text=told.verb, span=at(told.verb)),
        recipients=[filler(told.target)], **common,
    )  # fmt: skip
    killed = Claim(
        id="toll", type="HARM", mode="killed", trigger=Trigger(text=harm, span=at(harm)), quantities=[toll], **common
    )
    return [deed, killed]
