"""Claims marked by hand become labels of words and links between words."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import yaml
from data import ENTITY_KINDS, Unit

from according.language.tokenize import sentences

TYPES = ["none", "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT",
         "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "DEFEND", "HARM", "POLICY", "CAPABILITY", "ASSESS"]  # fmt: skip
WORD_HEADS = {
    "type": TYPES,
    "certainty": ["certain", "probable", "possible", "unspecified"],
    "polarity": ["positive", "negative"],
    "realis": ["actual", "future", "hypothetical", "generic"],
    "sourced": ["own", "sourced"],
    "cue": ["no", "yes"],
    "source": ["O", "B", "I"],
    "content": ["no", "yes"],
    "happened": ["no", "unsure", "yes"],
    "mode": ["direct", "indirect", "mixed"],
}
LINKS = ["source", "cue", "chain", "actor", "recipient", "instrument", "place", "quantity", "same"]
STOP = {"the", "a", "an", "of", "s", "its", "their", "his", "her", "'s", "’s"}
POSSESSIVES = {"its", "their", "his", "her"}
RE3D = {"Person": "person", "Organisation": "organization", "Location": "place", "Nationality": "nationality",
        "Weapon": "equipment", "MilitaryPlatform": "equipment", "Vehicle": "equipment"}  # fmt: skip


class Document:
    """A tokenised text: words with offsets, grouped in units."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.units: list[Unit] = []
        self.spans: list[tuple[int, int]] = []
        self.at: list[tuple[int, int]] = []  # word -> (unit, place in it)
        for number, sentence in enumerate(sentences(text)):
            self.units.append(Unit([text[a:b] for a, b in sentence.words]))
            for i, span in enumerate(sentence.words):
                self.spans.append(span)
                self.at.append((number, i))

    def words_in(self, start: int, end: int) -> list[int]:
        return [i for i, (a, b) in enumerate(self.spans) if a < end and b > start]


def entity_labels(document: Document, entities: list[dict[str, object]]) -> None:
    for unit in document.units:
        unit.entities = ["O"] * len(unit.words)
    taken: set[int] = set()
    for e in sorted(entities, key=lambda e: int(e["start"]) - int(e["end"])):  # type: ignore[call-overload]
        kind = RE3D.get(str(e["type"]), str(e["type"]))
        found = document.words_in(int(e["start"]), int(e["end"]))  # type: ignore[call-overload]
        if kind not in ENTITY_KINDS or not found or taken & set(found):
            continue
        if document.at[found[0]][0] != document.at[found[-1]][0]:
            continue
        taken.update(found)
        for n, i in enumerate(found):
            u, k = document.at[i]
            document.units[u].entities[k] = ("I-" if n else "B-") + kind


def named_entities(document: Document, names: dict[str, list[str]]) -> None:
    """Entity labels from lists of names: wherever one stands as whole words, the longest first."""
    spans = [
        {"start": m.start(), "end": m.end(), "type": kind}
        for kind, found in names.items()
        for name in found or []
        for m in re.finditer(rf"(?<!\w){re.escape(str(name))}(?!\w)", document.text)
    ]
    entity_labels(document, spans)


def re3d_rows(data: Path) -> dict[str, dict[str, object]]:
    rows = [json.loads(line) for line in (data / "entities/re3d.dev.jsonl").open(encoding="utf-8")]
    return {row["id"][:6].lower(): row for row in rows if row["source"] != "BBC Online"}


def entity_documents(data: Path, claims: Path) -> list[list[Unit]]:
    """re3d documents that also stand in the training claims; the others are for measuring."""
    documents = []
    for key, row in sorted(re3d_rows(data).items()):
        if (claims / f"re3d-{key}.txt").exists():
            document = Document(str(row["text"]))
            entity_labels(document, row["gold"]["entities"])  # type: ignore[index]
            documents.append(document.units)
    return documents


def tokens(text: str) -> list[str]:
    return [t for t in re.findall(r"\w+", text.casefold()) if t not in STOP]


class Labeller:
    """Labels of one report."""

    def __init__(self, document: Document, gold: dict[str, object]) -> None:
        self.d, self.gold = document, gold
        n = len(document.spans)
        self.masks = {name: [-1] * n for name in WORD_HEADS}
        self.masks["type"] = [1] * n
        self.masks["cue"] = [1] * n
        self.masks["source"] = [1] * n
        self.links: list[tuple[str, int, list[int], list[int]]] = []
        self.lower = [w.casefold() for u in document.units for w in u.words]
        self.events: dict[str, list[int]] = {}

    def run(self) -> None:
        claims: list[dict[str, object]] = self.gold["claims"]  # type: ignore[assignment]
        for claim in claims:
            self.claim(claim)
        for unit in self.d.units:
            unit.claims = {name: [] for name in (*WORD_HEADS, "links")}
        for name, mask in self.masks.items():
            for i, value in enumerate(mask):
                self.d.units[self.d.at[i][0]].claims[name].append(value)
        for kind, row, good, skip in self.links:
            u, k = self.d.at[row]
            relative = [[(self.d.at[w][0] - u, self.d.at[w][1]) for w in group] for group in (good, skip)]
            self.d.units[u].claims["links"].append((kind, k, relative[0], relative[1]))

    def head_of(self, words: list[int]) -> int:
        """The word of a phrase that stands for it, before the parse is known: the last of its first noun chunk."""
        breaks = {
            "of",
            "in",
            "to",
            "by",
            "on",
            "for",
            "from",
            "with",
            "at",
            "that",
            "who",
            "which",
            ",",
            "(",
            "against",
            "into",
            "near",
            "and",
        }
        for n, w in enumerate(words):
            if n and self.lower[w] in breaks:
                return words[n - 1] if self.lower[words[n - 1]] not in ("'s", "’s") else words[max(n - 2, 0)]
        return words[-1]

    def claim(self, claim: dict[str, object]) -> None:
        clause = str(claim["clause"])
        start = self.d.text.find(clause)
        alternatives = str(claim.get("trigger", clause)).split("|")
        places = []
        for alternative in alternatives:
            at = clause.find(alternative)
            if at >= 0:
                found = self.d.words_in(start + at, start + at + len(alternative))
                if found:
                    places.append(found)
        if start < 0 or not places:
            return
        trigger = self.trigger_head(places[0])
        for group in places:
            for w in group:
                if w != trigger and self.masks["type"][w] == 1:
                    self.masks["type"][w] = -1
        if claim.get("optional"):
            if self.masks["type"][trigger] == 1:
                self.masks["type"][trigger] = -1
            return
        types = str(claim["type"]).split("|")
        self.masks["type"][trigger] = sum(1 << TYPES.index(t) for t in types)
        self.facts(trigger, claim)
        window = self.d.words_in(start, start + len(clause))
        self.attribution(trigger, claim, window)
        self.roles(trigger, claim, window)
        event = claim.get("event")
        if event:
            before = self.events.setdefault(str(event), [])
            self.links.append(("same", trigger, before[-3:], before[:-3]))
            before.append(trigger)

    def trigger_head(self, words: list[int]) -> int:
        """Of several trigger words the one that carries the meaning: not a particle at the end."""
        particles = {
            "out",
            "up",
            "down",
            "off",
            "in",
            "on",
            "over",
            "back",
            "into",
            "to",
            "of",
            "with",
            "away",
            "for",
            "under",
        }
        if len(words) == 1:
            return words[0]
        if self.lower[words[-1]] in particles or self.lower[words[1]] in particles:
            return words[0]
        return self.head_of(words)

    def facts(self, trigger: int, claim: dict[str, object]) -> None:
        options = [str(claim["fact"]), *claim.get("alt_fact", [])] if "fact" in claim else []  # type: ignore[misc]
        for n, name in enumerate(("certainty", "polarity", "realis")):
            mask = 0
            for option in options:
                value = option.split()[n]
                if value in WORD_HEADS[name]:
                    mask |= 1 << WORD_HEADS[name].index(value)
            if mask:
                self.masks[name][trigger] = mask

    def find(self, names: str, window: list[int], reach: int) -> list[list[int]]:
        """Places of any of the alternatives in the window, else in the words before and after it."""
        first, last = window[0], window[-1]
        rings = [range(first, last + 1), range(max(0, first - 40), min(len(self.lower), last + 41)),
                 range(max(0, first - reach), min(len(self.lower), last + reach // 3))]  # fmt: skip
        for ring in rings:
            found: list[list[int]] = []
            for name in names.split("|"):
                if name.casefold() in POSSESSIVES:
                    found += [[k] for k in ring if self.lower[k] == name.casefold()]
                    continue
                want = tokens(name)
                if not want:
                    continue
                n = 0
                for at in ring:
                    got: list[int] = []
                    k = at
                    n = 0
                    while k < ring.stop and n < len(want):
                        w = tokens(self.lower[k])
                        if not w:
                            if not got:
                                break
                            k += 1
                            continue
                        if w != want[n : n + len(w)]:
                            break
                        got.append(k)
                        n += len(w)
                        k += 1
                    if n >= len(want) and got:
                        found.append(list(range(got[0], got[-1] + 1)))
            if found:
                return found
        return []

    def attribution(self, trigger: int, claim: dict[str, object], window: list[int]) -> None:
        if "said" not in claim:
            return
        chain: list[str] = claim["said"]  # type: ignore[assignment]
        others: list[list[str]] = claim.get("alt_said", [])  # type: ignore[assignment]
        mask = 2 if chain else 1
        for other in others:
            mask |= 2 if other else 1
        self.masks["sourced"][trigger] = mask
        if "mode" in claim and claim["mode"] in WORD_HEADS["mode"]:
            self.masks["mode"][trigger] = 1 << WORD_HEADS["mode"].index(str(claim["mode"]))
        if not chain:
            if mask == 1:
                self.links.append(("source", trigger, [], []))
            return
        heads = []
        cues: list[str] = claim.get("cue", [])  # type: ignore[assignment]
        for n, name in enumerate(chain):
            places = self.find(name, window, 400)
            if not places:
                heads.append(None)
                continue
            cue = self.cue_near(cues[n] if n < len(cues) else None, window, places)
            anchor = cue if cue is not None else trigger
            places.sort(key=lambda p: (abs(p[0] - anchor), -len(p)))
            best = max((p for p in places if p[0] <= places[0][-1] and p[-1] >= places[0][0]), key=len)
            for k, w in enumerate(best):
                self.masks["source"][w] = 4 if k else 2
            heads.append(self.head_of(best))
            if cue is not None and n == len(chain) - 1:
                self.links.append(("cue", trigger, [cue], []))
        origin = heads[-1]
        if origin is not None:
            rest = [w for p in self.find(chain[-1], window, 400) for w in p if w != origin]
            self.links.append(("source", trigger, [origin], rest))
            if len(chain) > 1 and heads[-2] is not None and heads[-2] != origin:
                self.links.append(("chain", trigger, [heads[-2]], []))
            elif len(chain) == 1:
                self.links.append(("chain", trigger, [], []))

    def cue_near(self, cue: str | None, window: list[int], sources: list[list[int]]) -> int | None:
        if not cue:
            return None
        places = self.find(str(cue), window, 400)
        if not places:
            return None
        near = min(places, key=lambda p: min(abs(p[0] - s[0]) for s in sources))
        for w in near:
            self.masks["cue"][w] = 2
        return near[0]

    def roles(self, trigger: int, claim: dict[str, object], window: list[int]) -> None:
        for field, kind in (("actors", "actor"), ("recipients", "recipient"), ("instruments", "instrument")):
            if field in claim:
                self.role(trigger, kind, claim[field], window)  # type: ignore[arg-type]
        if "where" in claim:
            options = [claim["where"], *claim.get("alt_where", [])]  # type: ignore[misc]
            names = [str(v) for place in options[0] for k, v in place.items() if k in ("in", "from", "to")]
            self.role(trigger, "place", names, window, strict=any(not o for o in options))
        if "qty" in claim:
            numbers = [str(q.get("value")) for q in claim["qty"]]  # type: ignore[attr-defined]
            self.quantity(trigger, numbers, claim["qty"], window)  # type: ignore[arg-type]

    def role(self, trigger: int, kind: str, names: list[str], window: list[int], strict: bool = False) -> None:
        good: list[int] = []
        skip: list[int] = []
        for name in names:
            places = [p for p in self.find(str(name), window, 80) if trigger not in p]
            if not places:
                continue
            places.sort(key=lambda p: (min(abs(p[0] - trigger), abs(p[-1] - trigger)) // 4, -len(p)))
            best = self.head_of(places[0])
            good.append(best)
            skip += [w for p in places for w in p if w != best]
        if (names or strict) and not good:
            return
        self.links.append((kind, trigger, good, skip))

    def quantity(self, trigger: int, numbers: list[str], golds: list[dict[str, object]], window: list[int]) -> None:
        good: list[int] = []
        for gold in golds:
            wanted = {str(gold.get("value")), *_SPELLED.get(str(gold.get("value")), [])}
            wanted.update(first_number(str(gold.get("text", ""))))
            good += [w for w in window if bare_number(self.lower[w]) in wanted][:1]
        if good or not golds:
            self.links.append(("quantity", trigger, good, []))


def first_number(text: str) -> list[str]:
    """What tells where a number stands: of "about 1.3 million" the 1.3, of "dozens" the word itself."""
    words = text.casefold().replace(",", "").split()
    digits = [bare_number(w) for w in words if _NUMBER.fullmatch(w)]
    return digits[:1] or (words if len(words) == 1 else [])


def bare_number(word: str) -> str:
    """A word without what is written on to its number: "$3,400km" is 3400; a word that has none stays as it is."""
    found = _NUMBER.fullmatch(word)
    return found[1].replace(",", "") if found else word


_NUMBER = re.compile(r"[$€£]?(\d[\d,]*(?:\.\d+)?)(?:[a-z]{1,3}|%)?")
_SPELLED = {
    str(n): [w]
    for n, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
}
_SPELLED["1"] = ["one", "a", "an"]


def fold_of(name: str, folds: int) -> int:
    """The fold of a report, by its name alone; two reports that share text stay together."""
    name = {"wikinews-troops": "wikinews-putin"}.get(name, name)
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % folds


def read_claims(folder: Path, hold: str = "", entities: Path | None = None) -> list[list[Unit]]:
    rows = re3d_rows(entities) if entities else {}
    documents = []
    for path in sorted(folder.glob("*.yaml")):
        if hold and fold_of(path.stem, int(hold.split("/")[1])) == int(hold.split("/")[0]):
            continue
        gold = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        text = (folder / gold["report"]).read_text(encoding="utf-8")
        document = Document(text)
        Labeller(document, gold).run()
        row = rows.get(path.stem[5:]) if path.stem.startswith("re3d-") else None
        if row and str(row["text"]).strip() == text.strip() and text[:1] == str(row["text"])[:1]:
            entity_labels(document, row["gold"]["entities"])  # type: ignore[index]
        if gold.get("entities"):
            named_entities(document, gold["entities"])
        documents.append(document.units)
    return documents
