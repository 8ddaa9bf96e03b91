"""The reader: one report in, its claims out."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any, cast

import numpy as np

from according.claims import (
    AttributionLayer,
    Claim,
    ClaimType,
    Layers,
    Reading,
    Report,
    Span,
    Trigger,
)
from according.errors import GroundingError
from according.knowledge import tables
from according.knowledge.gazetteer import Gazetteer
from according.knowledge.names import Names
from according.language.analysis import Analysis
from according.language.engine import Engine
from according.reading import bulletins, counts, denials, events, factuality
from according.reading.attribution import find_attributions, source_of
from according.reading.chains import Chains
from according.reading.circumstances import Circumstances
from according.reading.clauses import clause_span, scope
from according.reading.cues import Attribution
from according.reading.entities import find_entities
from according.reading.happenings import Happening, find_happenings
from according.reading.identity import Identities
from according.reading.phrases import Range, lower
from according.reading.places import find_toponyms
from according.reading.quantities import find_quantities
from according.reading.quotations import Quotation, find_quotations
from according.reading.roles import Roles
from according.reading.stances import attribution_layer
from according.reading.times import find_times

COUNTED = 0.6
"""Likelihood of a claim that gives no more than a number of what was told before."""


class Reader:
    """Reads reports; may be shared between threads, since nothing of a report stays in it."""

    def __init__(self, *, layers: bool = False, threads: int = 1, engine: Engine | None = None) -> None:
        self.layers = layers
        self.threads = threads
        self.engine = engine or Engine()
        self.names = Names()
        self.gazetteer = Gazetteer()

    def made_by(self) -> dict[str, str]:
        """Return what made an output: version of the package, digests of model and tables."""
        return {"according": package_version(), "model": self.engine.digest, "tables": tables.digest()}

    def read(self, report: Report) -> Reading:
        """Read one report.

        Raises:
            GroundingError: a span does not quote its text, which is a defect of this package.
        """
        return Session(self, report).reading()

    def read_many(self, reports: Iterable[Report]) -> Iterator[Reading]:
        """Read reports in order; the output of each is the same as by itself."""
        if self.threads <= 1:
            yield from map(self.read, reports)
            return
        from according.reading.parallel import ordered

        yield from ordered(self.read, reports, self.threads)


@lru_cache(maxsize=1)
def package_version() -> str:
    """Return the version of the installed package."""
    try:
        return version("according")
    except PackageNotFoundError:
        return "0+unknown"


def parse_date(value: str | None) -> date | None:
    """Return an ISO date (or the date of an ISO time), None where it is none."""
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None


class Session:
    """The reading of one report: every layer is found once and shared."""

    def __init__(self, reader: Reader, report: Report) -> None:
        self.reader, self.report = reader, report
        self.classes = reader.engine.classes["word_heads"]
        self.published = parse_date(report.published)
        self.analysis: Analysis = reader.engine.analyse(report.text)
        a = self.analysis
        self.quotations: list[Quotation] = find_quotations(a)
        self.attributions: list[Attribution] = find_attributions(a, self.quotations)
        self.times = find_times(report.text, self.published, tense_at(a))
        self.quantities = find_quantities(report.text, self.times, a)
        self.toponyms = find_toponyms(a, reader.gazetteer)
        self._when = [t.span for t in self.times]
        self.places = [place for place, embedded in self.toponyms if not embedded]
        self.identities = Identities(a, reader.names, self.published, self.quotations)

    def reading(self) -> Reading:
        """Return the claims, and the layers if they are asked for."""
        claims = self.claims()
        layers = self.layers() if self.reader.layers else None
        warnings = []
        if self.published is None:
            warnings.append(
                "no publication date: relative times (yesterday, on Thursday) stay open; give one with --published"
            )
        reading = Reading(
            report=self.report, claims=claims, layers=layers, warnings=warnings, made_by=self.reader.made_by()
        )
        check_grounding(reading)
        return reading

    def claims(self) -> list[Claim]:
        """Return the claims in text order of their triggers."""
        found = find_happenings(self.analysis, self.classes["type"])
        triggers = {h.token for h in found}
        chains = Chains(self.analysis, self.identities, self.attributions, self.quotations)
        roles = Roles(self.analysis, self.identities, {h.token: h.type for h in found})
        around = Circumstances(
            self.analysis, self.published, self.places, self.times, self.quantities, self.attributions
        )
        claims = [self._claim(h, triggers, chains, roles, around) for h in found]
        tokens = [h.token for h in found]
        same = self._count(claims, tokens, chains, lambda h: self._claim(h, triggers, chains, roles, around))
        same |= denials.take_up(self.analysis, claims, tokens)
        events.number_events(self.analysis, claims, tokens, same)
        around.share(claims, tokens)
        bulletins.date_items(self.report.text, claims, self.times, around.time_of)
        return claims

    def _count(
        self, claims: list[Claim], tokens: list[int], chains: Chains, make: Callable[[Happening], Claim]
    ) -> dict[int, int]:
        """Put the claims that give a number of what was told before into `claims` and `tokens`, in text order.

        Returns position of such a claim to position of the claim before it that it counts: the same happening.
        """
        found: dict[str, str] = {}
        for count in counts.find_counts(self.analysis, self.quantities):
            inside = [k for k, c in enumerate(claims) if count.clause[0] <= c.trigger.span[0] < count.clause[1]]
            if len(inside) > 1 or counts.told_already(count, claims, self.report.text):
                continue
            # "It was closer to 40" is told by "closer" where that is a claim by itself.
            judged = count.span == count.quantity.span and any(claims[k].type == "ASSESS" for k in inside)
            word = tokens[inside[0]] if judged else self._token_at(count.span[0])
            told = [k for k in range(bisect_left(tokens, word)) if k not in inside]
            back = [self.analysis.tokens[word].sentence - self.analysis.tokens[tokens[k]].sentence for k in told]
            deed = counts.counted_before(count, [claims[k] for k in told], back)
            kind = count.kind.partition("/")[0] or (deed.type if deed is not None else "")
            if not kind:
                continue
            span = claims[inside[0]].trigger.span if judged else count.span
            claim = make(self._happening(word, span, kind))
            clause = range(self._token_at(count.clause[0]), self._token_at(count.clause[1] - 1) + 1)
            claim.attribution = claim.attribution or chains.given_in(word, clause)
            claim = counts.counting(count, claim, deed, self.report.text)
            for k in inside:
                del claims[k], tokens[k]
            for other in claims:  # a number measures what gives it, not all of its sentence
                other.quantities = [q for q in other.quantities if q.span != count.quantity.span]
            at = bisect_left(tokens, word)
            claims.insert(at, claim)
            tokens.insert(at, word)
            if deed is not None:
                found[claim.id] = deed.id
        where = {c.id: k for k, c in enumerate(claims)}
        return {where[a]: where[b] for a, b in found.items() if a in where and b in where}

    def _token_at(self, offset: int) -> int:
        return bisect_right(self.analysis.tokens, offset, key=lambda t: t.start) - 1

    def _happening(self, word: int, span: Span, kind: str) -> Happening:
        """A happening that no trigger head found: as sure as the least that is taken for one."""
        end = word + 1
        while end < len(self.analysis.tokens) and self.analysis.tokens[end].start < span[1]:
            end += 1
        classes = self.classes["type"]
        row = np.zeros(len(classes), dtype=np.float32)
        row[classes.index(kind)] = COUNTED
        return Happening(word, (word, end), kind, COUNTED, row)

    def _claim(self, h: Happening, triggers: set[int], chains: Chains, roles: Roles, around: Circumstances) -> Claim:
        analysis = self.analysis
        inside = scope(analysis, h.token, triggers - {h.token}, self.attributions)
        speaker = self._speaker(h.token)
        fillers = {
            role: [f for f in group if not self._is_time(f.span)]
            for role, group in roles.fill(h.token, h.type, speaker).items()
        }
        everyone = [f for group in fillers.values() for f in group]
        fact = factuality.judge(analysis, h.token, self.classes)
        first, last = analysis.span(*h.words)
        span = clause_span(analysis, h.words, inside)
        mark = f"{self.report.id}\0{first}\0{last}\0{h.type}"
        return Claim(
            id=hashlib.sha256(mark.encode("utf-8", "surrogatepass")).hexdigest()[:12],
            event="",
            type=cast(ClaimType, h.type),
            mode=mode_of(h.type, analysis, h.token),
            confidence=round(self.reader.engine.calibrated(float(h.distribution[1:].max())), 3),
            text=self.report.text[span[0] : span[1]],
            span=span,
            trigger=Trigger(text=self.report.text[first:last], span=(first, last)),
            attribution=chains.chain(h.token),
            factuality=fact,
            actors=fillers["actors"],
            recipients=fillers["recipients"],
            instruments=fillers["instruments"],
            locations=around.where(h.token, h.type, inside, fillers["instruments"]),
            time=around.when(h.token, inside),
            quantities=around.how_many(h.token, h.type, inside, everyone),
        )

    def _is_time(self, span: Span) -> bool:
        """Whether words only say when: "Friday's strike" is nobody's called Friday."""
        return any(start <= span[0] and span[1] <= end for start, end in self._when)

    def _speaker(self, token: int) -> Range | None:
        """Who says "I" and "we" at a token: who says the quotation around it, else the innermost source.

        In ``"They believe that we will not strike", the colonel said`` it is the colonel who will not.
        """
        sources = [
            a.source
            for a in source_of(self.analysis, token, self.attributions)
            if a.source and a.kind in ("speech", "floor", "turn")
        ]
        around = next((q for q in self.quotations if token in q), ())
        outside = [source for source in sources if source[0] not in around]
        return next(reversed(outside or sources), None)

    def layers(self) -> Layers:
        """Return all layers of the report."""
        return Layers(
            attributions=[
                self._attribution(a)
                for a in attribution_layer(self.analysis, self.quotations, self.attributions)
                if a.content
            ],
            entities=find_entities(self.analysis, self.identities),
            places=[place for place, _ in self.toponyms],
            times=self.times,
            quantities=self.quantities,
        )

    def _attribution(self, a: Attribution) -> AttributionLayer:
        inside = [any(i in q for q in self.quotations) for i in a.content]
        mode = "direct" if all(inside) else "mixed" if any(inside) else "indirect"
        source = [self.analysis.span(*a.source)] if a.source else []
        return AttributionLayer(
            source=source,
            cue=[self.analysis.span(*a.cue)],
            content=runs(self.analysis, a.content),
            mode=cast(Any, mode),
        )


def runs(analysis: Analysis, tokens: set[int]) -> list[tuple[int, int]]:
    """Return the character spans of the contiguous runs of a set of tokens."""
    spans: list[tuple[int, int]] = []
    ordered = sorted(tokens)
    start = 0
    for k in range(1, len(ordered) + 1):
        if k == len(ordered) or ordered[k] != ordered[k - 1] + 1:
            spans.append(analysis.span(ordered[start], ordered[k - 1] + 1))
            start = k
    return spans


@lru_cache(maxsize=1)
def _modes() -> dict[str, dict[str, str]]:
    """Type to lemma to mode; the first mode that lists a lemma has it."""
    return {
        kind: {lemma: mode for mode, lemmas in reversed(modes.items()) for lemma in lemmas}
        for kind, modes in tables.load("cues/modes").items()
    }


def mode_of(kind: str, analysis: Analysis, token: int) -> str | None:
    """Return the mode of a happening of type `kind`, None where the words do not say."""
    table = _modes().get(kind)
    if table is None:
        return None
    t = analysis.tokens[token]
    near = [token, *(c for c in t.children if analysis.tokens[c].deprel in ("obj", "compound", "amod"))]
    for i in near:
        for word in (analysis.tokens[i].lemma, analysis.tokens[i].text.lower()):
            if word in table:
                return table[word]
    return None


def tense_at(analysis: Analysis) -> Callable[[int], str | None]:
    """Return a function from a character offset to the tense of the nearest verb of its clause."""
    starts = [t.start for t in analysis.tokens]

    def tense(offset: int) -> str | None:
        i = bisect_right(starts, offset) - 1
        through_noun = i >= 0 and analysis.tokens[i].deprel == "nmod:poss"
        while i >= 0:
            token = analysis.tokens[i]
            if token.upos in ("VERB", "AUX"):
                found = _tense(analysis, i)
                # "after Thursday's launch" looks back even under a verb that looks ahead.
                return "past" if through_noun and (found != "future" or not _will(analysis, i)) else found
            case = {analysis.tokens[c].text.lower() for c in token.children if analysis.tokens[c].deprel == "case"}
            if case & {"after", "since", "following"}:
                return "past"
            i = token.head
        return None

    return tense


def _will(analysis: Analysis, i: int) -> bool:
    aux = {analysis.tokens[c].text.lower() for c in analysis.tokens[i].children}
    return bool(aux & {"will", "'ll", "’ll", "shall", "wo"})


def _tense(analysis: Analysis, i: int) -> str | None:
    token = analysis.tokens[i]
    helpers = [c for c in token.children if analysis.tokens[c].deprel.startswith("aux")]
    aux = {lower(analysis.tokens[c]) for c in helpers}
    if aux & {"will", "'ll", "’ll", "shall", "wo"}:
        return "future"
    if aux & {"was", "were", "had", "did", "has", "have", "been"}:
        return "past"
    if aux & {"to", "is", "are"} and token.text.lower().endswith("ing"):
        return "future"
    mark = {analysis.tokens[c].text.lower() for c in token.children if analysis.tokens[c].deprel == "mark"}
    mark |= {lower(analysis.tokens[k]) for c in helpers for k in analysis.tokens[c].children}
    if "to" in mark and aux & {"is", "are"}:
        return "future"  # "are to stay closed"
    if aux & {"should", "could", "would", "may", "might", "must", "can"}:
        return "future"  # "should arrive by December"
    text = token.text.lower()
    if token.deprel == "xcomp" and token.head >= 0 and text.endswith("ed"):
        return _tense(analysis, token.head)  # "are to stay closed"
    if text.endswith("ed") or (text != token.lemma and not text.endswith(("s", "ing"))):
        return "past"
    return "future" if "to" in mark else None


def check_grounding(reading: Reading) -> None:
    """Check that every span quotes its text.

    Raises:
        GroundingError: one does not.
    """
    text = reading.report.text
    for claim in reading.claims:
        parts: list[tuple[str, tuple[int, int]]] = [
            (claim.text, claim.span),
            (claim.trigger.text, claim.trigger.span),
        ]
        parts += [(f.text, f.span) for f in (*claim.actors, *claim.recipients, *claim.instruments)]
        parts += [(p.text, p.span) for p in claim.locations]
        parts += [(q.text, q.span) for q in claim.quantities]
        if claim.time is not None:
            parts.append((claim.time.text, claim.time.span))
        for link in claim.attribution:
            parts.append((link.source, link.span))
            if link.cue is not None and link.cue_span is not None:
                parts.append((link.cue, link.cue_span))
        for quoted, (start, end) in parts:
            if text[start:end] != quoted or not 0 <= start < end:
                raise GroundingError(
                    f"the span {start}-{end} does not quote {quoted!r}", report=reading.report.id, span=(start, end),
                    remedy="This is a defect; please report it with the text.",
                )  # fmt: skip
