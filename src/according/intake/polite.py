"""Fetching as a guest: robots.txt is kept to, a host is not asked too often, and waits when it asks to."""

from __future__ import annotations

import time
import urllib.robotparser
from collections.abc import Callable
from typing import Protocol

import httpx

from according.errors import FetchError
from according.intake.fetch import PRODUCT, Fetched, Fetcher

_DAY = 86400.0
_LONGEST_WAIT = 60.0
"""Seconds that are waited for one host while others wait too; where it asks for more, it is asked later."""
_LONGEST_RETRY = 7 * _DAY
_RULES_KEPT = _DAY
_FAILURE_KEPT = 600.0
_MOST_RULES = 512 * 1024
"""Bytes of a robots.txt that are read (RFC 9309 asks for 500 KiB at least)."""


class Clock(Protocol):
    """The time, and waiting for it to pass."""

    def now(self) -> float:
        """Return the seconds since 1970."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class SystemClock:
    """The clock of the machine."""

    def now(self) -> float:
        """Return the seconds since 1970."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class HeldBackError(FetchError):
    """A host asked not to be asked for a while (`retry_after` seconds), so it was not."""


class Polite:
    """Fetches for one watcher. `delay` is the least number of seconds between two requests to a host."""

    def __init__(self, fetcher: Fetcher, delay: float, clock: Clock) -> None:
        self._fetcher = fetcher
        self._delay = delay
        self._clock = clock
        self._asked: dict[str, float] = {}
        self._not_before: dict[str, float] = {}
        self._rules: dict[str, tuple[float, urllib.robotparser.RobotFileParser | FetchError]] = {}

    def get(self, url: str, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        """Fetch `url` when its host may be asked. Raises `FetchError`, and `HeldBackError` where that is too far off."""
        self._check(url)
        crawl_delay = self._rules_of(url).crawl_delay(PRODUCT)
        return self._in_turn(
            url,
            max(self._delay, min(float(crawl_delay or 0), _LONGEST_WAIT)),
            lambda: self._fetcher.fetch(url, etag=etag, last_modified=last_modified, check=self._check),
        )

    def _check(self, url: str) -> None:
        if not self._rules_of(url).can_fetch(PRODUCT, url):
            raise FetchError(
                "the site's robots.txt asks not to fetch it.", report=url, remedy="Ask its publisher, or leave it out."
            )

    def _in_turn(self, url: str, delay: float, fetch: Callable[[], Fetched]) -> Fetched:
        host = _origin(url)
        now = self._clock.now()
        held = self._not_before.get(host, 0.0) - now
        if held > _LONGEST_WAIT:
            message, remedy = "its server asked to wait.", "It is tried later."
            raise HeldBackError(message, report=url, remedy=remedy, retry_after=held, passing=True)
        wait = max(held, self._asked.get(host, -_DAY) + delay - now)
        if wait > 0:
            self._clock.sleep(wait)
        try:
            return fetch()
        except FetchError as error:
            if error.retry_after:
                self._not_before[host] = self._clock.now() + min(error.retry_after, _LONGEST_RETRY)
            raise
        finally:
            self._asked[host] = self._clock.now()

    def _rules_of(self, url: str) -> urllib.robotparser.RobotFileParser:
        """Return the rules of the site that `url` is on. Raises `FetchError` where they cannot be known now."""
        origin = _origin(url)
        until, rules = self._rules.get(origin, (0.0, None))
        if rules is None or until <= self._clock.now():
            try:
                rules, kept = self._fetch_rules(origin), _RULES_KEPT
            except HeldBackError:
                raise
            except FetchError as error:
                rules, kept = error, _FAILURE_KEPT
            self._rules[origin] = (self._clock.now() + kept, rules)
        if isinstance(rules, FetchError):
            raise FetchError(
                f"the site's robots.txt cannot be read ({rules.message.rstrip('.')}): nothing is fetched from it.",
                report=url,
                remedy="It is tried again later.",
                status=rules.status,
                retry_after=rules.retry_after,
                passing=rules.passing,
            )
        return rules

    def _fetch_rules(self, origin: str) -> urllib.robotparser.RobotFileParser:
        address = f"{origin}/robots.txt"
        rules = urllib.robotparser.RobotFileParser(address)
        try:
            fetched = self._in_turn(address, self._delay, lambda: self._fetcher.fetch(address))
        except FetchError as error:
            # No rules at all, says RFC 9309; what cannot be reached may have some.
            if error.status is None or error.status == 429 or not 400 <= error.status < 500:
                raise
            rules.parse([])
            return rules
        rules.parse(fetched.body[:_MOST_RULES].decode("utf-8", "replace").splitlines())
        return rules


def _origin(url: str) -> str:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise FetchError(f"this is no address ({error}).", report=url, remedy="Check its spelling.") from error
    return f"{parsed.scheme}://{parsed.netloc.decode('ascii', 'replace')}"
