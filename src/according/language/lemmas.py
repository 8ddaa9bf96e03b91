"""Lemmas: irregular verbs, the table of the training corpora, words of the field, then the script head, corrected towards
known lemmas."""

from __future__ import annotations

from pathlib import Path

from according.knowledge import tables


class Lemmas:
    """The lemma table of a model (``lemmas.tsv``)."""

    def __init__(self, path: Path) -> None:
        self._table: dict[tuple[str, str], str] = {}
        self._known: set[str] = set()
        verbs: dict[str, list[str]] = tables.load("tokens/irregular_verbs")["irregular_verbs"]
        self._irregular = {form: verb for verb, forms in verbs.items() for form in forms}
        field: dict[str, list[str]] = tables.load("tokens/field_words")
        self._field = {"VERB": frozenset(field["verbs"]), "NOUN": frozenset(field["nouns"])}
        for line in path.read_text(encoding="utf-8").splitlines():
            form, upos, lemma = line.split("\t")
            self._table[form, upos] = lemma or form
            self._known.add(lemma or form)

    def lemma(self, word: str, upos: str, scripted: str) -> str:
        """Return the lemma of a word, lower-cased; `scripted` is what the script head says."""
        lower = word.lower()
        if upos == "VERB" and lower in self._irregular:
            return self._irregular[lower]
        found = self._table.get((lower, upos))
        if found is not None:
            return found
        stems = _regular(lower)
        of_field = next((c for c in (lower, *stems) if c in self._field.get(upos, ())), None)
        if of_field is not None:
            return of_field
        if scripted in self._known or upos == "PROPN":
            return scripted
        return next((c for c in stems if c in self._known), scripted)


def _regular(word: str) -> list[str]:
    """Stems that regular inflection of English may have made `word` from."""
    if word.endswith("men"):
        return [word[:-3] + "man"]
    for suffix in ("ing", "ed", "er", "est", "es", "s"):
        if word.endswith(suffix) and len(word) > len(suffix) + 2:
            stem = word[: -len(suffix)]
            found = [stem, stem + "e"]
            if len(stem) > 2 and stem[-1] == stem[-2]:
                found.append(stem[:-1])
            if stem.endswith("i"):
                found.append(stem[:-1] + "y")
            return found
    return []
