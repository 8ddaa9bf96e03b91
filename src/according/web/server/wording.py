"""Words and numbers as the templates write them."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from according.exchange.harmless import visible
from according.web.server.addresses import changed, claim_address, event_address, report_address, who_address
from according.web.server.asked import FILTERS as ASKED
from according.web.server.filter_form import LABELS, choices
from according.web.server.sides import side_name

GLOBALS: dict[str, Any] = {
    "changed": changed,
    "claim_address": claim_address,
    "event_address": event_address,
    "report_address": report_address,
    "side_name": side_name,
    "who_address": who_address,
    "filter_choices": choices(),
    "filter_labels": LABELS,
    "filter_names": ASKED,
}


def shown(value: Any) -> Any:
    """Return what a template writes: of text, no control characters and no overrides of the writing direction."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
