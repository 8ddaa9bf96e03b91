"""A small ledger made by hand, around the reading of the fixture, and strategies that make any ledger."""

from __future__ import annotations

import io
from typing import Any, get_args

from fixture_reading import fixture_reading, hostile_reading
from hypothesis import strategies as st

from according.claims import (
    AttributionLayer,
    Claim,
    ClaimType,
    Factuality,
    Filler,
    Layers,
    Link,
    Place,
    Quantity,
    Reading,
    Report,
    TimeSpan,
    Trigger,
)
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
from according.exchange.ledger import Exported, LedgerData, What, export

MADE_BY = {"according": "0.1.0", "model": "1f2e", "tables": "9c8d"}
SIVKA = EventPlace(
    name="Sivka", entity="place:sivka", lat=46.12, lon=33.71, country="UA", admin1="Kherson", precision="point",
    radius_km=5.0,
)  # fmt: skip
NORTHLAND = Party(name="Northland's army", entity="group:northland-army")


def sivka_event() -> Event:
    """A disputed strike, told by three claimants of whom one denies."""
    maron = Account(
        claimant=Claimant(name="Ilya Maron", entity="person:ilya-maron", side="UA"),
        quantities=[
            Tally(of="workers", measure="injured", value=3, low=3, high=None, bound="min", as_of="2024-11-25",
                  claims=["harbour-sivka/harbour-sivka:3"]),
            Tally(of="people", measure="killed", value=0, low=0, high=0, claims=["harbour-sivka/harbour-sivka:4"]),
        ],
        claims=[ClaimRef(report="harbour-sivka", claim="harbour-sivka:1", trigger=(104, 110))],
    )  # fmt: skip
    post = Account(
        claimant=Claimant(name="Harbour Post"),
        quantities=[Tally(of="people", measure="killed", value=None, low=1, high=2, superseded=True, scope="the port")],
        claims=[ClaimRef(report="copy-1", claim="c9", trigger=(0, 3), copy_of="harbour-sivka")],
    )
    army = Account(claimant=Claimant(name="Northland's army", side="RU"), polarity="negative", certainty="probable")
    return Event(
        id="ev-sivka", type="ASSAULT", mode="strike", status="disputed", actors=[NORTHLAND],
        recipients=[Party(name="a fuel depot"), Party(name="Ukraine", entity="state:UA")],
        instruments=[Party(name="drone", entity="equipment:drone")],
        locations=[EventPlace(name="Kherson region", lat=46.6, lon=33.0, country="UA", precision="region",
                              radius_km=150.0), SIVKA],
        time=EventTime(start="2024-11-25", end="2024-11-25"), reports=2, copies=1, independent_sources=2,
        first_reported="2024-11-25", last_reported="2024-11-26", story="story-1", accounts=[maron, post, army],
    )  # fmt: skip


def bare_event(identity: str = "ev-bare", kind: ClaimType = "HARM") -> Event:
    """An event of which next to nothing is known."""
    return Event(id=identity, type=kind, mode=None, status="single-source")


def readings() -> list[Reading]:
    return [fixture_reading(), hostile_reading()]


def copies() -> list[CopyGroup]:
    changed = ChangedNumber(original=(1, 2), copy=(3, 4), said="4", instead_of="3")
    passage = CopyOf(report="harbour-sivka", containment=0.6, passage=[(90, 310)], changed=[changed])
    return [CopyGroup(original="nta-1", copies=[passage])]


def ledger() -> LedgerData:
    """The ledger, its iterables good for one pass."""
    return LedgerData(
        readings=iter(readings()),
        events=iter([sivka_event(), bare_event()]),
        copies=iter(copies()),
        reviews=iter([{"kind": "merge", "claims": ["a/1", "b/2"], "by": "n. n.", "undone": None}]),
        made_by=MADE_BY,
    )


def exported(form: str, what: What, data: LedgerData | None = None) -> tuple[bytes, Exported]:
    stream = io.BytesIO()
    done = export(form, what, data or ledger(), stream)
    return stream.getvalue(), done


# Any ledger, for invariants.

_words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_maybe = st.none() | _words
_number = st.none() | st.floats(allow_nan=False, allow_infinity=False)
_days = st.dates().map(lambda day: day.isoformat())
_moments = st.none() | _days | st.datetimes().map(lambda t: f"{t:%Y-%m-%dT%H:%M:%SZ}".rjust(20, "0"))
_text = st.text(st.characters(exclude_categories=["Cs"]), min_size=3, max_size=60)
_confidence = st.floats(0, 1)
_wgs = st.none() | st.floats(-100, 100)


@st.composite
def quoted(draw: st.DrawFn, text: str) -> dict[str, Any]:
    """`text` and `span` of some stretch of a report."""
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    return {"text": text[start:end], "span": (start, end)}


@st.composite
def claims(draw: st.DrawFn, text: str, number: int) -> Claim:
    """A claim of a report of this text, grounded."""

    def some(build: Any, most: int = 2) -> Any:
        return draw(st.lists(build, max_size=most))

    def filler() -> Any:
        return st.builds(lambda q, e, n: Filler(**q, entity=e, name=n), quoted(text), _maybe, _maybe)

    place = st.builds(
        lambda q, lat, lon, country, role: Place(**q, lat=lat, lon=lon, country=country, role=role, radius_km=lat),
        quoted(text), _wgs, _wgs, st.sampled_from([None, "UA", "RU", "XX"]), st.sampled_from(["in", "from", "to"]),
    )  # fmt: skip
    link = st.builds(
        lambda q, cue, e: Link(source=q["text"], span=q["span"], cue=cue["text"], cue_span=cue["span"], entity=e),
        quoted(text), quoted(text), _maybe,
    )  # fmt: skip
    quantity = st.builds(
        lambda q, value, low, of: Quantity(**q, value=value, low=low, high=value, of=of, bound="min"),
        quoted(text), _number, _number, _maybe,
    )  # fmt: skip
    time = st.builds(lambda q, start, end: TimeSpan(**q, start=start, end=end), quoted(text), _moments, _moments)
    return Claim(
        id=f"c{number}",
        event=draw(_words),
        type=draw(st.sampled_from(get_args(ClaimType))),
        mode=draw(_maybe),
        confidence=draw(_confidence),
        **draw(quoted(text)),
        trigger=Trigger(**draw(quoted(text))),
        attribution=some(link),
        factuality=draw(st.builds(Factuality)),
        actors=some(filler()),
        recipients=some(filler()),
        instruments=some(filler()),
        locations=some(place),
        time=draw(st.none() | time),
        quantities=some(quantity),
    )


@st.composite
def any_reading(draw: st.DrawFn) -> Reading:
    text = draw(_text)
    found = [draw(claims(text, number)) for number in range(draw(st.integers(0, 2)))]
    layer = AttributionLayer(source=[(0, 1)], cue=[], content=[(0, 2)], mode="mixed")
    report = Report(
        id=draw(_words), text=text, title=draw(_maybe), publisher=draw(_maybe), url=draw(_maybe),
        published=draw(st.none() | _days), published_at=draw(_moments), language=draw(st.sampled_from([None, "en"])),
    )  # fmt: skip
    return Reading(
        report=report,
        claims=found,
        layers=draw(st.none() | st.just(Layers(attributions=[layer]))),
        warnings=draw(st.lists(_words, max_size=2)),
        made_by=draw(st.dictionaries(st.sampled_from(["according", "model", "tables"]), _words)),
    )


_tallies = st.builds(
    Tally, of=_maybe, measure=_words, value=_number, low=_number, high=_number, as_of=_moments, scope=_maybe,
    superseded=st.booleans(), claims=st.lists(_words, max_size=2), bound=st.none(), unit=_words,
)  # fmt: skip
_refs = st.builds(ClaimRef, report=_words, claim=_words, trigger=st.just((0, 1)), copy_of=_maybe)
_parties = st.lists(st.builds(Party, name=_words, entity=_maybe), max_size=2)
_accounts = st.builds(
    Account,
    claimant=st.builds(Claimant, name=_words, entity=_maybe, side=_maybe),
    quantities=st.lists(_tallies, max_size=2),
    claims=st.lists(_refs, max_size=2),
)
any_event = st.builds(
    Event, id=_words, type=st.sampled_from(get_args(ClaimType)), mode=_maybe,
    status=st.sampled_from(["agreed", "disputed", "single-source"]), actors=_parties, recipients=_parties,
    instruments=_parties,
    locations=st.lists(st.builds(EventPlace, name=_words, lat=_wgs, lon=_wgs, radius_km=_number), max_size=2),
    time=st.none() | st.builds(EventTime, start=_moments, end=_moments), accounts=st.lists(_accounts, max_size=2),
    story=_maybe, first_reported=_moments,
)  # fmt: skip
any_group = st.builds(
    CopyGroup,
    original=_words,
    copies=st.lists(st.builds(CopyOf, report=_words, containment=_confidence), max_size=2),
)
any_review = st.dictionaries(
    _words, st.recursive(st.none() | st.booleans() | st.integers(-9, 9) | _words, lambda x: st.lists(x, max_size=2))
)


@st.composite
def any_ledger(draw: st.DrawFn) -> LedgerData:
    """Lists, so that it can be exported twice."""
    return LedgerData(
        readings=draw(st.lists(any_reading(), max_size=2)),
        events=draw(st.lists(any_event, max_size=2)),
        copies=draw(st.lists(any_group, max_size=2)),
        reviews=draw(st.lists(any_review, max_size=2)),
        made_by=MADE_BY,
    )
