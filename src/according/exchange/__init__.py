"""Readings for programs and people: JSON, JSON lines, CSV, Markdown, the terminal, and the JSON Schema."""

from __future__ import annotations

from according.exchange.schema import json_schema
from according.exchange.writers import FORMATS, Writer, open_writer

__all__ = ["FORMATS", "Writer", "json_schema", "open_writer"]
