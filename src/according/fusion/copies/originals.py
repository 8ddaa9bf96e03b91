"""Which of two reports with the same text came first, and who took what from whom."""

from __future__ import annotations

from according.claims import Part, Report, Span
from according.events import ChangedNumber, CopyOf
from according.fusion.copies.compare import HALF, compare
from according.fusion.copies.words import words_of
from according.knowledge import copying

_HEAD = 240
_FOOT = 160
"""Code points at the head and the foot of a text in which datelines, bylines and credits stand."""


class Taken(Part, kw_only=True):
    """A report whose text was taken from another, and where the passages stand in the original."""

    original: str
    copy: CopyOf
    passage_original: list[Span]


def original_first(a: Report, b: Report) -> bool:
    """Whether `a` is the original of two reports, one of which was taken from the other.

    The first of these that decides: a text that names the other's publisher as its source ("(AP)", "Reuters reported";
    a dateline or a credit weighs more than a mention); the earlier moment or day; the longer text; the lesser id.
    """
    credit_a, credit_b = _credit(b, a), _credit(a, b)
    if credit_a != credit_b:
        return credit_a > credit_b
    when_a, when_b = _moment(a), _moment(b)
    if when_a and when_b:
        if len(when_a) != len(when_b):  # only the day of one is known
            when_a, when_b = when_a[:10], when_b[:10]
        if when_a != when_b:
            return when_a < when_b
    length_a, length_b = len(words_of(a.text)), len(words_of(b.text))
    return a.id <= b.id if length_a == length_b else length_a > length_b


def taken(a: Report, b: Report) -> Taken | None:
    """Return which of two reports was taken from the other and what, None where neither was.

    A publisher that uses its own background again writes an update, not a copy: of two reports of one publisher the later
    is a copy only where half of it or more stands in the earlier (it was put out again).
    """
    original, copy = (a, b) if a.id <= b.id else (b, a)
    found = compare(original.text, copy.text)
    if found is None:  # so it is with most pairs, and asking which came first costs as much
        return None
    if not original_first(original, copy):
        original, copy = copy, original
        found = compare(original.text, copy.text)
    if found is None or (copying.same_publisher(a.publisher, b.publisher) and found.share_b < HALF):
        return None
    changed = [
        ChangedNumber(original=one, copy=two, said=copy.text[slice(*two)], instead_of=original.text[slice(*one)])
        for one, two in found.changed
    ]
    passage = sorted(found.passages_b)
    return Taken(
        original=original.id,
        copy=CopyOf(report=copy.id, containment=found.containment, passage=passage, changed=changed),
        passage_original=found.passages_a,
    )


def _credit(report: Report, other: Report) -> int:
    """Return how plainly `report` names the publisher of `other` as its source: 2 in a dateline or credit, 1, or 0."""
    if not other.publisher or copying.same_publisher(report.publisher, other.publisher):
        return 0
    names = copying.publisher_names(other.publisher)
    if not names:
        return 0
    head, anywhere = copying.tag_patterns(names)
    text = report.text
    if head.search(text[:_HEAD]) or head.search(text[max(_HEAD, len(text) - _FOOT) :]):
        return 2
    return 1 if anywhere.search(text) else 0


def _moment(report: Report) -> str | None:
    return report.published_at or report.published
