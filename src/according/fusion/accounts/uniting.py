"""One claimant, many ways to name it: who of an event's claimants are the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise

from according.events import Claimant
from according.fusion.accounts.claimants import Speaker, folded, side_of_name, table_entry
from according.knowledge.claimants import words
from according.knowledge.names import Name
from according.reading.mentions import noun_class

_INTRODUCED = 600
"""Most code points from an office to the name of who holds it."""
_LONGEST_NAME = 4
_LEAST_SPELLED, _ALIKE = 5, 0.85
"""Letters of the shortest word that can be spelled otherwise, and how alike the spellings are."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A claimant where a report names it: `at` is the offset of the source (of the claim, for the own voice)."""

    report: str
    at: int
    who: Speaker
    text: str = ""
    """The source as the report writes it."""
    person: bool = False


def unite(mentions: Sequence[Mention], named: Sequence[Mention], country: str | None) -> list[Claimant]:
    """Return the claimant of each mention; mentions of one claimant get equal ones.

    `named` are bodies that the reports name without quoting them: "its spokesman" may be theirs. `country` is where
    the event is, if it is in one: "the governor" and "the emergency service" are of it.
    """
    every = [*mentions, *named]
    groups = _Groups(len(every))
    _by_id(every, groups)
    _by_table(mentions, groups, country)
    _by_owner(every, groups)
    _by_arms(every, groups)
    _by_introduction(mentions, groups)
    _by_words([_unowned(m, i, groups) for i, m in enumerate(mentions)], groups)
    _states(mentions, groups, country)
    _of_country(mentions, groups, country)
    made = {root: _claimant([every[i] for i in members], country) for root, members in groups.members().items()}
    return [made[groups.find(i)] for i in range(len(mentions))]


class _Groups:
    """Sets of mentions that are one; the least index stands for the set."""

    def __init__(self, n: int) -> None:
        self._parent = list(range(n))

    def find(self, i: int) -> int:
        while self._parent[i] != i:
            self._parent[i] = self._parent[self._parent[i]]
            i = self._parent[i]
        return i

    def join(self, i: int, j: int) -> None:
        a, b = sorted((self.find(i), self.find(j)))
        self._parent[b] = a

    def members(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for i in range(len(self._parent)):
            found.setdefault(self.find(i), []).append(i)
        return found


def _by_id(mentions: Sequence[Mention], groups: _Groups) -> None:
    """Equal ids: of the tables everywhere, of names too; "its spokesman" is another's in another report."""
    first: dict[str, int] = {}
    for i, m in enumerate(mentions):
        for key in m.who.ids:
            if m.who.owned:
                key = f"{m.report} {key}"
            groups.join(i, first.setdefault(key, i))


def _by_table(mentions: Sequence[Mention], groups: _Groups, country: str | None) -> None:
    """ "The State Emergency Service" in Ukraine is the one of the tables, and of who is named in full elsewhere."""
    of_entry: dict[str, int] = {m.who.ids[0]: i for i, m in reversed(list(enumerate(mentions))) if m.who.known}
    for i, m in enumerate(mentions):
        if m.who.known or m.who.own or m.who.anonymous:
            continue
        entry = table_entry(m.who.words, m.who.side or country)
        if entry is not None:
            groups.join(i, of_entry.setdefault(entry.entity, i))


def _by_owner(mentions: Sequence[Mention], groups: _Groups) -> None:
    """ "Its spokesman" is who was last named before it in the report, and is no person."""
    by_report: dict[str, list[int]] = {}
    for i, m in enumerate(mentions):
        if not (m.who.own or m.who.owned or m.who.anonymous):
            by_report.setdefault(m.report, []).append(i)
    for i, m in enumerate(mentions):
        before = [
            (mentions[j].at, j)
            for j in by_report.get(m.report, ())
            if mentions[j].at < m.at and _is_owner(m.text, mentions[j].who)
        ]
        if m.who.owned and before:
            groups.join(i, max(before)[1])


def _is_owner(text: str, who: Speaker) -> bool:
    """Whether "the group's channel" can be that of `who`: a group's; "the ministry's" is a ministry's."""
    noun = next((w for w in text.lower().replace("’", "'").split()[:2] if w.endswith("'s")), "").removesuffix("'s")
    if noun not in words().named_before:
        return True
    return noun in who.words or (noun in words().armed and who.ids[0].startswith("group:"))


def _by_arms(mentions: Sequence[Mention], groups: _Groups) -> None:
    """ "The rebels" are the one armed group that their report, or else the event, names."""
    named = [(m.report, i) for i, m in enumerate(mentions) if m.who.ids[0].startswith("group:")]
    for i, m in enumerate(mentions):
        head = m.text.lower().removeprefix("the ")
        if m.who.known or m.who.own or head not in words().rebels:
            continue
        for among in ([j for report, j in named if report == m.report], [j for _, j in named]):
            if len({groups.find(j) for j in among}) == 1:
                groups.join(i, among[0])
                break


def _by_introduction(mentions: Sequence[Mention], groups: _Groups) -> None:
    """ "A police officer said ... Capt. X added": who is told by an office first and by the name alone next is one."""
    by_report: dict[str, dict[str, int]] = {}
    for i in sorted(range(len(mentions)), key=lambda i: mentions[i].at):
        if not mentions[i].who.own:
            by_report.setdefault(mentions[i].report, {}).setdefault(mentions[i].who.ids[0], i)
    for seen in by_report.values():
        for i, j in pairwise(seen.values()):
            a, b = mentions[i], mentions[j]
            if b.at - a.at <= _INTRODUCED and b.person and not b.who.known and _is_introduced(a.text, b.text):
                groups.join(i, j)


def _is_introduced(office: str, name: str) -> bool:
    """Whether `office` names somebody by an office and `name` can be the name of that one person."""
    table = words()
    held = {w for part in office.lower().split() if (w := part.strip("'’.,").removesuffix("'s"))}
    head = re.split(r" (?:of|for|in|at|with|from|who|on)\b|,", office)[0].split()[-1:]
    if (
        not head
        or head[0].endswith("s")
        or not (head[0] in table.heads or noun_class(head[0]) in ("person", "anonymous"))
    ):
        return False
    first, *rest = [part.strip(".,") for part in name.split()] or [""]
    called = table.titles.get(first.lower())
    full = rest if called is not None or first.lower() in ("mr", "mrs", "ms") else [first, *rest]
    if not full or len(full) > _LONGEST_NAME or not all(w[:1].isupper() for w in full):
        return False
    return bool(held & called) if called is not None else head[0] in table.heads


def _unowned(m: Mention, i: int, groups: _Groups) -> Mention:
    """ "Their union", where nobody was named before: a union by its noun."""
    if not m.who.owned or len(groups.members()[groups.find(i)]) > 1:
        return m
    return replace(m, who=replace(m.who, owned=False, side=None, words=folded(" ".join(m.text.split()[1:]))))


def _by_words(mentions: Sequence[Mention], groups: _Groups) -> None:
    """Shorter names are the longer ones that hold all their words: of the same report first, else the only one."""
    first: dict[Speaker, int] = {}
    in_report: dict[tuple[str, Speaker], int] = {}
    for i, m in enumerate(mentions):
        if not (m.who.own or m.who.owned) and _substance(m.who):
            first.setdefault(m.who, i)
            in_report.setdefault((m.report, m.who), i)
    by_report: dict[str, list[int]] = {}
    for i in in_report.values():
        by_report.setdefault(mentions[i].report, []).append(i)
    alike: dict[frozenset[str], int] = {}
    for i in first.values():
        who = mentions[i].who
        if not (who.anonymous or who.known) and _names(mentions[i], mentions[alike.setdefault(who.words, i)]):
            groups.join(i, alike[who.words])
    for i in sorted(in_report.values(), key=lambda i: (-len(mentions[i].who.words), i)):
        m = mentions[i]
        chosen = _nearest(_fuller(i, by_report[m.report], mentions, groups), mentions, m.at)
        if chosen is None and not m.who.anonymous:
            fuller = _fuller(i, first.values(), mentions, groups)
            chosen = fuller[0] if len({groups.find(j) for j in fuller}) == 1 else None
        if chosen is not None:
            groups.join(i, chosen)


def _fuller(i: int, among: Iterable[int], mentions: Sequence[Mention], groups: _Groups) -> list[int]:
    return [j for j in among if groups.find(j) != groups.find(i) and _names(mentions[i], mentions[j])]


def _substance(who: Speaker) -> bool:
    """Whether there is a word beside states: "Moscow" names no ministry."""
    return any(not w.startswith("=") for w in who.words) and not who.ids[0].startswith("state:")


def _names(short: Mention, full: Mention) -> bool:
    """Whether `full` may be whom `short` names more briefly."""
    a, b = short.who, full.who
    if a.side and b.side and a.side != b.side:
        return False
    if a.known and b.known:
        return False  # two entries of the tables are two
    if (a.words ^ b.words) & words().other:
        return False  # "another US official"
    if b.ids[0].startswith("group:") and a.words <= words().state_voices:
        return False  # "the army" is no Liberation Army
    if a.anonymous:
        # "The source" of this report: fewer words, the same noun.
        return short.report == full.report and a.words <= b.words and len(b.words) > len(a.words)
    return not b.anonymous and (a.words <= b.words or _respelled(a.words, b.words))


def _respelled(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether all words but one are among the others, and that one is spelled a little otherwise: "Gothey", "Gothèye"."""
    mine = [_plain(w) for w in a - b]
    if len(mine) != 1 or len(a) < 2 or len(mine[0]) < _LEAST_SPELLED:
        return False
    return any(SequenceMatcher(None, mine[0], _plain(w)).ratio() >= _ALIKE for w in b - a)


def _plain(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def _nearest(here: list[int], mentions: Sequence[Mention], at: int) -> int | None:
    before = [j for j in here if mentions[j].at <= at]
    pool = before or here
    return min(pool, key=lambda j: (abs(at - mentions[j].at), j), default=None)


def _states(mentions: Sequence[Mention], groups: _Groups, country: str | None) -> None:
    """A state by its name or capital is its ministry or army where the event knows only one of them."""
    voices: dict[str, set[int]] = {}
    for i, m in enumerate(mentions):
        speaks = m.who.words & words().state_voices and not m.who.anonymous and not m.who.own
        if speaks and m.who.side and not m.who.ids[0].startswith("state:"):
            voices.setdefault(m.who.side, set()).add(groups.find(i))
    for i, m in enumerate(mentions):
        state = m.who.ids[0].removeprefix("state:")
        if (
            state == m.who.ids[0]
            and country is not None
            and m.who.side in (None, country)
            and m.who.words
            and m.who.words <= words().governments
        ):
            state = country  # "the government", where only its ministry is known
        if state != m.who.ids[0] and len(voices.get(state, set()) - {groups.find(i)}) == 1:
            groups.join(i, next(iter(voices[state] - {groups.find(i)})))


def _of_country(mentions: Sequence[Mention], groups: _Groups, country: str | None) -> None:
    """ "The army" is that of the country of the event, where it is told with and without its state."""
    if country is None:
        return
    by_words: dict[frozenset[str], int] = {}
    bare = [i for i, m in enumerate(mentions) if not (m.who.own or m.who.anonymous or m.who.owned)]
    for i in bare:
        by_words.setdefault(mentions[i].who.words, i)
    sides = {groups.find(i): mentions[i].who.side for i in bare if mentions[i].who.side}
    for i in bare:
        who = mentions[i].who
        full = by_words.get(who.words | {f"={country}"})
        of_state = bool(who.words) and who.words <= words().local | words().state_voices | words().ministries
        if full is not None and of_state and groups.find(i) not in sides:
            groups.join(i, full)


def _claimant(group: list[Mention], country: str | None) -> Claimant:
    who = [m.who for m in group]
    entry = next((e for w in who if not (w.known or w.own or w.anonymous) if (e := _entry(w, country))), None)
    known = sorted({w.ids[0] for w in who if w.known} | ({entry.entity} if entry is not None else set()), key=_rank)
    # "Its spokesman" may have been read as another's: who is named says whose side it is.
    side = next((w.side for w in sorted(who, key=lambda w: w.owned) if w.side), None)
    if side is None and any(w.words & words().local for w in who):
        side = country
    direct = [w for w in who if w.direct and not w.owned and (not known or w.ids[0] == known[0])]
    if entry is not None and known[0] == entry.entity:
        return Claimant(name=entry.name, entity=entry.entity, side=side_of_name(entry) or side)
    pool = direct or [w for w in who if not w.owned] or who
    name = min({w.name for w in pool}, key=lambda n: (-len(n.split()), n))
    return Claimant(name=name, entity=known[0] if known else min(w.ids[0] for w in pool), side=side)


def _entry(who: Speaker, country: str | None) -> Name | None:
    return table_entry(who.words, who.side or country)


def _rank(entity: str) -> tuple[int, str]:
    """A body before its state, its state before a person."""
    order = ("org:", "group:", "media:", "state:", "person:")
    return next((k for k, prefix in enumerate(order) if entity.startswith(prefix)), len(order)), entity
