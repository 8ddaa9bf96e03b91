"""How fast things are done with the same texts: each in processes of its own, measured in turns."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

WORKER = Path(__file__).with_name("speed_worker.py")

Texts = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Task:
    """Something that `speed_worker.py` does, in so many processes, with which interpreter and model."""

    what: str
    cores: int = 1
    python: str = sys.executable
    model: str = ""


class Took(NamedTuple):
    """Seconds by the clock until the last process of a task was done, and processor seconds of all of them."""

    clock: float
    processor: float


class Crew:
    """The processes of one task; they wait without work until they are told."""

    def __init__(self, task: Task, texts: Texts) -> None:
        command = [task.python, str(WORKER), task.what, task.model]
        self.workers = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for _ in range(task.cores)
        ]
        for worker, share in zip(self.workers, shares(texts, task.cores), strict=True):
            self._tell(worker, json.dumps(share))
        self._wait()

    def run(self, repeats: int) -> Took:
        """What it takes to go over the texts so often, for going over them once."""
        begin = time.perf_counter()
        for worker in self.workers:
            self._tell(worker, str(repeats))
        processor = self._wait()
        return Took((time.perf_counter() - begin) / repeats, processor / repeats)

    def _tell(self, worker: subprocess.Popen[str], line: str) -> None:
        assert worker.stdin is not None
        worker.stdin.write(line + "\n")
        worker.stdin.flush()

    def _wait(self) -> float:
        said = [worker.stdout.readline() for worker in self.workers if worker.stdout is not None]
        if not all(said):
            raise SystemExit(f"a process has ended early: {self.workers[0].args}")
        return sum(map(float, said))

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self.workers:
            worker.__exit__(kind, error, trace)


def shares(texts: Texts, count: int) -> list[list[dict[str, Any]]]:
    """Texts dealt out so that all have about as many characters."""
    dealt: list[list[dict[str, Any]]] = [[] for _ in range(count)]
    size = [0] * count
    for text in sorted(texts, key=lambda t: -len(t["text"])):
        least = size.index(min(size))
        dealt[least].append(text)
        size[least] += len(text["text"])
    return dealt


def measure(tasks: dict[str, Task], texts: Texts, rounds: int, least: float) -> dict[str, Took]:
    """What each task takes for all texts once: the medians of `rounds`, in which the tasks take turns.

    In each round a task goes over the texts as often as it takes to fill about `least` seconds.
    """
    with ExitStack() as stack:
        crews = {name: stack.enter_context(Crew(task, texts)) for name, task in tasks.items()}
        repeats = {name: max(1, round(least / max(crew.run(1).clock, 1e-6))) for name, crew in crews.items()}
        taken: dict[str, list[Took]] = {name: [] for name in crews}
        for _ in range(rounds):
            for name, crew in crews.items():
                taken[name].append(crew.run(repeats[name]))
    return {name: Took(*map(statistics.median, zip(*all_, strict=True))) for name, all_ in taken.items()}
