"""Who said what: a person, state or medium, and what it asserted, denied, threatened and promised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec

from according.claims import Claim
from according.ledger import asking
from according.ledger.asking import ClaimRow, Filter, Slice
from according.ledger.asking.identified import known_as
from according.web.server.addresses import changed
from according.web.server.claim_parts import ShownClaim, claim_data, shown_claim
from according.web.server.view import Answer, Asked, View

WITHIN = 5_000
"""Claims that names are counted in, the latest: counting in a million takes seconds."""
_MOST_OF_A_KIND = 8
_MOST_COUNTED = 1_000
_LATER = 3
"""Claims of what later happened that stand beside a threat or promise."""
FULFILS = {"THREATEN": ("ASSAULT", "SANCTION", "MOBILIZE", "COERCE")}
"""Types of what a threat holds out; a promise holds out its own type."""
_PROMISED = ("AGREE", "AID", "RETREAT", "CONCEDE", "COOPERATE", "MOBILIZE", "SUPPORT", "CONSULT", "POLICY")


LATEST = 400
"""Claims of one source that are looked through, the latest."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of things said: what of a claim makes it one, and the filter that finds all of them."""

    name: str
    label: str
    is_one: Callable[[Claim], bool]
    asks: dict[str, tuple[str, ...]]
    later: bool = False
    """Whether what later happened is to stand beside them."""


def _threatens(claim: Claim) -> bool:
    return claim.type == "THREATEN" and claim.factuality.polarity == "positive"


def _promises(claim: Claim) -> bool:
    fact = claim.factuality
    return claim.type in _PROMISED and fact.realis == "future" and fact.polarity == "positive"


def _denies(claim: Claim) -> bool:
    return claim.factuality.polarity == "negative"


def _asserts(claim: Claim) -> bool:
    fact = claim.factuality
    return (fact.polarity, fact.realis, fact.certainty) == ("positive", "actual", "certain") and not _threatens(claim)


KINDS = (
    Kind("threatened", "Threatened", _threatens, {"type": ("THREATEN",), "polarity": ("positive",)}, later=True),
    Kind(
        "promised",
        "Promised or announced",
        _promises,
        {"type": _PROMISED, "realis": ("future",), "polarity": ("positive",)},
        later=True,
    ),
    Kind("denied", "Denied", _denies, {"polarity": ("negative",)}),
    Kind(
        "asserted", "Asserted", _asserts, {"polarity": ("positive",), "realis": ("actual",), "certainty": ("certain",)}
    ),
)


@dataclass(frozen=True, slots=True)
class Said:
    """A claim with what later happened beside it."""

    row: ClaimRow
    claim: ShownClaim
    later: list[ShownClaim]
    later_rows: list[ClaimRow]
    sought: bool
    """Whether later claims could be looked for: it is known who would do it, and when it was said."""


@dataclass(frozen=True, slots=True)
class Group:
    """What one said of one kind, among its latest claims."""

    kind: Kind
    count: int
    said: list[Said]
    href: str


def people(asked: Asked) -> Answer:
    """Return who and what is in the claims asked for."""
    name = asked.params.get("name", "").strip() or None
    start = int(asked.after) if asked.after and asked.after.isdecimal() and len(asked.after) < 7 else 0
    rows = asking.entities(
        asked.ledger, asked.filter, name=name, roles=("actor", "recipient", "source"), sort=asked.sort or "-claims",
        part=Slice(limit=asked.limit, offset=start, within=WITHIN),
    ).items  # fmt: skip
    more = str(start + len(rows)) if len(rows) == asked.limit else None
    return Answer(
        title="Who said what",
        data={"within_latest_claims": WITHIN, "entities": rows, "next": more},
        rows=[{**{k: v for k, v in msgspec.to_builtins(row).items() if k != "roles"}, **row.roles} for row in rows],
        page={"people": rows, "name": name or "", "within": WITHIN},
        next=more,
    )


def one(asked: Asked) -> Answer:
    """Return what one said, by kind, the latest first."""
    name = asked.path["id"]
    known = known_as(asked.ledger, name)
    own = msgspec.structs.replace(asked.filter, said_by=known.entity or known.name)
    rows = asking.claims(asked.ledger, own, sort="-day", part=Slice(limit=LATEST, descending=True)).items
    groups = [_group(asked, own, kind, rows) for kind in KINDS]
    months = asking.timeline(asked.ledger, own, by="month")
    about = asking.count_claims(
        asked.ledger, msgspec.structs.replace(asked.filter, party=known.entity or known.name), most=_MOST_COUNTED + 1
    )
    return Answer(
        title=known.name,
        data={
            "within_latest_claims": LATEST if len(rows) == LATEST else None,
            "name": known.name, "entity": known.entity, "kind": known.kind, "side": known.side,
            "said": {
                group.kind.name: {
                    "count": group.count,
                    "claims": [claim_data(said.row) | {"later": [claim_data(row) for row in said.later_rows]} for said in group.said],
                }
                for group in groups
            },
            "months": [{"month": month, "claims": count} for month, count in _by_month(months)],
            "party_to": min(about, _MOST_COUNTED), "party_to_is_at_least": about > _MOST_COUNTED,
        },
        rows=[_row(group.kind.name, said) for group in groups for said in group.said],
        page={
            "within": LATEST if len(rows) == LATEST else None,
            "known": known, "groups": groups, "months": _by_month(months), "about": min(about, _MOST_COUNTED),
            "about_more": about > _MOST_COUNTED, "id": known.entity or known.name,
        },
    )  # fmt: skip


def _group(asked: Asked, own: Filter, kind: Kind, rows: list[ClaimRow]) -> Group:
    mine = [row for row in rows if kind.is_one(row.claim)]
    said = []
    for number, row in enumerate(mine[:_MOST_OF_A_KIND]):
        found = _later(asked, row) if kind.later else None
        later = found or []
        said.append(Said(row, shown_claim(row, number), [shown_claim(one) for one in later], later, found is not None))
    pairs = [("said_by", str(own.said_by)), *((name, value) for name, values in kind.asks.items() for value in values)]
    return Group(kind, len(mine), said, changed("/claims", pairs, {}))


def _later(asked: Asked, row: ClaimRow) -> list[ClaimRow] | None:
    """What is told as done afterwards by the same actor to the same: it may fulfil a threat or promise, or be another matter.

    None where that cannot be looked for: nobody knows who would do it, or when it was said.
    """
    claim = row.claim
    day = _day(claim, row.report.published)
    actors = _names(claim.actors)
    if day is None or not actors:
        return None
    # From the next day on: what else is told on the day itself must not take the places of what came later.
    after = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    wanted = Filter(
        type=FULFILS.get(claim.type, (claim.type,)), actor=actors, recipient=_names(claim.recipients),
        realis="actual", polarity="positive", published_since=after, as_of=asked.filter.as_of,
    )  # fmt: skip
    return asking.claims(asked.ledger, wanted, sort="published", part=Slice(limit=_LATER, descending=False)).items


def _names(fillers: list[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.entity for one in fillers if one.entity))[:3]


def _day(claim: Claim, published: str | None) -> str | None:
    return published[:10] if published else claim.time.start[:10] if claim.time and claim.time.start else None


def _by_month(buckets: list[asking.Bucket]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for bucket in buckets:
        if bucket.start:
            counts[bucket.start[:7]] = counts.get(bucket.start[:7], 0) + bucket.count
    return sorted(counts.items())


def _row(kind: str, said: Said) -> dict[str, Any]:
    claim, report = said.row.claim, said.row.report
    return {
        "kind": kind, "claim": said.row.ref, "type": claim.type, "text": claim.text, "report": report.id,
        "publisher": report.publisher, "published": report.published, "start": claim.span[0], "end": claim.span[1],
        "later": "; ".join(row.ref for row in said.later_rows),
    }  # fmt: skip


VIEWS = [
    View(
        "who", "/who", people, "who.html", "Persons, states, bodies and media in claims, with how often in which role."
    ),
    View(
        "one",
        "/who/{id:path}",
        one,
        "who_one.html",
        "What one of them asserted, denied, threatened, promised, and what later happened.",
    ),
]
