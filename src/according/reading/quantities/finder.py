"""Find the quantities of a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from math import isfinite

from according.claims import Bound, Quantity, TimeMention
from according.language.analysis import Analysis
from according.reading.quantities.counted import counted_noun
from according.reading.quantities.patterns import after, clock, grammar, units, words

_HOURS = 12
_RISE = re.compile(
    r"\b(?:go|goes|went|gone|going|rise|rises|rose|risen|climbed|climbs|came|brought|bringing|brings|moved|pushed) *$"
)
"""Verbs behind which "up to" is where a number went, and no bound."""
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b", re.IGNORECASE)
_HAS_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|hundred|thousand|million"
    r"|billion|dozen|half|quarter|third|several|few|handful|couple|scores)",
    re.IGNORECASE,
)


def find_quantities(text: str, times: Sequence[TimeMention] = (), analysis: Analysis | None = None) -> list[Quantity]:
    """Return the quantities in text order; dates, clock times and designations (Su-34, Article 5) are none.

    Offsets are code points. ``value`` is None for vague counts ("dozens"), whose stated interval stands in
    ``low`` and ``high``; ``si_value`` is in ``si_unit``.
    """
    if not _HAS_NUMBER.search(text):
        return []
    blocked = [t.span for t in times if t.type != "DURATION" or (not t.text[:1].isdigit() and t.start is not None)]
    moments = {t.text.lower() for t in times}
    found: list[Quantity] = []
    nouns = counted_noun(text, analysis)
    at = 0
    next_blocked = 0
    pattern = grammar()
    while (match := pattern.search(text, at)) is not None:
        core = _core(match)
        at = max(core[1], match.start() + 1)
        if _no_quantity(text, match, core):
            continue
        while next_blocked < len(blocked) and blocked[next_blocked][1] <= core[0]:
            next_blocked += 1
        if next_blocked < len(blocked) and blocked[next_blocked][0] < core[1]:
            at = max(core[0] + 1, min(core[1], blocked[next_blocked][1]))
            continue
        quantity = _quantity(text, match, nouns)
        if quantity is not None:
            if quantity.of is not None and quantity.of.lower() in moments:  # "rose to 12 overnight"
                quantity.of = None
            found.append(quantity)
            at = max(at, quantity.span[1]) if quantity.span[1] >= core[1] else quantity.span[1]
    return found


def _core(match: re.Match[str]) -> tuple[int, int]:
    start = match.end("bounds") if match.group("bounds") else match.start()
    return start, match.end()


def _no_quantity(text: str, match: re.Match[str], core: tuple[int, int]) -> bool:
    """Designations, ordinals and parts of longer signs."""
    start, end = core
    follows = text[end : end + 12]
    if (start and text[start - 1] == "+") or (match.group("n") and re.match(r"0\d", match.group("n"))):
        return True
    if match.group("mach") or match.group("calibre") or match.group("sign"):
        return False
    if _is_clock(text, match, core):
        return True
    if _ORDINAL.match(follows) or (
        match.group("n") and re.match(r"[A-Za-z]{3,}|-?[A-Z]", follows) and not after().match(text, end)
    ):
        return True
    if re.match(r"[./:]\d|-\d", follows):
        return True
    before = re.search(r"([A-Za-z.]+)[\s#-]*$", text[max(0, start - 24) : start])
    if before and match.group("n"):
        word = before.group(1).strip(".").lower()
        glued = text[start - 1 : start] in "-#" if start else False
        if glued or (word in words()["designators"] and text[start - 2 : start - 1] not in ",;:"):
            return True
        if (
            before.group(1)[0].isupper()
            and re.fullmatch(r"[A-Z]{1,4}", before.group(1))
            and not match.group("bounds")
            and word not in ("a", "i", "us", "uk", "un", "eu")
        ):
            return not re.match(r"\s+[a-z]", follows)
    if match.group("sp") and match.group("sp").lower() == "one":
        return bool(
            re.match(
                r"\s+(?:of|another|day|more|who|that|which|is|was|has|can|could|should|would|must|may|hand|thing|side)\b|[.,;:'’!?)]",
                follows,
            )
        ) or bool(before and before.group(1).lower() in ("no", "the", "this", "that", "every", "any", "only", "each"))
    return False


def _is_clock(text: str, match: re.Match[str], core: tuple[int, int]) -> bool:
    """Whether a number up to twelve is an hour: "shortly before ten on Monday", "at half past nine"."""
    start, end = core
    said = match.group("sp") or match.group("n")
    if said is None or match.group("ns") or not 1 <= _number(said) <= _HOURS or not _number(said).is_integer():
        return False
    before = text[max(0, start - 24) : start].lower()
    if clock()["half"].search(before):
        return True
    return bool(clock()["before"].search(before) and clock()["behind"].match(text[end : end + 40].lower()))


def _number(text: str) -> float:
    """Return the value of digits or spelled numbers."""
    plain = text.lower().replace(",", "").strip()
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return float(plain)
    w = words()
    total = current = 0.0
    for part in re.split(r"[-\s]+", plain):
        if part in w["small"]:
            current += w["small"][part]
        elif part in ("a", "an"):
            current = current or 1.0
        elif part == "half":
            current = 0.5
        elif part == "dozen":
            current = (current or 1.0) * 12
        elif part == "hundred":
            current = (current or 1.0) * 100
        elif part in w["scale"]:
            total += (current or 1.0) * w["scale"][part]
            current = 0.0
    return total + current


def _scale(text: str | None) -> float:
    if not text:
        return 1.0
    product = 1.0
    for plain in re.split(r"[-\s]+", text.strip("- \n\t").lower()):
        product *= 12.0 if plain == "dozen" else float(words()["scale"].get(plain, 1))
    return product


def _values(m: re.Match[str]) -> tuple[float | None, float, float] | None:
    """Value, low, high of a match; the value is None where only an interval is said."""
    if m.group("calibre"):
        value = float(m.group("calibre").split("/")[0])
        return value, value, value
    if m.group("mach"):
        value = float(m.group("mach_n"))
        return value, value, value
    if m.group("vague"):
        low, high = words()["vague"][re.sub(r"\s+", " ", m.group("vague").lower())]
        return None, float(low), float(high)
    if m.group("nf"):
        above, below = m.group("nf").split("/")
        return (part := round(int(above) / int(below), 6)), part, part
    if m.group("dozen"):
        return 12.0, 12.0, 12.0
    if m.group("fr") or m.group("ff"):
        return _fraction((m.group("fr") or m.group("ff")).lower())
    for a, b, s1, s2 in (("sn", "sn2", "ss1", "ss"), ("b1", "b2", "bs1", "bs2"), ("r1", "r2", "rs", "rs")):
        if m.group(a) and m.group(b):
            scale2 = _scale(m.group(s2))
            low, high = (
                _number(m.group(a)) * (_scale(m.group(s1)) if m.group(s1) else scale2),
                _number(m.group(b)) * scale2,
            )
            if low < high:
                return None, low, high
            return low, low, low
    for name, scale in (("sn", "ss"), ("n", "ns"), ("sp", None)):
        if m.group(name):
            value = _number(m.group(name)) * _scale(m.group(scale) if scale else None)
            value = round(-value if name == "n" and m.group("neg") else value, 9)
            return value, value, value
    return None


def _fraction(text: str) -> tuple[float, float, float] | None:
    parts = re.split(r"[-\s]+", text)
    count = {"two": 2, "three": 3, "four": 4}.get(parts[0], 1)
    name = parts[-1].rstrip("s")
    value = {"half": 0.5, "third": 1 / 3, "quarter": 0.25, "fifth": 0.2, "tenth": 0.1}.get(name)
    if value is None:
        return None
    result = round(value * count, 6)
    return result, result, result


def _quantity(text: str, match: re.Match[str], nouns: Callable[[int, str], str | None]) -> Quantity | None:
    values = _values(match)
    if values is None:
        return None
    value, low, high = values
    if not (isfinite(low) and isfinite(high)):
        return None
    start, end = match.span()
    while start < end and text[start].isspace():
        start += 1
    bound, approximate = _bound((match.group("bounds") or "").lower())
    if bound == "max" and _RISE.search(text[max(0, start - 12) : start].lower()):
        bound = None
    unit, si_value, si_unit = "count", None, None
    if match.group("sign"):
        unit = words()["currency"][match.group("sign")]
    elif match.group("mach"):
        unit, si_unit, si_value = "mach", "m/s", round((value or 0) * 340.3, 3)
    elif match.group("calibre"):
        unit = "calibre"
    else:
        suffix = after().match(text, end)
        if suffix:
            unit, end, si_value, si_unit = _unit(suffix, value, end)
    number_end = match.end()
    if value is not None and (match.group("r2") or match.group("sn2")):
        # "from 4.8 to 4.7" is no range: the first number alone, the second is read next
        end = number_end = match.end("r1") if match.group("r2") else max(match.end("sn"), match.end("ss1"))
    of = nouns(number_end if unit == "count" else max(end, number_end), unit)
    if unit == "count":
        end = number_end
    return Quantity(
        text=text[start:end], span=(start, end), value=value, low=low, high=high, approximate=approximate, bound=bound,
        unit=unit, of=of, si_value=si_value, si_unit=si_unit,
    )  # fmt: skip


def _unit(suffix: re.Match[str], value: float | None, end: int) -> tuple[str, int, float | None, str | None]:
    if suffix.group("money"):
        table = {str(k).lower(): v for k, v in words()["currency"].items()}
        return table[suffix.group("money").lower()], suffix.end(), None, None
    name = suffix.group("unit").lower()
    if suffix.group("square"):
        name = f"square {name}"
    known = units().get(name) or units().get(suffix.group("unit").lower())
    if known is None:
        return "count", end, None, None
    canonical, factor, si = known
    written = (
        "percent" if canonical == "percent" else suffix.group("unit").lower() if not suffix.group("square") else name
    )
    return written, suffix.end(), None if value is None else round(value * factor, 6), si


def _bound(text: str) -> tuple[Bound | None, bool]:
    w = words()
    approximate = any(a in text for a in w["approximate"])
    if any(text.startswith(x) or f" {x}" in text for x in ("no more than", "not more than")):
        return "max", approximate
    if any(text.startswith(x) for x in ("no fewer than", "no less than", "not less than")):
        return "min", approximate
    if any(x in text for x in w["minimum"]):
        return "min", approximate
    if any(x in text for x in w["maximum"]):
        return "max", approximate
    if "nearly" in text or "almost" in text:
        return None, True
    return None, approximate
