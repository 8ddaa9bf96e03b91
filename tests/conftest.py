"""Fixtures that several files of tests take."""

from ledgers import address, ledger, postgres

__all__ = ["address", "ledger", "postgres"]
