"""Web archives of our own making, for tests."""

import gzip
import io
import json
import zipfile

from local_web import STORY, html


def page(number, head=""):
    return html(f"Depot {number} burns", f"Report {number}: {STORY[0]}", STORY[1], head=head)


def record(url, body, status="200 OK", kind="text/html; charset=utf-8", headers="", warc=""):
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{headers}\r\n".encode() + body
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        f"WARC-Date: 2024-11-26T08:30:00Z\r\nWARC-Target-URI: {url}\r\n{warc}"
        f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def other(kind, body=b"software: ours\r\n"):
    head = f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000002>\r\n"
    head += f"WARC-Date: 2024-11-26T08:30:00Z\r\nContent-Type: application/warc-fields\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body + b"\r\n\r\n"


def url(number):
    return f"https://harbour.example/{number}"


def records(count=4):
    return [record(url(number), page(number)) for number in range(count)]


def packed(parts):
    """One member a record, as web archives have it."""
    return b"".join(gzip.compress(part, mtime=0) for part in parts)


def wacz(archives, pages=()):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in archives.items():
            bundle.writestr(f"archive/{name}", content)
        lines = [{"format": "json-pages-1.0", "id": "pages"}, *({"url": page} for page in pages)]
        bundle.writestr("pages/pages.jsonl", "\n".join(json.dumps(line) for line in lines))
        bundle.writestr("datapackage.json", "{}")
    return out.getvalue()
