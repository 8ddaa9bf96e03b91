"""What is known of a claim when it is compared with another, and what a comparison finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import msgspec

from according.claims import ClaimType, Polarity, Realis
from according.knowledge import pairing

TIME_ZONES = timedelta(days=1)
"""How much later than the day of a report's publication a day somewhere else can be."""
_THINGS = ("equipment:", "name:")


class Spot(msgspec.Struct, kw_only=True, omit_defaults=True, frozen=True):
    """A place: coordinates are WGS84 degrees, `reach` is the radius in km of what was said."""

    name: str
    level: str
    """``point``, ``district``, ``region``, ``country``, ``sea`` or ``area``."""
    lat: float
    lon: float
    reach: float
    country: str | None = None
    admin1: str | None = None


def moved(day: str, days: int) -> str:
    """Return the ISO day so many days later; the first or last day there is where that would be beyond it."""
    number = date.fromisoformat(day[:10]).toordinal() + days
    return date.fromordinal(min(max(number, date.min.toordinal()), date.max.toordinal())).isoformat()


class When(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A closed interval of ISO dates. A night counts to both its days."""

    start: str
    end: str
    sure: bool = True
    """Whether the report says so of this happening; else it is when the report came out."""
    night: bool = False
    """Whether it is the one night from its first day to its second."""
    earlier: bool = False
    """Whether it is told as the day before what the report tells first."""

    @classmethod
    def of_time(cls, start: str, end: str) -> When:
        """Return the days of a time of a claim, which may have hours."""
        return cls(start=start[:10], end=end[:10])

    @property
    def days(self) -> int:
        """How many days it spans."""
        return (date.fromisoformat(self.end) - date.fromisoformat(self.start)).days + 1

    @property
    def vague(self) -> bool:
        """Whether it spans more than a few days."""
        return self.start[:7] != self.end[:7] or int(self.end[8:]) - int(self.start[8:]) > 7


class Number(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A number of the claim, and the stem of what it counts."""

    low: float
    high: float
    of: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """What comparing asks of a claim again and again: its lists as sets, its days as numbers (`date.toordinal`)."""

    roots: frozenset[str]
    kinds: frozenset[str]
    weapons: frozenset[str]
    persons: frozenset[str]
    deeds: frozenset[str]
    actors: frozenset[str]
    """Like `recipients`, `parties` (both of them) and `sources`: entities without equipment."""
    recipients: frozenset[str]
    parties: frozenset[str]
    sources: frozenset[str]
    acting: frozenset[str]
    """Like `suffering`: entities without equipment and what is known by its name alone."""
    suffering: frozenset[str]
    own: bool
    """Whether it is a judgement or speech act."""
    reported: int
    """Day on which it was reported; 0 where that is not known."""
    latest: str
    """The last day, anywhere on earth, of what its report tells as done; empty where that says nothing."""
    sure: bool
    """Whether the report says when."""
    vague: bool
    length: int
    """How many days its time spans; 0 without one."""
    spell: When | None
    """Its time, or the day of the report unless that tells of what was long past; it has the days `first` to `last`."""
    first: int
    last: int
    fine: list[Spot]
    """Its places that are no larger than a district."""
    around: list[Spot]
    """Its places, or where its report is about."""
    unlisted: frozenset[str]


class Features(msgspec.Struct, kw_only=True, omit_defaults=True, dict=True):
    """What pairing needs of one claim: made by `features`, compared by `pair`, kept beside the claim in the ledger.

    Once compared, it is not to be changed, but for `unit` and `keys`.
    """

    ref: str
    """``REPORT/CLAIM``."""
    report: str
    event: str
    """The report's own same-event id."""
    unit: str
    """The happening of the report that the claim belongs to, as pairing sees it: unique within the report."""
    type: ClaimType
    trigger: str
    place: int
    """Code point of the trigger in the report: which claims stand together."""
    sentence: int
    paragraph: int
    keys: list[str] = []
    """Blocking keys: only claims that share one are compared."""
    mode: str | None = None
    deed: str = ""
    """The group of deeds that it tells of ("force", "custody"); empty for speech acts and judgements."""
    deeds: list[str] = []
    """The groups of all claims of its unit."""
    section: int = 0
    """Number of the section of a round-up that it stands in."""
    past: bool = False
    """Whether it is older than what its report is about: "gunmen had stopped them", "who were seized in July"."""
    apart: bool = False
    """Whether its sentence says that it is another happening than what was told before: "in a separate incident"."""
    cause: bool = False
    """Whether its sentence tells it as what another deed was done for: the murder of "arrested over the murder"."""
    general: bool = False
    """Whether it tells of no single happening: "denies targeting civilians"."""
    doubt: float = 0.0
    """How unsure it is that the report claims this at all: 1 less the claim's confidence."""
    polarity: Polarity = "positive"
    realis: Realis = "actual"
    roots: list[str] = []
    kinds: list[str] = []
    light: bool = False
    actors: list[str] = []
    recipients: list[str] = []
    sources: list[str] = []
    weapons: list[str] = []
    persons: list[str] = []
    """Stems of the last names of persons who take part."""
    names: dict[str, float] = {}
    """Stems of who and what takes part, with what each is worth, of unit length together."""
    words: dict[str, float] = {}
    """Stems of the claim's text, likewise."""
    topic: dict[str, float] = {}
    """The most telling stems of the report, or of its section of a round-up, of unit length."""
    told: dict[str, float] = {}
    """Stems of the sentences of its unit, likewise."""
    places: list[Spot] = []
    """Where it happened, as the claim or another of its unit says."""
    unlisted: list[str] = []
    """Names of places that no table has, as the sentences of its unit give them: two that share one are in one place."""
    around: list[Spot] = []
    """Where the report is about, if nothing says where this happened."""
    around_near: bool = False
    """Whether `around` was told before it in its own paragraph."""
    when: When | None = None
    published: str | None = None
    """Day of publication."""
    numbers: list[Number] = []

    @cached_property
    def compared(self) -> Compared:
        """What `pair` asks of it, made when it is first compared."""
        when = self.when
        told = self.published[:10] if self.published is not None else ""
        spell = when or (When(start=told, end=told, sure=False) if told and not self.past else None)
        reported = date.fromisoformat(told) if told else None
        own = {"actors": self.actors, "recipients": self.recipients, "parties": [*self.actors, *self.recipients]}
        entities = {name: _without(them, "equipment:") for name, them in (own | {"sources": self.sources}).items()}
        return Compared(
            **{
                name: frozenset(getattr(self, name))
                for name in ("roots", "kinds", "weapons", "persons", "deeds", "unlisted")
            },
            **entities,
            acting=_without(self.actors, *_THINGS),
            suffering=_without(self.recipients, *_THINGS),
            own=self.type in pairing.settings().own,
            reported=reported.toordinal() if reported else 0,
            latest=(reported + TIME_ZONES).isoformat() if reported and self.realis == "actual" else "",
            sure=when is not None and when.sure,
            vague=when is not None and when.vague,
            length=when.days if when is not None else 0,
            spell=spell,
            first=date.fromisoformat(spell.start).toordinal() if spell else 0,
            last=date.fromisoformat(spell.end).toordinal() if spell else 0,
            fine=[spot for spot in self.places if spot.level in ("point", "district")],
            around=self.places or self.around,
        )

    @property
    def day(self) -> str:
        """The first day on which it can have happened, or the report's; empty where neither is known."""
        return self.when.start if self.when is not None else self.published or ""


def one_unlisted(a: Features, b: Features) -> str:
    """Return the name of a place of no table that both are told of; empty where there is none."""
    return min(a.compared.unlisted & b.compared.unlisted, default="")


class Pairing(msgspec.Struct, kw_only=True):
    """What comparing two claims found."""

    score: float
    """0 to 1: how likely they tell of one happening; 0 where there is a veto."""
    veto: str | None = None
    """Why they cannot tell of one happening, in plain English."""
    reasons: list[str] = []
    """What speaks for it and against it, the weightiest first, in plain English."""


def _without(entities: list[str], *heads: str) -> frozenset[str]:
    return frozenset([one for one in entities if not one.startswith(heads)])
