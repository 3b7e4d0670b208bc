"""Names and texts as SQL writes them."""

from __future__ import annotations


def sql_name(identifier: str) -> str:
    """Quote the name of a table or column."""
    return '"' + identifier.replace('"', '""') + '"'


def as_glob(path: object) -> str:
    """Write a path so that DuckDB, which takes paths for patterns, finds nothing else by it."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path))


def sql_text(value: object) -> str:
    """Quote a text, or a path as one."""
    return "'" + str(value).replace("'", "''") + "'"
