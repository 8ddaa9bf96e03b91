"""Serving a ledger: the options checked, the server run."""

from __future__ import annotations

import socket
import webbrowser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import click
import uvicorn

from according.api import open_ledger
from according.web.server.app import create_app
from according.web.server.guard import is_loopback
from according.web.server.options import ServeOptions

_SHORTEST = 16
_CONNECTIONS = 64


def options_of(given: dict[str, Any]) -> ServeOptions:
    """Return what the options of the command ask for. Raises `click.UsageError` where that would not be safe."""
    token_file = given.pop("token_file")
    token = Path(token_file).read_text("utf-8").strip() if token_file else given.pop("token")
    given.pop("token", None)
    options = ServeOptions(token=token or None, hosts=given.pop("names"), **given)
    _check(options)
    return options


def run_server(where: str, options: ServeOptions, browse: bool) -> None:
    """Serve until it is stopped (Ctrl+C)."""
    with (
        open_ledger(where, create=False, readonly=options.readonly) as ledger,
        _listening(options.host, options.port) as listening,
    ):
        address = _address(options.host, listening.getsockname()[1])
        click.echo(f"according: {where} is served at {address} (Ctrl+C ends it)", err=True)
        if browse:
            webbrowser.open(f"{address}?{urlencode({'token': options.token})}" if options.token else address)
        config = uvicorn.Config(
            create_app(ledger, options), log_level="warning", access_log=False, server_header=False,
            limit_concurrency=_CONNECTIONS, timeout_keep_alive=5, proxy_headers=False,
        )  # fmt: skip
        uvicorn.Server(config).run(sockets=[listening])


def _check(options: ServeOptions) -> None:
    """Refuse to serve a ledger to others without asking who they are."""
    if options.token is not None and len(options.token) < _SHORTEST:
        raise click.UsageError(
            f"A token has at least {_SHORTEST} characters: python -c 'import secrets; print(secrets.token_urlsafe())' makes one."
        )
    if not is_loopback(options.host) and not options.token and not options.trust_header:
        raise click.UsageError(
            f"{options.host} can be reached from elsewhere: give a --token, or --trust-header where a reverse proxy knows its users."
        )


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise click.UsageError(
            f"{host}:{port} cannot be listened on ({error.strerror or error}): take another --port."
        ) from error


def _address(host: str, port: int) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/"
