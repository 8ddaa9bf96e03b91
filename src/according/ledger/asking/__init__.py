"""Asking a ledger: claims, events, numbers, sources, entities, words, counts. Nothing here writes."""

from according.ledger.asking.answers import (
    Bucket,
    ClaimRow,
    Count,
    EntityRow,
    EventRow,
    Hit,
    Page,
    SourceRow,
    Spread,
    TallyRow,
)
from according.ledger.asking.claims import CLAIM_ORDERS, claim, claims, count_claims, latest_claims
from according.ledger.asking.counting import FACETS, facets, timeline
from according.ledger.asking.entities import ENTITY_ORDERS, entities
from according.ledger.asking.events import EVENT_ORDERS, count_events, events
from according.ledger.asking.filters import REVIEWED, Amount, Box, Filter, Near
from according.ledger.asking.plans import Slice
from according.ledger.asking.reports import Copied, ReportRow, Revision, report
from according.ledger.asking.searching import search
from according.ledger.asking.sources import SOURCE_ORDERS, silent_publishers, sources
from according.ledger.asking.tallies import spreads, tallies
from according.ledger.asking.withdrawals import Withdrawn, withdrawn

__all__ = [
    "CLAIM_ORDERS",
    "ENTITY_ORDERS",
    "EVENT_ORDERS",
    "FACETS",
    "REVIEWED",
    "SOURCE_ORDERS",
    "Amount",
    "Box",
    "Bucket",
    "ClaimRow",
    "Copied",
    "Count",
    "EntityRow",
    "EventRow",
    "Filter",
    "Hit",
    "Near",
    "Page",
    "ReportRow",
    "Revision",
    "Slice",
    "SourceRow",
    "Spread",
    "TallyRow",
    "Withdrawn",
    "claim",
    "claims",
    "count_claims",
    "count_events",
    "entities",
    "events",
    "facets",
    "latest_claims",
    "report",
    "search",
    "silent_publishers",
    "sources",
    "spreads",
    "tallies",
    "timeline",
    "withdrawn",
]
