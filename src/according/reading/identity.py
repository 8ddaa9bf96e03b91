"""Who or what a phrase stands for: names by tables and report, pronouns and descriptions by what came before."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from datetime import date

from according.knowledge.names import Names
from according.language.analysis import Analysis
from according.reading import pronouns
from according.reading.descriptions import Description, describe, refers_back
from according.reading.mentions import (
    Identity,
    Named,
    find_names,
    first_names,
    gender_of_entry,
    identity_of,
    is_masthead,
    normalised,
    noun_class,
    nouns,
    title_words,
)
from according.reading.phrases import Range, ancestors, full_phrase, is_adverbial, phrase
from according.reading.pronouns import Candidate
from according.reading.quotations import Quotation, find_quotations

__all__ = ["Identities", "Identity"]

_NO_HEAD = frozenset(["compound", "flat", "fixed", "goeswith", "amod", "det", "nummod", "case", "punct"])
_SHELLS = frozenset(["agency", "newspaper", "television", "tv", "group", "organisation", "organization", "movement",
                     "network", "party", "militia", "newswire", "website", "channel", "daily", "broadcaster", "service",
                     "administration"])  # fmt: skip
"""Nouns that say what kind of thing the name before them is ("TASS agency")."""
_POSSESSIVE = frozenset(["its", "his", "her", "their"])
_BEST = 5.0
"""Most that a candidate in the same sentence can score: the same noun, often mentioned."""
_CARRIES = ("flat", "appos", "nmod:unmarked", "nmod:desc", "compound", "nmod:npmod")


class Identities:
    """Identities of one report: mentions are resolved once, in text order; look-ups are cheap."""

    def __init__(
        self, analysis: Analysis, names: Names, published: date | None, quotations: list[Quotation] | None = None
    ) -> None:
        """Quotations are looked for where they are not given."""
        self._a, self._names, self._on = analysis, names, published
        quotations = find_quotations(analysis) if quotations is None else quotations
        self._lower = [t.lower for t in analysis.tokens]
        self._quoted = {i for q in quotations for i in range(q.start, q.end)}
        self.named: list[Named] = find_names(analysis, names)
        self._name_at = {i: k for k, n in enumerate(self.named) for i in range(n.start, n.end)}
        self._gender: dict[str, str] = {}
        self._people: dict[str, Identity] = {}
        self._short: dict[str, Identity] = {}
        self._titles: list[tuple[int, frozenset[str], Identity]] = []
        self._who: list[Identity] = []
        self._cache: dict[Range, Identity] = {}
        self._candidates: list[Candidate] = []
        self._starts: list[int] = []
        self._identify_names()
        self._walk()

    def resolve(self, start: int, end: int, *, speaker: Range | None = None) -> Identity:
        """Return the identity of tokens ``[start, end)``; `speaker` is who says "I" and "we" there."""
        word = self._lower[start] if end - start == 1 else ""
        if word in pronouns.SPEAKER and self._a.tokens[start].text != "US":
            if speaker is None or speaker[0] <= start < speaker[1]:
                return Identity(None, None, "person")
            return self.resolve(*speaker)
        found = self._cache.get((start, end))
        if found is None:
            found = self._cache[start, end] = self._resolve(start, end)
        return found

    def phrases(self) -> list[Candidate]:
        """Return what the report refers to, in text order: names, descriptions, and pronouns that were resolved."""
        return list(self._candidates)

    # Names

    def _identify_names(self) -> None:
        """Full names first, wherever they stand: a headline may have the short form before them."""
        for n in self.named:
            if n.entry is not None:
                self._learn_person(n, identity_of(n.entry))
            elif n.end - n.start > 1 and n.kind == "person":
                text = self._quote(n.start, n.end)
                known = self._names.spelt_otherwise(text, self._on)
                self._learn_person(n, identity_of(known) if known else Identity(normalised(text), text, "person"))
        for n in self.named:
            self._tie_acronym(n)
        self._who = [self._identify(n) for n in self.named]
        for n, who in zip(self.named, self._who, strict=True):
            if who.kind == "person":
                self._learn_title(n, who)

    def _learn_person(self, n: Named, who: Identity) -> None:
        if who.kind != "person" or who.entity is None:
            return
        words = [t.text for t in self._a.tokens[n.start : n.end]]
        forms = [words[-1], self._quote(n.start, n.end), *(w for w in words[1:-1] if w[:1].isupper() and len(w) > 3)]
        if "-" in words:
            forms.append(self._quote(n.start, n.end).split()[-1])
        for form in forms:
            self._people.setdefault(form, who)
        gender = gender_of_entry(n.entry) if n.entry is not None else first_names().get(words[0], "")
        if gender:
            self._gender.setdefault(who.entity, gender)

    def _tie_acronym(self, n: Named) -> None:
        """``Syrian Democratic Forces (SDF)``: the acronym stands for the name, also where only letters agree."""
        tokens, at = self._a.tokens, n.end
        if at + 2 >= len(tokens) or tokens[at].text != "(" or tokens[at + 2].text != ")":
            return
        short = tokens[at + 1].text
        if not (2 <= len(short) <= 8 and sum(c.isupper() for c in short) * 2 > len(short)):
            return
        tied = self._name_at.get(at + 1)
        entry = n.entry or (self.named[tied].entry if tied is not None else None)
        text = self._quote(n.start, n.end)
        who = identity_of(entry) if entry is not None else Identity(normalised(text), text, _solid(n.kind))
        self._short[short] = self._short[text] = who

    def _identify(self, n: Named) -> Identity:
        text = self._quote(n.start, n.end)
        if text in self._short:
            return self._short[text]
        titled = n.start > 0 and self._lower[n.start - 1] in title_words()
        if n.entry is not None and not (titled and n.entry.kind != "person" and text in self._people):
            return self._city(n, text) or identity_of(n.entry)
        if text in self._people and n.kind in ("person", "?", "organization", "place"):
            return self._titled(n, self._people[text])
        if n.kind in ("person", "?") and (titled or n.end - n.start == 1):
            known = self._names.persons(text, self._on)
            if known and (titled or n.kind == "person" or self._on is not None):
                return self._titled(n, identity_of(known[0]), gender_of_entry(known[0]))
        found = self._names.lookup(text)
        if found and n.end - n.start > 1:
            return identity_of(found[0])
        kind = "person" if titled else "media" if n.kind != "person" and is_masthead(text) else _solid(n.kind)
        return self._titled(n, Identity(normalised(text), text, kind))

    def _city(self, n: Named, text: str) -> Identity | None:
        """A capital where things happen ("in Kyiv", "central Beirut") is the city, not the state."""
        if n.entry is None or n.entry.kind != "state" or text == n.entry.name or text in nouns()["short_states"]:
            return None
        head = self._a.tokens[self._head(n.start, n.end)]
        marks = [self._a.tokens[c] for c in head.children]
        placed = any(m.deprel == "case" and m.text.lower() in nouns()["locative"] for m in marks)
        if head.upos != "PROPN" or not (placed or any(m.deprel == "amod" for m in marks)):
            return None
        return Identity(normalised(text), text, "place", n.entry.state)

    def _titled(self, n: Named, who: Identity, gender: str = "") -> Identity:
        before = self._lower[n.start - 1] if n.start else ""
        gender = gender or title_words().get(before, "")
        if who.entity is not None and who.kind == "person" and gender:
            self._gender.setdefault(who.entity, gender)
        return who

    def _learn_title(self, n: Named, who: Identity) -> None:
        """Words before or beside a person's name: what "the minister" can refer to later."""
        head = self._head(n.start, n.end)
        above = self._a.tokens[head].head
        around = [head, above] if above >= 0 and self._a.tokens[head].deprel in _CARRIES else [head]
        words: set[str] = set()
        for top in around:
            beside = [c for c in self._a.tokens[top].children if self._a.tokens[c].deprel in ("appos", *_CARRIES)]
            for part in [top, *(c for c in beside if self._a.tokens[c].upos in ("NOUN", "PROPN"))]:
                start, end = phrase(self._a, part)
                words.update(self._lower[i] for i in range(start, end) if not n.start <= i < n.end)
        if words:
            self._titles.append((n.start, frozenset(words), who))

    # Phrases in text order

    def _walk(self) -> None:
        """Resolve every phrase once, in order, so that each can be the antecedent of the next."""
        for i, token in enumerate(self._a.tokens):
            word = self._lower[i]
            if pronouns.is_pronoun(word):
                self._add_pronoun(i)
            elif i in self._name_at:
                n = self.named[self._name_at[i]]
                if i == n.end - 1:
                    self._add(n.start, n.end, self._head(n.start, n.end), self._who[self._name_at[i]], named=True)
                    self._candidates[-1].adjective = token.upos == "ADJ" and n.end - n.start == 1
            elif token.upos == "NUM" and token.deprel in ("nsubj", "nsubj:pass", "obj"):
                self._add(i, i + 1, i, self._counted(i), named=False)
            elif token.upos in ("NOUN", "PROPN") and token.base not in _NO_HEAD:
                start, end = phrase(self._a, i)
                if not any(k in self._name_at for k in range(i, min(end, i + 2))):
                    whole = full_phrase(self._a, i) if noun_class(token.lemma.lower()) == "anonymous" else (start, end)
                    for k in range(i, whole[1]):
                        if self._lower[k] in _POSSESSIVE:  # its antecedent stands before the phrase
                            found = pronouns.antecedent(self._a, k, self._candidates, self._quoted)
                            self._cache[k, k + 1] = found.identity if found else Identity(None, None, "organization")
                    self._add(start, i + 1, i, self.resolve(*whole), named=False)

    def _counted(self, i: int) -> Identity:
        """A number that stands for people ("255 dead", "two of them")."""
        text = self._a.tokens[i].text
        return Identity(normalised(text), text, "anonymous")

    def _add_pronoun(self, i: int) -> None:
        if self._a.tokens[i].deprel == "expl":
            found = None
        else:
            found = pronouns.antecedent(self._a, i, self._candidates, self._quoted)
        if found is None:
            kind = "person" if self._lower[i] in pronouns.GENDERED else "organization"
            self._cache[i, i + 1] = Identity(None, None, kind)
            return
        self._cache[i, i + 1] = found.identity
        gender = pronouns.GENDERED.get(self._lower[i], "")
        if gender and found.named and found.identity.entity is not None:
            self._gender.setdefault(found.identity.entity, gender)
        gender = gender or found.gender
        self._keep(Candidate(i, i + 1, i, found.identity, gender, found.plural, self._subject(i), found.named))

    def _add(self, start: int, end: int, head: int, who: Identity, *, named: bool) -> None:
        lemma = self._a.tokens[head].lemma.lower()
        gender = self._gender.get(who.entity or "", "")
        if not gender and not named:
            gender = "m" if lemma in nouns()["male"] else "f" if lemma in nouns()["female"] else ""
        plural = not named and self._is_plural(start, head)
        top = self._a.tokens[head].head if self._a.tokens[head].deprel in ("flat", "appos", "compound") else head
        subject = self._subject(head) or (named and top >= 0 and self._subject(top) and who.kind in ("person", "media"))
        self._keep(Candidate(start, end, head, who, gender, plural, subject, named))

    def _keep(self, c: Candidate) -> None:
        c.lemma = self._a.tokens[c.head].lemma.lower()
        c.words = frozenset([*self._lower[c.start : c.end], *(c.identity.name or "").lower().split()])
        self._candidates.append(c)
        self._starts.append(c.end)

    def _is_plural(self, start: int, head: int) -> bool:
        token = self._a.tokens[head]
        word, lemma = self._lower[head], token.lemma.lower()
        if (
            token.upos == "NUM"
            or word in ("people", "police")
            or (lemma != word and word.endswith(("s", "men", "people")))
        ):
            return True
        return any(self._a.tokens[i].upos == "NUM" and self._lower[i] not in ("one", "1") for i in range(start, head))

    def _subject(self, i: int) -> bool:
        return self._a.tokens[i].deprel.startswith("nsubj")

    # A phrase

    def _resolve(self, start: int, end: int) -> Identity:
        word = self._lower[start] if end - start == 1 else ""
        if word in pronouns.RELATIVE:
            return self._relative(start)
        head = self._head(start, end)
        around = self._name_at.get(head)
        if around is not None and (self.named[around].end > end or self.named[around].start < start):
            part = self._names.lookup(self._quote(start, end))
            if part:
                return identity_of(part[0])
        name = self._name_in(start, end, head)
        if name is not None:
            return self._who[name]
        owner = (
            self.resolve(start, start + 1).state
            if pronouns.is_pronoun(self._lower[start]) and end - start > 1
            else None
        )
        what = describe(self._a, self._names, start, end, head, owner)
        found = self._names.lookup(what.text) if what.text else []
        if found:
            return identity_of(found[0])
        return self._office(what) or self._refer_back(what) or self._with_owner(start, end, what.identity())

    def _with_owner(self, start: int, end: int, who: Identity) -> Identity:
        """``a spokesman for its ministry``: a person or body that is not named is told apart by whose it is."""
        if who.kind not in ("person", "anonymous", "organization", "document") or who.name is None:
            return who
        for i in range(start, end):
            word = self._lower[i]
            if word not in _POSSESSIVE or self._a.tokens[i].deprel != "nmod:poss":
                continue
            owner = self.resolve(i, i + 1)
            if owner.name is None or owner.kind in ("thing", "equipment", "place"):
                return who
            words = [f"{owner.name}'s" if w.lower() == word else w for w in who.name.split()]
            name = " ".join(words)
            return Identity(normalised(name), name, who.kind, who.state or owner.state)
        return who

    def _relative(self, at: int) -> Identity:
        for a in ancestors(self._a, at):
            token = self._a.tokens[a]
            if token.deprel == "acl:relcl" and token.head >= 0:
                found = self.resolve(*phrase(self._a, token.head))
                if self._lower[at] not in ("who", "whom") or found.kind not in ("equipment", "place", "thing"):
                    return found
        before = self._candidates[: bisect_left(self._starts, at + 1)]
        near = [c for c in before[-3:] if self._can_act(c, at)]
        return near[-1].identity if near else Identity(None, None, "organization")

    def _can_act(self, c: Candidate, at: int) -> bool:
        """Whether a relative pronoun at `at` can stand for a phrase: one of its sentence, no day ("shot four men Friday who ran")."""
        head = self._a.tokens[c.head]
        return head.sentence == self._a.tokens[at].sentence and not is_adverbial(head)

    def _name_in(self, start: int, end: int, head: int) -> int | None:
        """The name that a phrase comes down to: at its head, or beside a title or description."""
        at = self._name_at.get(head)
        if at is not None and not self._is_modifier(at, head, end):
            return at
        tokens = self._a.tokens
        for c in sorted(tokens[head].children, key=lambda c: tokens[c].deprel != "appos"):
            at = self._name_at.get(c)
            if at is None or tokens[c].deprel not in _CARRIES or self._who[at].kind in ("state", "place"):
                continue
            n, who = self.named[at], self._who[at]
            if any(tokens[k].deprel == "case" for k in tokens[c].children):
                continue
            full = n.end - n.start > 1 or n.entry is not None or who.entity in self._gender
            bodies = ("person",) if tokens[c].deprel == "flat" else ("person", "organization", "media", "group")
            aside = c > head and tokens[c].deprel in ("appos", "flat") and who.kind in bodies and full
            beside = n.start == head + 1 or start <= c < end
            shell = self._lower[head] in _SHELLS and n.kind != "?" and n.end == head
            if aside or (beside and (c > head or shell)):
                return at
        return self._run_behind(head, end) or self._run_before(start, head)

    def _run_behind(self, head: int, end: int) -> int | None:
        """ "state news agency TASS", likewise: a name between the head and the phrase's end."""
        at = self._name_at.get(end - 1)
        if at is None or self.named[at].start != head + 1 or self.named[at].end != end:
            return None
        return at if self._who[at].kind not in ("state", "place", "nationality") else None

    def _run_before(self, start: int, head: int) -> int | None:
        """ "TASS agency", where the tree hangs the name elsewhere."""
        at = self._name_at.get(head - 1) if head > start and self._lower[head] in _SHELLS else None
        if at is None or self.named[at].kind not in ("media", "organization", "group"):
            return None
        return at

    def _is_modifier(self, at: int, head: int, end: int) -> bool:
        """Whether a name at the head of a badly cut phrase only qualifies what follows ("Kremlin | spokesman")."""
        n = self.named[at]
        follows = n.end < end and self._a.tokens[n.end].upos == "NOUN"
        return follows and self._a.tokens[head].head == n.end

    def _office(self, what: Description) -> Identity | None:
        """``the Foreign Secretary``: a person with that title in the report, else the holder on its date."""
        if not (what.definite or what.owned) or not what.title or what.plural:
            return None
        wanted = set(what.title.split())
        offices = self._names.offices(what.title)
        if not offices and what.kind not in ("person", "anonymous"):
            return None
        fits = [(at, who) for at, words, who in self._titles if wanted <= words and _same_state(what, who)]
        before = [who for at, who in fits if at < what.start]
        if before:
            return before[-1]
        if offices and fits:
            return fits[0][1]
        if not offices or self._on is None:
            return None
        own = nouns()["office_states"].get(what.title)
        state = what.state or own or self._focus(what.start)
        holders = (self._names.holder(o, state, self._on) for o in offices) if state else iter(())
        holder = next((h for h in holders if h is not None), None)
        return identity_of(holder) if holder is not None else None

    def _focus(self, before: int) -> str | None:
        """The state named most so far, the later one on a tie."""
        counts: dict[str, int] = {}
        for n, who in zip(self.named, self._who, strict=True):
            if who.state and (n.start < before or not counts):
                counts[who.state] = counts.pop(who.state, 0) + 1
        return max(reversed(counts), key=counts.__getitem__, default=None)

    def _refer_back(self, what: Description) -> Identity | None:
        if not what.definite:
            return None
        before = self._candidates[: bisect_left(self._starts, what.start + 1)]
        mentioned: Counter[str | None] | None = None
        anaphor = what.lemma in nouns()["anaphors"]
        best: tuple[float, Identity] | None = None
        here = self._a.tokens[what.start].sentence
        for c in reversed(before):
            distance = here - self._a.tokens[c.head].sentence
            if best is not None and _BEST - distance <= best[0]:
                break  # nothing further back can be better
            if not anaphor and what.lemma != c.lemma and what.lemma not in c.words:
                continue
            fit = refers_back(what, c) if c.identity.entity is not None else 0.0
            if fit:
                if mentioned is None:
                    mentioned = Counter(c.identity.entity for c in before)
                score = fit + 0.5 * min(mentioned[c.identity.entity], 4) - distance
                if best is None or score > best[0]:
                    best = score, c.identity
        return best[1] if best is not None else None

    def _head(self, start: int, end: int) -> int:
        for i in range(start, end):
            token = self._a.tokens[i]
            if not start <= token.head < end and token.upos not in ("PUNCT", "ADP", "DET"):
                return i
        return end - 1

    def _quote(self, start: int, end: int) -> str:
        return " ".join(self._a.quote(start, end).split())


def _solid(kind: str) -> str:
    return {"?": "organization", "nationality": "group"}.get(kind, kind)


def _same_state(what: Description, who: Identity) -> bool:
    return what.state is None or who.state is None or what.state == who.state
