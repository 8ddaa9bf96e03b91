"""Attributions by rule over the tree: cue, source and content, with the audience where it carries the words.

Pareti (2015) calls the parts cue, source and content; the rules follow her syntactic classes: a verb
with a clause, inverted and parenthetical verbs, "according to", passives of hearsay, and quotations
whose speaker stands outside them or still holds the floor.
"""

from __future__ import annotations

from itertools import pairwise, takewhile

from according.language.analysis import Analysis
from according.reading.cues import Attribution, cues
from according.reading.factuality import operators
from according.reading.floor import blocks, floor, join_quotations
from according.reading.headlines import headlines
from according.reading.holding import holding
from according.reading.mentions import noun_class
from according.reading.phrases import (
    Range,
    before_aside,
    between_semicolons,
    child,
    children,
    full_phrase,
    is_passive,
    lower,
    own_subject,
    subject,
)
from according.reading.quotations import Quotation
from according.reading.quoting import quoted_by, quoting, quoting_in_turn
from according.reading.speech import speech
from according.reading.turns import turns


def find_attributions(analysis: Analysis, quotations: list[Quotation]) -> list[Attribution]:
    """Return the attributions of the report in text order of their cues."""
    found: list[Attribution] = []
    known, denying = cues(), operators()["denying_verbs"]
    counting = known["toll_verbs"] | known["counting"] | known["speaking_of"]
    held = known["calling"] | known["taking_for"] | known["attitudes"]
    verbs = [t.i for t in analysis.tokens if t.upos == "VERB" and t.lemma in known["quoting"]]
    pairs = {i: quoting(analysis, i, quotations) for i in verbs}
    told = {k for i, pair in pairs.items() if pair for k in (i, pair[-1].cue[0])}
    for token in analysis.tokens:
        if token.i in told:
            continue
        if token.lower in ("citing", "quoting"):
            one = _citing(analysis, token.i)
        elif token.deprel == "acl" and token.lemma in known["informing"]:
            continue  # "people briefed on the matter" were told, and tell nothing by it
        elif token.upos == "VERB" and token.lemma in known["showing"]:
            one = _showing(analysis, token.i)
        elif token.upos in ("VERB", "AUX") and token.lemma in known["clause"]:
            one = speech(analysis, token.i, quotations)
        elif token.upos == "VERB" and token.lemma in counting:
            one = _counting(analysis, token.i)
        elif token.upos == "VERB" and token.lemma in denying:
            one = _refuting(analysis, token.i)
        elif token.lower in known["prepositions"]:
            one = _according(analysis, token.i, quotations)
        elif token.lower in known["hearsay_adverbs"]:
            one = _adverb(analysis, token.i)
        else:
            one = None
        if one is None and (token.lemma in held or token.lower in held):
            one = holding(analysis, token.i)
        if one is not None and one.content and not _is_dateline(analysis, one.source):
            found.append(one)
    _divide(analysis, [a for a in found if a.kind == "according"])
    found += [a for pair in pairs.values() for a in pair]
    join_quotations(analysis, quotations, found)
    found.extend(blocks(analysis))
    found.extend(floor(analysis, quotations, found))
    for i in verbs:
        found.extend(quoted_by(analysis, i, found))
    for i in [*verbs, *(t.i for t in analysis.tokens if t.upos == "VERB" and t.lemma in known["referring"])]:
        found.extend(quoting_in_turn(analysis, i, found))
    found.extend(turns(analysis))
    found.extend(headlines(analysis))
    return sorted(found, key=lambda a: (a.cue[0], len(a.content)))


def _is_dateline(analysis: Analysis, source: Range | None) -> bool:
    """Whether a source is where a report was written: "JERUSALEM: Said to be ..."."""
    if source is None or source[0] != analysis.sentences[analysis.tokens[source[0]].sentence].start:
        return False
    text, end = analysis.quote(*source), analysis.span(*source)[1]
    return text.split(",")[0].isupper() and analysis.text[end:].lstrip()[:1] == ":"


def _citing(analysis: Analysis, i: int) -> Attribution | None:
    """``..., citing the ministry``: an inner source of all that the clause says."""
    token = analysis.tokens[i]
    as_case = token.deprel == "case"
    behind = [c for c in children(analysis, i, "obj", "nsubj") if c > i]
    who = token.head if as_case else behind[0] if behind else _next_noun(analysis, i)
    if who is None:
        return None
    source = full_phrase(analysis, who)
    source = (max(source[0], i + 1), source[1])
    own = set(analysis.subtree(who if as_case or token.head < 0 else i)) | {i}
    head = analysis.tokens[who].head if as_case else token.head
    if source[0] >= source[1] or (head < 0 and token.head >= 0) or not _tells(analysis, who):
        return None
    sentence = analysis.sentences[token.sentence]
    content = set(range(sentence.start, i)) - own
    if head > i:
        content = set(analysis.subtree(head)) - own
    elif not _verbs(analysis, content):  # "According to the site, citing a doctor, ..."
        content = set(range(max(own | {i}) + 1, sentence.end))
    return Attribution(source, (i, i + 1), content, "citing")


def _tells(analysis: Analysis, i: int) -> bool:
    """Whether a noun can be cited for what happened: not "citing 14 arrests", "citing concerns"."""
    token = analysis.tokens[i]
    listed = noun_class(token.lemma.lower()) is not None or token.lemma.lower() in cues()["evidence"]
    return listed or token.upos in ("PROPN", "PRON") or token.text[:1].isupper()


def _verbs(analysis: Analysis, content: set[int]) -> list[int]:
    """The verbs among tokens, without those of cues that are prepositions ("according")."""
    tokens = analysis.tokens
    return [k for k in content if tokens[k].upos == "VERB" and lower(tokens[k]) not in cues()["prepositions"]]


def _counting(analysis: Analysis, i: int) -> Attribution | None:
    """``police put the toll at 12``, ``prosecutors count 16 injured``, ``organisers spoke of 70``: the number is the subject's."""
    tokens = analysis.tokens
    speaks = tokens[i].lemma in cues()["speaking_of"]
    who, what = _giver(analysis, i), child(analysis, i, *(["obl"] if speaks else ["obj", "ccomp"]))
    if who is None or what is None or is_passive(analysis, i) or tokens[who].upos not in ("NOUN", "PROPN", "PRON"):
        return None
    if tokens[i].lemma in cues()["toll_verbs"]:
        counts = tokens[what].lemma.lower() in cues()["tolls"]
    else:
        held = analysis.subtree(what) if speaks else (what, *tokens[what].children)
        counts = any(tokens[k].upos == "NUM" for k in held)
    if not counts or lower(tokens[who]) in cues()["nobody"]:
        return None
    source = full_phrase(analysis, who)
    content = set(analysis.subtree(i)) - set(analysis.subtree(who)) - {i}
    for beside in children(analysis, i, "parataxis", "conj"):  # "according to X; police put it at 40"
        content -= set(analysis.subtree(beside))
    return Attribution(source, (i, i + 1), content, "speech")


def _showing(analysis: Analysis, i: int) -> Attribution | None:
    """``footage shows soldiers beating a man``, ``figures show that 40 died``: the source is what one can look at."""
    tokens, who = analysis.tokens, subject(analysis, i)
    if who is None or who >= i or is_passive(analysis, i) or tokens[who].lemma.lower() not in cues()["evidence"]:
        return None
    content = {k for k in analysis.subtree(i) if k > i} - set(children(analysis, i, "punct"))
    for beside in children(analysis, i, "parataxis", "conj"):
        content -= set(analysis.subtree(beside))
    return Attribution(full_phrase(analysis, who), (i, i + 1), content, "speech")


def _refuting(analysis: Analysis, i: int) -> Attribution | None:
    """``The Kremlin dismissed reports of a deployment``: what the reports say is put forward, denied, by who dismisses them."""
    what = child(analysis, i, "obj")
    if what is None or is_passive(analysis, i) or analysis.tokens[what].lemma.lower() not in operators()["statements"]:
        return None
    who = own_subject(analysis, i)
    below = [*children(analysis, what, "acl", "acl:relcl", "ccomp", "nmod"), *children(analysis, i, "ccomp")]
    content = {k for c in below if c > what for k in analysis.subtree(c)}
    if who is None or not content or lower(analysis.tokens[who]) in cues()["nobody"]:
        return None
    return Attribution(full_phrase(analysis, who), (i, i + 1), content, "speech")


def _giver(analysis: Analysis, i: int) -> int | None:
    """The subject of a verb that gives a number: of a name and what it is called the name ("Radio Rive, a station, counted")."""
    who, tokens = own_subject(analysis, i), analysis.tokens
    who = before_aside(analysis, i) if who is None else who
    if who is None or noun_class(tokens[who].lemma.lower()) in ("person", "anonymous"):
        return who
    start = next(k for k in analysis.subtree(who) if tokens[k].upos != "PUNCT")
    if start < 2 or tokens[start - 1].text != "," or lower(tokens[start]) not in ("a", "an", "the"):
        return who
    name = list(takewhile(lambda k: tokens[k].upos == "PROPN", range(start - 2, -1, -1)))
    return next((k for k in name if tokens[k].head not in name), who)


def _next_noun(analysis: Analysis, i: int) -> int | None:
    """The noun right behind a word, where the tree hangs it elsewhere."""
    for k in range(i + 1, min(i + 8, analysis.sentences[analysis.tokens[i].sentence].end)):
        token = analysis.tokens[k]
        if token.upos not in ("DET", "ADJ", "PROPN", "NOUN", "NUM"):
            return None
        if token.upos in ("NOUN", "PROPN") and token.head < i:
            return k
    return None


def _according(analysis: Analysis, i: int, quotations: list[Quotation]) -> Attribution | None:
    token = analysis.tokens[i]
    if lower(token) == "per" and not (token.deprel == "case" and analysis.tokens[max(token.head, 0)].upos == "PROPN"):
        return None
    noun = token.head
    if token.deprel != "case" or noun < 0:
        noun_child = child(analysis, i, "obl", "nmod", "obj", "pobj")
        if noun_child is None:  # the tree hangs it beside
            noun_child = _next_noun(analysis, i + 1)
        if noun_child is None:
            return None
        noun, governor = noun_child, token.head
    else:
        governor = analysis.tokens[noun].head
    source = full_phrase(analysis, noun)
    bare = child(analysis, noun, "det", "nmod:poss", "amod", "compound") is None
    if bare and lower(analysis.tokens[noun]) in cues()["no_sources"]:
        return None
    own = set(analysis.subtree(noun)) | {i, i + 1}
    if governor < 0:  # The tree hung the sentence on its source.
        own = {k for k in own if k >= i}
    start = i
    while start in own and start > 0:
        start -= 1
    sentence = analysis.sentences[token.sentence]
    if governor < 0:
        content = set(range(sentence.start, sentence.end)) - own
    else:
        top = governor
        trailing = i > governor
        # An "according to" at the sentence's end or head covers its whole main clause.
        closes = source[1] < sentence.end and analysis.tokens[source[1]].text in ("–", "—", "--", ";")
        edge = i <= sentence.start + 2 or max(own) >= sentence.end - 3 or (trailing and closes)
        # Behind the quotation of who speaks it tells whence that is known: "he says "...", according to the agency".
        beyond = any(q.end in (i, i - 1) for q in quotations)
        while edge and (above := analysis.tokens[top].head) >= 0:
            if trailing and not beyond and _reports(analysis, above):
                break
            top = above
        while not edge and analysis.tokens[top].upos not in ("VERB", "AUX") and analysis.tokens[top].head >= 0:
            top = analysis.tokens[top].head
        content = set(analysis.subtree(top)) - own
    end = i + 2 if i + 1 < len(analysis.tokens) and lower(analysis.tokens[i + 1]) == "to" else i + 1
    if source[1] <= end:
        return None  # nothing stands behind it
    source = (max(source[0], end), _with_its_place(analysis, source[1]))
    content &= set(between_semicolons(analysis, i))
    return Attribution(source, (i, end), content - {i, i + 1} - set(range(*source)), "according")


def _divide(analysis: Analysis, found: list[Attribution]) -> None:
    """``ten died, according to police, and six were hurt, according to medics``: each gives what stands before it."""
    tokens = analysis.tokens
    for one, two in pairwise(found):
        if tokens[one.cue[0]].sentence != tokens[two.cue[0]].sentence or one.source is None:
            continue
        parted = [
            k for k in range(one.cue[1], two.cue[0] - 1) if tokens[k].text == "," and tokens[k + 1].upos == "CCONJ"
        ]
        if parted and min(one.content, default=parted[0]) < one.cue[0] and two.cue[0] - parted[0] > 2:
            one.source = (one.source[0], min(one.source[1], parted[0]))
            one.content = {k for k in one.content if k < one.cue[0]}
            two.content = set(range(parted[0] + 2, two.cue[0]))


def _with_its_place(analysis: Analysis, end: int) -> int:
    """The end of a source with the place behind it, wherever the tree hangs that: "according to police in Basra"."""
    tokens = analysis.tokens
    last = end + 1
    if last < len(tokens) and lower(tokens[end]) in ("in", "of", "at") and tokens[last].upos == "PROPN":
        while last < len(tokens) and tokens[last].upos == "PROPN" and tokens[last].sentence == tokens[end].sentence:
            last += 1
        return last
    return end


def _reports(analysis: Analysis, i: int) -> bool:
    return analysis.tokens[i].lemma in cues()["speech_only"] and analysis.tokens[i].upos == "VERB"


def _adverb(analysis: Analysis, i: int) -> Attribution | None:
    head = analysis.tokens[i].head
    if head < 0:
        return None
    return Attribution((i, i + 1), (i, i + 1), set(analysis.subtree(head)) - {i}, "hearsay")


def source_of(analysis: Analysis, token: int, found: list[Attribution]) -> list[Attribution]:
    """Return the attributions whose content holds `token`, widest content first."""
    inside = [a for a in found if token in a.content and not (a.source and a.source[0] <= token < a.source[1])]
    # "the agency reported, citing the ministry": whom it cites stands inside, however wide its content is.
    return sorted(inside, key=lambda a: (a.kind == "citing", -len(a.content), a.cue[0]))
