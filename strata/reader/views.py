"""The selects that show a feed to DuckDB and to Spark."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from strata.contract import Contract, Feed
from strata.quoting import as_glob, sql_name, sql_text
from strata.reader.landing import Entry

Views = dict[str, dict[str, str]]


def views(contract: Contract, landing: Path, in_place: Iterable[Entry]) -> Views:
    """One select by engine and feed: contract columns, `_file`, `_row`, `_drop`, `_loaded_at`."""
    linked: dict[str, dict[Path, Entry]] = {name: {} for name in contract}
    for entry in in_place:
        linked[entry.feed].setdefault(landing / entry.link_folder, entry)
    return {
        engine.name: {
            name: " union all ".join(
                [
                    engine.copied(feed, landing / name),
                    *(
                        engine.linked(feed, folder, linked[name][folder], landing)
                        for folder in sorted(linked[name])
                    ),
                ]
            )
            for name, feed in contract.items()
        }
        for engine in (_DuckDB(), _Spark())
    }


class _Engine:
    name: str
    row_index: str

    def copied(self, feed: Feed, folder: Path) -> str:
        names = [*feed.column_names, "_file", "_row", "_drop", "_loaded_at"]
        return f"select {', '.join(self.quoted(n) for n in names)} from {self.folder(folder)}"

    def linked(self, feed: Feed, folder: Path, any_of: Entry, landing: Path) -> str:
        """Select from exports with the same names of columns; the list of files says the rest."""
        present = any_of.in_place or {}
        columns = [
            f"nullif(exported.{self.quoted(present[name])}, '') as {self.quoted(name)}"
            if name in present
            else f"cast(null as string) as {self.quoted(name)}"
            for name in feed.column_names
        ]
        columns += [
            f"files.{self.quoted('_file')}",
            f"cast(exported.{self.row_index} + 1 as bigint) as {self.quoted('_row')}",
            f"files.{self.quoted('_drop')}",
            f"files.{self.quoted('_loaded_at')}",
        ]
        return (
            f"select {', '.join(columns)} from {self.partitions(folder)} as exported"
            f" inner join {self.folder(landing / '_files')} as files"
            " on exported._loaded_at = files._loaded_at"
        )

    def quoted(self, name: str) -> str:
        raise NotImplementedError

    def folder(self, path: Path) -> str:
        raise NotImplementedError

    def partitions(self, path: Path) -> str:
        raise NotImplementedError


class _DuckDB(_Engine):
    name = "duckdb"
    row_index = "file_row_number"

    def quoted(self, name: str) -> str:
        return sql_name(name)

    def folder(self, path: Path) -> str:
        return f"read_parquet({sql_text(as_glob(path) + '/*.parquet')})"

    def partitions(self, path: Path) -> str:
        return (
            f"read_parquet({sql_text(as_glob(path) + '/*/*.parquet')}, file_row_number = true,"
            " hive_partitioning = true, hive_types = {'_loaded_at': bigint})"
        )


class _Spark(_Engine):
    name = "spark"
    row_index = "_metadata.row_index"

    def quoted(self, name: str) -> str:
        return "`" + name.replace("`", "``") + "`"

    def folder(self, path: Path) -> str:
        plain = "".join(f"\\{c}" if c in "*?[]{},\\" else c for c in str(path))
        return "parquet." + self.quoted(f"file:{plain}")

    def partitions(self, path: Path) -> str:
        return self.folder(path)
