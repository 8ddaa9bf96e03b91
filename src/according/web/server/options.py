"""How the pages are served."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What a server may do, and who may ask it."""

    host: str = "127.0.0.1"
    port: int = 8000
    readonly: bool = False
    """Whether reviews are refused."""
    token: str | None = None
    """What a request must know; on other addresses than loopback there must be one, or a `trust_header`."""
    trust_header: str | None = None
    """The header in which a reverse proxy says who asks; only a proxy may then reach this server."""
    hosts: tuple[str, ...] = ()
    """Names of this server beside the address that it listens on."""
    clock: Callable[[], datetime] = field(default=_now)
    ticks: Callable[[], float] = field(default=monotonic)
    """Seconds that never go back."""
