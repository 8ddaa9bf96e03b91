"""Counts by the article: "six officers and a civilian" are seven people."""

from __future__ import annotations

from collections.abc import Iterator

from according.claims import Quantity
from according.language.analysis import Analysis
from according.reading.phrases import lower

ONE = frozenset(["a", "an", "another"])


def counted_by_article(analysis: Analysis, noun: int) -> Iterator[Quantity]:
    """Yield the nouns with an indefinite article that stand beside the counted `noun`, each as one."""
    tokens = analysis.tokens
    for other in tokens[noun].children:
        if tokens[other].deprel != "conj" or tokens[other].upos != "NOUN":
            continue
        article = next(
            (c for c in tokens[other].children if tokens[c].deprel == "det" and lower(tokens[c]) in ONE), None
        )
        if article is not None:
            span = analysis.span(article, article + 1)
            yield Quantity(
                text=analysis.text[span[0] : span[1]],
                span=span,
                value=1.0,
                low=1.0,
                high=1.0,
                unit="count",
                of=analysis.quote(other, other + 1),
            )
