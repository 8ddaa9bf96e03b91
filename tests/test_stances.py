"""Attitudes in the layer of attributions: what somebody wants, decides or shows; and each cue once."""

import pytest

from according.language.engine import MODELS, Engine
from according.reading.attribution import find_attributions
from according.reading.quotations import find_quotations
from according.reading.stances import attribution_layer, stance_cues

pytestmark = pytest.mark.skipif(not (MODELS / "en" / "model.onnx").exists(), reason="the model is not built")


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


def layer(engine: Engine, text: str) -> list[tuple[str, str, str]]:
    analysis = engine.analyse(text)
    quotations = find_quotations(analysis)
    return [
        (
            analysis.quote(*a.source) if a.source else "",
            analysis.quote(*a.cue),
            " ".join(analysis.tokens[i].text for i in sorted(a.content)),
        )
        for a in attribution_layer(analysis, quotations, find_attributions(analysis, quotations))
    ]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("Moscow plans to send more troops.", "Moscow", "plans", "to send more troops"),
        ("The minister urged rebels to leave the town.", "The minister", "urged", "rebels to leave the town"),
        ("The poll shows that voters are tired.", "The poll", "shows", "that voters are tired"),
        ("The president called the raid a crime.", "The president", "called", "the raid a crime"),
        ("The army dismissed the allegations.", "The army", "dismissed", "the allegations"),
        ("Ankara is ready to host the talks.", "Ankara", "ready", "to host the talks"),
    ],
)
def test_an_attitude_has_holder_cue_and_content(engine: Engine, text: str, source: str, cue: str, content: str) -> None:
    assert (source, cue, content) in layer(engine, text)


def test_a_quotation_that_goes_on_is_one_attribution(engine: Engine) -> None:
    found = layer(engine, '"We heard two blasts last night," the mayor said. "They hit the bridge and the school."')
    assert [cue for _, cue, _ in found] == ["said"]
    assert "blasts" in found[0][2] and "bridge" in found[0][2]


def test_what_is_told_inside_a_quotation_is_its_speakers(engine: Engine) -> None:
    found = layer(engine, '"I think that the talks have failed," the envoy said.')
    assert [(source, cue) for source, cue, _ in found] == [("the envoy", "said")]


def test_attitudes_stay_out_of_the_chains(engine: Engine) -> None:
    analysis = engine.analyse("Moscow plans to send more troops.")
    assert not find_attributions(analysis, find_quotations(analysis))


def test_the_lexicon_has_lemmas_once_in_a_frame() -> None:
    assert all(word == word.lower() for words in stance_cues().values() for word in words)
