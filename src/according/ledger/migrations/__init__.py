"""Steps from one set of tables to the next, run by alembic when a ledger is opened."""
