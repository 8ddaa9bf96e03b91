"""Descriptions without a name ("the Russian defence ministry", "two Western officials") and what they refer back to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from according.knowledge.names import Names
from according.language.analysis import Analysis
from according.reading.mentions import Identity, normalised, noun_class, nouns
from according.reading.pronouns import Candidate

_ARTICLES = frozenset(["the", "a", "an"])
_DEFINITE = frozenset(["the", "this", "that", "these", "those"])


@dataclass(slots=True)  # frozen costs as much as describing does
class Description:
    """A noun phrase without a name over tokens ``[start, end)``.

    `text` has no article; `title` is the phrase, lower-cased, without article and state (`owned`: whether there
    was one); `modifiers` are the words between them and the head.
    """

    start: int
    end: int
    head: int
    text: str
    kind: str
    state: str | None
    definite: bool
    plural: bool
    lemma: str
    title: str
    owned: bool
    modifiers: tuple[str, ...]

    def identity(self) -> Identity:
        """Return the identity of the description by its own words."""
        if not self.text:
            return Identity(None, None, self.kind, self.state)
        return Identity(normalised(self.text), self.text, self.kind, self.state)


def describe(
    analysis: Analysis, names: Names, start: int, end: int, head: int, owner: str | None = None
) -> Description:
    """Return what the words of tokens ``[start, end)`` say; `owner` is the state a leading "its" stands for."""
    tokens = analysis.tokens
    first = start
    while first < end - 1 and tokens[first].lower in _ARTICLES:
        first += 1
    last = end
    while last > first + 1 and tokens[last - 1].text in ("'s", "’s", "'", "’"):
        last -= 1
    text = " ".join(analysis.quote(first, last).split())
    body, state = _without_state(analysis, names, first, last)
    if tokens[first].upos == "PRON" and first < head:
        body, state = first + 1, owner
    lower, lemma = tokens[head].lower, tokens[head].lemma.lower()
    title = " ".join(t.lower for t in tokens[body:last])
    kind = noun_class(lemma) or noun_class(lower) or _fallback(analysis, head)
    plural = lemma != lower and lower.endswith(("s", "men"))
    mods = tuple(t.lower for t in tokens[body:head] if t.upos not in ("DET", "PUNCT"))
    definite = tokens[start].lower in _DEFINITE
    return Description(start, end, head, text, kind, state, definite, plural, lemma, title, body > first, mods)


def _without_state(analysis: Analysis, names: Names, first: int, last: int) -> tuple[int, str | None]:
    """Where the phrase begins after a state ("Russian", "Ukraine's", "the United States'"), and that state."""
    tokens = analysis.tokens
    for n in (3, 2, 1):
        if first + n < last:
            state = names.state_of(" ".join(t.text for t in tokens[first : first + n]))
            if state is not None:
                after = first + n
                while after < last - 1 and tokens[after].text in ("'s", "’s", "'", "’"):
                    after += 1
                return after, state
    after_of = [i for i in range(first, last - 1) if tokens[i].lower in ("of", "in", "for")]
    states = [names.state_of(" ".join(t.text for t in tokens[i + 1 : last] if t.upos != "DET")) for i in after_of]
    inner = next((s for s in states if s), None)
    inside = (names.state_of(t.text) for t in tokens[first:last] if t.text[:1].isupper())
    return first, inner or next((s for s in inside if s), None)


def _fallback(analysis: Analysis, head: int) -> str:
    """The engine's kind of the head, else a thing."""
    mention = analysis.mention_at(head)
    if mention is None:
        return "thing"
    return "anonymous" if mention.kind == "person" else mention.kind


def refers_back(what: Description, c: Candidate) -> float:
    """How well a definite description can take up an earlier phrase: 3 same noun, 2 its class, 1 near it, 0 not."""
    # A name is taken up by any of its nouns ("Ministry of Defence"), a description by its head alone.
    same = what.lemma == c.lemma or (c.named and what.lemma in c.words)
    kinds: list[str] = nouns()["anaphors"].get(what.lemma, [])
    if not same and not kinds:
        return 0
    if what.lemma in nouns()["state_bodies"] and (c.identity.entity or "").startswith("group:"):
        return 0  # "the army" is a state's, even where a Liberation Army was told of
    if what.lemma in nouns()["bands"] and not nouns()["services"].isdisjoint(c.words):
        return 0  # "the group" is no Federal Security Service
    if c.identity.state and what.state and c.identity.state != what.state:
        return 0
    added = [m for m in what.modifiers if m not in nouns()["empty_modifiers"]]
    if same and c.plural == what.plural and c.words.issuperset(added):
        return 3
    if added or what.state is not None or what.end - what.head > 1:
        return 0
    if what.plural or c.plural or c.identity.kind not in kinds or _other_equipment(what.lemma, c.lemma):
        return 0
    if not c.named and (c.identity.kind != "equipment" or what.lemma not in nouns()["wide_equipment"]):
        return 0
    # "the terrorist group" is rather a group than any organization.
    return 2 if c.identity.kind == kinds[0] else 1 if not what.modifiers else 0


@lru_cache(maxsize=1)
def _equipment_classes() -> dict[str, frozenset[str]]:
    """Return noun of equipment to its classes."""
    table: dict[str, list[str]] = nouns()["equipment_classes"]
    every = {noun for members in table.values() for noun in members}
    return {noun: frozenset(name for name, members in table.items() if noun in members) for noun in every}


def _other_equipment(one: str, two: str) -> bool:
    """Whether two nouns are of equipment of different classes: a drone is no vessel."""
    a, b = _equipment_classes().get(one), _equipment_classes().get(two)
    return bool(a and b and not a & b)
