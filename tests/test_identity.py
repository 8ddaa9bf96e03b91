"""Identities of names, descriptions and pronouns, on analyses made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any, ClassVar, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from according.knowledge.names import Names
from according.language.analysis import Analysis, Mention, Sentence, Token
from according.reading.entities import find_entities
from according.reading.identity import Identities, Identity

Word = tuple[str, str, int, str]
"""Text, part of speech, head in its sentence (-1 at the root), relation."""


@dataclass(frozen=True)
class Entry:
    entity: str
    name: str
    kind: str
    state: str | None = None
    extra: dict[str, str] = field(default_factory=dict)


RUSSIA = Entry("state:RU", "Russia", "state", "RU")
PUTIN = Entry("person:vladimir-putin", "Vladimir Putin", "person", "RU", {"gender": "m"})
TASS = Entry("media:tass", "TASS", "media", "RU")
HEZBOLLAH = Entry("group:hezbollah", "Hezbollah", "group")
SYRIA = Entry("state:SY", "Syria", "state", "SY")


class FewNames:
    """A stand-in for the tables."""

    table: ClassVar = {"Russia": RUSSIA, "Russian": RUSSIA, "Moscow": RUSSIA, "Vladimir Putin": PUTIN, "TASS": TASS,
             "Hezbollah": HEZBOLLAH, "Syria": SYRIA}  # fmt: skip

    def lookup(self, text: str) -> list[Entry]:
        return [self.table[text]] if text in self.table else []

    def longest(self, words: Sequence[str], start: int) -> tuple[int, list[Entry]] | None:
        for end in range(min(len(words), start + 5), start, -1):
            found = self.lookup(" ".join(words[start:end]))
            if found:
                return end, found
        return None

    def state_of(self, text: str) -> str | None:
        entry = self.table.get(text)
        return entry.state if entry is not None and entry.kind == "state" else None

    def spelt_otherwise(self, name: str, on: date | None) -> Entry | None:
        return None

    def holder(self, office: str, state: str, on: date) -> Entry | None:
        return PUTIN if (office, state) == ("president", "RU") and on.year >= 2012 else None

    def offices(self, text: str) -> list[str]:
        return {"president": ["president"], "foreign secretary": ["foreign_minister"]}.get(text.lower(), [])

    def persons(self, surname: str, on: date | None) -> list[Entry]:
        return [PUTIN] if surname == "Putin" else []


NAMES = cast(Names, FewNames())
DAY = date(2024, 11, 25)


def analysis(*sentences: list[Word], mentions: Sequence[tuple[str, str]] = ()) -> Analysis:
    """Build an analysis; words are joined by spaces."""
    tokens: list[Token] = []
    parts: list[Sentence] = []
    at = 0
    for number, words in enumerate(sentences):
        first = len(tokens)
        for text, upos, head, deprel in words:
            lemma = text.lower()
            lemma = lemma[:-1] if upos == "NOUN" and lemma.endswith("s") and not lemma.endswith("ss") else lemma
            token = Token(
                len(tokens), at, at + len(text), text, number, upos, lemma, head + first if head >= 0 else -1, deprel
            )
            tokens.append(token)
            at += len(text) + 1
        parts.append(Sentence(number, first, len(tokens), 0))
    for t in tokens:
        if t.head >= 0:
            tokens[t.head].children.append(t.i)
    made = Analysis(" ".join(t.text for t in tokens), tokens, parts)
    for text, kind in mentions:
        start, end = tokens_of(made, text)
        made.mentions.append(Mention(start, end, kind, 1.0))
    return made


def tokens_of(made: Analysis, text: str, nth: int = 0) -> tuple[int, int]:
    """Return the token range of the nth occurrence of a text."""
    words = text.split()
    every = [t.text for t in made.tokens]
    starts = [i for i in range(len(every)) if every[i : i + len(words)] == words]
    return starts[nth], starts[nth] + len(words)


def who(made: Analysis, text: str, nth: int = 0, **more: Any) -> Identity:
    return Identities(made, NAMES, DAY).resolve(*tokens_of(made, text, nth), **more)


JOHNSON = [("Foreign", "PROPN", 1, "compound"), ("Secretary", "PROPN", 4, "nsubj"), ("Boris", "PROPN", 1, "flat"),
           ("Johnson", "PROPN", 1, "flat"), ("condemned", "VERB", -1, "root"), ("it", "PRON", 4, "obj"),
           (".", "PUNCT", 4, "punct")]  # fmt: skip


def said(subject: list[Word], verb: str = "said") -> list[Word]:
    """A sentence of a subject, whose head is its last word, and a verb."""
    n = len(subject)
    head = [(t, u, n if d == "nsubj" else h, d) for t, u, h, d in subject]
    return [*head, (verb, "VERB", -1, "root"), (".", "PUNCT", n, "punct")]


def test_an_adjective_or_a_capital_stands_for_its_state() -> None:
    a = analysis(
        said([("Moscow", "PROPN", 1, "nsubj")]),
        said([("Russian", "ADJ", 1, "amod"), ("drones", "NOUN", 0, "nsubj")], "hit"),
    )
    assert who(a, "Moscow") == Identity("state:RU", "Russia", "state", "RU")
    assert who(a, "Russian").entity == "state:RU"
    drones = who(a, "Russian drones")
    assert (drones.name, drones.kind, drones.state) == ("Russian drones", "equipment", "RU")


def test_a_capital_where_things_happen_is_the_city() -> None:
    a = analysis(
        [
            ("He", "PRON", 1, "nsubj"),
            ("spoke", "VERB", -1, "root"),
            ("in", "ADP", 3, "case"),
            ("Moscow", "PROPN", 1, "obl"),
        ]
    )
    assert who(a, "Moscow") == Identity("name:moscow", "Moscow", "place", "RU")


def test_titles_are_stripped_and_short_forms_resolve_to_the_full_name() -> None:
    a = analysis(JOHNSON, said([("Mr.", "PROPN", 1, "compound"), ("Johnson", "PROPN", 0, "nsubj")]),
                 mentions=[("Boris Johnson", "person")])  # fmt: skip
    for text in ("Foreign Secretary Boris Johnson", "Mr. Johnson", "Johnson"):
        assert who(a, text).name == "Boris Johnson"


def test_a_surname_alone_is_looked_up_as_of_the_date() -> None:
    a = analysis(said([("Putin", "PROPN", 0, "nsubj")]), mentions=[("Putin", "person")])
    assert who(a, "Putin").entity == "person:vladimir-putin"


def test_a_title_resolves_by_the_report_before_the_table() -> None:
    title = [("The", "DET", 2, "det"), ("Foreign", "PROPN", 2, "compound"), ("Secretary", "PROPN", 0, "nsubj")]
    a = analysis(JOHNSON, said(title),
                 mentions=[("Boris Johnson", "person")])  # fmt: skip
    assert who(a, "The Foreign Secretary").name == "Boris Johnson"


@pytest.mark.parametrize("published, expected", [(DAY, "Vladimir Putin"), (None, "Russian president")])
def test_an_office_of_a_state_resolves_by_its_dates(published: date | None, expected: str) -> None:
    a = analysis(said([("The", "DET", 2, "det"), ("Russian", "ADJ", 2, "amod"), ("president", "NOUN", 0, "nsubj")]))
    assert Identities(a, NAMES, published).resolve(0, 3).name == expected


def test_pronouns_agree_in_gender_and_number() -> None:
    a = analysis(
        said([("Mrs", "PROPN", 1, "compound"), ("Haddad", "PROPN", 0, "nsubj")]),
        said([("Mr", "PROPN", 1, "compound"), ("Fares", "PROPN", 0, "nsubj")]),
        said([("Hezbollah", "PROPN", 0, "nsubj")]),
        said([("She", "PRON", 0, "nsubj")]),
        said([("He", "PRON", 0, "nsubj")]),
        said([("It", "PRON", 0, "nsubj")]),
        mentions=[("Haddad", "person"), ("Fares", "person")],
    )
    assert [who(a, p).name for p in ("She", "He", "It")] == ["Haddad", "Fares", "Hezbollah"]


def test_a_pronoun_is_not_an_argument_of_its_antecedents_verb() -> None:
    a = analysis(
        said([("Syria", "PROPN", 0, "nsubj")]),
        [("Russia", "PROPN", 1, "nsubj"), ("attacked", "VERB", -1, "root"), ("it", "PRON", 1, "obj")],
    )
    assert who(a, "it").entity == "state:SY"


def test_we_and_i_are_the_speaker() -> None:
    a = analysis(said([("Hezbollah", "PROPN", 0, "nsubj")]), said([("We", "PRON", 0, "nsubj")]))
    assert who(a, "We", speaker=(0, 1)).name == "Hezbollah"
    assert who(a, "We").entity is None


def test_the_state_us_is_no_pronoun() -> None:
    a = analysis(said([("US", "PROPN", 0, "nsubj")]))
    assert who(a, "US", speaker=(1, 2)).name == "US"


def test_a_possessor_inside_a_description_is_not_taken_up() -> None:
    governor: list[Word] = [("the", "DET", 1, "det"), ("region", "NOUN", 3, "nmod:poss"), ("'s", "PART", 1, "case")]
    a = analysis(
        said([*governor, ("governor", "NOUN", 0, "nsubj")]),
        said([("The", "DET", 1, "det"), ("region", "NOUN", 0, "nsubj")]),
    )
    assert who(a, "The region").name == "region"


def test_a_definite_description_takes_up_an_earlier_mention() -> None:
    a = analysis(
        said([("Hezbollah", "PROPN", 0, "nsubj")]),
        said([("The", "DET", 2, "det"), ("health", "NOUN", 2, "compound"), ("ministry", "NOUN", 0, "nsubj")]),
        said([("The", "DET", 1, "det"), ("group", "NOUN", 0, "nsubj")]),
        said([("The", "DET", 1, "det"), ("ministry", "NOUN", 0, "nsubj")]),
    )
    assert who(a, "The group").name == "Hezbollah"
    assert who(a, "The ministry") == who(a, "The health ministry")


def test_a_description_beside_a_name_comes_down_to_the_name() -> None:
    a = analysis(
        said(
            [
                ("Russian", "ADJ", 2, "amod"),
                ("news", "NOUN", 2, "compound"),
                ("agency", "NOUN", 0, "nsubj"),
                ("TASS", "PROPN", 2, "appos"),
            ]
        )
    )
    assert who(a, "Russian news agency TASS") == Identity("media:tass", "TASS", "media", "RU")


def test_an_acronym_in_parentheses_ties_both_forms() -> None:
    long = [("Free", "PROPN", 2, "compound"), ("Coast", "PROPN", 2, "compound"), ("Front", "PROPN", 6, "nsubj"),
            ("(", "PUNCT", 4, "punct"), ("FCF", "PROPN", 2, "appos"), (")", "PUNCT", 4, "punct"),
            ("said", "VERB", -1, "root")]  # fmt: skip
    a = analysis(long, said([("FCF", "PROPN", 0, "nsubj")]), mentions=[("Free Coast Front", "organization")])
    assert who(a, "FCF", 1) == who(a, "Free Coast Front")
    assert who(a, "FCF", 1).name == "Free Coast Front"


@pytest.mark.parametrize(
    "words, kind",
    [(("two", "Western", "officials"), "anonymous"), (("a", "statement"), "document"), (("witnesses",), "anonymous")],
)
def test_sources_without_a_name_keep_their_description(words: tuple[str, ...], kind: str) -> None:
    a = analysis(
        said(
            [
                *((w, "DET" if w == "a" else "ADJ", len(words) - 1, "amod") for w in words[:-1]),
                (words[-1], "NOUN", 0, "nsubj"),
            ]
        )
    )
    found = who(a, " ".join(words))
    assert (found.kind, found.name) == (kind, " ".join(w for w in words if w != "a"))


def test_entities_quote_the_text_and_do_not_overlap() -> None:
    a = analysis(
        JOHNSON,
        said([("Moscow", "PROPN", 0, "nsubj")]),
        mentions=[("Boris Johnson", "person"), ("Moscow", "organization")],
    )
    found = find_entities(a, Identities(a, NAMES, DAY))
    assert [(e.text, e.entity) for e in found][-2:] == [("Boris Johnson", "name:boris-johnson"), ("Moscow", "state:RU")]
    assert all(a.text[e.span[0] : e.span[1]] == e.text for e in found)
    assert all(x.span[1] <= y.span[0] for x, y in pairwise(found))


_POOL = ["Moscow", "Vladimir", "Putin", "he", "it", "they", "who", "the", "group", "(", "SDF", ")", "said", "-", "'s"]


@given(
    st.lists(
        st.tuples(st.sampled_from(_POOL), st.sampled_from(["PROPN", "NOUN", "PRON", "VERB", "PUNCT", "ADJ"])),
        min_size=1,
        max_size=12,
    ),
    st.data(),
)
def test_every_range_of_any_tree_resolves(words: list[tuple[str, str]], data: st.DataObject) -> None:
    relations = st.sampled_from(["nsubj", "obj", "flat", "compound", "appos", "nmod:poss", "acl:relcl", "case"])
    sentence: list[Word] = [
        (t, u, data.draw(st.integers(0, i - 1)) if i else -1, data.draw(relations)) for i, (t, u) in enumerate(words)
    ]
    a = analysis(sentence)
    identities = Identities(a, NAMES, DAY)
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            found = identities.resolve(start, end)
            assert found.kind
            assert (found.entity is None) == (found.name is None)
    assert all(a.text[e.span[0] : e.span[1]] == e.text for e in find_entities(a, Identities(a, NAMES, DAY)))
