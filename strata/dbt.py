"""Runs dbt in a process of its own: progress as it goes, one log a run, failures in a few words.

`python -m strata.dbt` is that process. It takes its commands from standard input (so that they
show up in no list of processes) and ends when the night that started it is gone, however it went.
A killed night therefore leaves nobody behind who still writes to the build file. The commands of a
night share the process, which starts dbt and reads the project once.
"""

from __future__ import annotations

import gc
import json
import os
import queue
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, ClassVar, Self

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

SECONDS_BETWEEN_LINES = 3
LOGS_KEPT = 30
NODE_ENDED = {"LogModelResult", "LogSeedResult", "LogTestResult", "SkippingDetails"}
PASSED = {"success", "pass", "warn"}
KEYS = "test_name:unique_key"  # without them, macro check_keys asks for all keys at the end
OURS = "strata.dbt "  # begins what the process says to `_follow`; the rest is somebody else's

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Finding:
    """A model, seed or test that failed or warned; `rows` counts those of a test, else null."""

    name: str
    kind: str
    status: str
    rows: int | None
    message: str
    compiled: str

    def __str__(self) -> str:
        what = f"{self.kind} {self.name}"
        if self.rows is not None:
            what += f": {self.rows} row{'' if self.rows == 1 else 's'}"
        elif self.message:
            what += f": {self.message}"
        return what + (f"\n    SQL: {self.compiled}" if self.compiled else "")


@dataclass
class Result:
    """What a run of dbt came to. `tests` counts the tests that were run to their end."""

    succeeded: bool
    log: Path
    tests: int = 0
    skipped: int = 0
    failures: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def reasons(self) -> list[str]:
        """Say why it did not succeed: what failed, else dbt's last words; none where it did."""
        if self.failures or self.succeeded:
            return [str(failure) for failure in self.failures]
        return [*dict.fromkeys(self.errors)][-3:] or ["dbt ended without a word"]


def without_values(text: str) -> str:
    """Return an engine's message without the literals in it, which may be personal data.

    Both engines put values in single quotes, and names in double quotes or backticks.
    Errors of dbt itself (compilation, parsing) quote names only and stay as they are.
    """
    if "Compilation Error" in text or "Parsing Error" in text:
        return text
    return re.sub(r"'[^'\n]*'", "'...'", text)


class Process:
    """The process that dbt runs in, from its first command to the end of the `with` block.

    The artifacts are those of the last command, and run_results_1.json and so on those before it.
    """

    STARTED_BY: ClassVar[Sequence[str]] = [sys.executable, "-m", "strata.dbt"]

    def __init__(self) -> None:
        self._child: subprocess.Popen[str] | None = None
        self._commands = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._child and self._child.stdin:
            self._child.stdin.close()
            self._child.wait()

    def run(
        self,
        command: Sequence[str],
        options: Sequence[str],
        environment: Mapping[str, str],
        logs: Path,
        progress: Progress,
    ) -> Result:
        """Run `dbt <command> <options>` and return its findings; its failure is no error here.

        `options` say which project it is, with which target and variables: they are the same for
        every command of a process. `environment` must hold DBT_TARGET_PATH, where dbt leaves its
        artifacts, and STRATA_SALT, which stays out of the log.
        """
        target = Path(environment["DBT_TARGET_PATH"])
        self._put_aside(target)
        log = _new_log(logs)
        child = self._told(command, options, environment)
        if child.stdout is None:
            raise RuntimeError("a pipe of dbt is missing")
        with log.open("w", encoding="utf-8") as file:
            reply, errors = _follow(child.stdout, file, progress, environment["STRATA_SALT"])
        if not reply["stays"]:
            child.wait()
        result = Result(reply["succeeded"], log, errors=errors)
        _add_findings(result, target)
        return result

    def begin(self, options: Sequence[str], environment: Mapping[str, str]) -> None:
        """Let dbt start and read the project while the caller does something else.

        What is said of it belongs to the first command, and so do its errors.
        """
        self._told([], options, environment)

    def _told(
        self, command: Sequence[str], options: Sequence[str], environment: Mapping[str, str]
    ) -> subprocess.Popen[str]:
        whole = {**os.environ, **environment}
        child = self._running(whole)
        if child.stdin is None:
            raise RuntimeError("a pipe of dbt is missing")
        request = {"command": [*command], "options": [*options], "environment": whole}
        child.stdin.write(json.dumps(request) + "\n")
        child.stdin.flush()
        return child

    def _put_aside(self, target: Path) -> None:
        for path in target.glob("run_results*.json"):
            if self._commands == 0:
                path.unlink()
            elif path.stem == "run_results":
                path.replace(path.with_stem(f"run_results_{self._commands}"))
        self._commands += 1

    def _running(self, environment: Mapping[str, str]) -> subprocess.Popen[str]:
        if self._child is None or self._child.poll() is not None:
            self._child = subprocess.Popen(
                self.STARTED_BY,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=environment,
                text=True,
            )
        return self._child


def _new_log(logs: Path) -> Path:
    logs.mkdir(parents=True, exist_ok=True)
    for old in sorted(logs.glob("dbt_*.log"))[: 1 - LOGS_KEPT]:
        old.unlink()
    return logs / f"dbt_{datetime.now(UTC).strftime('%Y%m%dT%H%M%S')}.log"


def _follow(
    output: IO[str], log: IO[str], progress: Progress, secret: str
) -> tuple[dict[str, bool], list[str]]:
    """Copy dbt's messages to the log and tell how far it is, up to the end of the command.

    Returns the reply, which says whether it succeeded and whether the process stays for another
    command, and the messages of errors.
    """
    reply = {"succeeded": False, "stays": False}
    errors: list[str] = []
    told = time.monotonic()
    done = total = 0
    for line in output:
        if not line.startswith(OURS):  # a warning of Python or of Java
            log.write(without_values(line))
            continue
        event = json.loads(line.removeprefix(OURS))
        if "succeeded" in event:
            reply = event
            if reply["stays"]:
                break
            continue
        message = without_values(event["message"]).replace(secret, "...")
        log.write(f"{event['time'][:19]}  {message}\n")
        log.flush()
        if event["level"] == "error" and message.strip():
            errors.append(message.strip())
        total = event["nodes"] or total
        if event["ended"]:
            done += 1
            if done == total or time.monotonic() - told >= SECONDS_BETWEEN_LINES:
                told = time.monotonic()
                progress(f"{done:>5} of {total}  {event['ended'][:80]}")
    return reply, errors


def _add_findings(result: Result, target: Path) -> None:
    path = target / "run_results.json"
    if not path.exists():
        return
    nodes = _nodes(target)
    ran = json.loads(path.read_text(encoding="utf-8"))
    result.tests += _keys_at_end(ran, nodes)
    for node in ran["results"]:
        status = str(node["status"])
        is_test = node["unique_id"].split(".")[0] in ("test", "unit_test")
        result.tests += is_test and status in ("pass", "warn", "fail")
        result.skipped += status == "skipped"
        if status == "warn":
            result.warnings.append(_finding(node, nodes))
        elif status not in PASSED | {"skipped", "no-op"}:
            result.failures.append(_finding(node, nodes))


def _keys_at_end(ran: dict[str, Any], nodes: dict[str, Any]) -> int:
    """Count the tests of keys that macro check_keys took together."""
    arguments = {"exclude": (), "exclude_resource_types": (), **ran["args"]}
    if KEYS not in arguments["exclude"] or "test" in arguments["exclude_resource_types"]:
        return 0
    ended = (node["unique_id"] for node in ran["results"] if node["status"] == "success")
    made = {unique_id for unique_id in ended if unique_id.startswith("model.")}
    keys = (n for n in nodes.values() if (n.get("test_metadata") or {}).get("name") == "unique_key")
    return sum(key["attached_node"] in made for key in keys)


def _nodes(target: Path) -> dict[str, Any]:
    manifest = target / "manifest.json"
    if not manifest.exists():
        return {}
    content = json.loads(manifest.read_text(encoding="utf-8"))
    return {**content["nodes"], **content.get("unit_tests", {})}


def _finding(result: dict[str, Any], nodes: dict[str, Any]) -> Finding:
    unique_id = result["unique_id"]
    node = nodes.get(unique_id, {})
    message = without_values(str(result.get("message") or ""))
    return Finding(
        name=str(node.get("name") or unique_id),
        kind=unique_id.split(".")[0],
        status=str(result["status"]),
        rows=result.get("failures") if result["status"] in ("fail", "warn") else None,
        message=" ".join(message.split())[:300],
        compiled=str(node.get("compiled_path") or ""),
    )


def descriptions(target: Path) -> dict[str, tuple[str, dict[str, str]]]:
    """Return table -> (its description, column -> description) for the models of schema marts."""
    return {
        node["name"]: (
            str(node.get("description") or ""),
            {name: str(c.get("description") or "") for name, c in node["columns"].items()},
        )
        for node in _nodes(target).values()
        if node["resource_type"] == "model" and str(node["schema"]).split("_")[-1] == "marts"
    }


def text_columns(target: Path) -> dict[str, list[str]]:
    """Return table -> its text columns, for the models of schema marts as their contracts say."""
    return {
        node["name"]: [n for n, c in node["columns"].items() if c.get("data_type") == "string"]
        for node in _nodes(target).values()
        if node["resource_type"] == "model" and str(node["schema"]).split("_")[-1] == "marts"
    }


def main() -> None:
    """Be the process that dbt runs in: a line of standard input is a command, or just a start."""
    # The project stays in memory to the end. To look through it for garbage again and again takes a
    # fifth of dbt's time; not to do so takes some 250 MB.
    gc.disable()
    manifest: Manifest | None = None
    for request in _requests():
        os.environ.clear()
        os.environ.update(request["environment"])
        command, options = request["command"], request["options"]
        if manifest is None:
            manifest = _invoke(["parse", "--no-write-json", *options]).result
        if not command:
            continue
        succeeded = manifest is not None and _invoke([*command, *options], manifest).success
        stays = may_stay()
        if "dbt.adapters.duckdb" in sys.modules:
            from dbt.adapters.duckdb.connections import DuckDBConnectionManager

            DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
        _write({"succeeded": succeeded, "stays": stays})
        if not stays:
            return


def may_stay() -> bool:
    """Tell whether others can use the build while this process waits for the next command.

    Spark's metastore serves one process at a time, and this one has it to its end.
    """
    return "pyspark" not in sys.modules


def _invoke(arguments: list[str], manifest: Manifest | None = None) -> Any:
    """Run dbt, which need not read the project where it is given the manifest."""
    from dbt.cli.exceptions import DbtUsageException
    from dbt.cli.main import dbtRunner

    quiet = ["--log-level", "none", "--log-level-file", "none", "--no-use-colors"]
    runner = dbtRunner(manifest, callbacks=[_tell])
    result = runner.invoke([*arguments, *quiet, "--no-version-check"])
    if isinstance(result.exception, DbtUsageException):  # the only one that dbt leaves untold
        _say(message=str(result.exception), level="error")
    return result


def _requests() -> Iterator[dict[str, Any]]:
    """Give the commands one by one; end the process at once when the other end is gone."""
    requests: queue.Queue[str] = queue.Queue()

    def read() -> None:
        for line in sys.stdin:
            requests.put(line)
        os._exit(1)

    threading.Thread(target=read, daemon=True).start()
    while True:
        yield json.loads(requests.get())


def _tell(event: Any) -> None:
    """Pass on what dbt says, to be read by `_follow`."""
    info, data = event.info, event.data
    if info.level == "debug":
        return
    ended = data.node_info.node_name if info.name in NODE_ENDED else ""
    nodes = getattr(data, "node_count", 0)
    _say(info.msg, info.level, info.ts.ToJsonString(), nodes, ended)


def _say(message: str, level: str, time: str = "", nodes: int = 0, ended: str = "") -> None:
    _write({"message": message, "level": level, "time": time, "nodes": nodes, "ended": ended})


def _write(event: dict[str, Any]) -> None:
    sys.stdout.write(f"{OURS}{json.dumps(event)}\n")  # at once: dbt tells from many threads
    sys.stdout.flush()


if __name__ == "__main__":
    main()
