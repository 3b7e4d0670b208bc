"""Ask the questions of docs/query.md again and write the answers under them.

python docs/answers.py FILE    FILE: the published file of the sample that query.md names
"""

from __future__ import annotations

import re
import sys
from decimal import Decimal
from pathlib import Path

import duckdb

QUESTIONS = Path(__file__).with_name("query.md")
ANSWERED = re.compile(r"(```sql\n((?:(?!```).)*)```\n\n)((?:\|[^\n]*\n)+)", re.DOTALL)


def cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(map(cell, value))
    if isinstance(value, float):
        return f"{value:,.6f}".rstrip("0").rstrip(".")
    if isinstance(value, (int, Decimal)):
        return f"{value:,}"
    return str(value)


def answer(connection: duckdb.DuckDBPyConnection, question: re.Match[str]) -> str:
    head, line, *_ = question[3].splitlines()
    rows = connection.execute(question[2]).fetchall()
    table = [head, line, *(f"| {' | '.join(map(cell, row))} |" for row in rows)]
    return question[1] + "\n".join(table) + "\n"


def main(published: str) -> None:
    text = QUESTIONS.read_text(encoding="utf-8")
    with duckdb.connect(published, read_only=True) as connection:
        text = ANSWERED.sub(lambda question: answer(connection, question), text)
    QUESTIONS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
