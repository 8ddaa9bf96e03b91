"""Charts of who gives which number: over time where there is time, else claimant by claimant. All in SVG of our own.

A filled mark is a number that stands, a hollow one has been replaced by its own claimant. A bar joins the ends of a
range; an arrow leads to where a bound leaves it open ("at least", "at most"). Shapes tell claimants apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from according.brief import svg
from according.brief.model import Figure, Tallies
from according.brief.numbers import charted
from according.brief.texts import MONTHS, moment_text
from according.exchange.ledger.shared import iso_day
from according.exchange.wording import number_text

WIDTH = 380.0
_HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 230.0, 46.0, 14.0, 18.0, 28.0
_ROW, _LABEL = 38.0, 11.0
_ARROW = 20.0
_DODGE = 13.0
_MOST_CLAIMANTS = len(svg.SHAPES)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart, and the claimants with the marks that they have in it (none where each has its own row)."""

    image: str
    legend: list[tuple[str, str]]


Href = Callable[[Figure], str]
"""Where the mark of a number leads to."""


def chart(group: Tallies, href: Href | None = None) -> Drawn:
    """Return the chart of the numbers of one measure, of the kind that most of them count.

    With `href` each mark is a link, which says whose number it is, and when it was said.
    """
    group = msgspec.structs.replace(group, figures=charted(group))
    names = list(dict.fromkeys(f.claimant for f in group.figures))
    timed = [f for f in group.figures if iso_day(f.at) is not None]
    moments = {f.at for f in timed}
    if len(timed) == len(group.figures) and len(moments) > 1 and len(names) <= _MOST_CLAIMANTS:
        return _over_time(group, dict(zip(names, svg.SHAPES, strict=False)), href)
    return _by_claimant(group, href)


def most(figures: list[Figure]) -> float:
    """Return the greatest number that is said."""
    return max((end for f in figures for end in (f.value, f.low, f.high) if end is not None), default=0.0)


def _linked(figure: Figure, words: str, body: str, href: Href | None) -> str:
    """A number's marks, as a link where there is one; its name begins with the words that stand beside them."""
    if href is None:
        return body
    named = [words, *([figure.claimant] if figure.claimant not in words else []), moment_text(figure.at)]
    said = svg.escape(", ".join(filter(None, named)) + (" (since replaced)" if figure.superseded else ""))
    return f'<a href="{svg.escape(href(figure))}"><title>{said}</title>{body}</a>'


def _drawing(height: float, group: Tallies, body: list[str], href: Href | None) -> str:
    image = svg.drawing(WIDTH, height, _label(group), "".join(body))
    # What is in an image cannot be reached: links need a group.
    return image if href is None else image.replace('role="img"', 'role="group"', 1)


def _label(group: Tallies) -> str:
    scope = f" in {group.scope}" if group.scope else ""
    said = "; ".join(f"{f.claimant}: {f.words}" for f in group.figures)
    return f"{group.title}: {group.measure}{scope}. {said}"


@dataclass(frozen=True, slots=True)
class _Time:
    first: datetime
    last: datetime

    def x(self, at: datetime) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * ((at - self.first) / (self.last - self.first))


def _over_time(group: Tallies, shapes: dict[str, str], href: Href | None) -> Drawn:
    ticks = svg.steps(most(group.figures), 4)
    top = ticks[-1] or 1.0
    time = _Time(
        _day(min(f.at or "" for f in group.figures)), _day(max(f.at or "" for f in group.figures)) + timedelta(days=1)
    )

    def y(value: float) -> float:
        return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * (value / top)

    body = [svg.line(_LEFT, y(t), WIDTH - _RIGHT, y(t), "axis" if t == 0 else "grid") for t in ticks]
    body += [svg.text(_LEFT - 6, y(t) + 4, number_text(t), "tick", "end") for t in ticks]
    body += _days(time)
    body += _trails(group.figures, lambda f: (time.x(_moment(f.at or "")[0]), y(_ends(f)[0])))
    common = _common(group.figures)
    taken: list[tuple[float, float]] = []
    upright: list[_Upright] = []
    for figure in group.figures:
        at, clock = _moment(figure.at or "")
        x = time.x(at)
        ends = _ends(figure)
        while any(abs(x - a) < _DODGE and any(abs(y(e) - b) < _DODGE for e in ends) for a, b in taken):
            x += _DODGE
        taken += [(x, y(e)) for e in ends]
        if not clock:
            half = (time.x(at + timedelta(hours=12)) - time.x(at)) * 0.9
            body.append(svg.line(time.x(at) - half, y(ends[0]), time.x(at) + half, y(ends[0]), "whole"))
        upright.append(_Upright(figure, x, [y(e) for e in ends], shapes[figure.claimant]))
    room = [_around(one) for one in upright]
    for one in upright:
        words = _mark(one.figure, common)
        body.append(_linked(one.figure, words, one.image(words, room), href))
    return Drawn(_drawing(_HEIGHT, group, body, href), list(shapes.items()))


Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class _Upright:
    """A number where it stands over time; `ys` are its ends."""

    figure: Figure
    x: float
    ys: list[float]
    shape: str

    def image(self, words: str, room: list[Box]) -> str:
        """Return its marks and its words; the place of these is added to `room`."""
        x, top, bottom = self.x, min(self.ys), max(self.ys)
        body = [svg.line(x, top, x, bottom, "bar")] if len(self.ys) > 1 else []
        if self.figure.bound == "min":
            body.append(_arrow(x, top, x, max(4.0, top - _ARROW)))
        if self.figure.bound == "max":
            body.append(_arrow(x, bottom, x, min(_HEIGHT - _BOTTOM, bottom + _ARROW)))
        body += [svg.mark(self.shape, x, y, self.figure.superseded) for y in self.ys]
        return "".join([*body, self._words(words, room)])

    def _words(self, words: str, room: list[Box]) -> str:
        """The words beside the upper mark where there is room; short, where there is none for all of them."""
        places = [(7.0, -5.0), (-7.0, -5.0), (7.0, 13.0), (-7.0, 13.0), (9.0, 4.0), (-9.0, 4.0)]
        tried = [(said, place) for said in dict.fromkeys((words, self.figure.mark)) for place in places]
        boxes = [_box(said, self.x + across, min(self.ys) + down, across < 0) for said, (across, down) in tried]
        inside = [box[0] >= _LEFT and box[2] <= WIDTH - 2 and box[1] >= 0 for box in boxes]
        free = [fits and not _meets(box, room) for box, fits in zip(boxes, inside, strict=True)]
        chosen = free.index(True) if any(free) else inside.index(True) if any(inside) else 0
        said, (across, down) = tried[chosen]
        room.append(boxes[chosen])
        return svg.text(self.x + across, min(self.ys) + down, said, "value", "end" if across < 0 else "start")


def _around(one: _Upright) -> Box:
    top = min(one.ys) - (_ARROW if one.figure.bound == "min" else 0.0)
    bottom = max(one.ys) + (_ARROW if one.figure.bound == "max" else 0.0)
    return (one.x - 5, top - 5, one.x + 5, bottom + 5)


def _box(words: str, x: float, y: float, ends: bool) -> Box:
    wide = svg.width_of(words, _LABEL)
    left = x - wide if ends else x
    return (left, y - _LABEL + 2, left + wide, y + 1)


def _meets(box: Box, room: list[Box]) -> bool:
    return any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in room)


def _common(figures: list[Figure]) -> str:
    """What most of the numbers count."""
    counted = [f.of for f in figures]
    return min(counted, key=lambda of: (-counted.count(of), of), default="")


def _mark(figure: Figure, common: str) -> str:
    """The number, with what it counts where the others count something else."""
    return figure.mark if figure.of == common or not figure.of else f"{figure.mark} {svg.cut(figure.of, 90, _LABEL)}"


def _trails(figures: list[Figure], at: Callable[[Figure], tuple[float, float]]) -> list[str]:
    """Lines from each number that was replaced to its claimant's next."""
    found = []
    for place, figure in enumerate(figures):
        later = [f for f in figures[place + 1 :] if f.claimant == figure.claimant]
        if figure.superseded and later:
            found.append(svg.line(*at(figure), *at(later[0]), "trail"))
    return found


def _days(time: _Time) -> list[str]:
    """Lines at midnight, and dates between them, as many as fit."""
    total = (time.last - time.first).days
    every = max(1, -(-total // 6))
    body = []
    for i in range(total + 1):
        day = time.first + timedelta(days=i)
        if i % every == 0 or i == total:
            body.append(svg.line(time.x(day), _TOP, time.x(day), _HEIGHT - _BOTTOM, "grid"))
        if i < total and i % every == 0:
            middle = time.x(day + timedelta(hours=12)) if every == 1 else time.x(day) + 4
            words = f"{day.day} {MONTHS[day.month - 1][:3]}"
            body.append(svg.text(middle, _HEIGHT - 10, words, "tick", "middle" if every == 1 else "start"))
    return body


def _by_claimant(group: Tallies, href: Href | None) -> Drawn:
    figures = group.figures
    ticks = svg.steps(most(figures), 4)
    top = ticks[-1] or 1.0
    height = _TOP + _ROW * len(figures) + _BOTTOM

    def x(value: float) -> float:
        return 12 + (WIDTH - 40) * (value / top)

    common = _common(figures)
    body = [svg.line(x(t), _TOP - 8, x(t), height - _BOTTOM, "axis" if t == 0 else "grid") for t in ticks]
    body += [svg.text(x(t), height - 10, number_text(t), "tick", "middle") for t in ticks]
    for row, figure in enumerate(figures):
        y = _TOP + _ROW * row + 26
        name = svg.cut(f"{_mark(figure, common)}: {figure.claimant}", WIDTH - 24, _LABEL)
        marks = svg.text(12, y - 12, name, "value") + _level(figure, y, [x(e) for e in _ends(figure)])
        body.append(_linked(figure, name, marks, href))
    return Drawn(_drawing(height, group, body, href), [])


def _level(figure: Figure, y: float, xs: list[float]) -> str:
    body = [svg.line(min(xs), y, max(xs), y, "bar")] if len(xs) > 1 else []
    if figure.bound == "min":
        body.append(_arrow(max(xs), y, min(WIDTH - 2, max(xs) + _ARROW), y))
    if figure.bound == "max":
        body.append(_arrow(min(xs), y, max(4.0, min(xs) - _ARROW), y))
    return "".join([*body, *(svg.mark("circle", x, y, figure.superseded) for x in xs)])


def _arrow(x1: float, y1: float, x2: float, y2: float) -> str:
    """A line with a head at its second end."""
    along = 4.0 if (x2 > x1 or y2 > y1) else -4.0
    if x1 == x2:
        head = f"M{svg.n(x2 - 4)} {svg.n(y2 - along)}L{svg.n(x2)} {svg.n(y2)}L{svg.n(x2 + 4)} {svg.n(y2 - along)}"
    else:
        head = f"M{svg.n(x2 - along)} {svg.n(y2 - 4)}L{svg.n(x2)} {svg.n(y2)}L{svg.n(x2 - along)} {svg.n(y2 + 4)}"
    return svg.line(x1, y1, x2, y2, "bar") + f'<path d="{head}" class="head"/>'


def _ends(figure: Figure) -> list[float]:
    """The number said, or both ends of a range: nothing is put between them."""
    if figure.value is not None:
        return [figure.value]
    return [end for end in (figure.low, figure.high) if end is not None] or [0.0]


def _day(iso: str) -> datetime:
    day = iso_day(iso)
    assert day is not None
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _moment(iso: str) -> tuple[datetime, bool]:
    """The moment, and whether the clock is known; of a day alone its noon."""
    if len(iso) >= 16:
        try:
            at = datetime.fromisoformat(iso.replace("Z", "+00:00"))
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC), True
        except ValueError:
            pass
    return _day(iso) + timedelta(hours=12), False
