"""The chain of sources of one happening, outermost first: rules find the attributions, heads decide doubtful ones."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import cast

from according.claims import Link, Mode, SourceKind
from according.language.analysis import Analysis
from according.reading.attribution import source_of
from according.reading.cues import Attribution, cues
from according.reading.factuality import operators
from according.reading.identity import Identities
from according.reading.mentions import is_masthead, nouns, outlets
from according.reading.phrases import Range, ancestors, children, lower, phrase, without_case
from according.reading.quotations import Quotation

OWN = 0.05
"""Below this probability of having a source a happening is the report's own, whatever a rule says."""
SOURCED = 0.55
"""From this probability a happening has a source even where no rule finds one."""
BLOCK = 0.3
"""From this probability a happening under a block statement ("The minister said:") is its speaker's."""
HELD = 0.7
"""From this probability the speaker who still holds the floor is taken where nothing else is found."""
POINT = 0.3
"""Least probability of a source the pointer names."""

_RELATIVE = frozenset(["which", "that", "what"])
_SOURCE_KINDS = ("person", "organization", "state", "media", "anonymous", "document")


@dataclass(slots=True)
class Chains:
    """What the chains of one report are made from."""

    analysis: Analysis
    identities: Identities
    attributions: list[Attribution]
    quotations: list[Quotation]

    def chain(self, trigger: int) -> list[Link]:
        """Return the links of the happening at `trigger`; empty for the report's own voice."""
        analysis = self.analysis
        sourced = float(analysis.scores["sourced"][trigger][1])
        around = source_of(analysis, trigger, self.attributions)
        if sourced < BLOCK:
            around = [a for a in around if a.kind != "block"]
        around = [a for a in around if a.kind != "hearsay" or not self._beside(trigger, a)]
        strong = [a for a in around if a.kind in ("according", "citing", "hearsay", "headline") or a.quoted]
        if around and sourced < OWN and not strong:
            around = []
        if around:
            links = self._links(trigger, around)
            if links:
                return links
        if sourced >= SOURCED:
            return self._pointed(trigger, [a.source for a in around if a.source and self._tells_nothing(a)])
        return []

    def _beside(self, trigger: int, a: Attribution) -> bool:
        """Whether a relative clause stands between a happening and the cue: what "is expected" does not reach into it."""
        tokens = self.analysis.tokens
        between = takewhile(lambda k: not a.cue[0] <= k < a.cue[1], (trigger, *ancestors(self.analysis, trigger)))
        return any(tokens[k].deprel == "acl:relcl" for k in between)

    def given_in(self, trigger: int, clause: range) -> list[Link]:
        """Return the links of what the sources put forward whose cue is among the tokens of a clause."""
        return self._links(trigger, [a for a in self.attributions if a.cue[0] in clause])

    def _links(self, trigger: int, around: list[Attribution]) -> list[Link]:
        links: list[Link] = []
        for a in around:
            if a.source is None or self._tells_nothing(a):
                continue
            if a.audience is not None:
                outer = self._link(a.audience, a, trigger)
                if self._is_outlet(a.audience, outer) and not _known(links, outer):
                    outer.kind, outer.mode = "media", "indirect"
                    links.append(outer)
            said_by = lower(self.analysis.tokens[a.source[0]]) if a.source[1] - a.source[0] == 1 else ""
            if (said_by in cues()["nobody"] and not self._stands_for_somebody(a.source)) or (
                links and said_by in cues()["first_person"]
            ):
                continue
            if a.kind not in ("hearsay", "headline") and not self._is_somebody(a.source):
                continue
            link = self._link(a.source, a, trigger)
            if a.kind == "hearsay":
                link = link_of_hearsay(self.analysis, a)
            if _known(links, link):
                continue
            links.append(link)
        for k in range(len(links) - 1):
            links[k].mode = "indirect"
        return links

    def _is_outlet(self, audience: Range, link: Link) -> bool:
        """Whether those who were told something pass it on: a medium by its identity or by its words."""
        tokens = self.analysis.tokens[slice(*audience)]
        news = [t.lower for t in tokens[-2:]] == ["news", "agency"] or tokens[-1].lower in nouns()["media"]
        named = any(a.lower in outlets() and b.upos == "PROPN" for a, b in pairwise(tokens))
        return link.kind == "media" or news or named or is_masthead(tokens[-1].text)

    def _tells_nothing(self, a: Attribution) -> bool:
        """Whether nothing is said by it: "as you know", "the Council should warn them that"."""
        verb, lexicon = self.analysis.tokens[a.cue[0]], cues()
        modals = children(self.analysis, verb.i, "aux")
        unsaid = any(lower(self.analysis.tokens[c]) in lexicon["unsaid_modals"] for c in modals)
        return a.kind == "speech" and (verb.lemma in lexicon["knowing"] or unsaid)

    def _stands_for_somebody(self, source: Range) -> bool:
        """Whether "it" takes up who spoke before ("the ministry said. Five were women, it said"), and is no empty subject."""
        if lower(self.analysis.tokens[source[0]]) != "it":
            return False
        who = self.identities.resolve(*source)
        return who.name is not None and (who.kind in _SOURCE_KINDS or who.kind in ("group", "unit"))

    def _is_somebody(self, source: Range) -> bool:
        """Whether words can name a source: not "no group", not a verb that the tree took for one, not "which" unresolved."""
        tokens = self.analysis.tokens
        source = without_case(self.analysis, source)
        first = lower(tokens[source[0]])
        if source[1] - source[0] > 1:
            return first not in operators()["none"]
        return first not in _RELATIVE and tokens[source[0]].upos not in ("VERB", "AUX", "ADV", "ADP", "SCONJ")

    def _link(self, source: Range, a: Attribution, trigger: int) -> Link:
        if a.kind != "hearsay":
            source = _with_its_noun(self.analysis, without_case(self.analysis, source))
        who = self.identities.resolve(*source)
        first, last = self.analysis.span(*source)
        cue = self.analysis.span(*a.cue)
        kind = who.kind if who.kind in _SOURCE_KINDS else "organization"
        if a.kind == "hearsay":
            kind = "anonymous"
        return Link(
            source=self.analysis.text[first:last],
            span=(first, last),
            entity=who.entity,
            name=who.name,
            kind=cast(SourceKind, kind),
            cue=None if a.kind == "headline" else self.analysis.text[cue[0] : cue[1]],
            cue_span=None if a.kind == "headline" else cue,
            mode=self._mode(a, trigger),
        )

    def _mode(self, a: Attribution, trigger: int) -> Mode:
        """Direct inside a whole quotation, mixed where the source's words are partly quoted."""
        if a.kind in ("block", "turn"):
            return "direct"  # a statement or an answer, as it was given
        inside = next((q for q in self.quotations if trigger in q), None)
        content = a.content
        if inside is not None:
            outside = [
                i for i in content if i not in inside and self.analysis.tokens[i].upos in ("VERB", "NOUN", "PROPN")
            ]
            sentence = self.analysis.tokens[trigger].sentence
            same = [
                i
                for i in outside
                if self.analysis.tokens[i].sentence == sentence and not any(i in q for q in self.quotations)
            ]
            return "mixed" if len(same) >= 2 else "direct"
        if any(min(content) <= q.start and q.end - 1 <= max(content) for q in self.quotations):
            return "mixed"
        return "indirect"

    def _pointed(self, trigger: int, silent: list[Range]) -> list[Link]:
        """The source the pointer names, none of the `silent`, else the speaker who still holds the floor."""
        analysis = self.analysis
        for word, probability in analysis.links["source"].get(trigger, []):
            source = phrase(analysis, word)
            if any(start <= word < end for start, end in silent):
                continue
            nominal = analysis.tokens[word].upos in ("NOUN", "PROPN", "PRON", "ADJ")
            if probability < POINT or not nominal or source[0] <= trigger < source[1] or not self._is_somebody(source):
                continue
            cue_token = next(iter(analysis.links["cue"].get(trigger, [])), None)
            at = cue_token[0] if cue_token and cue_token[1] > 0.3 else word
            link = self._link(source, Attribution(source, (at, at + 1), {trigger}, "speech"), trigger)
            if at == word:
                link.cue, link.cue_span = None, None
            return [link]
        if float(analysis.scores["sourced"][trigger][1]) < HELD:
            return []
        held = self._floor_holder(trigger)
        return [self._link(held.source, held, trigger)] if held is not None and held.source else []

    def _floor_holder(self, trigger: int) -> Attribution | None:
        last = None
        for a in self.attributions:
            if a.cue[0] >= trigger:
                break
            speaks = a.kind in ("speech", "according") and not self._tells_nothing(a)
            if speaks and a.source is not None and self._is_somebody(a.source):
                last = a
        return last


def _with_its_noun(analysis: Analysis, source: Range) -> Range:
    """A source that is no more than what describes it ("briefed on the raid"), with the noun before it ("people")."""
    start, tokens = source[0], analysis.tokens
    noun = start - 1
    if noun < 0 or tokens[noun].upos not in ("NOUN", "PRON") or tokens[noun].sentence != tokens[start].sentence:
        return source
    described = any(tokens[k].head == noun and tokens[k].deprel in ("acl", "amod") for k in range(*source))
    if not described and tokens[noun].head not in range(*source):
        return source
    while (
        noun and tokens[noun - 1].upos in ("DET", "ADJ", "NUM") and tokens[noun - 1].sentence == tokens[start].sentence
    ):
        noun -= 1
    return noun, source[1]


def link_of_hearsay(analysis: Analysis, a: Attribution) -> Link:
    """A passive or adverb that names no source: its wording is the anonymous source."""
    span = analysis.span(*a.cue)
    text = analysis.text[span[0] : span[1]]
    return Link(source=text, span=span, entity=None, name=None, kind="anonymous", cue=text, cue_span=span)


def _known(links: list[Link], link: Link) -> bool:
    return any(k.span == link.span or (k.entity is not None and k.entity == link.entity) for k in links)


def block_speaker(analysis: Analysis, sentence: int) -> bool:
    """Whether a sentence announces a statement that follows: it ends with a colon."""
    s = analysis.sentences[sentence]
    return lower(analysis.tokens[s.end - 1]) == ":"
