"""The originals and their copies among many reports.

A composite stands in the group of each report it took from. A copy of a copy stands in the group of the root. Groups are
not merged because they share a composite: that would make copies of reports that have no word in common.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from according.claims import Report, Span
from according.events import CopyGroup, CopyOf
from according.fusion.copies.compare import PASSAGE
from according.fusion.copies.originals import Taken, taken
from according.fusion.copies.sketch import candidates, sketch
from according.knowledge import copying

WINDOW_DAYS = 7
_COVERED = 0.8
"""Share of a passage inside those of a larger original before it is that one's alone."""


def group(reports: Iterable[Report], window_days: int = WINDOW_DAYS) -> list[CopyGroup]:
    """Return the originals with their copies, the earliest original first; reports that stand alone are in no group.

    Only reports of at most `window_days` between them are compared; one without a date is compared with all.
    """
    known = {report.id: report for report in reports}
    index: defaultdict[int, list[str]] = defaultdict(list)
    found: list[Taken] = []
    for report in known.values():
        hashes = sketch(report.text)
        counts = Counter(other for h in hashes for other in index[h])
        near = {other: n for other, n in counts.items() if _within(known[other], report, window_days)}
        links = (taken(known[other], report) for other in candidates(hashes, near))
        found += [link for link in links if link]
        for h in hashes:
            index[h].append(report.id)
    return resolve(found, known)


def resolve(links: Iterable[Taken], reports: Mapping[str, Report]) -> list[CopyGroup]:
    """Return the groups that pairs of reports make: chains end at the root, a passage belongs to one original.

    `reports` holds every report that a link names. A copy keeps a link to another copy only for the words that the
    other has of its own (a new lead, say), if there are `PASSAGE` of them.
    """
    parents: defaultdict[str, list[Taken]] = defaultdict(list)
    for link in links:
        parents[link.copy.report].append(link)
    roots: dict[str, list[Taken]] = {}
    order = _order(parents, reports)
    for copy in order:
        roots[copy] = _roots(parents.get(copy, []), roots, reports)
    place = {report: n for n, report in enumerate(order)}
    groups: defaultdict[str, list[CopyOf]] = defaultdict(list)
    for copy in order:
        for link in roots[copy]:
            groups[link.original].append(link.copy)
    return [CopyGroup(original=original, copies=groups[original]) for original in sorted(groups, key=place.__getitem__)]


def _roots(links: list[Taken], roots: Mapping[str, list[Taken]], reports: Mapping[str, Report]) -> list[Taken]:
    """Return the links of one copy that stay when copies of copies are led back to their roots."""
    kept: dict[str, Taken] = {}
    second: list[Taken] = []
    for link in links:
        if not roots.get(link.original):
            kept[link.original] = link
            continue
        second.append(link)
    for link in second:
        for above in roots[link.original]:
            if above.original not in kept and _overlap(link.passage_original, above.copy.passage):
                root = _led_back(link, above.original, reports)
                if root:
                    kept[above.original] = root
    final: list[Taken] = []
    for link in sorted(kept.values(), key=lambda k: (-_length(k.copy.passage), k.original)):
        covered = [span for other in final for span in other.copy.passage]
        if _overlap(link.copy.passage, covered) < _COVERED * _length(link.copy.passage):
            final.append(link)
    for link in sorted(second, key=lambda k: (-_length(k.copy.passage), k.original)):
        covered = [span for other in final for span in other.copy.passage]
        text = reports[link.copy.report].text
        own = sum(len(text[start:end].split()) for start, end in _without(link.copy.passage, covered))
        if own >= PASSAGE:
            final.append(link)
    return final


def _led_back(link: Taken, root: str, reports: Mapping[str, Report]) -> Taken | None:
    """Return the link of a copy to the root of the copy it was taken from; None where a publisher used its own again."""
    copy = reports[link.copy.report]
    direct = taken(reports[root], copy)
    if direct and direct.original == root:
        return direct
    if copying.same_publisher(reports[root].publisher, copy.publisher):
        return None
    return Taken(original=root, copy=link.copy, passage_original=[])


def _order(parents: Mapping[str, list[Taken]], reports: Mapping[str, Report]) -> list[str]:
    """Return all reports of the links, originals before copies; where credits go in a circle, the earlier first."""
    children: defaultdict[str, list[str]] = defaultdict(list)
    waits = {copy: len(links) for copy, links in parents.items()}
    for copy, links in parents.items():
        for link in links:
            children[link.original].append(copy)
    names = {*children, *parents}
    key = {name: (reports[name].published_at or reports[name].published or "", name) for name in names}
    rest = sorted(names, key=key.__getitem__)
    ready = [key[name] for name in rest if not waits.get(name)]
    heapq.heapify(ready)
    order: dict[str, None] = {}
    while len(order) < len(names):
        name = heapq.heappop(ready)[1] if ready else next(name for name in rest if name not in order)
        if name in order:
            continue
        order[name] = None
        for child in children[name]:
            waits[child] -= 1
            if not waits[child]:
                heapq.heappush(ready, key[child])
    return list(order)


def _within(a: Report, b: Report, days: int) -> bool:
    one, two = a.published or a.published_at, b.published or b.published_at
    if not one or not two:
        return True
    return abs((date.fromisoformat(one[:10]) - date.fromisoformat(two[:10])).days) <= days


def _length(spans: Iterable[Span]) -> int:
    return sum(end - start for start, end in spans)


def _without(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """Return what is left of `spans` outside `others`."""
    left = list(spans)
    for start, end in others:
        cut = []
        for s, e in left:
            cut += [(s, min(e, start)), (max(s, end), e)] if s < end and start < e else [(s, e)]
        left = [(s, e) for s, e in cut if s < e]
    return left


def _overlap(spans: Iterable[Span], others: Iterable[Span]) -> int:
    """Return the code points that stand in both."""
    held = list(spans)
    return _length(held) - _length(_without(held, others))
