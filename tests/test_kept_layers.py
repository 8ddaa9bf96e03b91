"""What a ledger keeps of a text's layers is all that pairing looks at: claims taken from it have the features they had."""

from __future__ import annotations

from reports import example_readings, needs_model

from according.fusion.pairing import features
from according.ledger import Ledger


@needs_model
def test_claims_taken_from_a_ledger_have_the_features_they_were_read_with(ledger: Ledger) -> None:
    readings = example_readings()
    assert any(e.kind in ("person", "organization") for r in readings if r.layers for e in r.layers.entities)
    for reading in readings:
        ledger.add(reading)
    for reading in readings:
        assert features(ledger.reading(reading.report.id)) == features(reading)
