"""What a command costs, as a whole tree of processes: time, processor time, memory."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from strata.engines import ROOT
from strata.errors import StrataError

SECONDS_BETWEEN_LOOKS = 0.1
TAIL = 15
PROC = Path("/proc")


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock, seconds of processor time, and the most bytes of memory at once.

    Memory counts what lies in RAM for every process of the tree (`/proc`); where the system has no
    `/proc` it is that of the largest process.
    """

    seconds: float
    cpu_seconds: float
    peak_bytes: int


def measure(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Cost:
    """Run a command to its end, its output in a log, and tell what it cost.

    Raises StrataError with the last lines of the log when the command fails.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with log.open("wb") as output:
        child = subprocess.Popen(
            command, cwd=ROOT, env=dict(environment), stdout=output, stderr=subprocess.STDOUT
        )
        watch = _Watch(child.pid)
        watch.start()
        try:
            _, status, usage = os.wait4(child.pid, 0)
        except BaseException:
            child.terminate()
            child.wait()
            raise
        finally:
            watch.ended.set()
            watch.join()
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        last = log.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL:]
        raise StrataError(
            f"{' '.join(command[:4])} ... failed",
            remedy="\n".join([f"see {log}; it ends with:", *last]),
        )
    seconds = time.monotonic() - began
    return Cost(seconds, usage.ru_utime + usage.ru_stime, max(watch.peak, _bytes(usage.ru_maxrss)))


class _Watch(threading.Thread):
    """Looks at a tree of processes until it is told that the tree has ended."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.peak = 0
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(SECONDS_BETWEEN_LOOKS):
            self.peak = max(self.peak, sum(map(_resident, _tree(self.pid))))


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for listed in PROC.glob(f"{pid}/task/*/children"):
        try:
            children = listed.read_text().split()
        except OSError:  # it ended meanwhile
            continue
        for child in children:
            yield from _tree(int(child))


def _resident(pid: int) -> int:
    try:
        pages = int((PROC / str(pid) / "statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _bytes(maxrss: int) -> int:
    return maxrss if os.uname().sysname == "Darwin" else maxrss * 1024
