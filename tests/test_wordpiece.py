"""Word pieces and shapes."""

import pytest

from according.language.engine import MODELS
from according.language.wordpiece import MAX_PIECES, WordPiece, shape


@pytest.fixture(scope="module")
def pieces() -> WordPiece:
    return WordPiece.from_file(MODELS / "en" / "vocab.txt")


def test_known_words_are_one_piece_and_case_does_not_matter(pieces: WordPiece) -> None:
    assert pieces.pieces("Missile") == pieces.pieces("missile")
    assert len(pieces.pieces("missile")) == 1


def test_accents_are_folded(pieces: WordPiece) -> None:
    assert pieces.pieces("Noël") == pieces.pieces("noel")


def test_unknown_signs_are_the_unknown_piece(pieces: WordPiece) -> None:
    assert pieces.pieces("\U0001f9ff") == [pieces.unk]
    assert pieces.pieces("\u200d") == [pieces.unk]


def test_a_monster_is_bounded(pieces: WordPiece) -> None:
    assert len(pieces.pieces("x!" * 500)) == MAX_PIECES


@pytest.mark.parametrize(
    ("word", "number"),
    [("army", 1), ("Kyiv", 2), ("NATO", 3), ("A", 4), ("McCain", 5), ("1,200", 6), ("155mm", 7), ("U.S.", 2), ("!", 8)],
)
def test_shapes(word: str, number: int) -> None:
    assert shape(word) == number
