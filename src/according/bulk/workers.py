"""A process a core, each given one task at a time; whichever dies is replaced, and its task is given out again.

Each has a pipe of its own: a queue that all share can stay locked for ever when one of them is killed.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import traceback
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from according.errors import BulkError
from according.processes import collect_rarely

MOST_TRIES = 6
"""How often one task is given out: a part with two deadly records needs five."""


@dataclass(eq=False, slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    task: tuple[int, Any] | None = None


@dataclass(slots=True)
class Pool:
    """Calls the function that `does` names (``module:name``) for each task, `cores` at a time.

    `shared` is handed to it before each task: what all of them need. Close it, or use it as a context.
    """

    does: str
    shared: Any
    cores: int
    _workers: list[_Worker] = field(default_factory=list)

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(
        self, tasks: Iterable[Any], on_death: Callable[[Any, str], None] | None = None
    ) -> Iterator[tuple[Any, Any]]:
        """Yield each task with what came of it, in the order in which they are done.

        `on_death` is told of each worker that died, with its task and how. Raises `BulkError` where a task raises an
        exception, or kills one process after another.
        """
        waiting = deque(enumerate(tasks))
        tries: Counter[int] = Counter()
        while waiting or any(worker.task for worker in self._workers):
            while waiting and (idle := self._idle()) is not None:
                idle.task = waiting.popleft()
                tries[idle.task[0]] += 1
                try:
                    idle.pipe.send(idle.task[1])
                except OSError:  # it died before it was asked anything: nobody's fault
                    tries[idle.task[0]] -= 1
                    waiting.appendleft(idle.task)
                    self._bury(idle)
            for worker in self._ready():
                if worker.task is None:
                    self._bury(worker)
                    continue
                number, task = worker.task
                said = self._hear(worker)
                if said is None:
                    how = self._bury(worker)
                    if on_death is not None:
                        on_death(task, how)
                    if tries[number] >= MOST_TRIES:
                        raise BulkError(
                            f"a task has killed {MOST_TRIES} processes ({how}).",
                            report=str(task)[:200],
                            remedy="Memory may be short: use fewer cores (--cores), or take that part of the input out.",
                        )
                    waiting.appendleft((number, task))
                    continue
                worker.task = None
                done, value = said
                if not done:
                    raise BulkError(
                        f"a task failed:\n{value}", remedy="What was done is safe: run the same again to go on."
                    )
                yield task, value

    def close(self) -> None:
        """End all processes, whatever they are at."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.pipe.close()
        self._workers.clear()

    def _idle(self) -> _Worker | None:
        free = next((worker for worker in self._workers if worker.task is None), None)
        if free is None and len(self._workers) < self.cores:
            context = multiprocessing.get_context("spawn")
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(self.does, self.shared, theirs), daemon=True)
            process.start()
            theirs.close()
            free = _Worker(process, ours)
            self._workers.append(free)
        return free

    def _ready(self) -> list[_Worker]:
        pipes = {worker.pipe: worker for worker in self._workers if worker.task is not None}
        return [pipes[pipe] for pipe in wait(list(pipes)) if isinstance(pipe, Connection)]

    def _hear(self, worker: _Worker) -> tuple[bool, Any] | None:
        try:
            said: tuple[bool, Any] = worker.pipe.recv()
        except (EOFError, OSError):
            return None
        return said

    def _bury(self, worker: _Worker) -> str:
        """Let go of a process that died; returns how it did, in words."""
        self._workers.remove(worker)
        worker.pipe.close()
        worker.process.join()
        code = worker.process.exitcode or 0
        return f"signal {-code}" if code < 0 else f"exit code {code}"


def _work(does: str, shared: Any, pipe: Connection) -> None:
    """What each process does until it is ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that gives out the tasks
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    module, _, name = does.partition(":")
    function: Callable[[Any, Any], Any] = getattr(importlib.import_module(module), name)
    collect_rarely()
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            said = (True, function(shared, task))
        except Exception:
            said = (False, traceback.format_exc())
        pipe.send(said)
