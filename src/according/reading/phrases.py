"""Phrases and clauses over the tree: token ranges ``[start, end)`` of an analysis."""

from __future__ import annotations

from according.language.analysis import Analysis, Token

Range = tuple[int, int]

_LEFT = frozenset(
    [
        "det",
        "amod",
        "compound",
        "nummod",
        "nmod:poss",
        "flat",
        "det:predet",
        "name",
        "nmod:unmarked",
        "nmod:npmod",
        "nmod:desc",
    ]
)
_RIGHT = frozenset(["flat", "compound", "fixed", "goeswith", "list"])
_CLAUSAL = frozenset(
    [
        "acl",
        "acl:relcl",
        "advcl",
        "advcl:relcl",
        "ccomp",
        "csubj",
        "parataxis",
        "appos",
        "conj",
        "cc",
        "punct",
        "dep",
        "orphan",
        "discourse",
    ]
)
NOT = frozenset(["not", "n't", "n’t", "never"])
_PUNCT = frozenset("\"'“”‘’,;:.!?()[]—–-… ")


def lower(token: Token) -> str:
    """Return the token's text, lower-cased."""
    return token.lower


def paragraphs(analysis: Analysis) -> list[Range]:
    """Return the paragraphs of a report, in text order."""
    found: dict[int, Range] = {}
    for sentence in analysis.sentences:
        start, _ = found.get(sentence.paragraph, (sentence.start, 0))
        found[sentence.paragraph] = start, sentence.end
    return list(found.values())


def between_semicolons(analysis: Analysis, i: int) -> range:
    """Return the part of its sentence that `i` stands in: "600 fled, a group said; the police put it at 420"."""
    sentence = analysis.sentences[analysis.tokens[i].sentence]
    stops = [k for k in range(sentence.start, sentence.end) if analysis.tokens[k].text == ";"]
    start = max((k for k in stops if k < i), default=sentence.start)
    return range(start, min((k for k in stops if k > i), default=sentence.end))


def child(analysis: Analysis, i: int, *relations: str) -> int | None:
    """Return the first child of `i` under any of `relations` (a relation stands for its subtypes too)."""
    for c in analysis.tokens[i].children:
        rel = analysis.tokens[c].deprel
        if rel in relations or analysis.tokens[c].base in relations:
            return c
    return None


def children(analysis: Analysis, i: int, *relations: str) -> list[int]:
    """Return all children of `i` under any of `relations`, subtypes included."""
    tokens = analysis.tokens
    return [c for c in tokens[i].children if tokens[c].deprel in relations or tokens[c].base in relations]


def case_of(analysis: Analysis, i: int) -> str:
    """Return the preposition of a nominal, lower-cased, fixed parts joined ("because of"); '' if none."""
    c = child(analysis, i, "case")
    if c is None:
        return ""
    fixed = [lower(analysis.tokens[f]) for f in children(analysis, c, "fixed")]
    return " ".join([lower(analysis.tokens[c]), *fixed])


def phrase(analysis: Analysis, i: int) -> Range:
    """Return the noun phrase around its head `i`, without clauses, appositions and conjuncts."""
    known = analysis.phrases.get(i)
    if known is not None:
        return known
    keep: set[int] = set()
    _collect(analysis, i, keep, 0)
    start = end = i
    while start - 1 in keep:
        start -= 1
    while end + 1 in keep:
        end += 1
    analysis.phrases[i] = start, end + 1
    return start, end + 1


_OUTSIDE = frozenset(
    ["acl", "acl:relcl", "advcl", "ccomp", "csubj", "parataxis", "dep", "discourse", "vocative", "orphan", "list"]
)


def full_phrase(analysis: Analysis, i: int) -> Range:
    """Return the noun phrase around `i` with its prepositional phrases and coordination, as a source is named.

    Clauses, and appositions behind a comma, are left out ("the head of operations", "officials in Kyiv").
    """
    tokens = analysis.tokens
    keep: set[int] = set()
    queue = [i]
    while queue:
        t = queue.pop()
        keep.add(t)
        for c in tokens[t].children:
            rel = tokens[c].deprel
            apart = rel == "appos" and any(tokens[k].text in ",(–—-" for k in tokens[c].children if k < c)
            of_another = rel == "cc" and t == i and c < i  # "and a resident": of a conjunct by itself
            # "a captain whose freighter lay there"
            whose = any(tokens[k].lower == "whose" for k in tokens[c].children)
            if (
                rel not in _OUTSIDE
                and not (apart or of_another or whose)
                and not (rel.startswith(("nsubj", "cop", "aux", "mark", "obl")) and t == i)
            ):
                queue.append(c)
    start = end = i
    while start - 1 in keep and tokens[start - 1].sentence == tokens[i].sentence:
        start -= 1
    while end + 1 in keep:
        end += 1
    return trim(analysis, start, end + 1)


def _collect(analysis: Analysis, i: int, keep: set[int], depth: int) -> None:
    keep.add(i)
    tokens = analysis.tokens
    for c in tokens[i].children:
        rel = tokens[c].deprel
        base = tokens[c].base
        inside = (c < i and (rel in _LEFT or base in ("amod", "compound", "flat"))) or (c > i and base in _RIGHT)
        if inside:
            keep.update(_plain(analysis, c))
        elif base == "advmod" and c < i and tokens[c].upos in ("ADV", "ADP") and tokens[i].upos == "NUM":
            keep.add(c)
        elif base == "nmod" and c > i and case_of(analysis, c) == "of" and depth < 2:
            keep.update(k for k in range(i, c) if tokens[k].head in (i, c) or k in keep)
            case = child(analysis, c, "case")
            if case is not None:
                keep.add(case)
            _collect(analysis, c, keep, depth + 1)
        elif rel == "punct" and tokens[c].text in "-–/'" and abs(c - i) <= 2:
            keep.add(c)
        elif (
            base in ("appos", "nmod", "nsubj")
            and child(analysis, c, "case", "punct") is None
            and _beside(analysis, i, c)
        ):
            keep.update(_plain(analysis, c))


def _beside(analysis: Analysis, i: int, c: int) -> bool:
    """Whether a name and its title stand side by side ("newspaper Le Monde", "Minister Barrot")."""
    if analysis.tokens[c].upos not in ("PROPN", "NOUN") or analysis.tokens[max(i, c)].upos != "PROPN":
        return False
    tree = analysis.subtree(c)
    return (
        tree[0] == i + 1
        if c > i
        else all(analysis.tokens[k].upos in ("PROPN", "NOUN", "ADJ", "DET") for k in range(c + 1, i))
    )


def _plain(analysis: Analysis, i: int) -> list[int]:
    """The subtree of `i` without clauses."""
    found, queue = [], [i]
    while queue:
        t = queue.pop()
        found.append(t)
        for c in analysis.tokens[t].children:
            rel = analysis.tokens[c].deprel
            if rel not in _CLAUSAL or (rel == "punct" and analysis.tokens[c].text in "-–/'") or rel in ("conj", "cc"):
                queue.append(c)
    return found


def is_negated(analysis: Analysis, i: int) -> bool:
    """Whether a predicate has a "not" of its own."""
    return any(lower(analysis.tokens[c]) in NOT for c in analysis.tokens[i].children)


def is_adverbial(token: Token) -> bool:
    """Whether a noun without a preposition only tells when or how much: "shot four men Friday"."""
    return token.deprel.endswith((":unmarked", ":tmod"))


def conjuncts(analysis: Analysis, i: int) -> list[int]:
    """Return `i` and the nouns coordinated with it."""
    found = [i]
    for c in children(analysis, i, "conj"):
        if analysis.tokens[c].upos in ("NOUN", "PROPN", "PRON", "NUM", "X"):
            found.extend(conjuncts(analysis, c))
    return found


def first_conjunct(analysis: Analysis, i: int) -> int:
    """Return the first of the words coordinated with `i`: the one that hangs where all of them do."""
    tokens = analysis.tokens
    while tokens[i].deprel == "conj" and tokens[i].head >= 0:
        i = tokens[i].head
    return i


def trim(analysis: Analysis, start: int, end: int) -> Range:
    """Take punctuation off both ends of a range; a range of punctuation alone stays as it is."""
    a, b = start, end
    while a < b and all(c in _PUNCT for c in analysis.tokens[a].text):
        a += 1
    while b > a and all(c in _PUNCT for c in analysis.tokens[b - 1].text):
        b -= 1
    return (a, b) if a < b else (start, end)


def without_case(analysis: Analysis, source: Range) -> Range:
    """A phrase without the preposition that leads it ("by the ministry")."""
    start, end = source
    while start < end - 1 and analysis.tokens[start].upos == "ADP":
        start += 1
    return start, end


def ancestors(analysis: Analysis, i: int) -> list[int]:
    """Return the governors of `i`, nearest first."""
    found: list[int] = []
    head = analysis.tokens[i].head
    while head >= 0:
        found.append(head)
        head = analysis.tokens[head].head
    return found


def own_subject(analysis: Analysis, i: int) -> int | None:
    """Return the subject that hangs on the predicate itself; of two the nearer ("The commander, Gen. Lee, said")."""
    found = children(analysis, i, "nsubj", "csubj")
    before = [c for c in found if c < i]
    return before[-1] if before else found[0] if found else None


def subject(analysis: Analysis, i: int) -> int | None:
    """Return the subject of a predicate: its own, or through coordination, control and relative clauses."""
    tokens = analysis.tokens
    own = own_subject(analysis, i)
    if own is not None:
        return antecedent(analysis, own)
    rel, head = tokens[i].deprel, tokens[i].head
    if head < 0:
        return None
    controller = _controller(analysis, i)
    if controller is not None:
        return antecedent(analysis, controller)
    if rel in ("conj", "xcomp") or rel.startswith("xcomp"):
        return subject(analysis, head)
    if rel == "advcl" and child(analysis, i, "mark") is None:
        return subject(analysis, head)
    if rel.startswith("acl"):
        return head
    return None


def _controller(analysis: Analysis, i: int) -> int | None:
    """Who does what another is asked, forced or accused to do: "ordered troops to withdraw", "accuse it of interfering"."""
    tokens = analysis.tokens
    rel, head = tokens[i].deprel, tokens[i].head
    mark = child(analysis, i, "mark")
    marked = lower(tokens[mark]) if mark is not None else ""
    asked_to = rel.startswith("xcomp") and marked == "to"
    accused_of = rel in ("advcl", "ccomp") and marked in ("of", "from")
    if not (asked_to or accused_of):
        return None
    if tokens[head].upos != "VERB" or tokens[head].lemma in ("promise", "vow", "pledge", "threaten"):
        return None
    if is_passive(analysis, head):
        return child(analysis, head, "nsubj:pass") if accused_of else None
    who = child(analysis, head, "obj", "iobj")
    return who if who is not None and head < who < i else None


def before_aside(analysis: Analysis, i: int) -> int | None:
    """The subject that a cited source parts from its verb, where the tree misses it: "Amnesty, citing survivors, says"."""
    tokens = analysis.tokens
    if i < 4 or tokens[i - 1].text != ",":
        return None
    first = analysis.sentences[tokens[i].sentence].start
    aside = next((k for k in range(i - 2, first, -1) if tokens[k].text == ","), first)
    inside = tokens[aside + 1].lower in ("citing", "quoting")
    return aside - 1 if inside and aside > first and tokens[aside - 1].upos in ("NOUN", "PROPN", "PRON") else None


def shares_none(analysis: Analysis, verb: int, word: int) -> bool:
    """Whether `word` is an argument of a verb coordinated with `verb`, which has one of the same kind itself.

    In "killing three people and injuring 11" the three are not injured; in "killed and injured three people" they are.
    """
    tokens = analysis.tokens
    rel, head = tokens[word].deprel, tokens[word].head
    if rel not in ("nsubj", "nsubj:pass", "obj", "nummod") or head < 0 or head == verb or tokens[verb].upos != "VERB":
        return False
    own = ("nsubj",) if rel == "nsubj" else ("obj", "nsubj:pass")
    if not any(tokens[c].deprel in own for c in tokens[verb].children):
        return False
    beside = head in _coordinated(analysis, verb)
    return beside and tokens[head].upos in ("VERB", "ADJ", "NOUN")


def _coordinated(analysis: Analysis, verb: int) -> set[int]:
    found, queue = set(), [first_conjunct(analysis, verb)]
    while queue:
        at = queue.pop()
        found.add(at)
        queue += children(analysis, at, "conj")
    return found


def antecedent(analysis: Analysis, i: int) -> int:
    """Return what a relative pronoun stands for, else `i`."""
    if lower(analysis.tokens[i]) in ("who", "which", "that", "whom", "whose"):
        for a in ancestors(analysis, i):
            if analysis.tokens[a].deprel == "acl:relcl" and analysis.tokens[a].head >= 0:
                return analysis.tokens[a].head
    return i


def agent(analysis: Analysis, i: int) -> int | None:
    """Return the agent of a passive: the first nominal with "by"."""
    return next((c for c in children(analysis, i, "obl") if case_of(analysis, c) == "by"), None)


def is_passive(analysis: Analysis, i: int) -> bool:
    """Whether the predicate is a passive."""
    return child(analysis, i, "aux:pass", "nsubj:pass", "csubj:pass") is not None
