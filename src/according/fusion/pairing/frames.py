"""What the text around a claim says of when and where: the sentence, the paragraph, the report."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from datetime import date, timedelta

from according.claims import PlaceMention, Reading, TimeMention
from according.fusion.pairing.model import Spot, When
from according.fusion.pairing.places import spot_of
from according.fusion.pairing.words import plain_words
from according.knowledge import pairing

_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9])")
_PARAGRAPH_END = re.compile(r"\n\s*")
_SAID_TO_DAY = 24
"""Most code points between a cue ("said") and the day on which it was said."""
_LEVELS = ("point", "district", "sea", "region", "area", "country")


class Frames:
    """Sentences and paragraphs of a reading's text, with the times and places in them.

    Without layers the times are those of the claims alone, so read with layers where claims are to be paired.
    """

    def __init__(self, reading: Reading) -> None:
        text = reading.report.text
        self._paragraphs = [0, *(m.end() for m in _PARAGRAPH_END.finditer(text))]
        self._sentences = sorted({*self._paragraphs, *(m.end() for m in _SENTENCE_END.finditer(text))})
        cues = [link.cue_span for claim in reading.claims for link in claim.attribution if link.cue_span]
        times = reading.layers.times if reading.layers else []
        self._times = [t for t in times if t.start and t.end and not _is_of_saying(t, cues)]
        spoken = {link.span for claim in reading.claims for link in claim.attribution}
        places = reading.layers.places if reading.layers else []
        self._places = [
            p
            for p in places
            if p.lat is not None and not any(s <= p.span[0] < e for s, e in spoken) and not p.text.isupper()
        ]

    def sentence(self, at: int) -> int:
        """Return the number of the sentence that holds code point `at`."""
        return bisect_right(self._sentences, at) - 1

    def paragraph(self, at: int) -> int:
        """Return the number of the paragraph that holds code point `at`."""
        return bisect_right(self._paragraphs, at) - 1

    def when(self, at: int) -> When | None:
        """Return the one time that the sentence of code point `at` names, or the sentences before it in its paragraph."""
        number, own = self.sentence(at), self.paragraph(at)
        while number >= 0 and self.paragraph(self._sentences[number]) == own:
            found = {(t.start, t.end): t for t in self._times if self.sentence(t.span[0]) == number}
            if found:
                return _only(list(found.values()), at)
            number -= 1
        return None

    def around(self, at: int) -> list[Spot]:
        """Return the place that the paragraph of code point `at` is about, else the one that the report is about."""
        own = self.paragraph(at)
        here = _focus([p for p in self._places if self.paragraph(p.span[0]) == own])
        return here or _focus(self._places)


def night(when: When, text: str) -> When:
    """Return `when`, with the next day too where `text` speaks of a night: "Monday night" reaches into Tuesday."""
    if when.start == when.end and set(pairing.settings().into_next_day) & set(plain_words(text)):
        when.end = (date.fromisoformat(when.end) + timedelta(days=1)).isoformat()
    return when


def _only(times: list[TimeMention], at: int) -> When | None:
    if len(times) > 1:
        return None
    time = times[0]
    return night(When(start=time.start or "", end=time.end or ""), time.text)


def _is_of_saying(time: TimeMention, cues: list[tuple[int, int]]) -> bool:
    return any(end <= time.span[0] <= end + _SAID_TO_DAY for _, end in cues)


def _focus(places: list[PlaceMention]) -> list[Spot]:
    """The finest level that is named, the name that is named most, the first on a tie."""
    for level in _LEVELS:
        here = [p for p in places if p.precision == level]
        if here:
            counts = Counter(p.name or p.text for p in here)
            best = max(here, key=lambda p: counts[p.name or p.text])
            spot = spot_of(best)
            return [spot] if spot is not None else []
    return []
