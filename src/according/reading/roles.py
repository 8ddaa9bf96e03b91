"""Who does it, to whom, with what: the link heads over the report's words, and the tree where they are silent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from according.claims import Filler
from according.knowledge import tables
from according.language.analysis import Analysis
from according.reading.constructions import obliging
from according.reading.happenings import FORCE
from according.reading.identity import Identities
from according.reading.mentions import noun_classes, nouns
from according.reading.phrases import (
    Range,
    antecedent,
    case_of,
    child,
    children,
    conjuncts,
    first_conjunct,
    is_passive,
    lower,
    phrase,
    shares_none,
    subject,
)
from according.reading.quantities.patterns import currencies
from according.reading.toponyms import is_demonym

ACCEPT = {"actor": 0.35, "recipient": 0.32, "instrument": 0.22}
"""Least score of a word that fills a role."""
TREE = {"actor": 0.5, "recipient": 0.3, "instrument": 0.5}
"""What the tree's word adds to the probability the link head gives it; an object that the head thinks nothing of is not enough."""
NO_MEANS = 0.17
"""What a subject or an object loses as an instrument: it is rarely the means too."""
BESIDE = 0.6
"""Least score of a word that the tree does not show where it shows another for the role."""
OF_ANOTHER = 0.6
"""Least probability of an instrument that the tree gives to another deed of the sentence."""
AWAY = 0.25
"""What a word in another sentence loses."""

FAR = 4
"""Sentences before a deed in which its actor may have been told; what it is done to and with stands in its own."""

_NOMINAL = frozenset(["NOUN", "PROPN", "PRON", "ADJ", "NUM", "X", "DET"])
_AGAINST = frozenset(["on", "against", "at", "upon", "over", "of", "to", "for", "with", "from"])
_ACTING_MEANS = frozenset(["ASSAULT", "HARM", "MOBILIZE"])
"""Types whose subject, where it is a weapon or a platform, is the means: "rockets hit the market"."""
_CARRIED_OUT = frozenset(["ASSAULT", "MOBILIZE", "AID"])
"""Types whose actor, where it is a platform, is the means besides: "warplanes bombed", "helicopters flew the wounded"."""
_PLATFORMS = ("vessel", "aircraft", "vehicle")
"""Classes of equipment that carry people or weapons."""
_PEOPLE_TOO = frozenset(["fighter", "bomber"])
"""Nouns of platforms that are people more often."""
_OF_ANYTHING = frozenset(["ASSESS", "CAPABILITY", "POLICY", "THREATEN"])
"""Types whose actor may be a deed: "the attack is a turning point"."""
_BODIES = frozenset(["group", "organization", "unit", "person"])
"""Classes of nouns that before a deed's noun say whose it is: "rebel advance"."""
_FOLLOWS = frozenset(
    [
        "ASSAULT",
        "HARM",
        "DEFEND",
        "COERCE",
        "SANCTION",
        "AID",
        "SUPPORT",
        "ACCUSE",
        "THREATEN",
        "REQUEST",
        "CONSULT",
    ]
)


@lru_cache(maxsize=1)
def wielding() -> frozenset[str]:
    """Return the verbs whose object, where it is equipment, is the means."""
    return frozenset(tables.load("cues/wielding")["wielding"])


@lru_cache(maxsize=1)
def suffering() -> frozenset[str]:
    """Return the verbs whose subject, where they have no object, is who or what it happens to."""
    return frozenset(tables.load("cues/suffering")["suffering"])


@lru_cache(maxsize=1)
def harmed() -> frozenset[str]:
    """Return the verbs whose subject is whom it happens to, whatever their object, where they tell of a harm."""
    return frozenset(tables.load("cues/suffering")["harmed"])


@lru_cache(maxsize=1)
def victims() -> dict[str, frozenset[str]]:
    """Return the nouns of a harm that name whom it happened to: lemma to the relations in which they do, none for all."""
    table = tables.load("cues/suffering")
    return dict.fromkeys(table["dead"], frozenset()) | dict.fromkeys(table["hurt"], frozenset(table["hurt_as"]))


@lru_cache(maxsize=1)
def doing() -> frozenset[str]:
    """Return the light verbs whose subject does the deed that their object names."""
    table = tables.load("cues/light_verbs")
    return frozenset(table["light"]) - frozenset(table["undergone"])


@lru_cache(maxsize=1)
def deeds() -> frozenset[str]:
    """Return the nouns that name deeds of force."""
    return frozenset(tables.load("cues/deeds")["deeds"])


def _class(analysis: Analysis, i: int) -> str | None:
    return noun_classes().get(analysis.tokens[i].lemma.lower())


@dataclass(slots=True)
class Roles:
    """Roles of the happenings of one report."""

    analysis: Analysis
    identities: Identities
    happenings: Mapping[int, str] = field(default_factory=dict)
    """The types of the report's happenings by the token of their trigger."""

    def fill(self, trigger: int, kind: str, speaker: Range | None) -> dict[str, list[Filler]]:
        """Return the fillers of ``actors``, ``recipients`` and ``instruments`` of a happening of type `kind`."""
        asked = self._asked(trigger) if kind == "REQUEST" else []
        scores = self._scores(trigger, kind, asked)
        chosen: dict[str, list[int]] = {"actor": [], "recipient": [], "instrument": []}
        for word, by_role in scores.items():
            role = max(by_role, key=lambda r: by_role[r] - ACCEPT[r])
            if by_role[role] >= ACCEPT[role]:
                chosen[role].append(word)
        if kind == "HARM" and self._is_victim(trigger):
            own = self.analysis.tokens[trigger].children  # the numeral of "22 bodies" is no party beside them
            chosen["recipient"] = [w for w in chosen["recipient"] if w not in own] or [trigger]
        if kind in _CARRIED_OUT:
            chosen["instrument"] += [w for w in chosen["actor"] if self._is_platform(w)]
        found = {f"{role}s": self._fillers(trigger, sorted(words)[:14], speaker) for role, words in chosen.items()}
        if speaker is not None and not found["actors"] and asked:
            found["actors"] = [self._filler(speaker, speaker)]
        return found

    def _scores(self, trigger: int, kind: str, asked: list[int]) -> dict[int, dict[str, float]]:
        """Each candidate word's score for each role: the link head's probability, more where the tree agrees."""
        scores = self._linked(trigger)
        means = self._means(trigger, kind)
        for w in means:
            line = scores.setdefault(w, {})
            line["instrument"] = line.get("instrument", 0.0) + TREE["instrument"]
        shown = {
            "actor": [w for w in self._tree_actors(trigger, kind) if w not in means and w not in asked],
            "recipient": asked or [w for w in self._tree_recipients(trigger, kind) if w not in means],
        }
        for role, words in shown.items():
            shows = TREE["actor" if asked else role]  # who is asked is shown by the auxiliary, not by an object
            for n, w in enumerate(words):
                line = scores.setdefault(w, {})
                first = scores[words[0]].get(role, 0.0) - shows if n else 0.0
                line[role] = max(line.get(role, 0.0), first) + shows
                line["instrument"] = line.get("instrument", 0.0) - NO_MEANS
        for w in asked:
            scores[w]["actor"] = 0.0  # the link head takes the subject of the deed for who asks
        self._bar(trigger, kind, scores, shown)
        return scores

    def _linked(self, trigger: int) -> dict[int, dict[str, float]]:
        """What the link head says of each word that can fill a role."""
        tokens = self.analysis.tokens
        scores: dict[int, dict[str, float]] = {}
        for role in ACCEPT:
            for w, p in self.analysis.links[role].get(trigger, []):
                if tokens[w].upos not in _NOMINAL or w == trigger:
                    continue
                head = self._name_head(w)
                if shares_none(self.analysis, trigger, head):
                    continue
                if role == "instrument" and p < OF_ANOTHER and self._of_another(trigger, head):
                    continue
                apart = tokens[trigger].sentence - tokens[head].sentence
                if apart and (role != "actor" or not 0 < apart <= FAR):
                    continue
                away = AWAY if apart else 0.0
                if head != trigger:
                    line = scores.setdefault(head, {})
                    line[role] = max(line.get(role, 0.0), p - away)
        return scores

    def _of_another(self, trigger: int, word: int) -> bool:
        """Whether a word is what another deed of the sentence is done with or to: "sent frigates and put batteries on alert"."""
        tokens = self.analysis.tokens
        while tokens[word].base in ("conj", "nmod", "compound", "appos") and tokens[word].head >= 0:
            word = tokens[word].head
        governor = tokens[word].head
        return (
            governor != trigger
            and governor in self.happenings
            and tokens[governor].upos == "VERB"
            and tokens[trigger].head != governor
        )

    def _bar(
        self, trigger: int, kind: str, scores: dict[int, dict[str, float]], shown: Mapping[str, list[int]]
    ) -> None:
        """Take from words the roles that they cannot have."""
        nobody_acts = kind == "HARM" and self._happens_to_subject(trigger, kind)
        for w, line in scores.items():
            for role, words in shown.items():
                if words and w not in words and line.get(role, 0.0) < BESIDE:
                    line[role] = 0.0
            if nobody_acts or (kind not in _OF_ANYTHING and self._is_deed(w)):
                line["actor"] = 0.0
            if self._is_no_party(w) or self._is_border(w):
                line["actor"] = line["recipient"] = 0.0
            elif line.get("actor", 0.0) >= ACCEPT["actor"] and self._is_site(trigger, w):
                line["actor"] = 0.0

    def _is_deed(self, i: int) -> bool:
        """Whether a noun names a deed of force: that is done, and does nothing ("the strike killed three")."""
        token = self.analysis.tokens[i]
        return token.upos == "NOUN" and (self.happenings.get(i) in FORCE or token.lemma.lower() in deeds())

    def _is_no_party(self, i: int) -> bool:
        """Whether a word is money, or says again who acts or dies: "pledged £2 billion", "blew himself up", "lost their lives"."""
        token = self.analysis.tokens[i]
        if token.lemma == "life" and token.head >= 0 and self.analysis.tokens[token.head].lemma == "lose":
            return True
        if token.upos == "PRON":
            return lower(token).endswith(("self", "selves"))
        return not {token.text, lower(token)}.isdisjoint(currencies())

    def _is_border(self, i: int) -> bool:
        """Whether a word only says which border is meant: "near the border with Georgia and Azerbaijan"."""
        tokens = self.analysis.tokens
        case = child(self.analysis, first_conjunct(self.analysis, i), "case")
        return case is not None and case > 0 and tokens[case - 1].lemma in nouns()["borders"]

    def _is_site(self, trigger: int, i: int) -> bool:
        """Whether a town says where: "the Basra attack", "in Basra", "in the capital, Basra, police shot"."""
        tokens = self.analysis.tokens
        where = case_of(self.analysis, i) in nouns()["locative"] or (
            tokens[i].head == trigger and tokens[i].base == "compound"
        )
        aside = i > 1 and tokens[i - 1].text == "," and _class(self.analysis, i - 2) == "place"
        return (where or aside) and self.identities.resolve(*phrase(self.analysis, i)).kind == "place"

    def _happens_to_subject(self, i: int, kind: str) -> bool:
        """Whether a verb tells of what happens to its subject: "three died", "thousands fled"."""
        token = self.analysis.tokens[i]
        if token.upos != "VERB":
            return False
        if kind == "HARM" and token.lemma in harmed():
            return True
        return token.lemma in suffering() and child(self.analysis, i, "obj") is None

    def _means(self, trigger: int, kind: str) -> list[int]:
        """Words that the tree shows as the means: what is wielded, "mortar" of "a mortar attack", "rockets hit"."""
        tokens = self.analysis.tokens
        found = self._wielded(trigger)
        if tokens[trigger].upos == "NOUN":
            found += [c for c in children(self.analysis, trigger, "compound") if self._is_arm(c, "vessel", "vehicle")]
        elif kind in _ACTING_MEANS and not is_passive(self.analysis, trigger):
            who = subject(self.analysis, trigger)
            agents = conjuncts(self.analysis, who) if who is not None else []
            found += [w for w in agents if self._is_arm(w, "vessel", "vehicle", "aircraft")]
        return found

    def _is_arm(self, i: int, *platforms: str) -> bool:
        """Whether a noun is a weapon, and of none of the classes of `platforms`: a ship acts, a ferry is hit."""
        classes = nouns()["equipment_classes"]
        lemma = self.analysis.tokens[i].lemma.lower()
        if lemma in nouns()["unmanned"]:
            return True
        return _class(self.analysis, i) == "equipment" and not any(lemma in classes[p] for p in platforms)

    def _is_platform(self, i: int) -> bool:
        """Whether a noun is a ship, an aircraft or a vehicle; a "fighter" and a "bomber" are mostly people."""
        classes = nouns()["equipment_classes"]
        lemma = self.analysis.tokens[i].lemma.lower()
        listed = any(lemma in classes[p] for p in _PLATFORMS) and lemma not in _PEOPLE_TOO
        return listed and _class(self.analysis, i) == "equipment"

    def _asked(self, trigger: int) -> list[int]:
        """Who is asked, where the trigger is the deed asked for: "armed forces should take precautions"."""
        analysis = self.analysis
        if not any(lower(analysis.tokens[c]) in obliging() for c in children(analysis, trigger, "aux")):
            return []
        who = subject(analysis, trigger)
        return conjuncts(analysis, who) if who is not None else []

    def _wielded(self, trigger: int) -> list[int]:
        """Weapons and platforms that a verb like "fired" has for its object, or its subject in the passive."""
        analysis = self.analysis
        if analysis.tokens[trigger].lemma not in wielding():
            return []
        relation = "nsubj:pass" if is_passive(analysis, trigger) else "obj"
        found = [c for o in children(analysis, trigger, relation) for c in conjuncts(analysis, o)]
        return [w for w in found if self.identities.resolve(*phrase(analysis, w)).kind == "equipment"]

    def _name_head(self, i: int) -> int:
        """The head of the name that `i` is a part of."""
        tokens = self.analysis.tokens
        while tokens[i].base in ("compound", "flat", "goeswith") and tokens[i].head >= 0:
            head = tokens[i].head
            if tokens[head].upos != "PROPN" and not (tokens[i].upos == "NOUN" and tokens[head].upos == "NOUN"):
                break
            i = head
        return i

    def _tree_actors(self, i: int, kind: str) -> list[int]:
        analysis = self.analysis
        token = analysis.tokens[i]
        if token.upos in ("VERB", "AUX"):
            if is_passive(analysis, i) or self._is_reduced(i):
                return [
                    c
                    for d in children(analysis, i, "obl")
                    if case_of(analysis, d) == "by"
                    for c in conjuncts(analysis, d)
                ]
            if self._happens_to_subject(i, kind):
                return []
            who = self._holder(i) if self._is_purpose(i) else subject(analysis, i)
            return conjuncts(analysis, who) if who is not None else []
        owner = child(analysis, i, "nmod:poss")
        if owner is not None:
            return conjuncts(analysis, owner)
        by = next((c for c in children(analysis, i, "nmod") if case_of(analysis, c) in ("by", "between")), None)
        if by is not None:
            return conjuncts(analysis, by)
        body = [c for c in children(analysis, i, "compound") if _class(analysis, c) in _BODIES]
        if body:
            return body
        adjective = next(
            (c for c in children(analysis, i, "amod", "compound") if self._is_named(c)),
            None,
        )
        if adjective is not None:
            return [adjective]
        governor = analysis.tokens[token.head] if token.head >= 0 else None
        does = governor is not None and governor.lemma in doing() and not is_passive(analysis, token.head)
        if does and token.deprel in ("obj", "xcomp"):
            who = subject(analysis, token.head)
            return conjuncts(analysis, who) if who is not None else []
        return []

    def _is_named(self, i: int) -> bool:
        """Whether an adjective or noun names somebody: "Russian", not the "Heavy" that only begins its sentence."""
        token = self.analysis.tokens[i]
        begins = i == self.analysis.sentences[token.sentence].start
        known = token.upos in ("PROPN", "NOUN") or is_demonym(token.text)
        return token.text[:1].isupper() and (known or not begins)

    def _is_purpose(self, i: int) -> bool:
        """Whether a verb tells what a noun is for or about that does nothing itself: "an order to pull out", "their haste to leave"."""
        tokens = self.analysis.tokens
        mark = child(self.analysis, i, "mark")
        if tokens[i].deprel != "acl" or tokens[i].head < 0 or mark is None or lower(tokens[mark]) != "to":
            return False
        return tokens[tokens[i].head].upos == "NOUN" and _class(self.analysis, tokens[i].head) is None

    def _holder(self, i: int) -> int | None:
        """Who has or gives the noun that a verb hangs on: its possessor, or the subject of the verb it is the object of."""
        tokens = self.analysis.tokens
        noun = tokens[i].head
        owner = child(self.analysis, noun, "nmod:poss")
        if owner is not None or tokens[noun].deprel != "obj" or is_passive(self.analysis, tokens[noun].head):
            return owner
        return subject(self.analysis, tokens[noun].head)

    def _is_reduced(self, i: int) -> bool:
        """Whether a participle of the past says what was done to the noun before it: "insurgents led by a group"."""
        token = self.analysis.tokens[i]
        if token.deprel != "acl" or child(self.analysis, i, "mark", "aux", "nsubj", "cop") is not None:
            return False
        return not lower(token).endswith("ing") and lower(token) != token.lemma

    def _tree_recipients(self, i: int, kind: str) -> list[int]:
        analysis = self.analysis
        token = analysis.tokens[i]
        if token.upos in ("VERB", "AUX"):
            if is_passive(analysis, i):
                passive = child(analysis, i, "nsubj:pass")
                return conjuncts(analysis, antecedent(analysis, passive)) if passive is not None else []
            if self._is_reduced(i) and token.head >= 0:
                return [token.head]
            objects = children(analysis, i, "iobj") or children(analysis, i, "obj")
            if self._happens_to_subject(i, kind):
                who = subject(analysis, i)
                objects = [who] if who is not None else []
            return [c for o in objects for c in conjuncts(analysis, o)]
        if kind not in _FOLLOWS:
            return []
        for c in children(analysis, i, "nmod"):
            if case_of(analysis, c) in _AGAINST:
                return conjuncts(analysis, c)
        return []

    def _is_victim(self, i: int) -> bool:
        """Whether the trigger names whom it happened to: "found 22 bodies", "eleven wounded were brought in"."""
        token = self.analysis.tokens[i]
        relations = victims().get(token.lemma.lower())
        return relations is not None and (not relations or token.base in relations)

    def _fillers(self, trigger: int, heads: list[int], speaker: Range | None) -> list[Filler]:
        found: list[Filler] = []
        taken: list[Range] = []
        for head in heads:
            head = antecedent(self.analysis, head)
            start, end = phrase(self.analysis, head)
            if start <= trigger < end:
                start, end = (head, head + 1) if head != trigger else (start, end)
            if any(a < end and start < b for a, b in taken):
                continue
            taken.append((start, end))
            found.append(self._filler((start, end), speaker))
        return _each_once(found)

    def _filler(self, words: Range, speaker: Range | None) -> Filler:
        who = self.identities.resolve(*words, speaker=speaker)
        first, last = self.analysis.span(*words)
        return Filler(text=self.analysis.text[first:last], span=(first, last), entity=who.entity, name=who.name)


def _each_once(fillers: list[Filler]) -> list[Filler]:
    """Leave out a second mention of one party: "the president, François Hollande", "militants who crossed"."""
    kept: list[Filler] = []
    for one in fillers:
        known = next((k for k, other in enumerate(kept) if _is_same(one, other)), None)
        if known is None:
            kept.append(one)
        elif one.name == one.text and kept[known].name != kept[known].text:
            kept[known] = one  # the mention that names it
    return kept


def _is_same(one: Filler, other: Filler) -> bool:
    if (one.entity, one.name) != (other.entity, other.name):
        return False
    return bool(one.name) if one.entity is None else not one.entity.startswith("equipment:")
