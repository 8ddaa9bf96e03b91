"""What the text around a claim says of when and where: the sentence, the paragraph, the report."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from datetime import date, timedelta

from according.claims import PlaceMention, Reading, TimeMention, TimeSpan
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
        text = self._text = reading.report.text
        self._published = reading.report.published[:10] if reading.report.published else None
        self._paragraphs = [0, *(m.end() for m in _PARAGRAPH_END.finditer(text))]
        self._sentences = sorted({*self._paragraphs, *(m.end() for m in _SENTENCE_END.finditer(text))})
        cues = [link.cue_span for claim in reading.claims for link in claim.attribution if link.cue_span]
        times = reading.layers.times if reading.layers else []
        self._times = [t for t in times if t.start and t.end and not _is_of_saying(t, text, cues)]
        self._first = next((t for t in self._times if t.granularity in ("day", "instant")), None)
        spoken = {link.span for claim in reading.claims for link in claim.attribution}
        places = reading.layers.places if reading.layers else []
        self._places = [
            p
            for p in places
            if p.lat is not None
            and not any(s <= p.span[0] < e for s, e in spoken)
            and not p.text.isupper()
            and not text.startswith(("'s", "’s"), p.span[1])  # "Moscow's account" is no place
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
            if len(found) > 1:
                return None
            if found:
                time = next(iter(found.values()))
                return night(When(start=time.start or "", end=time.end or ""), time.text)
            number -= 1
        return None

    def earlier(self, at: int, time: TimeSpan | None) -> When | None:
        """Return the day before what the report tells first, where the words point there and `time`, if any, does not.

        "The night before, X" says so of all of its sentence; "Y came a day after X" of what stands behind it.
        """
        number = self.sentence(at)
        start = self._sentences[number]
        end = self._sentences[number + 1] if number + 1 < len(self._sentences) else len(self._text)
        said = self._text[start:end].lower()
        settings = pairing.settings()
        for phrase in settings.day_after:
            found = said.find(phrase)
            if found >= 0 and start + found < at and (time is None or time.span[0] < start + found):
                return self._day_before(phrase, time)
        if time is None:
            for phrase in settings.day_before:
                found = said.find(phrase)
                if found >= 0 and not self._is_resolved(start + found, start + found + len(phrase)):
                    return self._day_before(phrase, None)
        return None

    def _is_resolved(self, start: int, end: int) -> bool:
        """Whether the words ``[start, end)`` are in a time that was resolved to days when the report was read."""
        return any(t.span[0] < end and start < t.span[1] for t in self._times)

    def main(self) -> When | None:
        """Return when what the report tells first happened, as far as "the night before" elsewhere in it says so."""
        if self._first is not None or self._published is None:
            return None
        lower = self._text.lower()
        phrase = next((p for p in pairing.settings().day_before if p in lower), None)
        if phrase is None:
            return None
        if "night" in phrase:
            return When(start=_moved(self._published, -1), end=self._published, night=True)
        return When(start=self._published, end=self._published)

    def _day_before(self, phrase: str, time: TimeSpan | None) -> When | None:
        base = time if time is not None else self._first
        if base is not None and base.start:
            day = _moved(base.start, -1)
        elif self._published is not None:
            day = _moved(self._published, -2 if "night" in phrase else -1)
        else:
            return None
        is_night = "night" in phrase
        return When(start=day, end=_moved(day, 1) if is_night else day, night=is_night, earlier=True)

    def around(self, at: int) -> list[Spot]:
        """Return the place that the paragraph of code point `at` is about, else the one that the report is about."""
        own = self.paragraph(at)
        here = _focus([p for p in self._places if self.paragraph(p.span[0]) == own])
        return here or _focus(self._places)


def night(when: When, text: str) -> When:
    """Return `when`; where `text` speaks of one night it has two days: "Monday night" reaches into Tuesday."""
    if not set(pairing.settings().nights) & set(plain_words(text)):
        return when
    if when.start == when.end:
        when.end = _moved(when.end, 1)
    when.night = when.end == _moved(when.start, 1)
    return when


def _moved(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def _is_of_saying(time: TimeMention, text: str, cues: list[tuple[int, int]]) -> bool:
    """ "said on Tuesday", "on Tuesday denied": a day beside a cue is the day of the words, not of the deed."""
    first, last = time.span
    return any(
        end <= first <= end + _SAID_TO_DAY or (last <= start and not text[last:start].strip()) for start, end in cues
    )


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
