"""An invented ledger for briefs, made by hand: five reports of a sea that has no towns, so that no model is needed."""

from __future__ import annotations

from typing import Any

from according.brief import BriefData, BriefOptions, FailedSource, Gaps, SilentSource, WithdrawnReport
from according.claims import Claim, Factuality, Link, Quantity, Reading, Report, Trigger
from according.events import (
    Account,
    ChangedNumber,
    Claimant,
    ClaimRef,
    CopyGroup,
    CopyOf,
    Event,
    EventPlace,
    EventTime,
    Party,
    Tally,
)

MADE_BY = {"according": "0.0-test", "model": "m" * 12, "tables": "t" * 12}
OPTIONS = BriefOptions(since="2024-03-05", until="2024-03-08", title="The Velmar strait")

STRIKE = (
    "A missile hit a grain ship off Velmar on Tuesday, killing at least three sailors, the port authority said.\n"
    "The Northern Command denied that it had fired at any ship. It warned that it could close the strait."
)
TOLL = (
    "Five sailors were killed in the attack on the grain ship, the port authority said on Wednesday.\n"
    "A doctor counted between eight and ten dead. The Northern Command said that it would open an inquiry."
)
TOLL_COPY = TOLL.replace("Five", "Six").partition("\n")[0]
UNDATED = "A pilot was reportedly hurt in the strait. No ship has left Velmar since."
OLD = "The strait was mined last year, the coast guard said."


def quoted(text: str, words: str) -> tuple[int, int]:
    """The span of words that stand in a text once."""
    assert text.count(words) == 1, words
    return text.index(words), text.index(words) + len(words)


def link(text: str, source: str, cue: str, **known: Any) -> Link:
    start = text.index(source)
    at = text.index(cue)
    named = {"entity": f"name:{source}", "name": source} | known
    return Link(source=source, span=(start, start + len(source)), cue=cue, cue_span=(at, at + len(cue)), **named)


def claim(text: str, name: str, words: str, trigger: str, **known: Any) -> Claim:
    span = quoted(text, words)
    at = span[0] + words.index(trigger)
    fact = known.pop("fact", Factuality())
    return Claim(
        id=name, event=known.pop("event", "e0"), type=known.pop("type", "ASSAULT"), mode=known.pop("mode", None),
        confidence=known.pop("confidence", 0.9), text=words, span=span, trigger=Trigger(text=trigger, span=(at, at + len(trigger))),
        factuality=fact, **known,
    )  # fmt: skip


def number(text: str, words: str, **known: Any) -> Quantity:
    start, end = quoted(text, words)
    return Quantity(text=words, span=(start, end), **({"value": None, "low": None, "high": None} | known))


def report(name: str, text: str, published: str | None, **known: Any) -> Report:
    given = {"title": f"Report {name}", "publisher": "Coast Wire", "url": f"https://example.org/{name}"} | known
    at = f"{published}T06:00:00Z" if published else None
    return Report(id=name, text=text, published=published, published_at=at, language="en", **given)


def readings() -> list[Reading]:
    port = link(STRIKE, "the port authority", "said")
    north = link(STRIKE, "The Northern Command", "denied", entity="group:north")
    it = link(STRIKE, "It", "warned", entity="group:north", name="Northern Command")
    strike = [
        claim(
            STRIKE, "hit", "A missile hit a grain ship off Velmar on Tuesday", "hit", mode="strike", attribution=[port]
        ),
        claim(STRIKE, "killing", "killing at least three sailors", "killing", type="HARM", mode="killed", attribution=[port],
              quantities=[number(STRIKE, "at least three", value=3, low=3, high=3, bound="min", of="sailors")]),
        claim(STRIKE, "fired", "that it had fired at any ship", "fired", attribution=[north], fact=Factuality(polarity="negative")),
        claim(STRIKE, "close", "it could close the strait", "close", type="THREATEN", attribution=[it], fact=Factuality(realis="hypothetical")),
    ]  # fmt: skip
    port = link(TOLL, "the port authority", "said")
    doctor = link(TOLL, "A doctor", "counted", kind="anonymous")
    north = link(TOLL, "The Northern Command", "said that", entity="group:north")
    toll = [
        claim(TOLL, "killed", "Five sailors were killed", "killed", type="HARM", mode="killed", attribution=[port],
              quantities=[number(TOLL, "Five", value=5, low=5, high=5, of="sailors")]),
        claim(TOLL, "dead", "between eight and ten dead", "dead", type="HARM", mode="killed", attribution=[doctor],
              quantities=[number(TOLL, "between eight and ten", low=8, high=10)]),
        claim(TOLL, "open", "it would open an inquiry", "inquiry", type="AGREE", attribution=[north], fact=Factuality(realis="future")),
    ]  # fmt: skip
    port = link(TOLL_COPY, "the port authority", "said")
    copy = [
        claim(TOLL_COPY, "killed", "Six sailors were killed", "killed", type="HARM", mode="killed", attribution=[port],
              quantities=[number(TOLL_COPY, "Six", value=6, low=6, high=6, of="sailors")]),
    ]  # fmt: skip
    hearsay = Link(source="reportedly", span=quoted(UNDATED, "reportedly"), kind="anonymous")
    undated = [
        claim(UNDATED, "hurt", "A pilot was reportedly hurt in the strait", "hurt", type="HARM", mode="injured", attribution=[hearsay]),
        claim(UNDATED, "left", "has left Velmar since", "left", type="RETREAT", mode="withdraw", fact=Factuality(polarity="negative")),
        claim(UNDATED, "ship", "No ship", "ship", type="ASSESS", confidence=0.2),
    ]  # fmt: skip
    guard = link(OLD, "the coast guard", "said")
    old = [claim(OLD, "mined", "The strait was mined last year", "mined", attribution=[guard])]
    made = [
        (report("strike.txt", STRIKE, "2024-03-05"), strike),
        (report("toll.txt", TOLL, "2024-03-06"), toll),
        (report("folder/copy.txt", TOLL_COPY, "2024-03-06", publisher="Delta Times"), copy),
        (report("undated.txt", UNDATED, None, publisher="Bay Post", url=None), undated),
        (report("old.txt", OLD, "2024-02-01", publisher="Bay Post"), old),
    ]
    return [Reading(report=r, claims=claims, made_by=MADE_BY) for r, claims in made]


def account(name: str, *refs: str, **known: Any) -> Account:
    """An account of `REPORT/CLAIM`s; ``REPORT/CLAIM<ORIGINAL`` is a copied one."""
    side, entity = known.pop("side", None), known.pop("entity", f"name:{name}")
    claims = []
    for ref in refs:
        where, _, original = ref.partition("<")
        of, _, one = where.rpartition("/")
        claims.append(ClaimRef(report=of, claim=one, trigger=(0, 1), copy_of=original or None))
    return Account(claimant=Claimant(name=name, entity=entity, side=side), claims=claims, **known)


def tally(value: float | None, at: str, *claims: str, **known: Any) -> Tally:
    ends = {"low": value, "high": value} | known
    return Tally(**({"of": "sailors", "measure": "killed"} | ends), value=value, as_of=at, claims=list(claims))


def events() -> list[Event]:
    place = EventPlace(name="Velmar", entity="place:velmar", lat=-40.0, lon=-25.0, precision="point", radius_km=3.0)
    region = EventPlace(
        name="Velmar strait", entity="place:strait", lat=-40.6, lon=-24.5, precision="sea", radius_km=60.0
    )
    north = {"entity": "group:north", "side": "group:north"}
    strike = Event(
        id="strike", type="ASSAULT", mode="strike", status="disputed", locations=[place],
        time=EventTime(start="2024-03-05", end="2024-03-05"), reports=3, copies=1, independent_sources=3,
        first_reported="2024-03-05T06:00:00Z", last_reported="2024-03-06T06:00:00Z",
        accounts=[
            account("port authority", "strike.txt/hit", "strike.txt/killing", "toll.txt/killed", side="PT", quantities=[
                tally(3, "2024-03-05T06:00:00Z", "strike.txt/killing", bound="min", superseded=True),
                tally(5, "2024-03-06T06:00:00Z", "toll.txt/killed"),
            ]),
            account("Northern Command", "strike.txt/fired", polarity="negative", **north),
            account("port authority", "folder/copy.txt/killed<toll.txt", side="PT",
                    quantities=[tally(6, "2024-03-06T06:00:00Z", "folder/copy.txt/killed")]),
            account("doctor", "toll.txt/dead", quantities=[tally(None, "2024-03-06", "toll.txt/dead", low=8, high=10, of=None)]),
        ],
    )  # fmt: skip
    return [
        strike,
        Event(id="threat", type="THREATEN", mode=None, status="single-source", actors=[Party(name="Northern Command")],
              reports=1, independent_sources=1, accounts=[account("Northern Command", "strike.txt/close", **north)]),
        Event(id="promise", type="AGREE", mode=None, status="single-source", reports=1, independent_sources=1,
              accounts=[account("Northern Command", "toll.txt/open", **north)]),
        Event(id="pilot", type="HARM", mode="injured", status="single-source", locations=[region], reports=1, independent_sources=1,
              accounts=[account("Bay Post", "undated.txt/hurt")]),
        Event(id="none", type="RETREAT", mode="withdraw", status="single-source", reports=1, independent_sources=1,
              accounts=[account("Bay Post", "undated.txt/left", polarity="negative")]),
        Event(id="doubt", type="ASSESS", mode=None, status="single-source", reports=1, independent_sources=1,
              accounts=[account("Bay Post", "undated.txt/ship")]),
        Event(id="mines", type="ASSAULT", mode=None, status="single-source", reports=1, independent_sources=1,
              accounts=[account("coast guard", "old.txt/mined")]),
    ]  # fmt: skip


def copies() -> list[CopyGroup]:
    end = len(TOLL_COPY)
    changed = ChangedNumber(original=(0, 4), copy=(0, 3), said="Six", instead_of="Five")
    copied = CopyOf(report="folder/copy.txt", containment=1.0, passage=[(0, end)], changed=[changed])
    return [CopyGroup(original="toll.txt", copies=[copied])]


def data() -> BriefData:
    gaps = Gaps(
        failed=[FailedSource("feed/17.html", "there is no text in the page.", "Fetch it again.")],
        silent=[SilentSource("Skerry Radio", "2024-02-20")],
        not_english=["le-detroit.html"],
        withdrawn=[
            WithdrawnReport("gone.txt", "2024-03-07", 3, "Ferry sunk", "Skerry Radio", "canceled: it was not so")
        ],
    )
    return BriefData(readings=readings(), events=events(), copies=copies(), gaps=gaps)
