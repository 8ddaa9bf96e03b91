"""Quotations over the usual and the unusual marks."""

import pytest

from according.language.engine import _skeleton
from according.language.tokenize import sentences
from according.reading.quotations import find_quotations


def quoted(text: str) -> list[str]:
    analysis = _skeleton(text, sentences(text))
    return [analysis.quote(q.start, q.end) for q in find_quotations(analysis)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"We go," he said. "Now."', ["We go,", "Now."]),
        ("“We go,” he said.", ["We go,"]),
        ("It was a “new phase of the war “.", ["new phase of the war"]),
        ("‘We will stay. It is ours. “They left,” he said.", ["We will stay. It is ours.", "They left,"]),
        ("The ministry's men and the army's tanks.", []),
        ("He said 'we won' and left.", ["we won"]),
        ("“First part.\n“Second part.”", ["First part.", "Second part."]),
        ("«Nous restons», he wrote.", ["Nous restons"]),
    ],
)
def test_quotations(text: str, found: list[str]) -> None:
    assert quoted(text) == found
