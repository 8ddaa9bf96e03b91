"""Who holds the floor: quotations with no cue of their own, and statements announced by a colon."""

from __future__ import annotations

from according.language.analysis import Analysis
from according.reading.cues import Attribution, cues
from according.reading.phrases import (
    full_phrase,
    is_passive,
    own_subject,
    paragraphs,
    phrase,
    subject,
)
from according.reading.quotations import Quotation


def join_quotations(analysis: Analysis, quotations: list[Quotation], found: list[Attribution]) -> None:
    """A content that reaches into a quotation takes all of it, and what goes on in the same paragraph."""
    spans = [(q, set(range(q.start, q.end))) for q in quotations]
    for one in found:
        if one.kind not in ("speech", "floor") or one.source is None:
            continue
        for q, span in spans:
            shared = len(span & one.content)
            if one.cue[0] in q or not shared:
                continue
            if shared * 3 >= len(span) or len(span) > 12:
                one.content |= span
                one.quoted = True


def floor(analysis: Analysis, quotations: list[Quotation], found: list[Attribution]) -> list[Attribution]:
    """Quotations that no attribution covers belong to a speaker beside them, or to who still holds the floor."""
    extra: list[Attribution] = []
    for q in quotations:
        span = set(range(q.start, q.end))
        covered = any(
            one.kind != "hearsay" and one.cue[0] not in q and len(one.content & span) * 2 >= len(span) for one in found
        )
        if covered or not _is_speech(analysis, q):
            continue
        speaker = (
            _announced(analysis, q)
            or _beside(analysis, q, found)
            or _introduced(analysis, q, quotations)
            or _before(analysis, q, found + extra)
        )
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
    """The nearest speaker in the same paragraph, outside quotations; one of a later sentence only where there is no other."""

    def paragraph(i: int) -> int:
        return analysis.sentences[analysis.tokens[i].sentence].paragraph

    near = [
        a for a in found if a.kind == "speech" and a.source and paragraph(a.cue[0]) == q.paragraph and a.cue[0] not in q
    ]
    last = analysis.tokens[q.end - 1].sentence

    def distance(a: Attribution) -> tuple[bool, int]:
        return analysis.tokens[a.cue[0]].sentence > last, min(abs(a.cue[0] - q.start), abs(a.cue[0] - q.end))

    return min(near, key=distance, default=None)


def _introduced(analysis: Analysis, q: Quotation, quotations: list[Quotation]) -> Attribution | None:
    """``The director commented on the incident. "This is ..."``: the person of whom the sentence right before tells."""
    tokens, first = analysis.tokens, analysis.sentences[analysis.tokens[q.start].sentence]
    last = analysis.sentences[max(first.i - 1, 0)]
    if q.start - first.start > 1 or last is first or first.paragraph - last.paragraph > 1:
        return None
    root = next((k for k in range(last.start, last.end) if tokens[k].deprel == "root"), None)
    if root is None or is_passive(analysis, root) or any(root in other for other in quotations):
        return None
    who = own_subject(analysis, root)
    if who is None or not analysis.is_within(who, "person"):
        return None
    return Attribution(full_phrase(analysis, who), (root, root + 1), set(range(q.start, q.end)), "floor", quoted=True)


def blocks(analysis: Analysis) -> list[Attribution]:
    """``The Foreign Secretary said:`` at a paragraph's end: the paragraphs that follow are the statement.

    It lasts until a paragraph announces another speaker or a heading without a verb ends it; whether a happening
    there really is the speaker's is decided with the source head.
    """
    tokens = analysis.tokens
    found: list[Attribution] = []
    current: Attribution | None = None
    for start, end in paragraphs(analysis):
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
        is_cue = tokens[verb].upos in ("VERB", "AUX") and tokens[verb].lemma in cues()["clause"]
        if is_cue and (tokens[verb].lemma in cues()["quoting"] or not is_passive(analysis, verb)):
            who = subject(analysis, verb)
            if who is not None:
                return Attribution(full_phrase(analysis, who), (verb, verb + 1), set(), "block")
    return None


def _announced(analysis: Analysis, q: Quotation) -> Attribution | None:
    """``An adviser put it more bluntly: "..."``: the subject of what stands before the colon."""
    colon, tokens = q.start - 2, analysis.tokens
    if colon < 1 or analysis.tokens[colon].text != ":":
        return None
    sentence = analysis.sentences[analysis.tokens[colon].sentence]
    verbs = [k for k in range(sentence.start, colon) if analysis.tokens[k].upos in ("VERB", "AUX")]
    said = cues()["speech_only"]
    main = ("root", "conj", "parataxis")
    for verb in sorted(verbs, key=lambda k: (tokens[k].lemma in said, tokens[k].deprel in main, k), reverse=True):
        who = own_subject(analysis, verb)
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
