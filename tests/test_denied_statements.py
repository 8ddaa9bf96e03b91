"""What a denied statement says is denied, what may have happened is over. All texts are invented."""

from __future__ import annotations

import pytest
from reports import needs_model

from according import read


@needs_model
@pytest.mark.parametrize(
    ("text", "trigger", "polarity"),
    [
        ("The army said it had shot back, rejecting reports that it had bombed a school.", "bombed", "negative"),
        (
            "The army said that its troops had come under fire from a monastery and had shot back, rejecting reports that "
            "it had bombed a school.",
            "bombed",
            "negative",
        ),
        ("The ministry dismissed claims that 40 soldiers had been killed.", "killed", "negative"),
        ("The rebels rejected the accusation that they had burned houses.", "burned", "negative"),
        ("The court rejected an appeal by two men who had shot a judge.", "shot", "positive"),
    ],
)
def test_what_a_denied_statement_says_is_denied(text: str, trigger: str, polarity: str) -> None:
    claim = next(c for c in read(text).claims if c.trigger.text == trigger)
    assert claim.factuality.polarity == polarity


@needs_model
@pytest.mark.parametrize(
    ("text", "trigger", "source"),
    [
        ("The Kremlin dismissed reports that North Korean troops had been deployed.", "deployed", "The Kremlin"),
        ("The army denied claims about an attack on the village.", "attack", "The army"),
        ("The ministry retracted its statement that five civilians had died.", "died", "The ministry"),
    ],
)
def test_who_refutes_a_statement_puts_forward_that_it_is_not_so(text: str, trigger: str, source: str) -> None:
    claim = next(c for c in read(text).claims if c.trigger.text == trigger)
    assert [link.source for link in claim.attribution] == [source]
    assert claim.factuality.polarity == "negative"


@needs_model
@pytest.mark.parametrize(
    ("text", "trigger", "realis"),
    [
        ("The shelling may have killed ten people, the mayor said.", "killed", "actual"),
        ("Rebels might have crossed the border, officials said.", "crossed", "actual"),
        ("Rebels may attack the town, officials said.", "attack", "hypothetical"),
    ],
)
def test_what_may_have_happened_is_over_if_it_did(text: str, trigger: str, realis: str) -> None:
    claim = next(c for c in read(text).claims if c.trigger.text == trigger)
    assert (claim.factuality.certainty, claim.factuality.realis) == ("possible", realis)
