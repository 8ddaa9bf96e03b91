"""The ledger: reports, claims and events in one file or database, with their history."""
