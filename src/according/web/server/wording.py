"""Words and numbers as the templates write them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from according.brief.texts import count, day_text, moment_text
from according.exchange.harmless import visible
from according.web.server.addresses import changed, claim_address, event_address, report_address, who_address

FILTERS: dict[str, Callable[..., Any]] = {
    "visible": visible,
    "count": count,
    "day": day_text,
    "moment": moment_text,
    "quoted": lambda text: quote(text, safe=""),
}
GLOBALS: dict[str, Any] = {
    "changed": changed,
    "claim_address": claim_address,
    "event_address": event_address,
    "report_address": report_address,
    "who_address": who_address,
}
