"""Pieces of SVG: text escaped, numbers short, marks that differ in shape. No style attributes: the page forbids them."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence

from according.brief.texts import shown

SHAPES = ("circle", "square", "triangle", "diamond", "cross", "star", "down", "plus")
"""Marks that can be told apart without colour."""
_EM = 0.56
"""Mean width of a letter of a sans-serif face, in ems."""


def escape(text: object) -> str:
    """Return `text` for element content or a quoted attribute, on one line, control characters as ``�``."""
    return html.escape(shown(str(text)), quote=True)


def n(value: float) -> str:
    """Return a coordinate to a tenth of a unit: ``12.5``, ``12``."""
    return f"{round(value, 1):g}" if abs(value) < 1e6 else f"{value:.0f}"


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    """Return words at a point, `anchor` being start, middle or end."""
    at = f' text-anchor="{anchor}"' if anchor != "start" else ""
    css = f' class="{kind}"' if kind else ""
    return f'<text x="{n(x)}" y="{n(y)}"{at}{css}>{escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """Return a line."""
    return f'<line x1="{n(x1)}" y1="{n(y1)}" x2="{n(x2)}" y2="{n(y2)}" class="{kind}"/>'


def width_of(words: str, size: float) -> float:
    """Return about how wide words are, in units of the drawing."""
    return len(words) * size * _EM


def cut(words: str, most: float, size: float) -> str:
    """Return words cut to a width, with ``…``."""
    fits = int(most / (size * _EM))
    return words if len(words) <= fits else words[: max(1, fits - 1)].rstrip() + "…"


def mark(shape: str, x: float, y: float, hollow: bool = False, size: float = 5.0) -> str:
    """Return a mark at a point; a hollow one stands for a number that its claimant has replaced."""
    css = f'class="m{" hollow" if hollow else ""}"'
    if shape == "circle":
        return f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(size)}" {css}/>'
    if shape in ("cross", "plus"):
        d = size * (0.8 if shape == "cross" else 1.1)
        ends = [(-d, -d, d, d), (-d, d, d, -d)] if shape == "cross" else [(-d, 0, d, 0), (0, -d, 0, d)]
        path = " ".join(f"M{n(x + a)} {n(y + b)}L{n(x + c)} {n(y + e)}" for a, b, c, e in ends)
        return f'<path d="{path}" class="stroke{" hollow" if hollow else ""}"/>'
    return f'<polygon points="{" ".join(f"{n(x + a)},{n(y + b)}" for a, b in _corners(shape, size))}" {css}/>'


def _corners(shape: str, size: float) -> Sequence[tuple[float, float]]:
    s = size
    if shape == "square":
        return [(-s * 0.9, -s * 0.9), (s * 0.9, -s * 0.9), (s * 0.9, s * 0.9), (-s * 0.9, s * 0.9)]
    if shape == "diamond":
        return [(0, -s * 1.25), (s * 1.25, 0), (0, s * 1.25), (-s * 1.25, 0)]
    if shape == "star":
        radii = [(s * 1.35 if i % 2 == 0 else s * 0.55, math.pi * i / 5) for i in range(10)]
        return [(r * math.sin(a), -r * math.cos(a)) for r, a in radii]
    up = [(0.0, -s * 1.15), (s * 1.1, s * 0.85), (-s * 1.1, s * 0.85)]
    return [(a, -b) for a, b in up] if shape == "down" else up


def drawing(width: float, height: float, label: str, body: str) -> str:
    """Return an SVG image that a screen reader calls `label`; what is in it stands beside it as a table or list."""
    return (
        f'<svg viewBox="0 0 {n(width)} {n(height)}" role="img" aria-label="{escape(label)}">'
        f"<title>{escape(label)}</title>{body}</svg>"
    )


def steps(most: float, about: int) -> list[float]:
    """Return round values from 0 to at least `most`, about so many."""
    if most <= 0:
        return [0.0, 1.0]
    rough = most / about
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * k for k in (1, 2, 5, 10) if power * k >= rough)
    step = max(step, 1.0) if most >= 2 else step
    return [step * i for i in range(math.ceil(most / step - 1e-9) + 1)]
