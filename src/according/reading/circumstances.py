"""Where, when and how many: which of the report's places, times and quantities belong to a happening."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

import msgspec

from according.claims import Claim, Filler, Place, PlaceMention, Quantity, Role, Span, TimeMention, TimeSpan
from according.knowledge.tallies import counted
from according.language.analysis import Analysis
from according.reading.articles import counted_by_article
from according.reading.cues import Attribution
from according.reading.phrases import Range, ancestors, between_semicolons, case_of, lower, phrase, shares_none
from according.reading.scenes import apart, distinct, motion, place_of
from according.reading.toponyms import words

PLACE_LINK = 0.2
"""Least probability of a place that hangs on the trigger itself."""
FAR_PLACE_LINK = 0.25
"""Least probability of any other place."""
NOUN_LINK = 0.3
"""Least probability of a place that has no name of its own ("the market")."""
SAID_PLACE_LINK = 0.45
"""Least probability of a place of what is said or decided: it is mostly the place of what is spoken of."""
NEVER = 2.0
QUANTITY_LINK = 0.3

_PART_OF_NAME = frozenset(["compound", "flat", "conj", "appos", "nmod"])
_STAYS = frozenset(["ASSAULT", "DEFEND", "PROTEST", "ASSESS", "POLICY"])
"""Types whose "to X" and "into X" is where it happens, not where somebody goes ("fired rockets into Israel")."""
_SAID = frozenset("ACCUSE AGREE CAPABILITY CONCEDE COOPERATE POLICY REJECT REQUEST SANCTION SUPPORT THREATEN".split())
"""Types that are said or decided, not done in a place."""
_SHARES = frozenset(["ASSAULT", "HARM", "DEFEND", "COERCE"])
"""Types that happen where the claim they belong to happens ("shelled Homs, killing four")."""

Mentioned = TypeVar("Mentioned", PlaceMention, TimeMention, Quantity)


@dataclass(slots=True)
class Circumstances:
    """Places, times and quantities of one report, by the tokens they stand on."""

    analysis: Analysis
    published: date | None
    places: list[PlaceMention]
    times: list[TimeMention]
    quantities: list[Quantity]
    attributions: list[Attribution]
    _covered: dict[Span, Range] = field(default_factory=dict, init=False)
    _places: dict[int, list[tuple[PlaceMention, int, int]]] = field(default_factory=dict, init=False)
    _times: dict[int, list[tuple[TimeMention, int, int]]] = field(default_factory=dict, init=False)
    _quantities: dict[int, list[tuple[Quantity, int, int]]] = field(default_factory=dict, init=False)
    """Sentence to its mentions with their tokens: each claim asks for those of its own."""
    _dated: set[Span] = field(default_factory=set, init=False)
    """Spans of places that are, or stand in, the name of a time."""
    _saying: dict[int, Attribution] = field(default_factory=dict, init=False)
    """First token of a cue of speech to its attribution."""

    def __post_init__(self) -> None:
        self._places, self._times = self._by_sentence(self.places), self._by_sentence(self.times)
        self._quantities = self._by_sentence(self.quantities)
        self._dated = {
            p.span for p in self.places if any(t.span[0] < p.span[1] and p.span[0] < t.span[1] for t in self.times)
        }
        self._saying = {a.cue[0]: a for a in self.attributions if a.kind == "speech"}

    def _by_sentence(self, mentions: list[Mentioned]) -> dict[int, list[tuple[Mentioned, int, int]]]:
        found: dict[int, list[tuple[Mentioned, int, int]]] = {}
        for one in mentions:
            start, end = self.tokens_of(one.span)
            found.setdefault(self.analysis.tokens[start].sentence, []).append((one, start, end))
        return found

    def tokens_of(self, span: Span) -> Range:
        """Return the tokens a character span covers; at least one."""
        if span not in self._covered:  # every claim asks for every mention of the report
            self._covered[span] = self._cover(span)
        return self._covered[span]

    def _cover(self, span: Span) -> Range:
        tokens = self.analysis.tokens
        first = max(bisect_right(tokens, span[0], key=lambda t: t.start) - 1, 0)
        last = first
        while last + 1 < len(tokens) and tokens[last + 1].start < span[1]:
            last += 1
        return first, last + 1

    def where(self, trigger: int, kind: str, scope: set[int], means: list[Filler]) -> list[Place]:
        """Return the places of a happening, the likeliest one or one a role; `means` are its instruments."""
        analysis = self.analysis
        linked = {w: p for w, p in analysis.links["place"].get(trigger, []) if p >= PLACE_LINK}
        found: list[tuple[float, Place]] = []
        named: set[int] = set()
        for mention, start, end in self._places.get(analysis.tokens[trigger].sentence, []):
            named.update(range(start, end))
            if mention.span in self._dated:
                continue
            head = self._head(start, end)
            if self._ends_another_way(head, trigger) or self._is_owner(mention, head) or self._is_seat(head, trigger):
                continue
            score = max((linked.get(i, 0.0) for i in range(start, end)), default=0.0)
            case = self._case(head)
            attached = head in scope and self._attached(head, trigger)
            if score == 0.0 and attached and case in motion()["all"] and kind not in _SAID:
                score = 0.45 if case in motion()["in"] else 0.42
            if score >= self._least(kind, head, trigger):
                found.append((score, place_of(mention, self._role(kind, head, case))))
        if not found and kind not in _SAID:
            found = self._described(trigger, kind, linked, named, means)
        return apart(self.analysis.text, distinct(found))

    def _ends_another_way(self, head: int, trigger: int) -> bool:
        """Whether a place is where another verb leads: "the wounded were taken to a hospital in Goma" were not hit there."""
        tokens, at = self.analysis.tokens, head
        while tokens[at].deprel.split(":")[0] in _PART_OF_NAME and tokens[at].head >= 0:
            at = tokens[at].head
        verb = tokens[at].head
        if verb in (-1, trigger) or tokens[verb].upos != "VERB":
            return False
        below = verb in ancestors(self.analysis, trigger)
        if not below:  # "31 houses burned and 1,200 people fled towards Batken"
            return self._case(at) in motion()["to"] | motion()["towards"]
        carried = tokens[verb].lemma in motion()["verbs"]["carry"]
        return carried and tokens[trigger].deprel.split(":")[0] in ("amod", "acl")

    def _is_seat(self, head: int, trigger: int) -> bool:
        """Whether a place only says where who tells it sits: "the monitor, which is based in Britain, said fighters reached"."""
        return any(
            a.source is not None and a.source[0] <= head < a.cue[0] and trigger in a.content and head not in a.content
            for a in self._saying.values()
        )

    def _is_owner(self, place: PlaceMention, head: int) -> bool:
        """Whether a state only says whose something is: "U.S. ships", "the U.S. embassies in Nairobi"."""
        tokens = self.analysis.tokens
        noun = tokens[head].head
        if place.precision != "country" or noun <= head or tokens[head].deprel not in ("compound", "amod", "nmod:poss"):
            return False
        return tokens[noun].upos == "NOUN" and tokens[noun].lemma.lower() not in words()["inside_states"]

    def _least(self, kind: str, head: int, trigger: int) -> float:
        """How probable a place has to be: less where it hangs on the trigger itself, which a place of speech must."""
        tokens = self.analysis.tokens
        top = tokens[head]
        if kind in _SAID:
            return SAID_PLACE_LINK if top.head == trigger else NEVER
        if top.deprel in _PART_OF_NAME and top.head >= 0:
            top = tokens[top.head]
        return PLACE_LINK if top.head == trigger else FAR_PLACE_LINK

    def _role(self, kind: str, head: int, case: str) -> Role:
        """Whether a place is the origin, the goal or the scene of a happening, by its preposition or its verb."""
        token, known = self.analysis.tokens[head], motion()
        verb = self.analysis.tokens[token.head].lemma if token.head >= 0 else ""
        if case in known["from"] or (not case and token.deprel == "obj" and verb in known["verbs"]["from"]):
            return "from"
        if case in known["towards"] or (case in known["to"] and kind not in _STAYS):
            return "to"
        reached = not case and token.deprel == "obj" and verb in known["verbs"]["to"]
        arrived = case in ("in", "at") and verb in known["verbs"]["arrive"]
        return "to" if (reached or arrived) and kind not in _STAYS else "in"

    def _described(
        self, trigger: int, kind: str, linked: dict[int, float], named: set[int], means: list[Filler]
    ) -> list[tuple[float, Place]]:
        """The likeliest place without a name of its own: "the market", "a camp"; it has no coordinates.

        What it is done with is none ("used napalm").
        """
        tokens = self.analysis.tokens
        likely = [
            (p, w)
            for w, p in linked.items()
            if p >= NOUN_LINK
            and tokens[w].upos == "NOUN"
            and w not in named
            and w != trigger
            and not self._ends_another_way(w, trigger)
            and tokens[w].sentence == tokens[trigger].sentence
            and not any(f.span[0] <= tokens[w].start < f.span[1] for f in means)
        ]
        if not likely:
            return []
        score, word = max(likely)
        start, end = phrase(self.analysis, word)
        if start <= trigger < end:
            start, end = word, word + 1
        first, last = self.analysis.span(start, end)
        text = self.analysis.text[first:last]
        place = Place(text=text, span=(first, last), name=text, role=self._role(kind, word, self._case(word)))
        return [(score, place)]

    def share(self, claims: list[Claim], triggers: list[int]) -> None:
        """Give claims without a place the one of the claim of the same event in their sentence."""
        tokens = self.analysis.tokens
        for claim, trigger in zip(claims, triggers, strict=True):
            if claim.locations or claim.type not in _SHARES:
                continue
            near = [
                (abs(other - trigger), c)
                for c, other in zip(claims, triggers, strict=True)
                if c.event == claim.event and c.locations and tokens[other].sentence == tokens[trigger].sentence
            ]
            if near:
                claim.locations = [
                    msgspec.structs.replace(p) for p in min(near, key=lambda n: n[0])[1].locations if p.role == "in"
                ]

    def when(self, trigger: int, scope: set[int]) -> TimeSpan | None:
        """Return the time of a happening: its own, else the one of the clause it belongs to."""
        best: tuple[int, TimeMention] | None = None
        for mention, start, end in self._times.get(self.analysis.tokens[trigger].sentence, []):
            if mention.start is None:
                continue
            head = self._head(start, end)
            if self._dates_saying(head, trigger):
                continue
            cost = self._distance(head, trigger)
            if cost is not None and (best is None or cost < best[0]):
                best = cost, mention
        if best is None:
            return None
        return self.time_of(best[1])

    def time_of(self, mention: TimeMention) -> TimeSpan:
        """Return a time as a claim has it: "since May" reaches to the report, "by Friday" from it."""
        start, end = mention.start, mention.end
        first, _ = self.tokens_of(mention.span)
        before = lower(self.analysis.tokens[first - 1]) if first > 0 else ""
        if before == "since" and self.published is not None and end is not None:
            end = max(self.published.isoformat(), end)
        elif (
            before == "by" and self.published is not None and end is not None and end > self.published.isoformat()
        ) or (
            before in ("until", "till")
            and self.published is not None
            and end is not None
            and end > self.published.isoformat()
        ):
            start = self.published.isoformat()
        return TimeSpan(
            text=mention.text,
            span=mention.span,
            start=start,
            end=end,
            granularity=mention.granularity or "day",
        )

    def how_many(self, trigger: int, kind: str, scope: set[int], fillers: list[Filler]) -> list[Quantity]:
        """Return the quantities that measure a happening."""
        analysis = self.analysis
        linked = {w for w, p in analysis.links["quantity"].get(trigger, []) if p >= QUANTITY_LINK}
        spans = [f.span for f in fillers]
        found: list[Quantity] = []
        for quantity, start, end in self._quantities.get(analysis.tokens[trigger].sentence, []):
            if (
                self._is_age(quantity, start, end)
                or self._is_label(quantity, start)
                or self._is_family(quantity, start)
            ):
                continue
            inside = any(a <= quantity.span[0] and quantity.span[1] <= b for a, b in spans)
            if not inside and trigger not in between_semicolons(analysis, start):
                continue
            head = self._head(start, end)
            governor = analysis.tokens[head].head
            if any(shares_none(analysis, trigger, w) for w in (head, governor) if w >= 0):
                continue
            near = head in scope and (
                governor == trigger or (governor >= 0 and analysis.tokens[governor].head == trigger)
            )
            if (
                inside
                or near
                or self._raised(governor, trigger)
                or self._measured(start, end, trigger)
                or any(i in linked for i in range(start, end))
            ):
                found.append(self._completed(quantity, head, trigger, kind))
                if quantity.unit == "count" and governor >= 0:
                    found += counted_by_article(analysis, governor)
        return found

    def _raised(self, governor: int, trigger: int) -> bool:
        """Whether what is counted is the trigger's subject over a verb between: "some 50,000 people are believed to remain"."""
        tokens = self.analysis.tokens
        if governor < 0 or tokens[trigger].deprel != "xcomp":
            return False
        return tokens[governor].head == tokens[trigger].head and tokens[governor].deprel.startswith("nsubj")

    def _measured(self, start: int, end: int, trigger: int) -> bool:
        """Whether the trigger is what a measure is of: "two years of fighting"."""
        token = self.analysis.tokens[trigger]
        return token.deprel.split(":")[0] == "nmod" and start <= token.head < end

    def _is_label(self, quantity: Quantity, start: int) -> bool:
        """Whether a number behind a noun tells which one it is, not how many: "posts 250 and 251"."""
        tokens = self.analysis.tokens
        if quantity.unit != "count" or quantity.of is not None or start == 0:
            return False
        first = start
        while tokens[first].deprel == "conj" and tokens[tokens[first].head].upos == "NUM":
            first = tokens[first].head
        head = tokens[first].head
        return (
            tokens[first].deprel in ("nummod", "appos") and head == first - 1 and tokens[head].upos in ("NOUN", "PROPN")
        )

    def _is_family(self, quantity: Quantity, start: int) -> bool:
        """Whether a bare number tells of somebody's children or age: "a mother of six", "a boy of 14"."""
        if quantity.unit != "count" or quantity.of is not None or start < 2:
            return False
        of, noun = (self.analysis.tokens[start - k] for k in (1, 2))
        return (
            lower(of) == "of"
            and noun.lemma.lower() in counted().parents | counted().aged
            and noun.text != noun.text.title()
        )

    def _is_age(self, quantity: Quantity, start: int, end: int) -> bool:
        """Whether a bare number beside a name is its bearer's age: "Dana Katz, 24, was killed"."""
        tokens = self.analysis.tokens
        if quantity.unit != "count" or quantity.of is not None or end - start != 1 or start < 2 or end >= len(tokens):
            return False
        between = tokens[start - 1].text == "," and tokens[end].text in (",", ".", ";", ")")
        return between and tokens[start - 2].upos == "PROPN" and (quantity.value or 0) < 120

    def _completed(self, quantity: Quantity, head: int, trigger: int, kind: str) -> Quantity:
        """A number whose noun is left out counts what the happening says ("12 were wounded"), else what was counted
        before it in the sentence ("62 aircraft, 47 of which ...")."""
        if quantity.of is not None or quantity.unit != "count":
            return quantity
        tokens = self.analysis.tokens
        if kind == "HARM" and (tokens[head].head == trigger or tokens[trigger].head == head):
            return msgspec.structs.replace(quantity, of=tokens[trigger].text)
        if tokens[trigger].upos == "NOUN" and tokens[head].head == trigger:  # "strikes, eight of them today"
            return msgspec.structs.replace(quantity, of=tokens[trigger].text)
        begin = tokens[self.analysis.sentences[tokens[head].sentence].start].start
        before = [q.of for q in self.quantities if begin <= q.span[0] < quantity.span[0] and q.of and q.unit == "count"]
        return msgspec.structs.replace(quantity, of=before[-1]) if before else quantity

    def _head(self, start: int, end: int) -> int:
        """The token of a range that hangs on something outside it."""
        for i in range(end - 1, start - 1, -1):
            head = self.analysis.tokens[i].head
            if not start <= head < end:
                return i
        return end - 1

    def _case(self, head: int) -> str:
        case = case_of(self.analysis, head)
        token = self.analysis.tokens[head]
        named = case == "of" and self.analysis.tokens[token.head].lemma.lower() in words()["class_of"]
        if (not case or named) and token.deprel in _PART_OF_NAME and token.head >= 0:
            return case_of(self.analysis, token.head)  # "towards the town of Batken"
        return case

    def _attached(self, head: int, trigger: int) -> bool:
        """Whether a place hangs on the trigger, or on its arguments, with no other verb between."""
        for a in ancestors(self.analysis, head):
            if a == trigger:
                return True
            if self.analysis.tokens[a].upos in ("VERB", "AUX"):
                token = self.analysis.tokens[trigger]
                return token.head == a and token.deprel.split(":")[0] in ("obj", "nsubj", "obl", "xcomp")
        return False

    def _dates_saying(self, head: int, trigger: int) -> bool:
        """Whether a time hangs on the cue of an attribution that does not contain it."""
        for a in ancestors(self.analysis, head):
            if a in self._saying and a != trigger and head not in self._saying[a].content:
                return True
            if self.analysis.tokens[a].upos == "VERB":
                return False
        return False

    def _distance(self, head: int, trigger: int) -> int | None:
        """Steps over the tree from a time to a trigger; None where they are of clauses that share no time."""
        up = [head, *ancestors(self.analysis, head)]
        mine = [trigger, *ancestors(self.analysis, trigger)]
        common = next((a for a in up if a in mine), None)
        if common is None:
            return None
        climb = up.index(common)
        crossed = [
            a
            for a in up[1:climb]
            if self.analysis.tokens[a].upos in ("VERB", "AUX") and self.analysis.tokens[a].deprel not in ("xcomp",)
        ]
        if crossed:
            return None
        fall = mine[: mine.index(common)]
        relations = {self.analysis.tokens[a].deprel for a in fall}
        if relations & {"acl:relcl", "parataxis", "advcl:relcl"}:
            return None
        return climb + 2 * len(fall)
