"""What an address asks for: the filters, with the names that they have on the command line, order and page."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from starlette.datastructures import QueryParams

from according.errors import FilterError
from according.ledger import Ledger
from according.ledger.asking import Box, Filter, Near
from according.ledger.asking.filters import amount_of, checked
from according.web.server.options import ServeOptions
from according.web.server.view import Asked

MANY = (
    "type", "mode", "actor", "recipient", "party", "instrument", "said_by", "side", "publisher", "certainty", "polarity",
    "realis", "place", "country", "report", "event", "status", "reviewed",
)  # fmt: skip
"""Filters that may be given more than once."""
ONE = ("since", "until", "published_since", "published_until", "as_of", "text")
FILTERS = (*MANY, *ONE, "box", "near", "quantity", "confidence", "independent")
"""Every parameter that filters. On the command line the same names have hyphens, which are taken here too."""
OTHERS = ("sort", "after", "limit", "claim", "done", "hours", "kind", "name", "of", "token")
"""What else addresses of ours ask: order and page, what a view alone knows, the token of a guarded server."""
KNOWN = (*FILTERS, *OTHERS)
LIMIT, MOST = 50, 500
_LONGEST = 400


def asked_of(ledger: Ledger, path: Mapping[str, str], params: QueryParams, options: ServeOptions) -> Asked:
    """Return what a request asks. Raises `FilterError` where a parameter is none."""
    return Asked(
        ledger=ledger,
        path=path,
        params=params,
        filter=checked(filter_of(params)),
        sort=params.get("sort") or None,
        after=params.get("after") or None,
        limit=_limit(params.get("limit")),
        options=options,
    )


def filter_of(params: QueryParams) -> Filter:
    """Return the filter of an address; empty values, as a form sends them, ask for nothing. Raises `FilterError`."""
    given: dict[str, list[str]] = {}
    _refuse_unknown(params)
    for key, value in params.multi_items():
        name = key.replace("-", "_")
        if name in FILTERS and value.strip():
            if len(value) > _LONGEST:
                raise FilterError(f"the value of {key} is too long.", remedy=f"Take at most {_LONGEST} characters.")
            given.setdefault(name, []).append(value.strip())
    wanted: dict[str, Any] = {name: tuple(given[name]) for name in MANY if name in given}
    wanted |= {name: given[name][-1] for name in ONE if name in given}
    if "box" in given:
        west, south, east, north = _numbers("box", given["box"][-1], 4, "22,44,41,53")
        wanted["box"] = Box(west=west, south=south, east=east, north=north)
    if "near" in given:
        lat, lon, km = _numbers("near", given["near"][-1], 3, "50.45,30.52,25")
        wanted["near"] = Near(lat=lat, lon=lon, km=km)
    if "quantity" in given:
        wanted["amount"] = amount_of(given["quantity"][-1])
    if "confidence" in given:
        wanted["confidence"] = _numbers("confidence", given["confidence"][-1], 1, "0.8")[0]
    if "independent" in given:
        wanted["independent"] = int(_numbers("independent", given["independent"][-1], 1, "2")[0])
    return Filter(**wanted)


def _refuse_unknown(params: QueryParams) -> None:
    """Raise `FilterError` for a parameter that nothing asks: what a mistyped filter shows would be taken for its answer."""
    for key in params:
        name = key.replace("-", "_")
        if name not in KNOWN:
            near = get_close_matches(name, KNOWN, n=1)
            meant = f"Did you mean {near[0]}? " if near else ""
            raise FilterError(f"nothing is filtered by {key!r}.", remedy=f"{meant}Filters are {', '.join(FILTERS)}.")


def _numbers(name: str, value: str, count: int, example: str) -> list[float]:
    try:
        found = [float(part) for part in value.split(",")]
    except ValueError:
        found = []
    if len(found) != count or any(abs(n) > 1e12 or n != n for n in found):
        raise FilterError(f"{value!r} is no {name}.", remedy=f"Write {example}.")
    return found


def _limit(value: str | None) -> int:
    if not value:
        return LIMIT
    if not value.isdecimal() or len(value) > 6 or not 0 < int(value) <= MOST:
        raise FilterError(f"{value!r} is no number of rows.", remedy=f"Take a number from 1 to {MOST}.")
    return int(value)
