"""The engine: one pass of the encoder over fixed windows of a report gives everything the reading needs.

Windows are made from the report alone, and each is run by itself on one thread, so the output never
depends on what else is read, in which order, or on how many threads.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import threading
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from according.errors import ModelError
from according.language.analysis import Analysis, Sentence, Token
from according.language.decode import lemma, mentions
from according.language.lemmas import Lemmas
from according.language.tokenize import RawSentence, sentences
from according.language.tree import decode
from according.language.wordpiece import WordPiece, shape

MODELS = Path(__file__).parent / "models"
BODY = 230
"""Pieces a window reads for itself."""
BEFORE = 60
"""Pieces of the sentences before that it sees besides, so that a pronoun has its antecedent."""
LIMIT = 480
"""Pieces of one window at the most; the encoder has 512 positions."""
SLOWER_TOGETHER = ["SkipLayerNormFusion", "MatmulTransposeFusion"]
"""Of onnxruntime's joint operations, those that take longer than their parts (a sixth of what are not whole numbers, docs/speed.md)."""
LINK_FLOOR = math.log(0.15 / 0.85)
"""Log-odds; links less probable than this are not kept."""
SYNTAX = ("label_dep", "label_head")

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Window:
    """Sentences ``[context, end)`` are read, of which ``[start, end)`` count."""

    context: int
    start: int
    end: int


class Engine:
    """Reads texts; safe to share between threads."""

    def __init__(self, language: str = "en", *, models: Path = MODELS) -> None:
        folder = models / language
        self._path = folder / "model.onnx"
        if not self._path.exists():
            raise ModelError(
                f"the model {self._path} is missing",
                remedy="Install the package again, or make the model as its README.md says.",
            )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(self._path), options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOWER_TOGETHER
        )
        meta = self._session.get_modelmeta().custom_metadata_map
        self.classes: dict[str, Any] = json.loads(meta["classes"])
        width = len(self.classes["deprel"])
        raw = np.frombuffer(base64.b64decode(meta["label_out"]), dtype=np.float32)
        self._label_weight = raw[:-width].reshape(width, -1).T.copy()
        self._label_bias = raw[-width:].copy()
        self._pieces = WordPiece.from_file(folder / "vocab.txt")
        self._lemmas = Lemmas(folder / "lemmas.tsv")
        fitted = folder / "calibration.json"
        self._calibration: dict[str, float] = json.loads(fitted.read_bytes()) if fitted.exists() else {}
        self._outputs = [o.name for o in self._session.get_outputs()]
        self._lemma = lru_cache(maxsize=50_000)(self._lemma_of)
        self._lock = threading.Lock()

    @cached_property
    def digest(self) -> str:
        """First 16 hexadecimal digits of the SHA-256 of the model file."""
        return hashlib.sha256(self._path.read_bytes()).hexdigest()[:16]

    def calibrated(self, probability: float) -> float:
        """Return the share of claims read with this `probability` that were right on held-back reports.

        Platt (1999): a logistic curve over the log-odds; unchanged where the model has none.
        """
        if not self._calibration:
            return probability
        p = min(max(probability, 1e-3), 1 - 1e-3)
        odds = self._calibration["slope"] * math.log(p / (1 - p)) + self._calibration["offset"]
        return 1 / (1 + math.exp(-odds))

    def analyse(self, text: str) -> Analysis:
        """Read `text`; the empty text gives an empty analysis."""
        return self.analyse_sentences(text, sentences(text))

    def analyse_sentences(self, text: str, raw: list[RawSentence]) -> Analysis:
        """Read a text whose sentences and words are already known."""
        analysis = _skeleton(text, raw)
        pieces = [self._sentence_pieces(analysis, s) for s in analysis.sentences]
        total = len(analysis.tokens)
        for name, classes in self.classes["word_heads"].items():
            analysis.scores[name] = np.zeros((total, len(classes)), dtype=np.float32)
        for name in self.classes["links"]:
            analysis.links[name] = {}
        for window in _windows([sum(map(len, p)) for p in pieces]):
            self._read(analysis, window, pieces)
        _children(analysis)
        return analysis

    def _sentence_pieces(self, analysis: Analysis, sentence: Sentence) -> list[list[int]]:
        with self._lock:
            found = [self._pieces.pieces(t.text) for t in analysis.tokens[sentence.start : sentence.end]]
        if sum(map(len, found)) > LIMIT - 2:
            # Only in debris such as encoded data: each word keeps its first piece, none is dropped.
            found = [p[:1] for p in found]
        return found

    def _read(self, analysis: Analysis, window: Window, pieces: list[list[list[int]]]) -> None:
        ids, shapes, first = [self._pieces.cls], [0], []
        words = analysis.tokens[analysis.sentences[window.context].start : analysis.sentences[window.end - 1].end]
        parts = [p for s in pieces[window.context : window.end] for p in s]
        for token, part in zip(words, parts, strict=True):
            first.append(len(ids))
            ids.extend(part)
            shapes.extend([shape(token.text)] + [0] * (len(part) - 1))
        ids.append(self._pieces.sep)
        shapes.append(0)
        own = analysis.sentences[window.start].start
        values = self._session.run(
            None,
            {
                "ids": np.array([ids], dtype=np.int64),
                "shapes": np.array([shapes], dtype=np.int64),
                "first": np.array([first], dtype=np.int64),
                "context": np.array([own - words[0].i], dtype=np.int64),
            },
        )
        out = dict(zip(self._outputs, values, strict=True))
        self._word_heads(analysis, out["words"], own)
        self._words(analysis, out, own)
        entities = _log_softmax(out["entity"])
        for s in analysis.sentences[window.start : window.end]:
            a, b = s.start - own, s.end - own
            self._syntax(
                analysis.tokens[s.start : s.end], {n: out[n][a:b] for n in SYNTAX} | {"arc": out["arc"][a:b, a:b]}
            )
            analysis.mentions.extend(mentions(entities[a:b], self.classes["entity"], s.start))
        self._links(analysis, out, own, words[0].i)

    def _words(self, analysis: Analysis, out: dict[str, Floats], own: int) -> None:
        """Parts of speech and lemmas of the words from `own` on."""
        names = self.classes["upos"]
        tags, scripts = out["upos"].argmax(axis=1).tolist(), out["lemma"].argmax(axis=1).tolist()
        for token, upos, script in zip(analysis.tokens[own : own + len(tags)], tags, scripts, strict=True):
            token.upos = names[upos]
            token.lemma = self._lemma(token.text, upos, script)

    def _lemma_of(self, text: str, upos: int, script: int) -> str:
        return self._lemmas.lemma(text, self.classes["upos"][upos], lemma(text, self.classes["lemma"][script]))

    def _syntax(self, tokens: list[Token], out: dict[str, Floats]) -> None:
        """Heads and relations of the words of one sentence."""
        heads = decode(out["arc"])
        hidden = np.maximum(out["label_dep"] + out["label_head"][heads], 0)
        labels = hidden @ self._label_weight + self._label_bias
        names = self.classes["deprel"]
        labels[:, names.index("root")] = -np.inf
        first = tokens[0].i
        for token, head, label in zip(tokens, heads.tolist(), labels.argmax(axis=1).tolist(), strict=True):
            is_root = first + head == token.i
            token.head = -1 if is_root else first + head
            token.relate("root" if is_root else names[label])

    def _word_heads(self, analysis: Analysis, scores: Floats, own: int) -> None:
        at = 0
        for name, classes in self.classes["word_heads"].items():
            part = scores[:, at : at + len(classes)]
            analysis.scores[name][own : own + len(scores)] = np.exp(_log_softmax(part))
            at += len(classes)

    def _links(self, analysis: Analysis, out: dict[str, Floats], own: int, offset: int) -> None:
        """Links of the likely triggers, ``out["rows"]`` counted from `own`, to words counted from `offset`."""
        kept = np.nonzero(out["links"] > LINK_FLOOR)
        scores = 1 / (1 + np.exp(-np.clip(out["links"][kept], -30, 30)))
        names = self.classes["links"]
        likely = (out["rows"] + own).tolist()
        for k, row, word, score in zip(*(part.tolist() for part in (*kept, scores)), strict=True):
            analysis.links[names[k]].setdefault(likely[row], []).append((word + offset, score))
        for name in names:
            for trigger in likely:
                if trigger in analysis.links[name]:
                    analysis.links[name][trigger].sort(key=lambda x: (-x[1], x[0]))


def _log_softmax(x: Floats) -> Floats:
    shifted = x - x.max(axis=-1, keepdims=True)
    result: Floats = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return result


def _skeleton(text: str, raw: list[RawSentence]) -> Analysis:
    tokens: list[Token] = []
    found: list[Sentence] = []
    for number, sentence in enumerate(raw):
        start = len(tokens)
        for a, b in sentence.words:
            tokens.append(Token(len(tokens), a, b, text[a:b], number))
        found.append(Sentence(number, start, len(tokens), sentence.paragraph))
    return Analysis(text, tokens, found)


def _windows(sizes: list[int]) -> list[Window]:
    """Cut sentences of these many pieces into windows."""
    windows: list[Window] = []
    start = 0
    while start < len(sizes):
        end, total = start, 0
        while end < len(sizes) and (end == start or total + sizes[end] <= BODY):
            total += sizes[end]
            end += 1
        context, seen = start, 0
        while context > 0 and seen + sizes[context - 1] <= min(BEFORE, LIMIT - 2 - total):
            context -= 1
            seen += sizes[context]
        windows.append(Window(context, start, end))
        start = end
    return windows


def _children(analysis: Analysis) -> None:
    for token in analysis.tokens:
        if token.head >= 0:
            analysis.tokens[token.head].children.append(token.i)
