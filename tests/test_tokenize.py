"""Sentences and words of ugly real text, with exact offsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from according.language.tokenize import MAX_SENTENCE, paragraphs, sentences


def split(text: str) -> list[list[str]]:
    return [[text[a:b] for a, b in s.words] for s in sentences(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("They don’t know.", ["They", "do", "n’t", "know", "."]),
        ("Ukraine's U.S. allies", ["Ukraine", "'s", "U.S.", "allies"]),
        ("a Russian-made 155mm shell", ["a", "Russian", "-", "made", "155mm", "shell"]),
        ("“kyiv”...or not", ["“", "kyiv", "”", "...", "or", "not"]),
        ("Gen. J. Smith paid $3,500.50", ["Gen.", "J.", "Smith", "paid", "$", "3,500.50"]),
        ("the co-operation of e-mail users", ["the", "co-operation", "of", "e-mail", "users"]),
        ("see https://example.org/a?b=1, then", ["see", "https://example.org/a?b=1", ",", "then"]),
        ("cannot", ["can", "not"]),
        ("атака в Києві 🚀", ["атака", "в", "Києві", "🚀"]),
        ("O'Neill's men", ["O'Neill", "'s", "men"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert [w for s in split(text) for w in s] == words


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("He left. She stayed.", 2),
        ("The U.S. Army said no. It was late.", 2),
        ("Lt. Gen. Talib spoke on Jan. 3 in St. Petersburg.", 1),
        ("“We go.” He left.", 2),
        ("'We fight on.' It was over.", 2),
        ("A headline without a stop\nThe text begins. It goes on.", 3),
        ("The attack... was over.", 1),
        ("It moved to kyiv.The army said so.", 2),
        ("Prices rose 3.5 percent to 1.2 million.", 1),
        ("One.\r\nTwo.\r\n", 2),
        ("", 0),
        (" \n\t ", 0),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(split(text)) == count


def test_wrapped_lines_are_one_paragraph() -> None:
    text = "The ceasefire was aimed at evacuating both rebels and\ncivilians from the city, officials said.\nNew paragraph."
    assert len(paragraphs(text)) == 2


def test_a_text_without_stops_is_cut_and_nothing_is_lost() -> None:
    text = "word, " * 1000
    found = sentences(text)
    assert max(len(s.words) for s in found) <= MAX_SENTENCE
    assert sum(len(s.words) for s in found) == 2000


@given(st.text(max_size=300))
def test_every_visible_character_is_in_exactly_one_word(text: str) -> None:
    spans = [w for s in sentences(text) for w in s.words]
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(spans[i][1] <= spans[i + 1][0] for i in range(len(spans) - 1))
    covered = {i for a, b in spans for i in range(a, b)}
    assert covered >= {i for i, c in enumerate(text) if not c.isspace()}


@pytest.mark.parametrize(
    "dateline",
    [
        "TALLINN - ",
        "PORT SUDAN, May 14 (Nile Wire) — ",
        "KIGALI/GOMA, Feb 20 (Lakes Wire) – ",
        "Moscow (Kestrel Wire) - ",
        "ST. JOHN'S (AP) -- ",
    ],
)
def test_a_dateline_is_no_part_of_the_sentence(dateline: str) -> None:
    text = f"{dateline}Rebels shelled the port, the ministry said.\n\nIt burned."
    first, second, third = sentences(text)
    assert text[first.words[0][0] : first.words[-1][1]] == dateline.strip()
    assert text[second.words[0][0] :].startswith("Rebels shelled")
    assert first.paragraph == second.paragraph < third.paragraph


def test_a_headline_may_stand_on_the_line_of_a_dateline() -> None:
    text = "Seventeen killed in hills. TARNA -- Three days of fighting ended. KYRA -- was not there."
    found = [text[s.words[0][0] : s.words[-1][1]] for s in sentences(text)]
    assert found == [
        "Seventeen killed in hills.",
        "TARNA --",
        "Three days of fighting ended.",
        "KYRA -- was not there.",
    ]


@pytest.mark.parametrize("text", ["NATO will not send troops - not now.", "The army - or what is left of it - fled."])
def test_a_dash_alone_makes_no_dateline(text: str) -> None:
    assert len(sentences(text)) == 1
