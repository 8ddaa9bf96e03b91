"""Names as they are compared: without case, accents, articles, apostrophes and full stops."""

from __future__ import annotations

from functools import lru_cache

from according.knowledge.names import bare_name
from according.knowledge.places.build import fold


@lru_cache(maxsize=65536)
def folded(name: str) -> str:
    """Return what two ways to write one name have in common: ``folded("The Élysée") == folded("elysee")``.

    A name of signs alone stays as it is, in lower case.
    """
    return fold(bare_name(name)) or " ".join(name.casefold().split())
