"""One event as its page tells it: read from the ledger, then account beside account, number beside number."""
