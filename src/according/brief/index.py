"""The claims of a brief by id, with their reports, events and accounts, and what is of the window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from according.brief.data import BriefData, BriefOptions
from according.brief.texts import shown
from according.claims import Claim, Report
from according.events import Account, ClaimRef, Event
from according.exchange.ledger.shared import CopyIndex, claim_ref, iso_day
from according.exchange.sentences import sentence_around
from according.language.tokenize import dateline_end

NEWS_DAYS = 7
"""An event of so many days before the window, told in it, is still news; what lies further back is background."""
LONGEST_QUOTE = 320
"""Code points of the longest sentence that is quoted whole; of a longer one only the claim's clause is."""


@dataclass(frozen=True, slots=True)
class Told:
    """A claim that the brief can quote, with its report; `copy_of` is the report from which the passage was taken."""

    ref: str
    report: Report
    claim: Claim
    copy_of: str | None

    @property
    def order(self) -> tuple[str, str, tuple[int, int], str]:
        """By which claims are sorted: as they came out, and as they stand in the report."""
        return (moment(self.report), self.report.id, self.claim.trigger.span, self.claim.id)


@dataclass(slots=True)
class Index:
    """Everything that the sections look up."""

    data: BriefData
    options: BriefOptions
    told: dict[str, Told] = field(default_factory=dict)
    reports: dict[str, Report] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    """Those with a claim of the window that is sure enough, sorted by id."""
    copies: CopyIndex = field(default_factory=lambda: CopyIndex({}))
    unknown: int = 0
    """Claims that events name, and that no reading holds."""

    @classmethod
    def of(cls, data: BriefData, options: BriefOptions) -> Index:
        """Index the data; a report that is there twice counts as it came last."""
        found = cls(data, options)
        readings = {reading.report.id: reading for reading in data.readings}
        found.copies = CopyIndex.of(sorted(data.copies, key=lambda group: group.original))
        passages = {
            claim_ref(ref.report, ref.claim): ref.copy_of
            for event in data.events
            for account in event.accounts
            for ref in account.claims
        }
        for name in sorted(readings):
            reading = readings[name]
            found.reports[name] = reading.report
            for claim in reading.claims:
                ref = claim_ref(name, claim.id)
                found.told[ref] = Told(ref, reading.report, claim, passages.get(ref))
        by_id = {event.id: event for event in data.events}
        found.events = [by_id[name] for name in sorted(by_id) if any(map(found.new, found.claims(by_id[name])))]
        found.unknown = len({ref for event in by_id.values() for ref in _refs(event) if ref not in found.told})
        return found

    def recent(self, report: Report) -> bool:
        """Whether a report is of the window: published in it, or nobody knows when."""
        day = iso_day(report.published)
        since, until = iso_day(self.options.since), iso_day(self.options.until)
        if day is None or since is None:
            return True
        return since <= day and (until is None or day <= until)

    def sure(self, told: Told) -> bool:
        """Whether the reading of a claim is sure enough to be told."""
        return told.claim.confidence >= self.options.least_confidence

    def new(self, told: Told) -> bool:
        """Whether a claim is of the window and sure enough."""
        return self.sure(told) and self.recent(told.report)

    def left_out(self, cited: set[str]) -> int:
        """Return how many claims of the window nobody can be sure of, and the brief does not cite."""
        return sum(not self.sure(t) and self.recent(t.report) for ref, t in self.told.items() if ref not in cited)

    def claims(self, of: Event | Account) -> list[Told]:
        """Return the claims of an event or account that can be quoted, in order."""
        accounts = of.accounts if isinstance(of, Event) else [of]
        refs = [claim_ref(ref.report, ref.claim) for account in accounts for ref in account.claims]
        return sorted((self.told[ref] for ref in dict.fromkeys(refs) if ref in self.told), key=lambda t: t.order)

    def roots(self, of: Event | Account) -> list[Told]:
        """Return its claims that are sure enough, without those whose original is there as well.

        An account of which none is sure enough has all of its claims: an event that is told is told whole.
        """
        claims = [t for t in self.claims(of) if self.sure(t)]
        if isinstance(of, Account):
            claims = claims or self.claims(of)
        reports = {t.report.id for t in claims}
        own = [t for t in claims if t.copy_of is None or t.copy_of not in reports]
        return own

    def days(self, event: Event) -> tuple[str, str] | None:
        """Return the first and last day of an event that is one of a day or two, None where its time is wider."""
        start, end = (iso_day(event.time.start), iso_day(event.time.end)) if event.time else (None, None)
        if start is None or end is None or end - start > timedelta(days=2):
            return None
        return start.isoformat(), end.isoformat()


@dataclass(frozen=True, slots=True)
class Words:
    """A report's words: whole sentences, or the clause of a claim, which is marked as cut where it is."""

    text: str
    key: tuple[str, int, int]
    """Where they stand: report, and span in code points of its text."""


def sentence_of(told: Told) -> Words:
    """Return the sentence in which a claim stands; its clause where that is long, or the text is not there."""
    text, span = told.report.text, told.claim.span
    if text[slice(*span)] == told.claim.text:
        start, end = sentence_around(text, span)
        dateline = dateline_end(text, start, end)
        if dateline <= span[0]:
            start = dateline
        if end - start <= LONGEST_QUOTE:
            return Words(shown(text[start:end]), (told.report.id, start, end))
    return clause_of(told)


def clause_of(told: Told) -> Words:
    """Return the words of a claim alone, with ``…`` where the sentence goes on."""
    text, (start, end) = told.report.text, told.claim.span
    words = shown(told.claim.text)
    if text[start:end] == told.claim.text:
        whole = sentence_around(text, (start, end))
        words = ("… " if start > whole[0] else "") + words + (" …" if text[end : whole[1]].strip(" .!?\"'”’") else "")
    return Words(words, (told.report.id, start, end))


def moment(report: Report) -> str:
    """Return when a report came out, as ISO text: a moment, a day, or nothing."""
    return report.published_at or report.published or ""


def publisher_of(report: Report) -> str:
    """Return who published a report, else its id."""
    return shown(report.publisher or report.title or report.id)


def _refs(event: Event) -> Iterator[str]:
    for account in event.accounts:
        yield from _of(account.claims)


def _of(refs: Iterable[ClaimRef]) -> Iterator[str]:
    for ref in refs:
        yield claim_ref(ref.report, ref.claim)
