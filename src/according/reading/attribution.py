"""Attributions by rule over the tree: cue, source and content, with the audience where it carries the words.

Pareti (2015) calls the parts cue, source and content; the rules follow her syntactic classes: a verb
with a clause, inverted and parenthetical verbs, "according to", passives of hearsay, and quotations
whose speaker stands outside them or still holds the floor.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from according.knowledge import tables
from according.language.analysis import Analysis
from according.reading.phrases import (
    Range,
    ancestors,
    case_of,
    child,
    children,
    full_phrase,
    is_passive,
    lower,
    phrase,
    subject,
)
from according.reading.quotations import Quotation


@dataclass(slots=True)
class Attribution:
    """One attribution; ranges and sets of tokens."""

    source: Range | None
    cue: Range
    content: set[int]
    kind: str
    """``speech``, ``according``, ``hearsay`` or ``floor``."""
    audience: Range | None = None
    polarity: str = "positive"
    weak: bool = False
    quoted: bool = False
    inner: list[Range] = field(default_factory=list)


@lru_cache(maxsize=1)
def cues() -> dict[str, frozenset[str]]:
    """Return the cue lexicon: class to lemmas."""
    return {name: frozenset(words) for name, words in tables.load("cues/verbs").items()}


def find_attributions(analysis: Analysis, quotations: list[Quotation]) -> list[Attribution]:
    """Return the attributions of the report in text order of their cues."""
    found: list[Attribution] = []
    for token in analysis.tokens:
        if token.upos in ("VERB", "AUX") and token.lemma in cues()["clause"]:
            one = _verb(analysis, token.i, quotations)
        elif lower(token) in cues()["prepositions"]:
            one = _according(analysis, token.i)
        elif lower(token) in cues()["hearsay_adverbs"]:
            one = _adverb(analysis, token.i)
        else:
            continue
        if one is not None and one.content:
            found.append(one)
    _join_quotations(analysis, quotations, found)
    found.extend(_blocks(analysis))
    found.extend(_floor(analysis, quotations, found))
    return sorted(found, key=lambda a: (a.cue[0], len(a.content)))


def _clause(analysis: Analysis, i: int, without: set[int]) -> set[int]:
    return set(analysis.subtree(i)) - without


def _verb(analysis: Analysis, i: int, quotations: list[Quotation]) -> Attribution | None:
    """A verb of saying, thinking or finding."""
    token = analysis.tokens[i]
    lemma = token.lemma
    if lower(token) in ("citing", "quoting"):
        return _citing(analysis, i)
    if lemma not in cues()["negative"] and any(
        lower(analysis.tokens[c]) in ("not", "n't", "n’t", "never") for c in token.children
    ):
        return None  # "would not confirm" puts nothing forward
    content = _content(analysis, i, quotations)
    if not content and (is_passive(analysis, i) or lemma not in cues()["speech_only"]):
        return None
    polarity = "negative" if lemma in cues()["negative"] else "positive"
    weak = lemma in cues()["weak"]
    if is_passive(analysis, i) or (token.deprel in ("acl", "amod") and lower(token).endswith("ed")):
        agent = next((c for c in children(analysis, i, "obl") if case_of(analysis, c) == "by"), None)
        quoted = any(lower(analysis.tokens[c]) == "as" for c in analysis.subtree(i)[:8]) and lemma in (
            "quote",
            "cite",
        )
        if quoted:
            who = child(analysis, i, "nsubj:pass")
            source = full_phrase(analysis, who) if who is not None else None
        elif agent is not None:
            source = full_phrase(analysis, agent)
        elif lemma in cues()["hearsay_passive"]:
            return _hearsay(analysis, i, content)
        elif lemma in ("tell", "inform"):
            return None
        else:
            source = None
        if source is None:
            return None
        return Attribution(source, (i, i + 1), content, "speech", polarity=polarity, weak=weak)
    who = subject(analysis, i)
    if who is None or who in content:
        who = _inverted(analysis, i) or _adjacent(analysis, i)
    if who is None:
        return None
    source = _source(analysis, who, i)
    content = _trailing(analysis, i, source, content) - set(range(*source))
    if not content:
        return None
    audience = _audience(analysis, i) if lemma in ("tell", "inform", "brief") else _to(analysis, i)
    quoted = any(k in q for q in quotations for k in list(content)[:40])
    return Attribution(source, (i, i + 1), content, "speech", audience, polarity, weak, quoted)


def _source(analysis: Analysis, who: int, cue: int) -> Range:
    """The source's phrase, which never reaches over its cue."""
    start, end = full_phrase(analysis, who)
    if start <= cue < end:
        return phrase(analysis, who)
    return start, end


def _trailing(analysis: Analysis, i: int, source: Range, content: set[int]) -> set[int]:
    """``..., officials said``: all of the sentence before the comma is content, however the tree hangs."""
    tokens = analysis.tokens
    sentence = analysis.sentences[tokens[i].sentence]
    start = min(source[0], i)
    if (
        tokens[i].lemma not in cues()["speech_only"]
        or start <= sentence.start + 3
        or (abs(i - source[1]) > 3 and i > source[1])
    ):
        return content
    before = start - 1
    while before > sentence.start and tokens[before].upos in ("DET", "ADJ", "NOUN", "PROPN"):
        before -= 1
    closes = tokens[before].text in (",", "”", '"', "’", "''")
    rest = [k for k in range(sentence.start, before) if tokens[k].upos in ("VERB", "AUX")]
    ahead = (
        any(
            k > max(i, source[1])
            and tokens[k].upos in ("VERB", "AUX")
            and tokens[k].head == i
            and tokens[k].deprel == "ccomp"
            for k in content
        )
        and tokens[i + 1].upos != "PUNCT"
    )
    if not closes or not rest or ahead or child(analysis, i, "cc") is not None:
        return content
    if any(
        tokens[k].lemma in cues()["speech_only"] and k != i and tokens[k].deprel in ("root", "parataxis") for k in rest
    ):
        return content
    return content | set(range(sentence.start, before))


def _inverted(analysis: Analysis, i: int) -> int | None:
    """The subject behind its verb where the tree missed it: ``said the minister``."""
    for c in children(analysis, i, "obj", "obl"):
        if c > i and analysis.tokens[c].upos in ("NOUN", "PROPN") and not case_of(analysis, c) and c - i <= 6:
            return c
    return None


def _adjacent(analysis: Analysis, i: int) -> int | None:
    """The name that stands between a comma or closing mark and its verb, where the tree hangs it elsewhere."""
    tokens = analysis.tokens
    if tokens[i].lemma not in cues()["speech_only"]:
        return None
    k = i - 1
    while k > 0 and tokens[k].upos in ("NOUN", "PROPN", "PRON", "ADJ", "DET", "NUM"):
        k -= 1
    closed = tokens[k].text in (",", "”", '"', "’", "''") and k < i - 1
    if not closed:
        return None
    return next((w for w in range(k + 1, i) if not k < tokens[w].head < i), None)


def _audience(analysis: Analysis, i: int) -> Range | None:
    for c in children(analysis, i, "obj", "iobj"):
        if analysis.tokens[c].upos in ("PROPN", "NOUN"):
            return phrase(analysis, c)
    return None


def _to(analysis: Analysis, i: int) -> Range | None:
    """``said to the Herald`` and ``in an interview with the BBC``."""
    for c in children(analysis, i, "obl"):
        if analysis.tokens[c].upos != "PROPN" and case_of(analysis, c) == "in":
            for d in children(analysis, c, "nmod"):
                if case_of(analysis, d) in ("with", "to") and analysis.tokens[d].upos == "PROPN":
                    return phrase(analysis, d)
        if analysis.tokens[c].upos == "PROPN" and case_of(analysis, c) == "to":
            return phrase(analysis, c)
    return None


def _content(analysis: Analysis, i: int, quotations: list[Quotation]) -> set[int]:
    """What the cue puts forward: its clause, what it is parenthetical to, or a noun phrase."""
    tokens = analysis.tokens
    token = tokens[i]
    own = set(analysis.subtree(i))
    found: set[int] = set()
    for c in children(analysis, i, "ccomp"):
        found |= set(analysis.subtree(c))
    if not found:
        for c in children(analysis, i, "parataxis", "dep"):
            if len(analysis.subtree(c)) > 2 and not (
                tokens[c].lemma in cues()["clause"] and c > i and child(analysis, c, "nsubj") is None
            ):
                found |= set(analysis.subtree(c))
    passive = is_passive(analysis, i)
    if not found and passive and token.lemma in cues()["hearsay_passive"]:
        for c in children(analysis, i, "xcomp", "ccomp", "advcl"):
            found |= set(analysis.subtree(c))
        subject_token = child(analysis, i, "nsubj:pass")
        if found and subject_token is not None:
            found |= set(analysis.subtree(subject_token))
    if not found and (passive or token.deprel.startswith(("acl", "amod"))) and token.lemma in cues()["hearsay_passive"]:
        for c in children(analysis, i, "obl", "advcl"):
            if case_of(analysis, c) in ("of", "with", "as") or _marked(analysis, c) in ("of", "with", "as"):
                found |= set(analysis.subtree(c))
        if not found and passive and token.lemma in ("report", "allege"):
            reported = child(analysis, i, "nsubj:pass")
            found |= set(analysis.subtree(reported)) if reported is not None else set()
    if not found and passive and token.lemma in ("quote", "cite"):
        for c in children(analysis, i, "advcl", "xcomp", "ccomp", "obl"):
            found |= set(analysis.subtree(c))
    if (
        not found
        and token.deprel in ("parataxis", "advcl", "discourse")
        and token.head >= 0
        and (token.deprel == "parataxis" or _as_clause(analysis, i))
    ):
        found = _clause(analysis, token.head, own)
        whole = analysis.sentences[token.sentence]
        if token.deprel == "parataxis" and i > token.head:
            # A trailing "officials said" covers the whole sentence before it, whatever coordination it hangs on.
            top = token.head
            while tokens[top].deprel in ("conj", "advcl") and tokens[top].head >= whole.start:
                top = tokens[top].head
            if not any(tokens[k].lemma in cues()["speech_only"] and tokens[k].upos == "VERB" for k in (top,)):
                found |= {k for k in _clause(analysis, top, own) if k < i}
    if not found and token.lemma in cues()["speech_only"]:
        for c in children(analysis, i, "obj", "xcomp", "obl", "advmod"):
            if any(c in q or _starts_quote(analysis, c, q) for q in quotations):
                found |= set(analysis.subtree(c))
    if not found and token.lemma in cues()["noun_content"] and not passive:
        for c in children(analysis, i, "obj"):
            found |= set(analysis.subtree(c))
    if not found and not passive and token.lemma in ("warn", "accuse", "blame"):
        for c in children(analysis, i, "advcl", "obl"):
            if {case_of(analysis, c), _marked(analysis, c)} & {"of", "for"}:
                found |= set(analysis.subtree(c))
    if token.lemma == "claim" and not found:
        for c in children(analysis, i, "xcomp"):
            found |= set(analysis.subtree(c))
    return found - {i}


def _marked(analysis: Analysis, i: int) -> str:
    mark = child(analysis, i, "mark")
    return lower(analysis.tokens[mark]) if mark is not None else ""


def _starts_quote(analysis: Analysis, c: int, q: Quotation) -> bool:
    tree = analysis.subtree(c)
    return tree[0] <= q.start and q.end - 1 <= tree[-1]


def _as_clause(analysis: Analysis, i: int) -> bool:
    """``as the minister said``: an adverbial clause that only names the source."""
    mark = child(analysis, i, "mark")
    return mark is not None and lower(analysis.tokens[mark]) == "as" and child(analysis, i, "nsubj") is not None


def _citing(analysis: Analysis, i: int) -> Attribution | None:
    """``..., citing the ministry``: an inner source of all that the clause says."""
    token = analysis.tokens[i]
    if token.head < 0:
        return None
    as_case = token.deprel == "case"
    who = token.head if as_case else child(analysis, i, "obj")
    if who is None:
        return None
    source = full_phrase(analysis, who)
    source = (max(source[0], i + 1), source[1])
    own = set(analysis.subtree(who if as_case else i))
    head = analysis.tokens[who].head if as_case else token.head
    if source[0] >= source[1] or head < 0:
        return None
    sentence = analysis.sentences[token.sentence]
    content = set(range(sentence.start, i)) - own
    if head > i:
        content = set(analysis.subtree(head)) - own
    return Attribution(source, (i, i + 1), content, "citing")


def _according(analysis: Analysis, i: int) -> Attribution | None:
    token = analysis.tokens[i]
    if lower(token) == "per" and not (token.deprel == "case" and analysis.tokens[max(token.head, 0)].upos == "PROPN"):
        return None
    noun = token.head
    if token.deprel != "case" or noun < 0:
        noun_child = child(analysis, i, "obl", "nmod", "obj", "pobj")
        if noun_child is None:
            return None
        noun, governor = noun_child, token.head
    else:
        governor = analysis.tokens[noun].head
    source = full_phrase(analysis, noun)
    own = set(analysis.subtree(noun)) | {i, i + 1}
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
        edge = i <= sentence.start + 2 or max(own) >= sentence.end - 3
        while (
            edge and analysis.tokens[top].head >= 0 and not (trailing and _reports(analysis, analysis.tokens[top].head))
        ):
            top = analysis.tokens[top].head
        while not edge and analysis.tokens[top].upos not in ("VERB", "AUX") and analysis.tokens[top].head >= 0:
            top = analysis.tokens[top].head
        content = set(analysis.subtree(top)) - own
    source = (source[0] + 2, source[1]) if source[0] == i else source
    end = i + 2 if i + 1 < len(analysis.tokens) and lower(analysis.tokens[i + 1]) == "to" else i + 1
    return Attribution((max(source[0], end), max(source[1], end + 1)), (i, end), content - {i, i + 1}, "according")


def _reports(analysis: Analysis, i: int) -> bool:
    return analysis.tokens[i].lemma in cues()["speech_only"] and analysis.tokens[i].upos == "VERB"


def _hearsay(analysis: Analysis, i: int, content: set[int]) -> Attribution:
    """``is believed to``: no source is named, so the wording stands for it."""
    start = i
    for c in analysis.tokens[i].children:
        if analysis.tokens[c].deprel.startswith("aux") and c < i:
            start = min(start, c)
    if i - start > 3:
        start = i
    return Attribution(
        (start, i + 1), (start, i + 1), content, "hearsay", weak=analysis.tokens[i].lemma in cues()["weak"]
    )


def _adverb(analysis: Analysis, i: int) -> Attribution | None:
    head = analysis.tokens[i].head
    if head < 0:
        return None
    return Attribution((i, i + 1), (i, i + 1), set(analysis.subtree(head)) - {i}, "hearsay")


def _join_quotations(analysis: Analysis, quotations: list[Quotation], found: list[Attribution]) -> None:
    """A content that reaches into a quotation takes all of it, and what goes on in the same paragraph."""
    for one in found:
        if one.kind not in ("speech", "floor") or one.source is None:
            continue
        for q in quotations:
            span = set(range(q.start, q.end))
            if one.cue[0] in q or not span & one.content:
                continue
            if len(span & one.content) * 3 >= len(span) or len(span) > 12:
                nested = {k for other in found if other is not one and other.cue[0] in q for k in range(*other.cue)}
                one.content |= span - (nested if False else set())
                one.quoted = True


def _floor(analysis: Analysis, quotations: list[Quotation], found: list[Attribution]) -> list[Attribution]:
    """Quotations that no attribution covers belong to a speaker beside them, or to who still holds the floor."""
    extra: list[Attribution] = []
    for q in quotations:
        length = q.end - q.start
        covered = any(
            one.kind != "hearsay"
            and one.cue[0] not in q
            and len(one.content & set(range(q.start, q.end))) * 2 >= length
            for one in found
        )
        if covered or not _is_speech(analysis, q):
            continue
        speaker = _announced(analysis, q) or _beside(analysis, q, found) or _before(analysis, q, found + extra)
        if speaker is not None:
            extra.append(
                Attribution(
                    speaker.source,
                    speaker.cue,
                    set(range(q.start, q.end)),
                    "floor",
                    speaker.audience,
                    quoted=True,
                )
            )
    return extra


def _is_speech(analysis: Analysis, q: Quotation) -> bool:
    """Scare quotes and titles are no speech: speech has a predicate, or fills its sentence."""
    tokens = analysis.tokens[q.start : q.end]
    if len(tokens) < 4:
        return False
    return any(t.upos in ("VERB", "AUX") for t in tokens) and (len(tokens) >= 6 or tokens[0].text[:1].isupper())


def _beside(analysis: Analysis, q: Quotation, found: list[Attribution]) -> Attribution | None:
    """The nearest speaker in the same paragraph, outside quotations; one behind it in the same sentence first."""

    def paragraph(i: int) -> int:
        return analysis.sentences[analysis.tokens[i].sentence].paragraph

    near = [
        a for a in found if a.kind == "speech" and a.source and paragraph(a.cue[0]) == q.paragraph and a.cue[0] not in q
    ]
    return min(near, key=lambda a: min(abs(a.cue[0] - q.start), abs(a.cue[0] - q.end)), default=None)


def _blocks(analysis: Analysis) -> list[Attribution]:
    """``The Foreign Secretary said:`` at a paragraph's end: the paragraphs that follow are the statement.

    It lasts until a paragraph announces another speaker or a heading without a verb ends it; whether a happening
    there really is the speaker's is decided with the source head.
    """
    tokens = analysis.tokens
    paragraphs: dict[int, tuple[int, int]] = {}
    for sentence in analysis.sentences:
        start, _ = paragraphs.get(sentence.paragraph, (sentence.start, 0))
        paragraphs[sentence.paragraph] = start, sentence.end
    found: list[Attribution] = []
    current: Attribution | None = None
    for start, end in paragraphs.values():
        if current is not None and not current.content and tokens[start].text in "\"“‘'":
            current = None  # a quotation, which has its own marks
        announced = _announcement(analysis, start, end)
        verbless = not any(t.upos in ("VERB", "AUX") for t in tokens[start:end]) and end - start <= 6
        if announced is not None:
            current = announced
            found.append(current)
        elif verbless:
            current = None
        elif current is not None:
            current.content |= set(range(start, end))
    return [a for a in found if a.content]


def _announcement(analysis: Analysis, start: int, end: int) -> Attribution | None:
    tokens = analysis.tokens
    if tokens[end - 1].text != ":":
        return None
    sentence = analysis.sentences[tokens[end - 1].sentence]
    for verb in reversed(range(max(sentence.start, start), end - 1)):
        if tokens[verb].upos in ("VERB", "AUX") and tokens[verb].lemma in cues()["clause"]:
            who = subject(analysis, verb)
            if who is not None:
                return Attribution(full_phrase(analysis, who), (verb, verb + 1), set(), "block")
    return None


def _announced(analysis: Analysis, q: Quotation) -> Attribution | None:
    """``An adviser put it more bluntly: "..."``: the subject of what stands before the colon."""
    colon = q.start - 2
    if colon < 1 or analysis.tokens[colon].text != ":":
        return None
    sentence = analysis.sentences[analysis.tokens[colon].sentence]
    verbs = [k for k in range(sentence.start, colon) if analysis.tokens[k].upos in ("VERB", "AUX")]
    for verb in reversed(verbs):
        who = child(analysis, verb, "nsubj")
        if who is not None:
            return Attribution(
                phrase(analysis, who), (verb, verb + 1), set(range(q.start, q.end)), "speech", quoted=True
            )
    return None


def _before(analysis: Analysis, q: Quotation, found: list[Attribution]) -> Attribution | None:
    """Who spoke last in the paragraph or two before, if a quotation stands alone."""
    held = None
    for a in found:
        if a.kind not in ("speech", "floor", "according") or not a.source:
            continue
        last = max(a.content | set(range(*a.cue)))
        where = analysis.sentences[analysis.tokens[min(last, len(analysis.tokens) - 1)].sentence].paragraph
        if last < q.start and 1 <= q.paragraph - where <= 2 and (a.quoted or a.kind == "floor"):
            held = a if held is None or last >= max(held.content) else held
    return held


def source_of(analysis: Analysis, token: int, found: list[Attribution]) -> list[Attribution]:
    """Return the attributions whose content holds `token`, widest content first."""
    inside = [a for a in found if token in a.content and not (a.source and a.source[0] <= token < a.source[1])]
    return sorted(inside, key=lambda a: (-len(a.content), a.cue[0]))


def governed_by(analysis: Analysis, token: int) -> list[int]:
    """Return cue verbs among the governors of `token`, nearest first."""
    return [a for a in ancestors(analysis, token) if analysis.tokens[a].lemma in cues()["clause"]]
