"""The pages, in the order of the menu."""

from according.web.server.view import View
from according.web.server.views import (
    atlas,
    claims,
    event,
    events,
    queue,
    report,
    search,
    sources,
    timeline,
    today,
    who,
)

VIEWS: list[View] = [
    view
    for module in (today, events, event, claims, report, queue, who, timeline, atlas, sources, search)
    for view in module.VIEWS
]
"""Every view there is."""
