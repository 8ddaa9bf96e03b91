"""The page as a format of ``according read``."""

from __future__ import annotations

from typing import BinaryIO

from according.claims import Reading
from according.web.report_page import report_page


class HtmlWriter:
    """One page for all reports, so all are kept until the end."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._readings: list[Reading] = []

    def write(self, reading: Reading) -> None:
        """Keep a reading."""
        self._readings.append(reading)

    def close(self) -> None:
        """Write the page."""
        if self._readings:
            self._stream.write(report_page(self._readings).encode())
