"""Windows of units become tensors."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from data import ENTITY_TAGS, IGNORE, Unit, lemma_script
from torch import Tensor

from according.language.wordpiece import WordPiece, shape


@dataclass
class Vocabulary:
    upos: list[str]
    deprels: list[str]
    scripts: list[str]
    word_heads: dict[str, list[str]]
    links: list[str]


@dataclass
class Window:
    """One window, ready: lists are as long as the words unless said."""

    ids: list[int]
    shapes: list[int]
    first: list[int]
    sentence: list[int]
    upos: list[int]
    head: list[int]
    deprel: list[int]
    lemma: list[int]
    entity: list[int]
    allowed: dict[str, list[int]]  # word head -> bit mask of the classes that are right; -1 all
    links: list[tuple[int, int, list[int], list[int]]]  # (kind, row word, positives, ignored)


def index(classes: list[str], value: str | None) -> int:
    return classes.index(value) if value in classes else IGNORE


def make(units: list[Unit], pieces: WordPiece, v: Vocabulary) -> Window:
    ids, shapes, first, sentence = [pieces.cls], [0], [], []
    tags: dict[str, list[int]] = {k: [] for k in ("upos", "head", "deprel", "lemma", "entity")}
    allowed: dict[str, list[int]] = {k: [] for k in v.word_heads}
    links: list[tuple[int, int, list[int], list[int]]] = []
    for s, unit in enumerate(units):
        base = len(first)
        n = len(unit.words)
        for word in unit.words:
            first.append(len(ids))
            found = pieces.pieces(word)
            ids.extend(found)
            shapes.extend([shape(word)] + [0] * (len(found) - 1))
            sentence.append(s)
        none = [IGNORE] * n
        tags["upos"] += [index(v.upos, u) for u in unit.upos] or none
        tags["head"] += [h + base for h in unit.heads] or none
        tags["deprel"] += [index(v.deprels, d) for d in unit.deprels] or none
        scripts = [lemma_script(w, x) for w, x in zip(unit.words, unit.lemmas, strict=False)]
        tags["lemma"] += [index(v.scripts, x) for x in scripts] or none
        tags["entity"] += [index(ENTITY_TAGS, e) if e else IGNORE for e in unit.entities] or none
        for name in v.word_heads:
            allowed[name] += unit.claims.get(name) or [-1] * n  # type: ignore[arg-type]
        for kind, row, positives, ignored in unit.claims.get("links", []):  # type: ignore[misc]
            # rows are in the sentence, targets are (sentence offset, word) and resolved by the caller
            links.append((v.links.index(kind), row + base, positives, ignored))
    ids.append(pieces.sep)
    shapes.append(0)
    starts = [sentence.index(s) for s in range(len(units))]
    resolved = []
    for kind, row, positives, ignored in links:
        at = sentence[row]

        def word(t: tuple[int, int], at: int = at) -> int | None:
            s = at + t[0]
            return starts[s] + t[1] if 0 <= s < len(units) else None

        good = [w for w in map(word, positives) if w is not None]
        skip = [w for w in map(word, ignored) if w is not None]
        resolved.append((kind, row, good, skip))
    return Window(ids, shapes, first, sentence, **tags, allowed=allowed, links=resolved)


def bits(masks: list[list[int]], width: int, classes: int) -> Tensor:
    """Bit masks, padded with 'all are right', as booleans."""
    rows = torch.tensor([m + [-1] * (width - len(m)) for m in masks], dtype=torch.int64)
    return (rows.unsqueeze(-1) >> torch.arange(classes)) & 1 == 1


def collate(windows: list[Window], v: Vocabulary) -> dict[str, Tensor]:
    pieces = max(len(w.ids) for w in windows)
    width = max(len(w.first) for w in windows)

    def padded(lists: list[list[int]], to: int, fill: int) -> Tensor:
        return torch.tensor([x + [fill] * (to - len(x)) for x in lists])

    out = {
        "ids": padded([w.ids for w in windows], pieces, 0),
        "shapes": padded([w.shapes for w in windows], pieces, 0),
        "first": padded([w.first for w in windows], width, 0),
        "sentence": padded([w.sentence for w in windows], width, -1),
    }
    out["mask"] = (torch.arange(pieces) < torch.tensor([[len(w.ids)] for w in windows])).view(
        len(windows), 1, 1, pieces
    )
    for name in ("upos", "head", "deprel", "lemma", "entity"):
        out[name] = padded([getattr(w, name) for w in windows], width, IGNORE)
    for name, classes in v.word_heads.items():
        out["w:" + name] = bits([w.allowed[name] for w in windows], width, len(classes))
    rows = [(b, k, r) for b, w in enumerate(windows) for k, r, _, _ in w.links]
    if rows:
        target = torch.zeros(len(rows), width)
        i = 0
        for w in windows:
            for _, _, good, skip in w.links:
                target[i, len(w.first) :] = IGNORE
                target[i, skip] = IGNORE
                target[i, good] = 1.0
                i += 1
        out["link_rows"] = torch.tensor(rows)
        out["link_target"] = target
    return out
