"""A small web server on this machine, for tests of fetching: what it answers is set by the test, and it keeps a log."""

import contextlib
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    body: bytes = b""
    status: int = 200
    headers: dict = field(default_factory=dict)
    etag: str | None = None


@dataclass
class LocalWeb:
    port: int
    answers: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)

    def at(self, path, host="127.0.0.1"):
        return f"http://{host}:{self.port}{path}"

    def paths(self):
        return [path for path, _headers in self.asked]


@contextlib.contextmanager
def local_web():
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            web.asked.append((self.path, dict(self.headers)))
            answer = web.answers.get(self.path, Answer(b"nothing here", 404))
            status, body = answer.status, answer.body
            if answer.etag and self.headers.get("If-None-Match") == answer.etag:
                status, body = 304, b""
            with contextlib.suppress(ConnectionError):
                self.send_response(status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if answer.etag:
                    self.send_header("ETag", answer.etag)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    web = LocalWeb(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()


def html(title, *paragraphs, head=""):
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    page = f"<!doctype html><html><head><title>{title}</title>{head}</head>"
    return f"{page}<body><article><h1>{title}</h1>{text}</article></body></html>".encode()


STORY = (
    "A fuel depot burned near the port of Ostrava Bay on Monday after a drone strike, the regional governor said.",
    "Fire crews said that the blaze was out by noon, and that nobody at the gate had been hurt.",
)
