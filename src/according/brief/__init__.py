"""The brief: what a desk would circulate in the morning, each sentence with the claims that it rests on."""

from according.brief.compose import brief
from according.brief.data import BriefData, BriefOptions, FailedSource, Gaps, SilentSource, WithdrawnReport
from according.brief.markdown import to_markdown
from according.brief.model import Brief
from according.brief.page import to_html

__all__ = [
    "Brief",
    "BriefData",
    "BriefOptions",
    "FailedSource",
    "Gaps",
    "SilentSource",
    "WithdrawnReport",
    "brief",
    "to_html",
    "to_markdown",
]
