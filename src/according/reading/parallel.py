"""Reading several reports at once, results in the order of the input."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from according.claims import Reading, Report


def ordered(read: Callable[[Report], Reading], reports: Iterable[Report], threads: int) -> Iterator[Reading]:
    """Yield the readings in input order with at most ``2 * threads`` reports under way (memory stays flat)."""
    with ThreadPoolExecutor(max_workers=threads) as pool:
        waiting: deque[Future[Reading]] = deque()
        for report in reports:
            waiting.append(pool.submit(read, report))
            if len(waiting) >= 2 * threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
