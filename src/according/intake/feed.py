"""RSS and Atom: each entry of a feed to a report."""

from __future__ import annotations

import hashlib
import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from according.errors import EmptyReportError, IntakeError, UnreadableError
from according.intake.dates import iso_date
from according.intake.markup import fragment_text, has_markup
from according.intake.options import Failure, IntakeOptions
from according.intake.taken import Found, Taken, take

_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)
_HTML = re.compile(rb"<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)
_CUT = re.compile(r"(?:…|\.\.\.|\[[….]+\])\s*$")
_ENTITY = re.compile(r"&#?\w{1,32};")
_SUMMARY = "the feed gives only a summary of it: the rest was not read."


def looks_like_feed(head: bytes) -> bool:
    """Whether bytes that begin with `head` are RSS or Atom, in whatever Unicode encoding."""
    start = head[:4096].replace(b"\0", b"")
    return bool(_FEED.search(start)) and not _HTML.search(start)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed, as the feed has it. `full` says whether `markup` is the article or only a summary."""

    id: str
    url: str | None
    title: str | None
    markup: str
    media_type: str
    full: bool
    published: str | None
    changed: str | None
    publisher: str | None
    language: str | None

    @property
    def signature(self) -> str:
        """Digest of what the feed says of the article: another one means that it changed."""
        said = "\0".join(part or "" for part in (self.title, self.url, self.published, self.changed, self.markup))
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed holds. `damaged` says what is wrong with it, where something is."""

    title: str | None
    entries: list[Entry] = field(default_factory=list)
    damaged: str | None = None


def parse_feed(data: bytes, name: str, url: str | None = None) -> Feed:
    """Return the feed in `data`; `url` is where it was. Raises `UnreadableError` where there is none."""
    import feedparser  # 0.1 s to import

    try:
        # As a stream: feedparser takes bytes for the name of a file where there is one.
        parsed = feedparser.parse(io.BytesIO(data), response_headers={"content-location": url} if url else {})
    except Exception as error:  # feedparser lets many kinds through on damaged input
        raise _no_feed(name, type(error).__name__) from error
    about = parsed.get("feed", {})
    if not parsed.get("version") and not parsed.get("entries"):
        raise _no_feed(name, _reason(parsed) or "neither RSS nor Atom")
    entries = [_entry(item, number, name, about) for number, item in enumerate(parsed.get("entries", []), start=1)]
    return Feed(title=_line(about.get("title")), entries=entries, damaged=_reason(parsed))


def read_feed(data: bytes, name: str, options: IntakeOptions, url: str | None = None) -> Iterator[Taken | Failure]:
    """Yield the reports of the feed in `data`, in its order; an entry that cannot be taken fails alone.

    Raises `UnreadableError` where there is no feed, `EmptyReportError` where it has no entry.
    """
    feed = parse_feed(data, name, url)
    if not feed.entries:
        raise EmptyReportError(
            f"the feed has no entries{f' ({feed.damaged})' if feed.damaged else ''}.",
            report=name,
            remedy="Fetch it again.",
        )
    for number, entry in enumerate(feed.entries, start=1):
        try:
            yield take_entry(entry, options, damaged=feed.damaged)
        except IntakeError as error:
            error.report = f"{name}:{number} ({entry.id})"
            yield Failure(error.report, error)


def take_entry(entry: Entry, options: IntakeOptions, *, damaged: str | None = None) -> Taken:
    """Return the report that the feed itself gives of `entry`. Raises what `take_text` raises."""
    written = "html" in entry.media_type and (has_markup(entry.markup) or bool(_ENTITY.search(entry.markup)))
    text = fragment_text(entry.markup, entry.id) if written else entry.markup
    if not text.strip():
        raise EmptyReportError(
            "the feed gives no text of it.",
            report=entry.id,
            remedy="Add its page (its address), or set full_text = true.",
        )
    warnings = []
    if not entry.full or _CUT.search(text):
        warnings.append(_SUMMARY)
    if not entry.published and entry.changed:
        warnings.append("the feed says only when it last changed: taken as the date of publication.")
    if damaged:
        warnings.append(f"the feed is damaged ({damaged}): its text may be cut short.")
    found = Found(
        id=entry.id,
        text=text,
        raw=entry.markup.encode("utf-8", "replace"),
        media_type=entry.media_type,
        known=known_of(entry),
        version=entry.changed,
        warnings=warnings,
    )
    return take(found, options)


def known_of(entry: Entry) -> dict[str, object]:
    """Return what the feed says about `entry`, as `take_text` wants it."""
    return {
        "title": entry.title,
        "publisher": entry.publisher,
        "url": entry.url,
        "published": entry.published or entry.changed,
        "language": entry.language,
    }


def _entry(item: Any, number: int, name: str, about: Any) -> Entry:
    contents = [part for part in item.get("content", []) if str(part.get("value", "")).strip()]
    body = max(contents, key=lambda part: len(part["value"]), default=None)
    markup = str(body["value"] if body else item.get("summary") or "")
    link = item.get("link")
    url = link if isinstance(link, str) and link.startswith(("http://", "https://")) else None
    return Entry(
        # The address first: the same article has the same id from a feed, an archive and its page.
        id=url or _line(item.get("id")) or f"{name}:{number}",
        url=url,
        title=_plain(item, "title"),
        markup=markup,
        media_type=_line((body or {}).get("type")) or "text/html",
        full=body is not None,
        published=_date(item, "published"),
        changed=_date(item, "updated"),
        publisher=_plain(item.get("source") or {}, "title") or _plain(about, "title"),
        language=_line((body or {}).get("language") or about.get("language")),
    )


def _date(item: Any, name: str) -> str | None:
    """Return the date in `field` as the feed writes it, or what feedparser makes of it where only that is a date."""
    if name not in item:
        return None
    written = _line(item.get(name))
    parts = item.get(f"{name}_parsed") if f"{name}_parsed" in item else None
    if parts and not iso_date(written):
        return "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*parts[:6])
    return written


def _plain(item: Any, name: str) -> str | None:
    """Return the text of a field that may be written in HTML."""
    text = item.get(name)
    if not isinstance(text, str):
        return None
    if "html" in str((item.get(f"{name}_detail") or {}).get("type")):
        text = html.unescape(re.sub(r"<[^<>]{0,500}>", "", text))
    return _line(text)


def _line(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _reason(parsed: Any) -> str | None:
    if not parsed.get("bozo"):
        return None
    error = parsed.get("bozo_exception")
    name = type(error).__name__
    # These two are about what the server said, not about what is in the feed.
    if name in ("CharacterEncodingOverride", "NonXMLContentType"):
        return None
    return " ".join(str(error).split())[:120] or name


def _no_feed(name: str, reason: str) -> UnreadableError:
    return UnreadableError(f"there is no feed in it ({reason}).", report=name, remedy="Check the address or the file.")
