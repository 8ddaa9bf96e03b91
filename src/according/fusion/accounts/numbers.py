"""What a number counts, and which measure of the event it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from according.claims import Claim, Quantity
from according.fusion.accounts import wording
from according.knowledge import tables
from according.knowledge.names import Names
from according.knowledge.tallies import Kind, base_forms, counted, kind_of_noun, measures, phrases, small_numbers
from according.reading.mentions import noun_class

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_BREAK = re.compile(
    r"\b(?:of|in|on|at|over|near|from|were|was|who|that|which|with|and|among|including|when|after|as|during|while|if)\b"
)
_COUNTED = re.compile(r"(?P<number>\w+)(?:(?: of (?:the|its|their|his|her|our))? (?P<of>.+))?")
"""A party that is a number or is counted by one: "one", "one soldier", "one of its soldiers"."""
OF_THEM = "of them"
"""What a tally of a part of those counted before counts."""
_NO_NUMBERS = (wording.of_family, wording.designation, wording.refuted, wording.ridden, wording.moved_to)
_PEOPLE = frozenset(["anonymous", "person", "unit"])


@dataclass(frozen=True, slots=True)
class Thing:
    """What is counted: its kind (None where nothing says), its noun, and the words that narrow it down."""

    kind: Kind | None
    noun: str
    modifiers: frozenset[str] = frozenset()
    listed: bool = True
    """Whether a table has the noun: one that none has may be anybody ("electricians") or anything."""

    @property
    def generic(self) -> bool:
        """Whether it is no more than its kind ("people"), so that all finer things are parts of it."""
        return self.noun in counted().generic and not self.modifiers


def measure_of(claim: Claim, quantity: Quantity) -> str | None:
    """Return what `quantity` measures of what `claim` tells, by the names of ``measures.yaml``.

    ``killed``, ``injured``, ``intercepted``, ``launched`` ...; None where it measures nothing of the event: a
    distance, an age, a vague "several", people in a claim that tells nothing of what became of them.
    """
    table = counted()
    if _vague(quantity) or (quantity.unit != "count" and quantity.unit not in table.units):
        return None
    if any(no(claim, quantity) for no in _NO_NUMBERS):
        return None
    whole = wording.state_of_whole(claim, quantity)
    if whole is not None:
        # "Four of the wounded died": dead; "three of the dead were women": dead too.
        became = next((m for m in _said(claim.trigger.text, _beside(claim)) if measures_people(m)), None)
        return became or whole
    state = wording.deed_of(claim, quantity) or _state(quantity.of)
    if state is not None:
        return state
    thing = thing_of(quantity.of)
    doing = {"weapon": ("HARM",), "craft": ("HARM", "ASSAULT")}.get(thing.kind or "", ())
    if thing.kind == "none" or (claim.type in doing and wording.doer(claim, quantity)):
        return None
    if thing.kind == "act":
        return "strikes" if claim.type == "ASSAULT" else None
    said = _said(claim.trigger.text, _beside(claim))
    kind = thing.kind
    if "captured" in said and kind == "weapon":
        return "captured"
    for measure in said:
        counts = measures()[measure].counts
        if kind is None or kind in counts or (not thing.listed and "people" in counts):
            return measure
    if said and kind == "weapon" and claim.type != "ASSAULT":
        return None
    return _by_type(claim, quantity, kind, unless=bool(said))


def counts_of(claim: Claim) -> list[Quantity]:
    """Return the numbers of a claim, with those that only a party holds: "one was shot down", "one of its soldiers".

    "The other 61" counts what was counted before, as "of them" does.
    """
    found: list[Quantity] = []
    for quantity in claim.quantities:
        found.append(msgspec.structs.replace(quantity, of=_counted_by(claim, quantity, found)))
    for filler in claim.recipients or claim.actors:
        start, end = filler.span
        if any(q.span[0] < end and start < q.span[1] for q in claim.quantities):
            continue
        said = _COUNTED.fullmatch(filler.text)
        value = small_numbers().get(said["number"].lower()) if said is not None else None
        if said is not None and value is not None:
            span = (start, start + len(said["number"]))
            found.append(
                Quantity(text=said["number"], span=span, value=value, low=value, high=value, of=said["of"] or "of them")
            )
    return found


def _counted_by(claim: Claim, quantity: Quantity, before: Sequence[Quantity]) -> str | None:
    """What a number of a claim counts, in the words of the report; `before` are the claim's numbers before it."""
    text, of = re.escape(quantity.text), _without_when(quantity.of)
    if re.search(rf"\bothers?(?: of)? {text}\b|\b{text} (?:of the )?others\b", claim.text):
        return OF_THEM
    if _is_verb(of, claim.trigger.text):
        return None  # "two hit a pier": a verb, and nothing that is counted
    if of is not None and of.lower() == claim.trigger.text.lower():
        return _left_out(claim, before) or of
    if not of and quantity.unit == "count":
        return _noun_before(claim.text, text)
    return of


def _left_out(claim: Claim, before: Sequence[Quantity]) -> str | None:
    """The thing that was counted before in a claim, where its noun is left out: "17 drones were destroyed, and four"."""
    if any(measures_people(m) for m in _said(claim.trigger.text, _beside(claim))):
        return None
    things = [q.of for q in before if thing_of(q.of).kind in ("weapon", "craft", "thing") and thing_of(q.of).listed]
    return things[-1] if things else None


def _without_when(of: str | None) -> str | None:
    """What is counted, without a time or a dash behind it: "drones overnight", "children —"."""
    words = (of or "").split()
    while len(words) > 1 and (words[-1].lower() in counted().when or not _WORD.search(words[-1])):
        words.pop()
    return " ".join(words) if words else of


def _is_verb(of: str | None, trigger: str) -> bool:
    """Whether the words that are said to be counted are the trigger, and no plural of a deed: not "three strikes"."""
    return of is not None and of.lower() == trigger.lower() and not of.endswith("s") and _thing(of).kind == "act"


def _noun_before(text: str, number: str) -> str | None:
    """ "A crowd of 5,000": the noun that says what is counted, where it is a state or a crowd."""
    said = re.search(
        rf"(\w+) (?:of|at|to)(?: (?:about|around|some|nearly|almost|over|at least|more than))? {number}\b", text
    )
    noun = _singular(said[1].lower()) if said is not None else ""
    return noun if noun in counted().states else None


def thing_of(of: str | None) -> Thing:
    """Return what the words of `Quantity.of` count; of "of those killed were civilians" the civilians."""
    return _thing(" ".join((of or "").split()))


@lru_cache(maxsize=8192)
def states_of(of: str | None) -> frozenset[str]:
    """Return the states whose people or things are counted: of "Armenian soldiers" Armenia."""
    words = [word for word in _WORD.findall(of or "") if word[:1].isupper()]
    return frozenset(n.entity for word in words for n in _names().lookup(word) if n.kind == "state")


def partitive(of: str | None) -> bool:
    """Whether a number counts some of those counted before: "12 of them seriously"."""
    return (of or "").lower().removeprefix("of ").split()[:1] in (["them"], ["whom"])


def counted_words(of: str | None) -> str | None:
    """Return `Quantity.of` as a tally shows it: without "of those killed were", and None for "them"."""
    plain = " ".join(w for w in (of or "").split() if not numeral(w.lower()) and w.lower() not in ("them", "whom"))
    parts = [p.strip() for p in _BREAK.split(plain) if p.strip()]
    named = [p for p in parts if _thing(p).kind is not None and not _only_states(p)]
    people = [p for p in named if _thing(p).kind == "people"]
    best = (people or named)[:1]
    if best:
        return best[0]
    return "people" if _state(of) is not None and measures_people(_state(of)) else None


def measures_people(measure: str | None) -> bool:
    """Whether a measure counts people and nothing else; "casualties" does too."""
    return measure == "casualties" or (measure in measures() and measures()[measure].counts == ("people",))


@lru_cache(maxsize=8192)
def _thing(of: str) -> Thing:
    table = counted()
    words = [_singular(w) for w in _WORD.findall(of.lower()) if not numeral(w)]
    if partitive(of):
        rest = of.lower().removeprefix("of ").removeprefix("them").removeprefix("whom").strip()
        named = _thing(rest) if rest else Thing(None, "")
        # "15 of them women and children", but "12 of them seriously"
        return named if named.kind is not None and named.listed else Thing(None, OF_THEM)
    if words[:1] not in (["of"], ["those"]):
        words = words[: next((i for i, w in enumerate(words) if i and _BREAK.fullmatch(w)), len(words))]
    words = [w for i, w in enumerate(words) if w not in table.empty or i == len(words) - 1]
    if not words or (words[-1] in table.empty and words[-1] not in kind_of_noun()):
        return Thing(None, "")
    for size in (3, 2, 1):
        last = " ".join(words[-size:])
        kind = kind_of_noun().get(last)
        if kind is not None and len(words) >= size:
            noun = table.same.get(last, last)
            return Thing(kind, noun, _modifiers(words[:-size], of))
    return _by_tables(of, words)


def _by_tables(of: str, words: list[str]) -> Thing:
    noun = words[-1]
    modifiers = _modifiers(words[:-1], of)
    if noun in base_forms():
        return Thing(None, "")  # "killing": a word of the sentence, not what is counted
    equipment = next((n for n in _names().lookup(of) if n.kind == "equipment"), None)
    if equipment is not None:
        kind: Kind = "weapon" if equipment.note in counted().flying else "craft"
        return Thing(kind, equipment.note.split()[-1], frozenset(equipment.name.lower().split()))
    if noun_class(noun) in _PEOPLE:
        return Thing("people", noun, modifiers)
    if any(_names().is_demonym(w) for w in of.split()[-1:]):
        return Thing("people", noun, modifiers)  # "30 Palestinians"
    return Thing("thing", noun, modifiers, listed=False)


def _modifiers(words: list[str], of: str) -> frozenset[str]:
    """The words that narrow a noun down: not whose it is ("Ukrainian drones")."""
    capitals = {w.lower() for w in _WORD.findall(of) if w[:1].isupper() and _whose(w)}
    return frozenset(w for w in words if w not in counted().empty and w not in capitals and not w.isdigit())


@lru_cache(maxsize=4096)
def _whose(word: str) -> bool:
    return _names().state_of(word) is not None or any(n.kind == "group" for n in _names().lookup(word))


def _state(of: str | None) -> str | None:
    """The measure that the counted words name themselves: "16 injured", "casualties"."""
    words = [_singular(w) for w in _WORD.findall((of or "").lower())]
    found = [counted().states[w] for w in words if w in counted().states]
    if not found or (words[0] == "of" and len(words) > 2):
        return found[0] if found and measures_people(found[0]) else None
    return found[0] if words[0] in counted().states or words[-1] in counted().states else None


def _only_states(words: str) -> bool:
    return all(
        _singular(w) in counted().states or _singular(w) in counted().generic for w in _WORD.findall(words.lower())
    )


def _beside(claim: Claim) -> str:
    """The trigger with the word before and the two behind it: of "took part" either may be the trigger, "left" of "left their homes"."""
    start, end = (at - claim.span[0] for at in claim.trigger.span)
    if not 0 <= start < end <= len(claim.text):
        return ""
    before, behind = _WORD.findall(claim.text[:start])[-1:], _WORD.findall(claim.text[end:])[:2]
    return " ".join([*before, claim.text[start:end], *behind])


@lru_cache(maxsize=8192)
def _said(trigger: str, beside: str = "") -> tuple[str, ...]:
    """The measures that a trigger names, alone or with the word at its side, in the order of the table; longer phrases first."""
    words, around = _bases(trigger), _bases(beside)
    said = frozenset().union(*words, *around)
    found: list[tuple[int, str]] = []
    for name, every in phrases().items():
        wanted = [p for p in every if p[0] in said]
        lengths = [len(p) for p in wanted if any(_stands(p, words, i) for i in range(len(words) - len(p) + 1))]
        lengths += [
            len(p) for p in wanted if len(p) > 1 and any(_stands(p, around, i) for i in range(len(around) - len(p) + 1))
        ]
        if lengths:
            found.append((-max(lengths), name))
    order = list(measures())
    return tuple(name for _, name in sorted(found, key=lambda f: (f[0], order.index(f[1]))))


def _bases(words: str) -> list[frozenset[str]]:
    return [base_forms().get(w.lower(), frozenset((w.lower(),))) for w in _WORD.findall(words)]


def _stands(phrase: tuple[str, ...], words: list[frozenset[str]], at: int) -> bool:
    return all(word in words[at + k] for k, word in enumerate(phrase))


def _by_type(claim: Claim, quantity: Quantity, kind: Kind | None, *, unless: bool) -> str | None:
    if kind == "weapon" and claim.type == "ASSAULT":
        return "captured" if claim.mode == "occupy" else "launched"
    if unless or (kind is None and claim.type != "HARM"):
        return None
    for name in (f"{claim.type}/{claim.mode}", claim.type):
        for measure, entry in measures().items():
            if name in entry.modes and (kind is None or kind in entry.counts):
                return measure
    # "Sixteen graves": what is counted is what is told of, and nothing of what became of it.
    itself = quantity.of is not None and _singular(claim.trigger.text.lower()) == thing_of(quantity.of).noun
    return "damaged" if claim.type == "HARM" and kind in ("thing", "craft") and not itself else None


def numeral(word: str) -> bool:
    """Whether a lower-cased word is a number, in figures or in letters."""
    return word.isdigit() or word.replace(",", "").isdigit() or word in _number_words()


@lru_cache(maxsize=1)
def _number_words() -> frozenset[str]:
    table = tables.load("quantities/words")
    return frozenset([*table["small"], "hundred", "thousand", "dozen", "dozens"])


def _vague(quantity: Quantity) -> bool:
    return " ".join(quantity.text.lower().split()) in counted().vague


def _singular(word: str) -> str:
    table = counted()
    if word in table.plurals:
        return table.plurals[word]
    if word in table.states or word in kind_of_noun() or word.endswith("ss"):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and len(word) > 3 else word


@lru_cache(maxsize=1)
def _names() -> Names:
    return Names()
