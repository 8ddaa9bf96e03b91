"""Quantities of a text: value or range, bound, unit, and what is counted, by our own grammar."""

from according.reading.quantities.finder import find_quantities

__all__ = ["find_quantities"]
