"""Who takes part by both: parties are compared by the entities that their names stand for, and by their states."""

from __future__ import annotations

import re

from according.events import Event, Party
from according.exchange.ledger.foreign import Foreign
from according.knowledge.exchanges import by_iso2
from according.knowledge.names import Names

_WORD = re.compile(r"[^\W_]+(?:[-.'’][^\W_]+)*")
_YEARS = re.compile(r"\([^)]*\)")
_LONGEST = 6


class Parties:
    """Looks names up, each once."""

    def __init__(self) -> None:
        self._names = Names()
        self._known: dict[str, frozenset[str]] = {}
        self._events: dict[str, frozenset[str]] = {}

    def shared(self, event: Event, foreign: Foreign) -> tuple[str, ...]:
        """Return the names of the states and entities that take part by both, sorted."""
        if event.id not in self._events:
            parties = (*event.actors, *event.recipients)
            self._events[event.id] = frozenset(key for party in parties for key in self._of_party(party))
        theirs = {key for name in foreign.actors for key in self._of_name(name)}
        theirs |= {f"state:{state}" for state in foreign.states}
        return tuple(sorted(map(self._shown, self._events[event.id] & theirs)))

    def _of_party(self, party: Party) -> frozenset[str]:
        own = {party.entity} if party.entity and not party.entity.startswith(("equipment:", "place:")) else set()
        return self._of_name(party.name) | own

    def _of_name(self, name: str) -> frozenset[str]:
        """The entities named anywhere in `name`, and their states: ``Military Forces of Russia (2000-)``."""
        found = self._known.get(name)
        if found is None:
            plain = " ".join(_YEARS.sub(" ", name).split())
            words = _WORD.findall(plain.title() if plain.isupper() else plain)
            keys = {f"name:{plain.casefold()}"} if plain else set()
            at = 0
            while at < len(words):
                at = self._longest(words, at, keys)
            found = self._known[name] = frozenset(keys)
        return found

    def _longest(self, words: list[str], at: int, keys: set[str]) -> int:
        for end in range(min(len(words), at + _LONGEST), at, -1):
            phrase = " ".join(words[at:end])
            entries = self._names.lookup(phrase) if end - at > 1 or phrase[:1].isupper() else []
            if entries:
                keys.add(entries[0].entity)
                if entries[0].state:
                    keys.add(f"state:{entries[0].state}")
                return end
        return at + 1

    def _shown(self, key: str) -> str:
        prefix, _, rest = key.partition(":")
        country = by_iso2().get(rest) if prefix == "state" else None
        return country.name if country else rest
