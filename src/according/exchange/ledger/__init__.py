"""A ledger for other programs: exports, import of our own lines, and comparison with other event data."""

from __future__ import annotations

from according.exchange.ledger.compare import CompareOptions, Comparison, compare
from according.exchange.ledger.data import WHATS, Exported, LedgerData, Review, What
from according.exchange.ledger.exports import EXPORTS, Exporter, export
from according.exchange.ledger.foreign import Foreign, read_acled, read_gdelt
from according.exchange.ledger.lines import Meta, Record, read_jsonl

__all__ = [
    "EXPORTS",
    "WHATS",
    "CompareOptions",
    "Comparison",
    "Exported",
    "Exporter",
    "Foreign",
    "LedgerData",
    "Meta",
    "Record",
    "Review",
    "What",
    "compare",
    "export",
    "read_acled",
    "read_gdelt",
    "read_jsonl",
]
