"""The server: views to routes, errors to pages, forms to reviews."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from according.errors import AccordingError, FilterError, LedgerLockedError, MissingError, ReviewError
from according.ledger import Ledger
from according.reading.reader import package_version
from according.web.server.asked import asked_of
from according.web.server.formats import formatted
from according.web.server.guard import HEADERS, Guard
from according.web.server.openapi import described, stem
from according.web.server.options import ServeOptions
from according.web.server.view import Answer, Asked, View
from according.web.server.views import VIEWS
from according.web.server.views.reviewing import Done, decide, take_back
from according.web.server.views.sources import publishers
from according.web.server.wording import GLOBALS, shown

AUTHOR = "according-author"
"""Cookie with the name that the last review of this browser bears."""
MENU = (("/", "Today"), ("/events", "Events"), ("/claims", "Claims"), ("/timeline", "Timeline"), ("/map", "Map"),
        ("/who", "Who said what"), ("/sources", "Sources"), ("/queue", "Review"))  # fmt: skip
STATUS: dict[type[AccordingError], int] = {
    MissingError: 404,
    FilterError: 400,
    ReviewError: 400,
    LedgerLockedError: 503,
}
"""Of the errors that are not ours to mend; the first that fits."""
Endpoint = Callable[[Request], Awaitable[Response]]


def create_app(ledger: Ledger, options: ServeOptions | None = None) -> Starlette:
    """Return the application over one ledger. It never closes the ledger, and writes nothing but reviews."""
    server = _Server(ledger, options or ServeOptions())
    routes: list[Route | Mount] = []
    for view in VIEWS:
        # The formats first: an id that a page takes may hold a dot.
        routes += [Route(f"{stem(view.path)}.{form}", server.endpoint(view, form)) for form in view.formats]
        routes.append(Route(view.path, server.endpoint(view, "html")))
    routes += [
        Route("/reviews", server.action(decide), methods=["POST"]),
        Route("/reviews/undo", server.action(take_back), methods=["POST"]),
        Route("/healthz", _healthy),
        Route("/openapi.json", _described),
        Mount("/static", StaticFiles(directory=Path(str(files("according.web.server"))) / "static")),
    ]
    return Starlette(
        lifespan=server.prepared,
        routes=routes,
        middleware=[
            Middleware(GZipMiddleware, minimum_size=2000, compresslevel=5),
            Middleware(BaseHTTPMiddleware, dispatch=Guard(server.options)),
        ],
        exception_handlers={404: server.missing, AccordingError: server.failed, Exception: server.crashed},
    )


async def _healthy(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _described(_request: Request) -> Response:
    return JSONResponse(described(VIEWS, package_version()))


class Vouched(str):
    """The name that a proxy vouches for: a form shows it, and does not ask for another."""

    vouched = True


class _Server:
    """What all routes share."""

    def __init__(self, ledger: Ledger, options: ServeOptions) -> None:
        self.ledger = ledger
        self.options = options
        self._jinja = Environment(
            loader=PackageLoader("according.web.server"),
            autoescape=select_autoescape(default=True, default_for_string=True),
            trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined, finalize=shown,
        )  # fmt: skip
        self._jinja.globals.update(GLOBALS, menu=MENU)

    @asynccontextmanager
    async def prepared(self, _app: Starlette) -> AsyncIterator[None]:
        """Count publishers while nobody waits: of a large ledger that takes half a second when its file is cold."""
        counting = asyncio.create_task(run_in_threadpool(self._count))
        yield
        await counting

    def _count(self) -> None:
        # Who asks for them is told what is wrong.
        with suppress(AccordingError):
            publishers(self.ledger)

    def endpoint(self, view: View, form: str) -> Endpoint:
        """Return what answers a view in one format."""

        async def answer(request: Request) -> Response:
            return await run_in_threadpool(self._answer, view, form, request)

        return answer

    def _answer(self, view: View, form: str, request: Request) -> Response:
        asked = asked_of(self.ledger, request.path_params, request.query_params, self.options)
        try:
            found = view.answer(asked)
        except FilterError:
            if form == "html" or "id" not in request.path_params:
                raise
            # "notes.json" is the JSON of "notes", or the page of a report that bears this name.
            whole = {**request.path_params, "id": f"{request.path_params['id']}.{form}"}
            asked, form = asked_of(self.ledger, whole, request.query_params, self.options), "html"
            found = view.answer(asked)
        if form != "html":
            return formatted(found, form)
        return HTMLResponse(self._page(view, asked, found, request))

    def _page(self, view: View, asked: Asked, found: Answer, request: Request) -> str:
        path = stem(request.url.path)
        query = f"?{request.url.query}" if request.url.query else ""
        return self._render(
            view.template, request,
            title=found.title, answer=found, asked=asked, view=view,
            others=[(form, f"{path}.{form}{query}") for form in view.formats],
            following=str(request.url.include_query_params(after=found.next).replace(scheme="", netloc="")) if found.next else None,
            **found.page,
        )  # fmt: skip

    def _render(self, template: str, request: Request, **given: Any) -> str:
        shared = {
            "request": request,
            "path": request.url.path,
            "author": self._author(request),
            "readonly": self.options.readonly,
            "here": str(request.url.replace(scheme="", netloc="")),
        }
        return self._jinja.get_template(template).render(**{**shared, **given})

    def _author(self, request: Request) -> str:
        vouched = self._vouched(request)
        return Vouched(vouched) if vouched.strip() else request.cookies.get(AUTHOR, "")

    def _vouched(self, request: Request) -> str:
        """Whom a proxy vouches for, '' for nobody."""
        return request.headers.get(self.options.trust_header, "") if self.options.trust_header else ""

    def action(self, do: Callable[..., Done]) -> Endpoint:
        """Return what takes a form: it answers with the page to go on with."""

        async def act(request: Request) -> Response:
            form = {name: str(value) for name, value in (await request.form(max_fields=60, max_files=0)).items()}
            done = await run_in_threadpool(do, self.ledger, form, self._vouched(request))
            answer = RedirectResponse(done.location, 303)
            answer.set_cookie(AUTHOR, done.author, max_age=31_536_000, samesite="strict", httponly=True)
            return answer

        return act

    async def missing(self, request: Request, _error: Exception) -> Response:
        """Answer that there is no such page."""
        return self._error(request, 404, "There is no such page.", "The views are in the menu above.")

    async def failed(self, request: Request, error: Exception) -> Response:
        """Answer an error of ours with its remedy."""
        assert isinstance(error, AccordingError)
        status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
        return self._error(request, status, error.message, error.remedy or "")

    async def crashed(self, request: Request, _error: Exception) -> Response:
        """Answer a defect of ours, of which the log tells more; this is said outside the guard, so with its headers."""
        answer = self._error(
            request, 500, "Something went wrong here.", "The log of the server tells what; please report it."
        )
        answer.headers.update({**HEADERS, "Cache-Control": "no-store"})
        return answer

    def _error(self, request: Request, status: int, message: str, remedy: str) -> Response:
        if request.url.path.endswith((".json", ".csv", ".geojson")):
            return JSONResponse({"error": message, "remedy": remedy}, status)
        page = self._render(
            "error.html",
            request,
            title="Not found" if status == 404 else "Not possible",
            message=message,
            remedy=remedy,
        )
        return HTMLResponse(page, status)
