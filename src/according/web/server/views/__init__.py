"""The pages, in the order of the menu."""

from according.web.server.view import View
from according.web.server.views import atlas, claims, event, events, queue, report, timeline

VIEWS: list[View] = [
    view for module in (events, event, claims, report, queue, timeline, atlas) for view in module.VIEWS
]
"""Every view there is."""
