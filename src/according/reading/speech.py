"""Verbs of saying, thinking and finding: their source, content and audience over the tree."""

from __future__ import annotations

from according.language.analysis import Analysis
from according.reading.cues import Attribution, cues
from according.reading.mentions import outlets
from according.reading.phrases import (
    Range,
    agent,
    before_aside,
    case_of,
    child,
    children,
    full_phrase,
    is_adverbial,
    is_negated,
    is_passive,
    lower,
    phrase,
    subject,
)
from according.reading.quotations import Quotation


def _clause(analysis: Analysis, i: int, without: set[int]) -> set[int]:
    return set(analysis.subtree(i)) - without


def speech(analysis: Analysis, i: int, quotations: list[Quotation]) -> Attribution | None:
    """A verb of saying, thinking or finding."""
    token = analysis.tokens[i]
    lemma = token.lemma
    if lemma not in cues()["negative"] and is_negated(analysis, i):
        return None  # "would not confirm" puts nothing forward
    if lemma in cues()["negative"] and len(children(analysis, i, "obj", "iobj")) > 1:
        return None  # "denied them access": nothing is said
    content = content_of(analysis, i, quotations)
    if not content and (is_passive(analysis, i) or lemma not in cues()["speech_only"]):
        return None
    polarity = "negative" if lemma in cues()["negative"] else "positive"
    weak = lemma in cues()["weak"]
    bare = token.deprel in ("acl", "amod") and lower(token).endswith("ed") and child(analysis, i, "nsubj") is None
    if is_passive(analysis, i) or bare:
        by = agent(analysis, i)
        beside = analysis.tokens[i + 1 : i + 8]
        if lemma in cues()["quoting"] and any(t.lower == "as" and t.sentence == token.sentence for t in beside):
            who = child(analysis, i, "nsubj:pass")
            source = full_phrase(analysis, who) if who is not None else None
        elif by is not None:
            source = full_phrase(analysis, by)
        elif lemma in cues()["hearsay_passive"]:
            return _hearsay(analysis, i, content)
        elif lemma in ("tell", "inform"):
            return None
        else:
            source = None
        if source is None:
            return None
        return Attribution(source, (i, i + 1), content, "speech", polarity=polarity, weak=weak)
    who = _subject(analysis, i)
    if who is None or who in content:
        who = _inverted(analysis, i) or _adjacent(analysis, i) or before_aside(analysis, i)
    if who is None:
        return None
    source = _source(analysis, who, i)
    if not _quoted_behind(analysis, i, quotations):
        content = _trailing(analysis, i, source, content)
    content -= set(range(*source))
    for k in [k for k in content if _coordinated_cue(analysis, k, i)]:
        content -= set(analysis.subtree(k))
    if not content:
        return None
    audience = _audience(analysis, i) if lemma in ("tell", "inform", "brief") else _to(analysis, i)
    quoted = any(k in q for q in quotations for k in list(content)[:40])
    return Attribution(source, (i, i + 1), content, "speech", audience, polarity, weak, quoted)


def _subject(analysis: Analysis, i: int) -> int | None:
    """The subject of a verb of saying. "X denied that Y had fired, saying ..." is X's saying, wherever it hangs."""
    token = analysis.tokens[i]
    if token.deprel == "advcl" and lower(token).endswith("ing") and child(analysis, i, "nsubj", "mark") is None:
        above = analysis.tokens[token.head]
        while above.deprel in ("ccomp", "conj") and above.head >= 0 and not _says(analysis, above.i):
            above = analysis.tokens[above.head]
        if above.i != token.head and above.i < i and _says(analysis, above.i):
            return subject(analysis, above.i)
    return subject(analysis, i)


def _says(analysis: Analysis, i: int) -> bool:
    return analysis.tokens[i].lemma in cues()["speech_only"] and analysis.tokens[i].upos == "VERB"


def _coordinated_cue(analysis: Analysis, k: int, cue: int) -> bool:
    """``X said A, and Y noted B``: the second cue begins an attribution beside, not inside, the first."""
    token = analysis.tokens[k]
    said = k > cue and token.deprel in ("conj", "parataxis") and token.upos == "VERB"
    said = said and (token.lemma in cues()["speech_only"] or token.lemma in cues()["counting"])
    return said and child(analysis, k, "nsubj") is not None


def _source(analysis: Analysis, who: int, cue: int) -> Range:
    """The source's phrase, which never reaches over its cue."""
    start, end = full_phrase(analysis, who)
    if start <= cue < end:
        start, end = phrase(analysis, who)
    reach = end
    while reach < cue and analysis.tokens[reach].upos in ("PROPN", "NOUN"):
        reach += 1
    return start, reach if reach == cue else end


def _trailing(analysis: Analysis, i: int, source: Range, content: set[int]) -> set[int]:
    """``..., officials said``: all of the sentence before the comma is content, however the tree hangs."""
    tokens = analysis.tokens
    sentence = analysis.sentences[tokens[i].sentence]
    start = min(source[0], i)
    if (
        tokens[i].lemma not in cues()["speech_only"]
        or start <= sentence.start + 3
        or any(tokens[k].upos in ("VERB", "AUX", "PUNCT") for k in range(source[1] + 3, i))
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
    while k > 0 and tokens[k].upos in ("NOUN", "PROPN", "PRON", "ADJ", "DET", "NUM", "ADP", "PART"):
        k -= 1
    closed = tokens[k].text in (",", "”", '"', "’", "''") and k < i - 1
    if not closed or tokens[k + 1].upos in ("ADP", "PART"):
        return None
    return next((w for w in range(k + 1, i) if not k < tokens[w].head < i), None)


def _audience(analysis: Analysis, i: int) -> Range | None:
    for c in children(analysis, i, "obj", "iobj"):
        if analysis.tokens[c].upos in ("PROPN", "NOUN"):
            return _with_name(analysis, c)
    return None


def _to(analysis: Analysis, i: int) -> Range | None:
    """``said to the Herald`` and ``in an interview with the BBC``."""
    for c in children(analysis, i, "obl"):
        if analysis.tokens[c].upos != "PROPN" and case_of(analysis, c) == "in":
            for d in children(analysis, c, "nmod"):
                if case_of(analysis, d) in ("with", "to") and analysis.tokens[d].upos == "PROPN":
                    return _with_name(analysis, d)
        outlet = analysis.tokens[c].upos == "PROPN" or analysis.tokens[c].lemma in outlets()
        if outlet and case_of(analysis, c) == "to":
            return _with_name(analysis, c)
    return None


def _with_name(analysis: Analysis, i: int) -> Range:
    """A phrase with the name behind it, wherever the tree hangs that: "the news agency ISNA"."""
    tokens = analysis.tokens
    start, end = phrase(analysis, i)
    last = analysis.sentences[tokens[i].sentence].end
    while end < last and tokens[end].upos == "PROPN" and not is_adverbial(tokens[end]):
        end += 1
    return start, end


def content_of(analysis: Analysis, i: int, quotations: list[Quotation]) -> set[int]:
    """What the cue puts forward: its clause, what it is parenthetical to, or a noun phrase."""
    tokens = analysis.tokens
    token = tokens[i]
    own = set(analysis.subtree(i))
    found: set[int] = set()
    for c in children(analysis, i, "ccomp"):
        if c < i or not _of_the_source(analysis, c, i):
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
    # A participle ("a man accused of spying"), not the verb of a relative clause ("whom it accused of spying").
    bare = token.deprel.startswith(("acl", "amod")) and child(analysis, i, "nsubj") is None
    if not found and (passive or bare) and token.lemma in cues()["hearsay_passive"]:
        for c in children(analysis, i, "obl", "advcl"):
            if case_of(analysis, c) in ("of", "with", "as") or _marked(analysis, c) in ("of", "with", "as"):
                found |= set(analysis.subtree(c))
        if not found and passive and token.lemma in ("report", "allege"):
            reported = child(analysis, i, "nsubj:pass")
            found |= set(analysis.subtree(reported)) if reported is not None else set()
    if not found and passive and token.lemma in cues()["quoting"]:
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
    if not found and token.lemma in cues()["speech_only"] and not passive:
        found |= _quoted_behind(analysis, i, quotations)
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


def _of_the_source(analysis: Analysis, c: int, i: int) -> bool:
    """Whether a clause behind the verb `i` is a relative one that a comma cuts off: "..., said the head of Nordtank, which sold its ships"."""
    tokens = analysis.tokens
    who = next((k for k in children(analysis, c, "nsubj", "obj") if lower(tokens[k]) in ("which", "who", "whom")), None)
    return who is not None and who > i and tokens[who - 1].text == ","


def _quoted_behind(analysis: Analysis, i: int, quotations: list[Quotation]) -> set[int]:
    """``to which he replied "..."``: a quotation right behind the verb, wherever the tree hangs it."""
    at = i + 1
    while at < len(analysis.tokens) and analysis.tokens[at].text in (",", ":", "that", '"', "“", "‘"):
        at += 1
    return next((set(range(q.start, q.end)) for q in quotations if i < q.start <= at < q.end), set())


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
