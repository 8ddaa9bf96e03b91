"""Addresses to bytes, carefully: only the public web, few redirects, and no more bytes and seconds than allowed."""

from __future__ import annotations

import datetime
import email.utils
import math
import ssl
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache

import httpcore
import httpx

from according.errors import FetchError
from according.intake.addresses import Guarded, Resolver, look_up
from according.intake.options import FetchOptions
from according.intake.unpack import PACKINGS, inflate

PRODUCT = "according"
_REDIRECTS = (301, 302, 303, 307, 308)
_FOR_GOOD = (301, 308)
_PASSING = (408, 425, 429)
_ACCEPT = (
    "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5"
)
_WAIT = 15.0
"""Seconds that one step (connecting, reading, writing) may take."""
_NETWORK = (httpx.HTTPError, httpx.StreamError, httpcore.NetworkError, httpcore.ProtocolError)
_TIME = (httpx.TimeoutException, httpcore.TimeoutException)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave. `url` is where it was in the end; `moved_to` where it has moved to for good.

    `not_modified` says that it is what the caller has already: then `body` is empty. `fetched_at` is
    ``YYYY-MM-DDTHH:MM:SSZ``.
    """

    url: str
    body: bytes
    media_type: str | None
    charset: str | None
    fetched_at: str
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    not_modified: bool = False


def utc_now() -> float:
    """Return the seconds since 1970."""
    return time.time()


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches addresses under the limits of `options`. A connection serves one request; nothing is kept of one.

    `resolve`, `now` and `monotonic` (seconds) stand for the look-up of names and the clocks.
    """

    options: FetchOptions = field(default_factory=FetchOptions)
    resolve: Resolver = look_up
    now: Callable[[], float] = utc_now
    monotonic: Callable[[], float] = time.monotonic

    @property
    def user_agent(self) -> str:
        """What servers are told about who asks."""
        from according import __version__  # the package is still being imported when this module is

        contact = f" (+{self.options.contact})" if self.options.contact else ""
        return f"{PRODUCT}/{__version__}{contact}"

    def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        check: Callable[[str], None] | None = None,
    ) -> Fetched:
        """Return what is at `url`, following a few redirects, each checked like the first address.

        `etag` and `last_modified` are of what the caller has. `check` is called with each address that it is
        redirected to, and may raise. Raises `FetchError` where it may not be fetched, cannot
        be, takes too long, is too large, or the answer is no success.
        """
        try:
            known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
            return self._fetch(url, {name: value for name, value in known.items() if value}, check)
        except FetchError as error:
            error.report = error.report or url
            raise
        except _TIME as error:
            raise FetchError(
                "there was no answer in time.", report=url, remedy="Try again later.", passing=True
            ) from error
        except httpx.InvalidURL as error:
            raise FetchError(f"this is no address ({error}).", report=url, remedy="Check its spelling.") from error
        except _NETWORK as error:
            reason = " ".join(str(error).split())[:120] or type(error).__name__
            raise FetchError(
                f"it could not be fetched ({reason}).", report=url, remedy="Try again later.", passing=True
            ) from error

    def _fetch(self, url: str, known: dict[str, str], check: Callable[[str], None] | None) -> Fetched:
        deadline = self.monotonic() + self.options.max_seconds
        here, moved_to, for_good = _checked(url), None, True
        for _ in range(self.options.max_redirects + 1):
            with self._open(here, known, deadline) as response:
                target = response.headers.get("Location")
                if response.status_code not in _REDIRECTS or not target:
                    return self._answer(here, response, moved_to)
            here = _checked(str(here.join(target)))
            if check:
                check(str(here))
            for_good = for_good and response.status_code in _FOR_GOOD
            moved_to = str(here) if for_good else moved_to
        raise FetchError(
            f"it was redirected more than {self.options.max_redirects} times.", remedy="Name the last address itself."
        )

    @contextmanager
    def _open(self, url: httpx.URL, headers: dict[str, str], deadline: float) -> Iterator[httpx.Response]:
        headers = {
            "User-Agent": self.user_agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
            **headers,
        }
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), _WAIT)
        backend = Guarded(self.options.allow_private, deadline, self.resolve, self.monotonic)
        with httpcore.ConnectionPool(ssl_context=_tls(), network_backend=backend, max_keepalive_connections=0) as pool:
            request = httpx.Request("GET", url, headers=headers, extensions={"timeout": timeout})
            response = _send(request, pool)
            try:
                yield response
            finally:
                response.close()

    def _answer(self, url: httpx.URL, response: httpx.Response, moved_to: str | None) -> Fetched:
        now = datetime.datetime.fromtimestamp(self.now(), datetime.UTC)
        media_type, _, parameters = response.headers.get("Content-Type", "").partition(";")
        not_modified = response.status_code == 304
        if response.status_code != 200 and not not_modified:
            raise _refusal(response, now)
        return Fetched(
            url=str(url),
            body=b"" if not_modified else self._body(response),
            media_type=media_type.strip().casefold() or None,
            charset=_charset(parameters),
            fetched_at=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            etag=response.headers.get("ETag"),
            last_modified=response.headers.get("Last-Modified"),
            moved_to=moved_to,
            not_modified=not_modified,
        )

    def _body(self, response: httpx.Response) -> bytes:
        """Return the unpacked body, read no further than the limit. What was not asked for is not unpacked."""
        limit = self.options.max_bytes
        packing = response.headers.get("Content-Encoding", "").strip().casefold()
        try:
            if packing in PACKINGS:
                data = inflate(response.iter_raw(), packing, limit)
            elif packing in ("", "identity"):
                data = _read(response.iter_raw(), limit)
            else:
                raise FetchError(
                    f"the answer is packed as {packing!r}, which was not asked for.", remedy="Save the page."
                )
        except (zlib.error, EOFError) as error:
            raise FetchError("the packed answer is damaged.", remedy="Try again later.", passing=True) from error
        if len(data) > limit:
            raise FetchError(
                f"it is over the limit of {limit:,} bytes.", remedy="Save it as a file, and name that.", status=200
            )
        return data


def _send(request: httpx.Request, pool: httpcore.ConnectionPool) -> httpx.Response:
    """Send `request` over a pool of our own: httpx has no public way to say how to connect."""
    url = request.url
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    headers, extensions = request.headers.raw, request.extensions
    answer = pool.handle_request(httpcore.Request(request.method, target, headers=headers, extensions=extensions))
    return httpx.Response(answer.status, headers=answer.headers, stream=_Stream(answer), extensions=answer.extensions)


class _Stream(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


def _checked(url: str) -> httpx.URL:
    """Return `url`, where it is an address that may be looked up."""
    parsed = httpx.URL(url)
    if parsed.scheme not in ("http", "https"):
        raise FetchError(
            f"only http and https are fetched, not {parsed.scheme or 'this'!r}.", remedy="Check the address."
        )
    if not parsed.host:
        raise FetchError("the address names no host.", remedy="Check the address.")
    if parsed.userinfo:
        raise FetchError("the address holds a name or password.", remedy="Take it out: nothing is logged in to.")
    return parsed.copy_with(fragment=None)


def _read(chunks: Iterator[bytes], limit: int) -> bytes:
    out = bytearray()
    for chunk in chunks:
        out += chunk
        if len(out) > limit:
            break
    return bytes(out)


def _refusal(response: httpx.Response, now: datetime.datetime) -> FetchError:
    status = response.status_code
    passing = status >= 500 or status in _PASSING
    remedy = "Try again later." if passing else "Check the address in a browser."
    reason = f"{status} {response.reason_phrase}".strip()
    return FetchError(
        f"the server answered {reason}.",
        remedy=remedy,
        status=status,
        retry_after=_retry_after(response.headers.get("Retry-After"), now),
        passing=passing,
    )


def _retry_after(value: str | None, now: datetime.datetime) -> float | None:
    """Return the seconds that `value`, a number or a date, asks to wait."""
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            until = email.utils.parsedate_to_datetime(value)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        until = until if until.tzinfo else until.replace(tzinfo=datetime.UTC)
        seconds = (until - now).total_seconds()
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def _charset(parameters: str) -> str | None:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().casefold() == "charset":
            return value.strip(" \"'") or None
    return None


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    # SSL_CERT_FILE and SSL_CERT_DIR are honoured; proxies are not: they would look the names up themselves.
    return httpx.create_ssl_context(trust_env=True)
