"""The public names: adding one is a decision, removing one a breaking change."""

import tomllib
from pathlib import Path

import according

ROOT = Path(__file__).parent.parent

NAMES = """
    AccordingError Account Added AttributionLayer ChangedNumber Claim ClaimRef Claimant CopyGroup CopyOf
    DecisionError EmptyReportError EntityMention Event EventPlace EventTime ExchangeError Factuality Failed
    Failure FetchError Filler FilterError Finding GroundingError IntakeError LanguageError Layers Ledger
    LedgerError LedgerLockedError Link LogEntry ModelError NotTextError Party Place PlaceMention Quantity
    Reader Reading Report ReviewError Tally TimeMention TimeSpan TooLargeError Trigger UnreadableError
    __version__ add_many open_ledger read read_many to_builtins
"""
PUBLIC = NAMES.split()


def test_public_names_are_frozen():
    assert sorted(according.__all__) == sorted(PUBLIC)


def test_every_public_name_is_there():
    assert all(getattr(according, name) is not None for name in PUBLIC)


def test_every_public_name_is_documented():
    text = (ROOT / "docs/library.md").read_text("utf-8")
    assert [name for name in PUBLIC if name not in text] == []


def test_version_is_the_project_s():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project.get("version", according.__version__) == according.__version__
