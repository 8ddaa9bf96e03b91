"""Maps: places on a plain graticule, no more precise than they were told. A region is a circle, never a point."""

from __future__ import annotations

import math

from according.brief import svg
from according.brief.citing import anchor
from according.brief.model import Landmark, Panel, Spot
from according.brief.view import HEIGHT, KM, WIDTH, View, view_of
from according.events import Status

_SIZE = 11.0
_STEPS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
SHAPE: dict[Status, tuple[str, bool]] = {
    "disputed": ("diamond", False),
    "agreed": ("circle", False),
    "single-source": ("circle", True),
}
"""Shape of a status, and whether it is hollow."""
Box = tuple[float, float, float, float]


def panel_image(panel: Panel, titles: dict[str, str]) -> str:
    """Return the map of a panel; each spot is a link to its first event."""
    view = view_of(panel.spots)
    body = [f'<rect x="0.5" y="0.5" width="{svg.n(WIDTH - 1)}" height="{svg.n(HEIGHT - 1)}" class="frame"/>']
    lines, taken = _graticule(view)
    body += lines
    body += [_circle(view, s) for s in panel.spots if s.drawn == "circle"]
    taken += [_box(view.at(s.lat or 0, s.lon or 0)) for s in panel.spots]
    taken.append((0, HEIGHT - 30, 130, HEIGHT))
    for spot in panel.spots:
        body.append(_spot(view, spot, taken, titles))
    body += [_landmark(view, one, taken) for one in panel.landmarks]
    body.append(_ruler(view))
    said = "; ".join(f"{s.name} ({s.precision})" for s in panel.spots)
    return svg.drawing(WIDTH, HEIGHT, f"Map, {panel.title}: {said}", "".join(body)).replace(
        'role="img"', 'role="group"'
    )


def _graticule(view: View) -> tuple[list[str], list[Box]]:
    """Meridians and parallels at round degrees, and where their names stand."""
    half_lat = HEIGHT / 2 / (KM * view.scale)
    half_lon = min(
        180.0, WIDTH / 2 / (KM * max(math.cos(math.radians(view.lat)), 1e-6) * view.scale)
    )  # at a pole: all of them
    step = next((s for s in _STEPS if 2 * half_lon / s <= 5), 20.0)
    body: list[str] = []
    taken: list[Box] = []
    for i in range(math.ceil((view.lon - half_lon) / step), math.floor((view.lon + half_lon) / step) + 1):
        x, _ = view.at(view.lat, i * step)
        body.append(svg.line(x, 0, x, HEIGHT, "grid"))
        if x < WIDTH - 40:
            taken.append((x, 0, x + 42, 16))
            body.append(svg.text(x + 3, 12, _degrees((i * step + 180) % 360 - 180, "E", "W"), "tick"))
    for i in range(math.ceil((view.lat - half_lat) / step), math.floor((view.lat + half_lat) / step) + 1):
        _, y = view.at(i * step, view.lon)
        body.append(svg.line(0, y, WIDTH, y, "grid"))
        if 20 < y < HEIGHT - 34:
            taken.append((WIDTH - 42, y - 15, WIDTH, y))
            body.append(svg.text(WIDTH - 4, y - 3, _degrees(i * step, "N", "S"), "tick", "end"))
    return body, taken


def _degrees(value: float, plus: str, minus: str) -> str:
    return f"{abs(round(value, 1)):g}°" + (f" {plus if value > 0 else minus}" if round(value, 1) else "")


def _circle(view: View, spot: Spot) -> str:
    x, y = view.at(spot.lat or 0, spot.lon or 0)
    return f'<circle cx="{svg.n(x)}" cy="{svg.n(y)}" r="{svg.n((spot.radius_km or 0) * view.scale)}" class="area"/>'


def _spot(view: View, spot: Spot, taken: list[Box], titles: dict[str, str]) -> str:
    x, y = view.at(spot.lat or 0, spot.lon or 0)
    shape, hollow = SHAPE[spot.status]
    drawn = svg.mark(shape, x, y, hollow) if spot.drawn == "point" else ""
    often = f" ×{len(spot.events)}" if len(spot.events) > 1 else ""
    label = _label(f"{spot.name}{often}", (x, y), taken, middle=spot.drawn != "point")
    label = label or _label(str(spot.number), (x, y), taken, middle=False)
    if spot.drawn != "point":
        label = label.replace('class="place"', 'class="place wide"')
    said = "; ".join(titles.get(event, event) for event in spot.events)
    return f'<a href="#{anchor(spot.events[0])}" aria-label="{svg.escape(f"{spot.name}: {said}")}">{drawn}{label}</a>'


def _landmark(view: View, town: Landmark, taken: list[Box]) -> str:
    """A small ring and a name in grey, where both have room."""
    at = view.at(town.lat, town.lon)
    if any(_overlap(_box(at), other) for other in taken):
        return ""
    label = _label(town.name, at, taken, middle=False).replace('class="place"', 'class="place town"')
    taken.append(_box(at))
    return f'<circle cx="{svg.n(at[0])}" cy="{svg.n(at[1])}" r="2" class="town"/>{label}' if label else ""


def _label(words: str, at: tuple[float, float], taken: list[Box], middle: bool) -> str:
    """The words beside a point where there is room, or in the middle of a circle; empty where there is none."""
    x, y = at
    wide = svg.width_of(words, _SIZE)
    beside = [
        (x + 8, y + 4),
        (x - 8 - wide, y + 4),
        (x - wide / 2, y - 9),
        (x - wide / 2, y + 18),
        (x + 8, y - 6),
        (x + 8, y + 14),
    ]
    for left, base in [(x - wide / 2, y + 4), *beside] if middle else beside:
        box = (left, base - _SIZE, left + wide, base + 3)
        own = _box(at) if middle else None
        inside = box[0] >= 3 and box[2] <= WIDTH - 3 and box[1] >= 14 and box[3] <= HEIGHT - 3
        if inside and not any(_overlap(box, other) for other in taken if other != own):
            taken.append(box)
            return svg.text(left, base, words, "place")
    return ""


def _box(at: tuple[float, float]) -> Box:
    return (at[0] - 6, at[1] - 6, at[0] + 6, at[1] + 6)


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _ruler(view: View) -> str:
    km = max((k for k in (10, 20, 50, 100, 200, 500, 1000) if k * view.scale <= 110), default=10)
    y = HEIGHT - 12
    return svg.line(10, y, 10 + km * view.scale, y, "ruler") + svg.text(10, y - 6, f"{km} km", "tick")
