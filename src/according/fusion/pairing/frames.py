"""What the text around a claim says of when and where: the sentence, the paragraph, the report."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter

from according.claims import Place, PlaceMention, Reading, Span, TimeMention, TimeSpan
from according.fusion.pairing import lending
from according.fusion.pairing.model import Spot, When, moved
from according.fusion.pairing.places import is_name, spot_of
from according.fusion.pairing.words import plain_words
from according.knowledge import pairing
from according.knowledge.tallies import small_numbers

_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9])")
_PARAGRAPH_END = re.compile(r"\n\s*")
_SECTION = re.compile(r"(?m)^(?:\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?\s*[-–—:]|[-*•]\s|(?:[A-Z][A-Z'’&-]+ ?)+[.:](?=\s))")
"""What opens a section of a round-up: a clock time, a bullet, a heading in capitals."""
_RELATIVE = re.compile(r"\b(?:who|which|whose)\b[^,;.]*$|\bthat (?:had|has|have|was|were|is|are)\b[^,;.]*$")
"""A relative clause that is still open: "the governor, who was in X at the time", "workers who were seized in July"."""
_OWN_VERB = re.compile(r"\w+ (?:(?:was|were|is|are|has|have|had|will|would)\b(?: been| be)?)?")
_FINITE = re.compile(r"\b(?:was|were|is|are|has|have|had|will)\b")
"""The verb behind a relative clause's own: "the men who were seized in July have been freed"."""
_PAST = re.compile(r"\bhad(?:\s+\w+){0,3}\s*$")
_OF_WHOM = re.compile(r"who (?:was|were|had|has been|have been)\b")
_PAST_REACH = 40
_NOUN_REACH = 40
_BECAUSE = re.compile(r"\b(?:over|after|following)\s+(?:[\w’'-]+\s+){0,3}$")
"""Before a deed that is what another was done for: "arrested over the murder of two traders on Monday"."""
_OVER = re.compile(r"\bover\s+(?:[\w’'-]+\s+){0,3}$")
_DAYS_AFTER = re.compile(r"\b(?P<many>\w+) (?P<unit>days?|nights?|weeks?) after\b", re.IGNORECASE)
_AFTER = re.compile(r"\b(?:after|following)\b")
_PUT_OUT = 40
"""Most code points from words that are put out ("a statement") to the day of them."""
_SAID_TO_DAY = 24
"""Most code points between a cue ("said") and the day on which it was said."""
_LOCAL = ("point", "district", "region")
_LEVELS = ("point", "district", "sea", "region", "area", "country")


class Frames:
    """Sentences and paragraphs of a reading's text, with the times and places in them.

    Without layers the times are those of the claims alone, so read with layers where claims are to be paired.
    """

    def __init__(self, reading: Reading) -> None:
        text = self._text = reading.report.text
        self._clause_of: dict[int, int | None] = {}
        self._published = reading.report.published[:10] if reading.report.published else None
        self._paragraphs = [0, *(m.end() for m in _PARAGRAPH_END.finditer(text))]
        self._sentences = sorted({*self._paragraphs, *(m.end() for m in _SENTENCE_END.finditer(text))})
        self._sections = sorted({0, *(m.start() for m in _SECTION.finditer(text))})
        self._clauses = [claim.span for claim in reading.claims]
        self._triggers = [claim.trigger.span[0] for claim in reading.claims]
        cues = [link.cue_span for claim in reading.claims for link in claim.attribution if link.cue_span]
        speaking = pairing.settings().speaking
        cues += [claim.trigger.span for claim in reading.claims if claim.type in speaking]
        times = reading.layers.times if reading.layers else []
        dated = [t for t in times if t.start and t.end]
        self._of_saying = {t.span for t in dated if self._is_of_saying(t, cues)}
        self._times = [t for t in dated if t.span not in self._of_saying]
        self._lent = [t for t in self._times if self._is_lent(t)]
        self._first = next((t for t in self._times if t.granularity in ("day", "instant")), None)
        bodies = [e.span for e in (reading.layers.entities if reading.layers else ()) if e.kind == "organization"]
        spoken = {link.span: link for claim in reading.claims for link in claim.attribution}
        mentioned = reading.layers.places if reading.layers else []
        places = [p for p in mentioned if p.lat is not None]
        said = {p.span: link.source for p in places for span, link in spoken.items() if span[0] <= p.span[0] < span[1]}
        self._no_scenes = {*said, *_capitals_as_parties(reading)}
        self._places = [
            p
            for p in places
            if p.span not in self._no_scenes
            and not p.text.isupper()
            and not text.startswith(("'s", "’s"), p.span[1])  # "Moscow's account" is no place
            and self.relative(p.span[0]) is None
            and not any(s <= p.span[0] and p.span[1] <= e and e - s > p.span[1] - p.span[0] for s, e in bodies)
        ]
        self._unlisted = [
            p
            for p in mentioned
            if p.lat is None and is_name(p.text) and p.span not in self._no_scenes and self.relative(p.span[0]) is None
        ]
        state = pairing.settings().far_sources
        self._local = [
            p
            for p in places
            if p.span in said
            and p.precision in _LOCAL
            and not state & set(plain_words(said[p.span]))
            and len(plain_words(said[p.span])) > len(plain_words(p.text)) + 1  # "Moscow said" is a state
        ]

    def sentence(self, at: int) -> int:
        """Return the number of the sentence that holds code point `at`."""
        return bisect_right(self._sentences, at) - 1

    def paragraph(self, at: int) -> int:
        """Return the number of the paragraph that holds code point `at`."""
        return bisect_right(self._paragraphs, at) - 1

    def section(self, at: int) -> int:
        """Return the number of the section of a round-up that holds code point `at`; 0 in a report that has none."""
        return bisect_right(self._sections, at) - 1

    def relative(self, at: int) -> int | None:
        """Return where the relative clause begins in which code point `at` stands; None where it stands in none."""
        if at not in self._clause_of:
            self._clause_of[at] = self._relative(at)
        return self._clause_of[at]

    def _relative(self, at: int) -> int | None:
        start = self._sentences[self.sentence(at)]
        found = _RELATIVE.search(self._text[start:at])
        if found is None:
            return None
        clause = start + found.start()
        own = _OWN_VERB.match(self._text, clause)
        ended = _FINITE.search(self._text, own.end() if own is not None else clause, at) is not None
        # A clause whose claim has ended has itself, where another deed was told since.
        known = any(
            clause <= s <= clause + len("that ") and e <= at and any(e <= trigger <= at for trigger in self._triggers)
            for s, e in self._clauses
        )
        return None if ended or known else clause

    @property
    def lead(self) -> str | None:
        """The first day that the first paragraph of a report of one matter gives."""
        first = self._first
        if (
            first is None
            or self.is_round_up
            or self.paragraph(first.span[0])
            or self.relative(first.span[0]) is not None
        ):
            return None
        return first.start

    def is_of_another(self, time: TimeSpan, at: int) -> bool:
        """Whether a time is not that of the deed told at code point `at`, though it stands in its sentence.

        It is of the deed told behind it ("fired in answer to Tuesday's strikes"), of one in a relative clause ("freed
        pupils who were taken in March"), of what the deed was done for ("arrested over a murder in March"), or of the
        words ("on Saturday accused").
        """
        reach = range(time.span[1], time.span[1] + _NOUN_REACH)
        if (
            lending.is_possessive(self._text, time)
            and at < time.span[0]
            and any(one in reach for one in self._triggers)
            and not lending.is_scene(self._text, time)
        ):
            return True
        return not self._shares_clause(time.span[0], at) or self._is_of_cause(time.span[0], at)

    def is_of_words(self, time: TimeSpan) -> bool:
        """Whether a time is the day on which something was said."""
        return time.span in self._of_saying

    def _shares_clause(self, one: int, at: int) -> bool:
        """Whether what stands at code point `one` can be lent to the deed at `at`: not out of a relative clause, nor into
        one that says who is meant.
        """
        own, its = self.relative(at), self.relative(one)
        return its == own or (its is None and not self.is_of_whom(at))

    def _is_of_cause(self, time: int, at: int) -> bool:
        """Whether another deed stands between a deed and the time behind it, as what it was done for."""
        start = self._text.find(" ", at)
        return any(
            start < other < time and _BECAUSE.search(self._text[start:other]) is not None for other in self._triggers
        )

    def is_cause(self, at: int) -> bool:
        """Whether the deed told at code point `at` is what another was done for, and so older: "arrested over the murder"."""
        start = self._sentences[self.sentence(at)]
        over = _OVER.search(self._text[start:at])
        return over is not None and any(start <= other < start + over.start() for other in self._triggers)

    def is_scene(self, place: Place, at: int) -> bool:
        """Whether a place of the claim told at code point `at` is where that happened: not where its source sits, a
        capital that stands for its state, or the place of a relative clause.
        """
        if place.span in self._no_scenes:
            return False
        own, its = self.relative(at), self.relative(place.span[0])
        return its == own or its is None

    def is_recalled(self, at: int) -> bool:
        """Whether the sentence of code point `at`, below the first paragraph, speaks of "Tuesday's strike"."""
        number = self.sentence(at)
        return self.paragraph(at) > 0 and any(
            self.sentence(t.span[0]) == number and lending.is_possessive(self._text, t) for t in self._times
        )

    def is_after(self, time: TimeSpan, at: int) -> bool:
        """Whether what is told at code point `at` came before the time: "died on Thursday after the bombing"."""
        return time.span[1] <= at and _AFTER.search(self._text[time.span[1] : at]) is not None

    @property
    def is_round_up(self) -> bool:
        """Whether the report has sections."""
        return len(self._sections) > 2

    def is_of_whom(self, at: int) -> bool:
        """Whether code point `at` is in words that say whom is meant: "the men who were seized have come home"."""
        start = self.relative(at)
        return start is not None and _OF_WHOM.match(self._text, start) is not None

    def _is_of_saying(self, time: TimeMention, cues: list[tuple[int, int]]) -> bool:
        """ "said on Tuesday", "on Tuesday denied", "a bulletin that it put out on Saturday": no day of the deed."""
        first, last = time.span
        text = self._text
        number = self.sentence(first)
        if lending.is_possessive(text, time):  # "said Monday's strike killed six"; but "in Monday's statement"
            return bool(pairing.settings().words_put_out & set(plain_words(text[last : last + _NOUN_REACH])[:2]))
        if any(
            (end <= first <= end + _SAID_TO_DAY and self.sentence(start) == number)
            or (last <= start and not text[last:start].strip())
            for start, end in cues
        ):
            return True
        before = text[max(self._sentences[self.sentence(first)], first - _PUT_OUT) : first]
        return bool(pairing.settings().words_put_out & set(plain_words(re.split(r"[,;:]", before)[-1])))

    def _is_lent(self, time: TimeMention) -> bool:
        """Whether a time may be that of deeds beside it: no dateline, no bound, nor that of an earlier figure."""
        first = time.span[0]
        return not (
            lending.is_dateline(self._text, time, self._paragraphs[self.paragraph(first)])
            or lending.is_bound(self._text, time)
            or lending.is_of_figure(self._text, time)
        )

    def is_past(self, at: int) -> bool:
        """Whether the trigger at code point `at` is told as past even then: "Gunmen had stopped"."""
        start = max(self._sentences[self.sentence(at)], at - _PAST_REACH)
        return _PAST.search(self._text[start:at]) is not None

    def stretch(self, at: int) -> str:
        """Return the text of the section of code point `at`; of the whole report where it has no sections."""
        own = self.section(at)
        end = self._sections[own + 1] if own + 1 < len(self._sections) else len(self._text)
        return self._text[self._sections[own] : end]

    def said(self, at: int) -> str:
        """Return the sentence of code point `at`."""
        number = self.sentence(at)
        end = self._sentences[number + 1] if number + 1 < len(self._sentences) else len(self._text)
        return self._text[self._sentences[number] : end]

    def when(self, at: int) -> When | None:
        """Return the one time that the sentence of code point `at` names, or the sentences before it in its paragraph.

        A time in a relative clause is lent to nothing outside it.
        """
        number, own = self.sentence(at), self.paragraph(at)
        while number >= 0 and self.paragraph(self._sentences[number]) == own:
            here = [t for t in self._lent if self.sentence(t.span[0]) == number]
            near = [t for t in here if not lending.is_out_of_reach(self._text, t, self._sentences[number], at)]
            found = {(t.start, t.end): t for t in near if self._is_told_with(t, at)}
            if len(found) > 1:
                return None
            if found:
                time = next(iter(found.values()))
                return night(When.of_time(time.start or "", time.end or ""), time.text)
            if len(near) < len(here) or self.is_of_whom(at):
                return None
            number -= 1
        return None

    def _is_told_with(self, time: TimeMention, at: int) -> bool:
        """Whether a time beside the deed at code point `at` can be its own: "Tuesday's strikes" dates the strikes, what
        happened in them, and what is told of them then.
        """
        first = time.span[0]
        if not self._shares_clause(first, at) or self._is_of_cause(first, at):
            return False
        if not lending.is_possessive(self._text, time):
            return True
        if self.sentence(first) < self.sentence(at):  # "the toll of Monday's attack. Five were killed there"
            return lending.is_topic(self._text, time)
        return at < first and lending.is_scene(self._text, time)

    def earlier(self, at: int, time: TimeSpan | None) -> When | None:
        """Return the day before what the report tells first, where the words point there and `time`, if any, does not.

        "The night before, X" says so of all of its sentence; "Y came a day after X" of what stands behind it.
        """
        number = self.sentence(at)
        start = self._sentences[number]
        end = self._sentences[number + 1] if number + 1 < len(self._sentences) else len(self._text)
        said = self._text[start:end].lower()
        settings = pairing.settings()
        for gap in _DAYS_AFTER.finditer(said):
            many = number_of(gap["many"]) * (7 if gap["unit"].startswith("week") else 1)
            if many > 1 and start + gap.start() < at and (time is None or time.span[0] < start + gap.start()):
                return self._days_before(many, time, is_night=False)
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
            return When(start=moved(self._published, -1), end=self._published, night=True)
        return When(start=self._published, end=self._published)

    def _day_before(self, phrase: str, time: TimeSpan | None) -> When | None:
        return self._days_before(1, time, is_night="night" in phrase)

    def _days_before(self, many: int, time: TimeSpan | None, *, is_night: bool) -> When | None:
        base = time if time is not None else self._first
        if base is not None and base.start:
            day = moved(base.start, -many)
        elif self._published is not None:
            day = moved(self._published, -many - is_night)
        else:
            return None
        return When(start=day, end=moved(day, 1) if is_night else day, night=is_night, earlier=True)

    def unlisted(self, at: int) -> list[str]:
        """Return the names of places in the sentence of code point `at` that were not found in any table."""
        number = self.sentence(at)
        found = [p for p in self._unlisted if self.sentence(p.span[0]) == number]
        return list(dict.fromkeys(" ".join(plain_words(p.text)) for p in found))

    def around(self, at: int) -> tuple[list[Spot], bool]:
        """Return the place that code point `at` is about, and whether it is near: told before it in its paragraph.

        Else it is the place of a local source, of the paragraph, of the section, at last of the report.
        """
        number, own = self.sentence(at), self.paragraph(at)
        section = [p for p in self._places if self.section(p.span[0]) == self.section(at)]
        local = [p for p in self._local if self.sentence(p.span[0]) == number]
        near: list[list[PlaceMention]] = []
        while number >= 0 and self.paragraph(self._sentences[number]) == own:
            near.append([p for p in section if self.sentence(p.span[0]) == number])
            number -= 1
        far = [[p for p in section if self.paragraph(p.span[0]) == own], section]
        if len(self._sections) == 1:
            far.append(self._places)
        tiers = [near[0], local, *near[1:], *far]
        return next(((spots, n <= len(near)) for n, tier in enumerate(tiers) if (spots := _focus(tier))), ([], False))


def number_of(word: str) -> int:
    """Return the whole number that a word or figure up to twelve means; 0 for any other word."""
    return int(word) if word.isdigit() and len(word) < 4 else int(small_numbers().get(word.lower(), 0))


def _capitals_as_parties(reading: Reading) -> set[Span]:
    """The spans of towns that act or suffer as states: "Bishkek accused Dushanbe"."""
    towns = {p.span for p in (reading.layers.places if reading.layers else ()) if p.precision == "point"}
    return {
        filler.span
        for claim in reading.claims
        for filler in (*claim.actors, *claim.recipients)
        if filler.span in towns and (filler.entity or "").startswith("state:")
    }


def night(when: When, text: str) -> When:
    """Return `when`; where `text` speaks of one night it has two days: "Monday night" reaches into Tuesday."""
    if not set(pairing.settings().nights) & set(plain_words(text)):
        return when
    if when.start == when.end:
        when.end = moved(when.end, 1)
    when.night = when.end == moved(when.start, 1)
    return when


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
