"""The page of an entry of a feed to a report: what the page does not say of itself, the feed does."""

from __future__ import annotations

from according.intake.dates import iso_date, iso_moment
from according.intake.decode import decode_page
from according.intake.feed import Entry, known_of
from according.intake.fetch import Fetched
from according.intake.options import IntakeOptions
from according.intake.page import read_page
from according.intake.take import check_size
from according.intake.taken import Found, Taken, take

_PAGE_FACTOR = 20
"""How many times larger than its article a page may be."""


def take_article(entry: Entry, fetched: Fetched, options: IntakeOptions, publisher: str | None = None) -> Taken:
    """Return the report on the page `fetched` of `entry`; its id is the entry's.

    `publisher` outweighs what page and feed say. Raises an `IntakeError` where there is no article on the page.
    """
    markup, warning = decode_page(fetched.body, entry.id, fetched.charset)
    check_size(len(markup) // _PAGE_FACTOR, entry.id, options)
    text, said = read_page(markup, entry.id, fetched.url)
    told = known_of(entry)
    known = {key: said.get(key) or told.get(key) for key in (*told, *said)}
    # The feed's clock time is the page's where both name the same day, never a day of its own.
    if not said.get("published_at") and said.get("published") == iso_date(told["published"]):
        known["published_at"] = iso_moment(told["published"])
    if publisher:
        known["publisher"] = publisher
    found = Found(
        id=entry.id,
        text=text,
        raw=fetched.body,
        media_type=fetched.media_type or "text/html",
        known=known,
        fetched_at=fetched.fetched_at,
        url=fetched.url,
        version=said.get("changed") or entry.changed,
        warnings=[warning] if warning else [],
    )
    return take(found, options)
