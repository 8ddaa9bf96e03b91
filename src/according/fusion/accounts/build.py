"""From voices and numbers to accounts: one claimant's with one polarity, and one more for what a copy has changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from according.claims import Certainty, Place
from according.events import Account, ClaimRef, Tally
from according.fusion.accounts.assign import Measured, measured
from according.fusion.accounts.claimants import folded
from according.fusion.accounts.numbers import measure_of
from according.fusion.accounts.places import Ground, ground, located, places_of_numbers
from according.fusion.accounts.tallies import first_said, growing, outgrows, parts, replaces, same_number, tally_of
from according.fusion.accounts.voices import Voice, none_of_them
from according.fusion.accounts.wording import replaced
from according.fusion.told import Told
from according.knowledge.claimants import words

_STRENGTH: tuple[Certainty, ...] = ("certain", "probable", "possible", "unspecified")


@dataclass(slots=True)
class _Said:
    """A number as one claim gives it; `placed`: whether a place is named with it."""

    voice: Voice
    tally: Tally
    placed: bool


def accounts(voices: Sequence[Voice], country: str | None) -> list[Account]:
    """Return the accounts, the earliest first; `voices` in the order in which claims are to be listed."""
    said = _numbers([v for v in voices if v.polarity == "positive"], country)
    found: list[tuple[Account, str]] = []
    for key, polarity in dict.fromkeys((v.key, v.polarity) for v in voices):
        mine = [v for v in voices if (v.key, v.polarity) == (key, polarity)]
        numbers = [s for s in said if s.voice.key == key and polarity == "positive"]
        changed = _changed(numbers)
        for group in [[s for s in numbers if s not in changed], *_by_number(changed)]:
            apart = bool(group) and group[0] in changed
            refs = {s.voice.told.ref for s in (group if apart else changed)}
            told = [v for v in mine if (v.told.ref in refs) is apart]
            if told:
                account = _account(told, _merged(group))
                found.append((account, min(v.said or "" for v in told)))
    dates = {v.told.ref: v.said or "" for v in voices}
    for account, _ in found:
        _supersede(account, dates)
    found.sort(key=lambda f: (f[1], f[0].claimant.name, f[0].polarity, [c.report for c in f[0].claims]))
    return [account for account, _ in found]


def _account(voices: Sequence[Voice], tallies: list[Tally]) -> Account:
    certainties = {v.told.claim.factuality.certainty for v in voices}
    return Account(
        claimant=voices[0].claimant,
        polarity=voices[0].polarity,
        certainty=next(c for c in _STRENGTH if c in certainties),
        quantities=tallies,
        claims=[
            ClaimRef(
                report=v.told.report.id,
                claim=v.told.claim.id,
                trigger=v.told.claim.trigger.span,
                copy_of=v.told.copy_of,
            )
            for v in voices
        ],
    )


def _numbers(voices: Sequence[Voice], country: str | None) -> list[_Said]:
    """The numbers that the voices give, with measure, scope and date."""
    actual = [v for v in voices if v.told.claim.factuality.realis in ("actual", "future")] or list(voices)
    of_ref = {v.told.ref: v for v in actual}
    told = [v.told for v in actual]
    numbers = measured([t for t in told if not of_ref[t.ref].nobody])
    numbers += [m for v in actual if v.nobody for m in _none(v.told)]
    whole, places = ground(told, country), places_of_numbers(numbers)
    homes = _homes(actual, whole)
    found = []
    for i, m in enumerate(numbers):
        voice = of_ref[m.told.ref]
        where = whole.own(places[i])
        tally = tally_of(m.quantity, m.measure, whole.scope(where or homes.get(voice.key, ())))
        tally.as_of = voice.said
        tally.superseded = replaced(m.told.claim, m.quantity)
        tally.claims = [m.told.ref]
        found.append(_Said(voice, tally, bool(where)))
    return found


def _homes(voices: Sequence[Voice], whole: Ground) -> dict[str, list[Place]]:
    """Where each governor, mayor or police force speaks of: their numbers are of there, said or not."""
    homes: dict[str, list[Place]] = {}
    for v in voices:
        if folded(v.claimant.name) & words().of_place:
            homes.setdefault(v.key, []).extend(whole.own(located(v.told.claim.locations)))
    return homes


def _none(told: Told) -> Iterable[Measured]:
    quantity = none_of_them(told)
    measure = measure_of(told.claim, quantity)
    return [Measured(told, quantity, measure)] if measure is not None else []


def _changed(numbers: Sequence[_Said]) -> list[_Said]:
    """Numbers that only copies give, where their original gives another of the same."""
    own = [s for s in numbers if s.voice.told.copy_of is None]
    return [
        s
        for s in numbers
        if s.voice.told.copy_of is not None
        and not any(same_number(s.tally, o.tally) for o in own)
        and any(o.voice.told.report.id == s.voice.told.copy_of and o.tally.measure == s.tally.measure for o in own)
    ]


def _by_number(numbers: Sequence[_Said]) -> list[list[_Said]]:
    groups: list[list[_Said]] = []
    for s in numbers:
        mine = next((g for g in groups if same_number(g[0].tally, s.tally)), None)
        if mine is None:
            groups.append([s])
        else:
            mine.append(s)
    return groups


def _merged(numbers: Sequence[_Said]) -> list[Tally]:
    """Each number of a claimant once. Where no place is named with it, it is of the scope that it has elsewhere."""
    found: list[Tally] = []
    for group in _by_number(numbers):
        scopes = {s.tally.scope for s in group if s.placed}
        if None in scopes or len(scopes) <= 1:
            scope = None if None in scopes else next(iter(scopes), None)
            found.append(_one([s.tally for s in group], scope))
            continue
        for scope in sorted({s.tally.scope or "" for s in group}):
            found.append(_one([s.tally for s in group if (s.tally.scope or "") == scope], scope or None))
    return sorted(found, key=lambda t: (t.measure, t.as_of or "", t.of or "", -(t.high or 0.0), t.scope or ""))


def _one(tallies: Sequence[Tally], scope: str | None) -> Tally:
    best = tallies[0]
    named = Counter(t.of for t in tallies if t.of)
    bounds = Counter(t.bound for t in tallies)
    return Tally(
        of=min(named, key=lambda o: (-named[o], o)) if named else None,
        measure=best.measure,
        value=best.value,
        low=best.low,
        high=best.high,
        bound=min(bounds, key=lambda b: (-bounds[b], b is None, b or "")),
        unit=best.unit,
        approximate=all(t.approximate for t in tallies),
        as_of=first_said(t.as_of for t in tallies),
        scope=scope,
        superseded=all(t.superseded for t in tallies),
        claims=sorted({c for t in tallies for c in t.claims}),
    )


def _supersede(account: Account, dates: Mapping[str, str]) -> None:
    """Mark what the claimant has since replaced: not what was said again after that ("36, not 30" says 36)."""
    part = parts(account.quantities)
    for tally in account.quantities:
        alone = _is_alone(tally, account.quantities)
        for later in account.quantities if not any(tally is p for p in part) else ():
            again = [c for c in tally.claims if dates[c] >= (later.as_of or "") and c not in later.claims]
            replaced = replaces(later, tally) or (alone and not again and outgrows(later, tally))
            if later is not tally and replaced and (growing(tally.measure) or not again):
                tally.superseded = True


def _is_alone(tally: Tally, tallies: Sequence[Tally]) -> bool:
    """Whether a number is all of its measure that its claimant gave in the reports that have it."""
    own = {c.split("/")[0] for c in tally.claims}
    return not any(
        t is not tally and t.measure == tally.measure and own & {c.split("/")[0] for c in t.claims} for t in tallies
    )
