"""A ledger served to a real browser."""

from __future__ import annotations

import itertools
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from according.ledger import Ledger
from according.web.server.app import create_app
from according.web.server.options import ServeOptions


@contextmanager
def served(ledger: Ledger) -> Iterator[str]:
    """The address of a server over a ledger."""
    slowly = itertools.count(step=1.0).__next__  # a second a request: tests ask often
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(create_app(ledger, ServeOptions(port=port, ticks=slowly)), log_level="warning")
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
