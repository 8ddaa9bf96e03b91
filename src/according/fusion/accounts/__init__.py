"""An event written from its claims: each claimant's account side by side, with numbers that are never averaged."""

from __future__ import annotations

from according.fusion.accounts.claimants import claimant
from according.fusion.accounts.event import describe
from according.fusion.accounts.numbers import measure_of
from according.fusion.accounts.tallies import contradict
from according.fusion.accounts.verdict import status

__all__ = ["claimant", "contradict", "describe", "measure_of", "status"]
