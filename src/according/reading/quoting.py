"""Who quotes and who is quoted: "Interfax quoted a doctor as saying ...", "the general was quoted by state television as saying ..."

Two attributions of the same content, the one who quotes outside the one who is quoted: a link of the chain each. The words
between the verb and "as" are taken as they stand, for parsers differ about what hangs where in these.
"""

from __future__ import annotations

from dataclasses import replace

from according.language.analysis import Analysis
from according.reading.cues import Attribution, cues
from according.reading.phrases import Range, child, full_phrase, is_passive, lower, own_subject, trim
from according.reading.quotations import Quotation
from according.reading.speech import content_of

_NAMING = ("DET", "ADJ", "NOUN", "PROPN", "NUM", "PART")
_REACH = 30
"""Words between the verb and "as", at the most."""


def quoting(analysis: Analysis, i: int, quotations: list[Quotation]) -> list[Attribution]:
    """Return the attributions of a verb of quoting with "as saying", outermost first; none where it has no such words."""
    says = _saying(analysis, i)
    if says is None:
        return []
    passive = is_passive(analysis, i)
    by = _by(analysis, i, says) if passive else None
    who = own_subject(analysis, i)
    if passive:
        quoted = full_phrase(analysis, who) if who is not None else None
        outlet = by
    else:
        quoted = _quoted(analysis, i, says)
        outlet = full_phrase(analysis, who) if who is not None and who < i else _before(analysis, i)
    content = _behind(analysis, i, says, by) or content_of(analysis, i, quotations)
    if quoted is None or not content:
        return []
    content -= set(range(*quoted)) | set(range(*(outlet or (0, 0))))
    polarity = "negative" if analysis.tokens[says].lemma in cues()["negative"] else "positive"
    direct = any(k in q for q in quotations for k in content)
    inner = Attribution(quoted, (says, says + 1), content, "speech", polarity=polarity, quoted=direct)
    if outlet is None:
        return [inner]
    return [replace(inner, source=outlet, cue=(i, i + 1), content=set(content), polarity="positive"), inner]


def quoted_by(analysis: Analysis, i: int, found: list[Attribution]) -> list[Attribution]:
    """``a diplomat quoted by the agency Beta said``: the agency stands outside of what the diplomat is the source of."""
    outlet = _by(analysis, i, i)
    if outlet is None or i == 0 or child(analysis, i, "aux", "aux:pass") is not None:
        return []
    before = i - (analysis.tokens[i - 1].text == ",")  # "a colonel, quoted by the agency Beta, says"
    given = [a for a in found if a.source is not None and a.source[0] < before <= a.source[1] and a.cue[0] != i]
    # The one who quotes stands outside: what is given is the content and the words that tell whose it is.
    return [
        replace(
            a, source=outlet, cue=(i, i + 1), content=a.content | {i, *range(*a.cue), *range(*(a.source or (i, i)))}
        )
        for a in given
    ]


def quoting_in_turn(analysis: Analysis, i: int, found: list[Attribution]) -> list[Attribution]:
    """``according to the Herald, which quoted a commander``: the commander stands inside of what the Herald is the source of."""
    tokens = analysis.tokens
    sentence = analysis.sentences[tokens[i].sentence]
    which = next(
        (k for k in range(i - 1, max(i - 4, sentence.start), -1) if lower(tokens[k]) in ("which", "who")), None
    )
    if which is None or tokens[which - 1].text != "," or is_passive(analysis, i):
        return []
    outer = [a for a in found if a.kind == "according" and a.source and sentence.start <= a.cue[0] < which]
    if not outer or any(tokens[k].upos in ("VERB", "AUX") for k in range(outer[-1].cue[1], which)):
        return []
    last = next((k for k in range(i + 1, sentence.end) if tokens[k].text in ",;:.–—"), sentence.end)
    nouns = [k for k in range(i + 1, last) if tokens[k].upos in ("NOUN", "PROPN", "NUM", "PRON")]
    head = next((k for k in nouns if not i < tokens[k].head < last or tokens[k].head == i), None)
    if head is None:
        return []
    start, stop = full_phrase(analysis, head)
    source = trim(analysis, max(start, i + 1), min(stop, last))
    content = {k for k in outer[-1].content if k < which or k > last} - set(range(*source))
    return [Attribution(source, (i, i + 1), content, "citing")] if content else []


def _saying(analysis: Analysis, i: int) -> int | None:
    """The verb behind "as": of those between, the first that a verb of saying follows."""
    tokens = analysis.tokens
    for k in range(i + 1, min(i + _REACH, analysis.sentences[tokens[i].sentence].end - 1)):
        says = k + 2 if lower(tokens[k + 1]) == "having" and k + 2 < len(tokens) else k + 1
        if lower(tokens[k]) == "as" and tokens[says].lemma in cues()["clause"] and tokens[k + 1].lower.endswith("ing"):
            return says
        if tokens[k].text in ";:" or (
            tokens[k].lemma in cues()["clause"] and tokens[k].deprel in ("conj", "parataxis")
        ):
            return None
    return None


def _quoted(analysis: Analysis, i: int, says: int) -> Range | None:
    """Whom an active verb quotes: what stands between it and "as"."""
    end = next(k for k in range(says - 1, i, -1) if lower(analysis.tokens[k]) == "as")
    nouns = [k for k in range(i + 1, end) if analysis.tokens[k].upos in ("NOUN", "PROPN", "PRON", "NUM")]
    head = next((k for k in nouns if not i < analysis.tokens[k].head < end), None)
    if head is None:
        return None
    start, stop = full_phrase(analysis, head)
    return trim(analysis, max(start, i + 1), min(stop, end))


def _by(analysis: Analysis, i: int, says: int) -> Range | None:
    """By whom somebody is quoted, before "as saying" or right behind it."""
    tokens = analysis.tokens
    last = analysis.sentences[tokens[i].sentence].end
    at = next((k for k in (i + 1, says + 1) if k < last and lower(tokens[k]) == "by"), None)
    if at is None:
        return None
    end = at + 1
    while end < last and (tokens[end].upos in _NAMING or tokens[end].text in "-–'’&"):
        end += 1
    return (at + 1, end) if end > at + 1 else None


def _before(analysis: Analysis, i: int) -> Range | None:
    """The name right before a verb, where the tree makes it something else than the subject."""
    tokens = analysis.tokens
    return (
        full_phrase(analysis, i - 1)
        if i and tokens[i - 1].upos in ("PROPN", "NOUN") and tokens[i - 1].head == i
        else None
    )


def _behind(analysis: Analysis, i: int, says: int, by: Range | None) -> set[int]:
    """What stands behind the verb of saying, as far as it hangs on the one of quoting."""
    tokens = analysis.tokens
    found = {k for k in analysis.subtree(i) if k > says} - set(range(*(by or (0, 0))))
    for k in [k for k in found if tokens[k].head == i and tokens[k].deprel in ("conj", "parataxis")]:
        found -= set(analysis.subtree(k))
    return found if any(tokens[k].upos in ("VERB", "NOUN", "PROPN", "ADJ") for k in found) else set()
