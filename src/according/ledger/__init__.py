"""The ledger: reports, claims and events in one file or database, with their history."""

from according.ledger.adding import Added
from according.ledger.doctor import Finding
from according.ledger.failing import Failed
from according.ledger.history import LogEntry
from according.ledger.store import Ledger, open_ledger

__all__ = ["Added", "Failed", "Finding", "Ledger", "LogEntry", "open_ledger"]
