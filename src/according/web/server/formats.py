"""An answer in the format that was asked for."""

from __future__ import annotations

import csv
import io
from typing import Any

import msgspec
from starlette.responses import Response

from according.exchange.harmless import cell_text
from according.web.server.view import Answer

MEDIA = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
}


def formatted(answer: Answer, form: str) -> Response:
    """Return the answer as ``json``, ``csv`` or ``geojson``."""
    if form == "csv":
        body = _table(answer.rows or []).encode()
    elif form == "geojson":
        body = msgspec.json.encode(answer.features)
    else:
        body = msgspec.json.encode(answer.data)
    return Response(body, media_type=MEDIA[form])


def _table(rows: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(names)
    for row in rows:
        lines.writerow([cell_text(row.get(name)) for name in names])
    return out.getvalue()
