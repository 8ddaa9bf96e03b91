"""Invented incidents, and the readings of invented reports about them, made by hand: no model is needed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from according.claims import Claim, Factuality, Filler, Link, Place, Quantity, Reading, Report, TimeSpan, Trigger

MADE_BY = {"according": "0.0-test", "model": "m" * 12, "tables": "t" * 12}


@dataclass(frozen=True)
class Town:
    name: str
    lat: float
    lon: float
    admin1: str
    country: str = "UA"

    @property
    def entity(self) -> str:
        return f"town:{self.name.lower()}"


@dataclass(frozen=True)
class Incident:
    """Somebody does something somewhere on a day, and so many die of it."""

    town: Town
    day: str
    actor: str = "Russia"
    entity: str = "state:RU"
    verb: str = "shelled"
    killed: int = 0


VELSK = Town("Velsk", 49.10, 37.20, "Kharkiv")
OREN = Town("Oren", 47.30, 35.80, "Zaporizhzhia")
TARNA = Town("Tarna", 50.90, 34.80, "Sumy")

VELSK_SHELLED = Incident(VELSK, "2024-03-05", killed=4)
OREN_BOMBED = Incident(OREN, "2024-03-06", verb="bombed", killed=9)
TARNA_STRUCK = Incident(TARNA, "2024-03-20", verb="struck", killed=2)


@dataclass(frozen=True)
class Telling:
    """How a report tells incidents: `source` None is the report's own voice; `extra` stands at the end."""

    id: str
    incidents: tuple[Incident, ...]
    published: str | None = "2024-03-06"
    publisher: str | None = "Morning Wire"
    source: str | None = None
    url: str | None = None
    extra: str = ""
    style: int = 0
    """Which of `STYLES`: two reports of one style are copies of each other."""
    text: str | None = None
    """Instead of the sentences of the incidents, where it holds them (a copy)."""


STYLES = (
    ("{actor} {verb} {town} on {day}, killing {killed} people{said}.", "killing"),
    ("At least one house burned down and {killed} people died as {actor} {verb} {town} on {day}{said}.", "died"),
    ("Rescuers dug all night after {actor} {verb} {town}: they counted {killed} people dead on {day}{said}.", "dead"),
)


def sentence(incident: Incident, source: str | None, style: int) -> str:
    said = f", {source} said" if source else ""
    one = incident
    return STYLES[style][0].format(
        actor=one.actor, verb=one.verb, town=one.town.name, day=one.day, killed=one.killed, said=said
    )


def text_of(telling: Telling) -> str:
    sentences = [sentence(one, telling.source, telling.style) for one in telling.incidents]
    return telling.text or "\n\n".join([*sentences, *([telling.extra] if telling.extra else [])])


def reading(telling: Telling) -> Reading:
    """The reading of a report: two claims an incident, the deed and its toll."""
    text = text_of(telling)
    report = Report(
        id=telling.id, text=text, title=f"Report {telling.id}", publisher=telling.publisher, url=telling.url,
        published=telling.published, language="en",
    )  # fmt: skip
    claims = [c for n, one in enumerate(telling.incidents) for c in _claims(one, n, telling, text)]
    return Reading(report=report, claims=claims, made_by=MADE_BY)


def tell(name: str, *incidents: Incident, **how: object) -> Reading:
    return reading(replace(Telling(name, incidents), **how))  # type: ignore[arg-type]


def _claims(one: Incident, number: int, telling: Telling, text: str) -> list[Claim]:
    source, killed = telling.source, STYLES[telling.style][1]
    words = sentence(one, source, telling.style)
    start = text.index(words)

    def at(part: str) -> tuple[int, int]:
        begin = start + words.index(part)
        return begin, begin + len(part)

    actor = Filler(text=one.actor, span=at(one.actor), entity=one.entity, name=one.actor)
    place = Place(
        text=one.town.name, span=at(one.town.name), name=one.town.name, entity=one.town.entity, lat=one.town.lat,
        lon=one.town.lon, country=one.town.country, admin1=one.town.admin1, precision="point", radius_km=3.0,
    )  # fmt: skip
    time = TimeSpan(text=one.day, span=at(one.day), start=one.day, end=one.day)
    counted = f"{one.killed} people"
    toll = Quantity(
        text=str(one.killed), span=(at(counted)[0], at(counted)[0] + len(str(one.killed))),
        value=one.killed, low=one.killed, high=one.killed, of="people",
    )  # fmt: skip
    link = [Link(source=source, span=at(source), name=source, cue="said", cue_span=at("said"))] if source else []
    common = {"attribution": link, "factuality": Factuality(), "locations": [place], "time": time}
    span, event = (start, start + len(words) - 1), f"e{number}"
    deed = Claim(
        id=f"d{number}", event=event, type="ASSAULT", mode="strike", confidence=0.9, text=words[:-1], span=span,
        trigger=Trigger(text=one.verb, span=at(one.verb)), actors=[actor], **common,
    )  # fmt: skip
    harm = Claim(
        id=f"h{number}", event=event, type="HARM", mode="killed", confidence=0.9, text=words[:-1], span=span,
        trigger=Trigger(text=killed, span=at(killed)), quantities=[toll], **common,
    )  # fmt: skip
    return [deed, harm]
