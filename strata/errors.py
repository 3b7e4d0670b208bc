"""The one error that Strata shows to people."""

from __future__ import annotations


class StrataError(Exception):
    """A run can't go on: one sentence that says where, what is wrong and what to do.

    The sentence goes to stderr and into logs, so a value that may be personal data
    never enters it.
    """

    def __init__(
        self,
        problem: str,
        *,
        remedy: str | None = None,
        feed: str | None = None,
        file: str | None = None,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        self.feed = feed
        self.file = file
        self.row = row
        self.column = column
        places = (("feed", feed), ("file", file), ("line", row), ("column", column))
        where = ", ".join(f"{word} {value}" for word, value in places if value is not None)
        sentence = f"{where}: {problem}" if where else problem
        super().__init__(f"{sentence}; {remedy}." if remedy else sentence)
