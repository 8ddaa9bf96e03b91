"""Write the lemma table of the training corpora: ``python training/lemmas.py ../shared/data src/according/language/models/en``.

A line is ``form TAB part of speech TAB lemma``, the commonest lemma of each; where form and lemma are the same nothing
stands between. The script head covers what is not in it.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path

from data import read_conllu

OPEN = {"VERB", "AUX", "NOUN", "ADJ", "ADV"}


def main() -> None:
    data, folder = Path(sys.argv[1]), Path(sys.argv[2])
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for name in ("ewt.train", "gum-open.train"):
        for document in read_conllu(data / "parsing" / f"{name}.conllu.gz"):
            for unit in document:
                for word, upos, lemma in zip(unit.words, unit.upos, unit.lemmas, strict=True):
                    if upos in OPEN and word.isalpha():
                        counts[word.lower(), upos][lemma.lower()] += 1
    lines = []
    for (form, upos), lemmas in sorted(counts.items()):
        lemma = min(lemmas, key=lambda x: (-lemmas[x], x))
        lines.append(f"{form}\t{upos}\t{'' if lemma == form else lemma}")
    (folder / "lemmas.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(len(lines), "forms")


if __name__ == "__main__":
    main()
