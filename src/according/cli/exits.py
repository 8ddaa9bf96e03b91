"""The exit codes, as ``docs/commands.md`` documents them."""

from __future__ import annotations

OK = 0
"""Everything was read."""
NOTHING_READ = 1
"""Nothing could be read, the engine is missing, or there is no ledger."""
FAULT_FOUND = 1
"""`according doctor` found a fault."""
USAGE = 2
"""The command was not understood."""
SOME_FAILED = 3
"""Some reports were read and some could not be."""
INTERRUPTED = 130
"""Stopped with Ctrl-C; what was written is whole."""
BROKEN_PIPE = 141
"""Whoever took our output stopped listening (``| head``)."""
