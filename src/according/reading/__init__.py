"""Analysis to the claims of one report."""
