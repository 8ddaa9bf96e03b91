"""Check marked reports: ``python training/check_reports.py FOLDER`` prints every fault and exits 1 where there is one.

A clause stands once in its report and holds its triggers; types, factuality, modes and roles are of the contract
(docs/claims.md); every name that is given stands in the report.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from claimdata import TYPES, WORD_HEADS, tokens
from data import ENTITY_KINDS

KEYS = {
    "clause", "trigger", "type", "event", "said", "alt_said", "cue", "mode", "fact", "alt_fact", "actors", "recipients",
    "instruments", "where", "alt_where", "when", "alt_when", "qty", "optional",
}  # fmt: skip
FACT = [WORD_HEADS[name] for name in ("certainty", "polarity", "realis")]


def faults(path: Path) -> Iterator[str]:
    """The faults of one file, a line each."""
    gold = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    text = (path.parent / gold["report"]).read_text(encoding="utf-8")
    flat = " ".join(tokens(text))
    for key in ("published", "source", "publisher", "claims", "entities"):
        if key not in gold:
            yield f"{path.name}: no {key}"
    for kind, names in (gold.get("entities") or {}).items():
        if kind not in ENTITY_KINDS:
            yield f"{path.name}: no such kind of entity: {kind}"
        yield from (f"{path.name}: {name!r} is not in the report" for name in names or [] if str(name) not in text)
    for claim in gold.get("claims") or []:
        yield from (f"{path.name}: {claim.get('clause')!r}: {fault}" for fault in of_claim(claim, text, flat))


def of_claim(claim: dict[str, Any], text: str, flat: str) -> Iterator[str]:
    """What is wrong with one claim; `flat` are the words of the report."""
    clause = str(claim.get("clause", ""))
    if text.count(clause) != 1:
        yield f"stands {text.count(clause)} times in the report"
    yield from (f"no such key: {key}" for key in claim if key not in KEYS)
    yield from (f"no {key}" for key in ("said", "event", "fact") if key not in claim)
    yield from (f"{t!r} is not in the clause" for t in str(claim.get("trigger", "")).split("|") if t not in clause)
    yield from (f"no such type: {t}" for t in str(claim.get("type", "")).split("|") if t not in TYPES[1:])
    for fact in [claim.get("fact", ""), *claim.get("alt_fact", [])]:
        parts = str(fact).split()
        if len(parts) != 3 or any(p not in known for p, known in zip(parts, FACT, strict=True)):
            yield f"no such factuality: {fact}"
    if claim.get("said") and claim.get("mode") not in WORD_HEADS["mode"]:
        yield "a claim with a source has a mode"
    if len(claim.get("cue", [])) not in (0, len(claim.get("said", []))):
        yield "one cue for each source"
    names = [*claim.get("said", []), *(s for chain in claim.get("alt_said", []) for s in chain)]
    names += [s for key in ("actors", "recipients", "instruments") for s in claim.get(key, [])]
    for name in names:
        if not any(" ".join(tokens(a)) in flat for a in str(name).split("|")):
            yield f"{name!r} is not in the report"
    for when in [claim.get("when"), *claim.get("alt_when", [])]:
        if when is not None and (len(when) != 2 or str(when[0]) > str(when[1])):
            yield f"no interval: {when}"


def main() -> int:
    found = [fault for path in sorted(Path(sys.argv[1]).glob("*.yaml")) for fault in faults(path)]
    print("\n".join(found) or "no faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
