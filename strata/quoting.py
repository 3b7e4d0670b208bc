"""Names and texts as SQL writes them."""

from __future__ import annotations


def sql_name(identifier: str) -> str:
    """Quote the name of a table or column."""
    return '"' + identifier.replace('"', '""') + '"'


def sql_text(value: object) -> str:
    """Quote a text, or a path as one."""
    return "'" + str(value).replace("'", "''") + "'"
