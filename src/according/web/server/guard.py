"""Who may ask, and what a page may do: hosts, token, forms from elsewhere, sizes, headers."""

from __future__ import annotations

import hmac
import ipaddress
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from according.web.server.options import ServeOptions

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}
COOKIE = "according-token"
MOST_BYTES = 64_000
"""Of the body of a form."""
MOST_ADDRESS = 8_000
BURST, A_SECOND = 120, 20
"""Requests that one visitor may make at once, and on average in a second; files of the package do not count."""
_MOST_VISITORS = 10_000
Next = Callable[[Request], Awaitable[Response]]


class Guard:
    """Refuses what is not for this server, before any view runs, and sets the headers of every answer."""

    def __init__(self, options: ServeOptions) -> None:
        self._options = options
        self._visitors: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._local = is_loopback(options.host)
        # Who names a token or a proxy wants it asked for here too: a proxy on this machine brings others.
        self._asks = not self._local or bool(options.token or options.trust_header)
        self._hosts = {options.host, *options.hosts, "localhost", "127.0.0.1", "::1"}

    async def __call__(self, request: Request, call_next: Next) -> Response:
        """Answer a request, or hand it on."""
        response = self._refusal(request) or await call_next(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.url.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _refusal(self, request: Request) -> Response | None:
        if len(str(request.url)) > MOST_ADDRESS:
            return PlainTextResponse("The address is too long.", 414)
        if not request.url.path.startswith("/static/") and self._too_often(request):
            return PlainTextResponse("Too many requests: wait a second.", 429, headers={"Retry-After": "1"})
        if self._local and self._host(request) not in self._hosts:
            # A name of somebody else's that was made to point here (DNS rebinding) must not read the ledger.
            return PlainTextResponse("This server does not answer to that name.", 421)
        if self._asks and not self._may(request):
            return self._let_in(request) or PlainTextResponse(
                "A token is needed: open the address with ?token=..., or send it as a bearer token.", 401,
                headers={"WWW-Authenticate": "Bearer"},
            )  # fmt: skip
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return None
        if self._options.readonly:
            return PlainTextResponse("This server is read-only.", 403)
        if not same_origin(request):
            return PlainTextResponse("Forms are taken from this server's own pages alone.", 403)
        length = request.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            return PlainTextResponse(f"A form has at most {MOST_BYTES:,} bytes, and says how many.", 413)
        return None

    def _too_often(self, request: Request) -> bool:
        """Whether a visitor has used up what may be asked (a bucket that fills by `A_SECOND` up to `BURST`).

        A visitor is an address, or whom a proxy vouches for: all that it brings have its own address.
        """
        named = request.headers.get(self._options.trust_header, "") if self._options.trust_header else ""
        address = f"{request.client.host if request.client else ''} {named}"
        now = self._options.ticks()
        left, at = self._visitors.pop(address, (float(BURST), now))
        left = min(BURST, left + (now - at) * A_SECOND)
        self._visitors[address] = (max(left - 1, 0.0), now)
        if len(self._visitors) > _MOST_VISITORS:
            self._visitors.popitem(last=False)
        return left < 1

    def _host(self, request: Request) -> str:
        return urlsplit(f"//{request.headers.get('host', '')}").hostname or ""

    def _may(self, request: Request) -> bool:
        header = self._options.trust_header
        if header and request.headers.get(header, "").strip():
            return True
        token = self._options.token
        given = request.headers.get("authorization", "").removeprefix("Bearer ").strip() or request.cookies.get(
            COOKIE, ""
        )
        return bool(token) and hmac.compare_digest(given.encode(), (token or "").encode())

    def _let_in(self, request: Request) -> Response | None:
        """Trade the token in an address for a cookie, so that it does not stay in the address."""
        given, token = request.query_params.get("token", ""), self._options.token
        if not token or not hmac.compare_digest(given.encode(), token.encode()):
            return None
        rest = urlencode([(k, v) for k, v in request.query_params.multi_items() if k != "token"])
        answer = RedirectResponse(str(request.url.replace(query=rest)), 303)
        answer.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=request.url.scheme == "https")
        return answer


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def same_origin(request: Request) -> bool:
    """Whether a form comes from a page of this server: by ``Sec-Fetch-Site``, else by ``Origin``."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == request.headers.get("host")
