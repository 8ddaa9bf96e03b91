"""The engine on small fixed texts, and that its output depends on the text alone."""

import msgspec
import pytest

from according.claims import Report
from according.language.engine import BODY, MODELS, Engine
from according.reading.reader import Reader

pytestmark = pytest.mark.skipif(not (MODELS / "en" / "model.onnx").exists(), reason="the model is not built")

SENTENCE = "Rebels shelled the old market in Aleppo on Monday."


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


def test_tags_tree_lemmas_and_mentions(engine: Engine) -> None:
    a = engine.analyse(SENTENCE)
    assert [t.upos for t in a.tokens] == "NOUN VERB DET ADJ NOUN ADP PROPN ADP PROPN PUNCT".split()
    assert [(t.text, a.tokens[t.head].text, t.deprel) for t in a.tokens if t.deprel in ("nsubj", "obj")] == [
        ("Rebels", "shelled", "nsubj"),
        ("market", "shelled", "obj"),
    ]
    assert [t.lemma for t in a.tokens[:2]] == ["rebel", "shell"]
    assert ("Aleppo", "place") in [(a.quote(m.start, m.end), m.kind) for m in a.mentions]


@pytest.mark.parametrize(
    ("form", "lemma"), [("fled", "flee"), ("retook", "retake"), ("overran", "overrun"), ("shook", "shake")]
)
def test_irregular_verbs_have_their_lemma(engine: Engine, form: str, lemma: str) -> None:
    assert [t.lemma for t in engine.analyse(f"The rebels {form} the town.").tokens if t.text == form] == [lemma]


def test_claim_heads(engine: Engine) -> None:
    a = engine.analyse(SENTENCE)
    types = engine.classes["word_heads"]["type"]
    row = a.scores["type"][1]
    assert types[int(row.argmax())] == "ASSAULT"
    assert row.sum() == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("text", ["", " \n", "?", "\u200b", "a" * 3000])
def test_odd_texts(engine: Engine, text: str) -> None:
    a = engine.analyse(text)
    assert [t.text for t in a.tokens] == [text[t.start : t.end] for t in a.tokens]


def test_long_sentences_and_long_reports_are_read_to_the_end(engine: Engine) -> None:
    text = ("Rebels shelled the market, " * 60).strip(", ") + ". " + SENTENCE * 40
    a = engine.analyse(text)
    assert len(a.tokens) > 3 * BODY
    assert a.tokens[-1].end == len(text)
    triggers = [t for t in a.tokens if t.lemma == "shell" and a.scores["type"][t.i][0] < 0.5]
    assert len(triggers) > 80


def test_a_sentence_is_read_alike_wherever_the_reader_stands() -> None:
    texts = [
        SENTENCE,
        f"{SENTENCE} The army said so.",
        "Talks failed, officials said.",
        f"No shot was fired.\n{SENTENCE}",
    ]
    reports = [Report(id=str(n), text=text, published="2024-11-25") for n, text in enumerate(texts * 3)]
    alone = [msgspec.json.encode(Reader(layers=True).read(r)) for r in reports[:4]]
    reader, many = Reader(layers=True), Reader(layers=True, threads=4)
    backwards = [msgspec.json.encode(reader.read(r)) for r in reversed(reports)][::-1]
    together = [msgspec.json.encode(r) for r in many.read_many(reports)]
    assert together == backwards
    assert backwards[:4] == alone[:4]


def test_the_digest_is_that_of_the_model_file(engine: Engine) -> None:
    assert len(engine.digest) == 16
    assert engine.digest == Engine().digest
