"""Whose account a claim is: the origin of its chain of sources, or the publisher where the report speaks for itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

from according.claims import Link
from according.events import Claimant
from according.fusion.told import Told
from according.knowledge.claimants import words
from according.knowledge.gazetteer import Gazetteer
from according.knowledge.names import Name, Names, bare_name, rows, split
from according.reading.mentions import normalised, noun_class

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_KNOWN = ("org:", "group:", "state:", "media:", "person:")
_BODIES = ("organization", "group", "state", "media")
_LONGEST = 10
"""Words of the longest description that is shown as a name."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A claimant as one claim names it.

    `words` are those of its name and description in their base form, states as ``=UA``; `direct` is False where it
    is named by who speaks for it ("a spokesman for X"); `owned` where it is somebody's who was named before ("its
    spokesman"). `ids` are all the ids that it goes by, the first its own.
    """

    name: str
    ids: tuple[str, ...]
    side: str | None = None
    words: frozenset[str] = field(default=frozenset())
    direct: bool = True
    own: bool = False
    anonymous: bool = False
    owned: bool = False

    @property
    def known(self) -> bool:
        """Whether the tables have it."""
        return self.ids[0].startswith(_KNOWN)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a source is told in: who carries it, on which day, of an event in which country."""

    carrier: str
    on: date | None
    country: str | None


def claimant(told: Told, publisher_of: Mapping[str, str]) -> Claimant:
    """Return whose account a claim is, seen by itself; `publisher_of` is by id of report.

    The own voice of a copy is its original's publisher. `describe` further unites those of one event that name
    the same claimant in several ways.
    """
    who = speaker(told, publisher_of)
    return Claimant(name=who.name, entity=who.ids[0], side=who.side)


def origin(told: Told) -> Link | None:
    """Return the link whose words the claim is; None where the report itself, or nobody nameable, says so.

    A passive ("are now known") or a statement behind a named source adds no source, nor does "its forces" inside it.
    """
    links = list(told.claim.attribution)
    while links:
        last, outer = links[-1], links[:-1]
        nameless = (last.entity is None and not last.name) or _is_some(last)
        if nameless or (outer and outer[-1].kind != "media" and (_possessive(last) or _document(last))):
            links.pop()
            continue
        return last
    return None


def speaker(told: Told, publisher_of: Mapping[str, str], country: str | None = None) -> Speaker:
    """Return the claimant of one claim with all that tells it from others and brings it together with them.

    `country` is where the event is: of places of one name the one there is meant.
    """
    root = told.copy_of if told.copy_of is not None and told.copy_of in publisher_of else told.report.id
    publisher = publisher_of.get(root) or told.report.publisher or urlsplit(told.report.url or "").hostname or root
    link = origin(told)
    if link is None:
        return _publisher(publisher)
    carrier = next(
        (k.name or k.source for k in told.claim.attribution if k.kind == "media" and k is not link), publisher
    )
    return _of_link(link, Setting(carrier, _day(told.report.published), country))


@lru_cache(maxsize=8192)
def folded(text: str) -> frozenset[str]:
    """Return the words of a name in their base form: states as ``=UA``, "regional" as "region", no small words."""
    table = words()
    tokens: list[str] = _WORD.findall(text.replace("’", "'"))
    found: set[str] = set()
    i = 0
    while i < len(tokens):
        state, size = next(
            ((s, n) for n in (3, 2, 1) if (s := _names().state_of(" ".join(tokens[i : i + n]))) is not None), (None, 1)
        )
        if state is not None and tokens[i][:1].isupper():
            found.add(f"={state}")
            i += size
            continue
        word = tokens[i].lower().removesuffix("'s")
        plain = word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word
        word = table.same.get(word, table.same.get(plain, plain))
        if word and word not in table.empty:
            found.add(word)
        i += 1
    return frozenset(found)


def side_of_name(name: Name) -> str | None:
    """Return the state that an entry of the tables belongs to, or the id of the group that belongs to none."""
    if name.kind == "media" and name.note != "state":
        return None
    return name.state or (name.entity if name.kind == "group" else None)


def of_table(entity: str, name: str) -> Speaker:
    """Return the claimant of an id of the tables, whose name is `name`."""
    entry = next((n for n in _names().lookup(name) if n.entity == entity), None)
    return Speaker(name, (entity,), side_of_name(entry) if entry is not None else None)


def _publisher(publisher: str) -> Speaker:
    known = next((n for n in _names().lookup(publisher) if n.kind == "media"), None)
    bare = bare_name(publisher)
    entity = known.entity if known is not None else normalised(bare)
    return Speaker(bare, (entity,), side_of_name(known) if known is not None else None, folded(bare), own=True)


def _of_link(link: Link, told: Setting) -> Speaker:
    text = " ".join(link.source.split())
    name = " ".join((link.name or text).split())
    said = folded(text) | folded(name)
    owned = _is_owned(link) and (link.entity or "name:").startswith("name:")
    if link.entity is not None and link.entity.startswith(_KNOWN):
        return _known(link, name, said, told.on)
    body = _body(text) or _body(name)
    if body is not None and not owned:
        return _for_body(link, body, said, told.country)
    entry = _by_words(said) or _group_in(text) or _entry_before(text)
    if entry is not None:
        direct = not said & words().anonymous
        shown = entry.name if direct else _shown(text, name)
        return Speaker(shown, (entry.entity,), side_of_name(entry), said | folded(entry.name), direct=direct)
    shown = _shown(text, name)
    person = link.kind == "person" and not said & words().anonymous
    named = link.kind == "organization" and bool(said & words().named_before)  # a union of reporters has a name
    nameless = said & words().anonymous and not named
    if nameless and not person and not owned:
        who = normalised(f"{' '.join(sorted(said))} {bare_name(told.carrier)}")
        return Speaker(shown, (who,), _side(text, told.country), said, anonymous=True)
    ids = (link.entity or normalised(shown),)
    return Speaker(shown, ids, _side(text, told.country) or _side(name, told.country), said, owned=owned)


def _for_body(link: Link, body: str, said: frozenset[str], country: str | None) -> Speaker:
    """Who speaks for X is X."""
    entry = _entry_of(body)
    shown = _shown(" ".join(link.source.split()), link.name or "")
    own = (link.entity,) if link.entity is not None and link.kind == "person" else ()
    if entry is not None:
        return Speaker(shown, (entry.entity, *own), side_of_name(entry), said | folded(entry.name), direct=False)
    # "The group's military spokesman": whose group was said before.
    first = body.split()[0].lower().replace("’", "'").removesuffix("'s")
    owned = first in words().possessives or first in words().named_before
    return Speaker(
        shown, (normalised(bare_name(body)), *own), _side(body, country), folded(body), direct=False, owned=owned
    )


def _entry_of(body: str) -> Name | None:
    entry = next((n for n in _names().lookup(body) if n.kind in _BODIES), None)
    return entry or _by_words(folded(body)) or _group_in(body)


def _entry_before(text: str) -> Name | None:
    """ "Ukrainian military intelligence" of its "source": a body of the tables, never a state."""
    first = bare_name(text).split()
    if len(first) < 2 or first[-1].lower() not in words().after_only:
        return None
    entry = _entry_of(" ".join(first[:-1]))
    return entry if entry is not None and entry.kind != "state" else None


def _known(link: Link, name: str, said: frozenset[str], on: date | None) -> Speaker:
    assert link.entity is not None
    entry = next((n for n in _names().lookup(name) if n.entity == link.entity), None)
    side = side_of_name(entry) if entry is not None else None
    if entry is not None and entry.kind == "person":
        # As written: the tables spell many names in one of several ways.
        shown = _shown(" ".join(link.source.split()), name)
        said_of = _body(" ".join(link.source.split()))
        body = (_entry_of(said_of) if said_of is not None else None) or _spoken_for(entry, on)
        if body is not None:
            return Speaker(
                shown, (body.entity, link.entity), side_of_name(body), said | folded(body.name), direct=False
            )
        return Speaker(shown, (link.entity,), side, said)
    return Speaker(entry.name if entry is not None else name, (link.entity,), side, said)


def _spoken_for(person: Name, on: date | None) -> Name | None:
    """The body whose spokesperson a person is on a day ("Peskov" is the Kremlin, and so is what it stands for)."""
    if on is None or person.state is None:
        return None
    state = _names().state(person.state)
    for office, body in words().spokespeople.items():
        if _names().holder(office, person.state, on) == person:
            named = body.replace("STATE", state.name if state is not None else "")
            return next(iter(_names().lookup(named)), None) or _by_words(folded(named))
    return None


@lru_cache(maxsize=4096)
def _body(text: str) -> str | None:
    """ "X" of "a spokeswoman for X", "X's spokesman", "sources in X"; None where nobody speaks for another."""
    after = _after_pattern().search(text)
    if after is not None and not _possessed_pattern().search(text[: after.end("voice")]):
        body = after["body"].strip(" '’")
        # "Officials in Kyiv" speak for no body, "a source in the ministry" does.
        weak = after["voice"].lower() in words().after_only
        return body if body and not (weak and not _is_body(body)) else None
    before = _before_pattern().match(bare_name(text))
    if before is None:
        return None
    body = before["body"].strip()
    return re.sub(r"['’]s?$", "", body) or None


def _is_body(text: str) -> bool:
    entry = _entry_of(text)
    if entry is not None:
        return entry.kind in ("organization", "group")
    return any(noun_class(w.lower().removesuffix("'s")) == "organization" for w in _WORD.findall(text))


@lru_cache(maxsize=1)
def _after_pattern() -> re.Pattern[str]:
    table = words()
    voices = "|".join(sorted(map(re.escape, table.voices), key=len, reverse=True))
    links = "|".join(sorted(table.links))
    return re.compile(
        rf"(?i)\b(?P<voice>{voices})\b(?:\s+[\w-]+)?\s+(?:{links})\s+(?:the\s+)?(?P<body>(?-i:[A-Z]|\w)[^,;()]*)"
    )


@lru_cache(maxsize=1)
def _possessed_pattern() -> re.Pattern[str]:
    """ "The army's spokesman for the operation" speaks for the army."""
    voices = "|".join(sorted(map(re.escape, words().voices), key=len, reverse=True))
    return re.compile(rf"(?i)['’]s?\s+(?:[\w-]+\s+){{0,2}}(?:{voices})$")


@lru_cache(maxsize=1)
def _before_pattern() -> re.Pattern[str]:
    table = words()
    voices = "|".join(sorted((re.escape(v) for v in table.voices if v not in table.after_only), key=len, reverse=True))
    return re.compile(rf"(?P<body>\w[^,;()]*?)\s+(?i:{voices})\b")


@lru_cache(maxsize=1)
def _index() -> dict[frozenset[str], Name]:
    """Organisations and groups by the words of their names, whatever the order: none that two of them share."""
    found: dict[frozenset[str], Name] = {}
    twice: set[frozenset[str]] = set()
    for table, prefix in (("organizations", "org"), ("groups", "group")):
        for row in rows(table):
            entry = next((n for n in _names().lookup(row["name"]) if n.entity == f"{prefix}:{row['id']}"), None)
            if entry is None:
                continue
            for alias in {row["name"], *split(row["aliases"])}:
                key = folded(alias)
                if found.setdefault(key, entry) != entry:
                    twice.add(key)
    return {key: name for key, name in found.items() if key not in twice and len(key) > 1}


def _by_words(said: frozenset[str]) -> Name | None:
    return _index().get(said)


def _group_in(text: str) -> Name | None:
    """The group whose "military", "official" or "fighters" speak: no state has only one of them."""
    first = bare_name(text).split()
    for size in range(min(len(first), 5), 0, -1):
        found = next((n for n in _names().lookup(" ".join(first[:size])) if n.kind == "group"), None)
        if found is not None:
            return found
    return None


def table_entry(said: frozenset[str], state: str | None) -> Name | None:
    """Return the organisation of these words, of `state` where they name none ("the State Emergency Service")."""
    if state is None or any(w.startswith("=") for w in said):
        return _by_words(said)
    return _by_words(said) or _by_words(said | {f"={state}"})


@lru_cache(maxsize=4096)
def _side(text: str, country: str | None = None) -> str | None:
    """The state that a description names, by an adjective or by a place of it, of `country` if one of that name is there."""
    states = {w[1:] for w in folded(text) if w.startswith("=")}
    if len(states) == 1:
        return states.pop()
    for run in re.findall(
        r"[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*)*(?:\s+(?:region|oblast|province|district))?", bare_name(text)
    ):
        name = run.removesuffix("'s").removesuffix("’s")
        found = [entry.country for entry in _gazetteer().lookup(name) if entry.country is not None]
        if name.lower() in words().no_place or not found:
            continue
        return country if country in found else found[0]
    return None


def _shown(text: str, name: str) -> str:
    """The fuller of a source as written and its name, without article; a whole clause is no name."""
    forms = [_unowned(bare_name(re.split(r"[;()]|, (?:who|which)", f)[0].strip(" ,"))) for f in (text, name)]
    fit = [f for f in forms if f and len(f.split()) <= _LONGEST]
    return max(fit, key=lambda f: len(folded(f)), default=bare_name(name or text))


def _unowned(name: str) -> str:
    """A name without whose or how many: "chairman" of "its chairman", "rebels" of "23 rebels"."""
    first, _, rest = name.partition(" ")
    return rest if rest and (first.lower() in words().possessives or first.isdigit()) else name


def _is_some(link: Link) -> bool:
    """Whether a source is some of those named before, or nobody who could be named: "those", "two of them"."""
    said = link.source.lower().split()
    if len(said) == 1:
        return said[0] in words().pointing
    return (len(said) > 2 and said[-2] == "of" and said[-1] in ("them", "whom")) or (
        said[0] in words().pointing and (said[1:2] == ["of"] and said[2] in words().possessives)
    )


def _possessive(link: Link) -> bool:
    """Whether a source is somebody's: "its forces"."""
    return link.source.lower().split()[:1] in [[p] for p in words().possessives]


def _is_owned(link: Link) -> bool:
    """Whether whose it is was said before: "its forces", "the group's channel", "the bulletin"."""
    said = link.source.lower().replace("’", "'").split()
    of_body = said[:1] == ["the"] and len(said) > 2 and said[1].removesuffix("'s") in words().named_before
    return _possessive(link) or (of_body and said[1].endswith("'s")) or (said[:1] == ["the"] and _document(link))


def _document(link: Link) -> bool:
    return link.kind == "document" or bool(folded(link.source) & words().documents and len(folded(link.source)) == 1)


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso[:10]) if iso else None


@lru_cache(maxsize=1)
def _names() -> Names:
    return Names()


@lru_cache(maxsize=1)
def _gazetteer() -> Gazetteer:
    return Gazetteer()
