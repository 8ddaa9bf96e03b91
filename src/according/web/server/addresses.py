"""Addresses of the pages: ids of reports may hold anything, a slash or a quotation mark too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote, urlencode


def report_address(report: str, claim: str | None = None) -> str:
    """Return the address of a report in the reader, with one of its claims opened where `claim` names it."""
    page = f"/reports/{quote(report, safe='')}"
    return page if claim is None else f"{page}?{urlencode({'claim': claim})}#{claim_anchor(claim)}"


def claim_address(ref: str) -> str:
    """Return the address of a ``REPORT/CLAIM`` in the reader."""
    report, _, claim = ref.rpartition("/")
    return report_address(report, claim)


def claim_anchor(claim: str) -> str:
    """Return the anchor of a claim on the page of its report."""
    return f"claim-{quote(claim, safe='')}"


def event_address(event: str) -> str:
    """Return the address of an event."""
    return f"/events/{quote(event, safe='')}"


def who_address(entity: str | None, name: str) -> str:
    """Return the address of a person, state or medium."""
    return f"/who/{quote(entity or name, safe='')}"


def changed(path: str, params: Iterable[tuple[str, str]], changes: Mapping[str, str | None]) -> str:
    """Return an address with some of its parameters set or (None) taken away, on its first page again."""
    kept = [(name, value) for name, value in params if name not in changes and name not in ("after", "done")]
    asked = urlencode([*kept, *((name, value) for name, value in changes.items() if value is not None)])
    return f"{path}?{asked}" if asked else path


def local(address: str | None) -> str | None:
    """Return an address if it is a page of this server (a path with or without a question), else None.

    What a form says where to go on may come from anywhere: another host, or a scheme that runs as a script, is none of ours.
    """
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return None
    return None if any(ord(c) < 0x21 or c == "\\" or c == "\x7f" for c in address) else address
