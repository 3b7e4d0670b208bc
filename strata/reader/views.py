"""The selects that show a feed to DuckDB and to Spark."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from strata.contract import Contract, Feed
from strata.reader.landing import Entry

Views = dict[str, dict[str, str]]


def views(contract: Contract, landing: Path, raw_dir: Path, entries: Iterable[Entry]) -> Views:
    """One select by engine and feed: contract columns, `_file`, `_row`, `_drop`, `_loaded_at`."""
    in_place: dict[str, list[Entry]] = {name: [] for name in contract}
    for entry in sorted(entries, key=lambda entry: entry.drop):
        if entry.in_place is not None:
            in_place[entry.feed].append(entry)
    return {
        engine.name: {
            name: " union all ".join(
                [
                    engine.landed(feed, landing / name),
                    *(engine.in_place(feed, raw_dir / e.file, e) for e in in_place[name]),
                ]
            )
            for name, feed in contract.items()
        }
        for engine in (_DuckDB(), _Spark())
    }


def can_be_named(text: str) -> bool:
    """Say whether a text can stand in a SQL literal of both engines without escapes."""
    return text.isprintable() and "'" not in text and "\\" not in text


class _Engine:
    name: str

    def landed(self, feed: Feed, folder: Path) -> str:
        names = [*feed.column_names, "_file", "_row", "_drop", "_loaded_at"]
        return f"select {', '.join(self.quoted(n) for n in names)} from {self.folder(folder)}"

    def in_place(self, feed: Feed, path: Path, entry: Entry) -> str:
        present = entry.in_place or {}
        columns = [
            f"nullif({self.quoted(present[name])}, '') as {self.quoted(name)}"
            if name in present
            else f"cast(null as string) as {self.quoted(name)}"
            for name in feed.column_names
        ]
        columns += [
            f"'{entry.file}' as {self.quoted('_file')}",
            f"cast({self.row_index} + 1 as bigint) as {self.quoted('_row')}",
            f"'{entry.drop}' as {self.quoted('_drop')}",
            f"cast({entry.loaded_at} as bigint) as {self.quoted('_loaded_at')}",
        ]
        return f"select {', '.join(columns)} from {self.file(path)}"

    row_index: str

    def quoted(self, name: str) -> str:
        raise NotImplementedError

    def folder(self, path: Path) -> str:
        raise NotImplementedError

    def file(self, path: Path) -> str:
        raise NotImplementedError


class _DuckDB(_Engine):
    name = "duckdb"
    row_index = "file_row_number"

    def quoted(self, name: str) -> str:
        return '"' + name.replace('"', '""') + '"'

    def folder(self, path: Path) -> str:
        return f"read_parquet({self._literal(path, '/*.parquet')})"

    def file(self, path: Path) -> str:
        return f"read_parquet({self._literal(path)}, file_row_number = true)"

    def _literal(self, path: Path, tail: str = "") -> str:
        plain = "".join(f"[{c}]" if c in "*?[" else c for c in str(path))
        return "'" + plain.replace("'", "''") + tail + "'"


class _Spark(_Engine):
    name = "spark"
    row_index = "_metadata.row_index"

    def quoted(self, name: str) -> str:
        return "`" + name.replace("`", "``") + "`"

    def folder(self, path: Path) -> str:
        return self.file(path)

    def file(self, path: Path) -> str:
        plain = "".join(f"\\{c}" if c in "*?[]{},\\" else c for c in str(path))
        return "parquet." + self.quoted(f"file:{plain}")
