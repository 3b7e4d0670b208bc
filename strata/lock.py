"""One night at a time: an advisory lock on a file beside what a night writes.

The operating system lets go of the lock when the process ends, however it ends, so a killed night
never blocks the next one.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from strata.errors import StrataError


class AlreadyRunningError(StrataError):
    """Another night holds the lock."""


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold `<path>.lock` while the block runs.

    Raises AlreadyRunningError with the process id and the start (UTC) of the night that holds it.
    """
    lock = path.with_name(path.name + ".lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a+", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunningError(
                f"a night is already running on {path} ({_who_holds(lock)})",
                remedy="wait for it or end it first",
            ) from None
        handle.truncate(0)
        started = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
        json.dump({"pid": os.getpid(), "started_at": started}, handle)
        handle.flush()
        yield


def _who_holds(lock: Path) -> str:
    try:
        holder = json.loads(lock.read_text(encoding="utf-8"))
        return f"process {holder['pid']}, since {holder['started_at']} UTC"
    except (ValueError, KeyError):  # the other night has just opened the file
        return "started a moment ago"
