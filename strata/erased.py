"""The erased persons that a build was made without.

Base models leave out what names an erased person, but the incremental tables of a build hold rows
of before, and a DuckDB file keeps the pages that it freed. So a build is begun anew when a request
comes in, and when the published list of erased persons has become longer than the build knows: a
night may find further names of a person in new exports. What the build was made without is
remembered beside it, as salted hashes and a count.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import duckdb

from strata.config import Settings


class ErasedPersons:
    """The record of one build: hashes of the requests it saw, and how many names it left out."""

    def __init__(self, record: Path, settings: Settings) -> None:
        self.record = record
        self._requests = _requests(settings)
        self._seen, self._names = self._read()
        self._is_new = not record.exists()

    def are_more(self, published: int) -> bool:
        """Say whether a build of before may hold somebody who is erased by now.

        `published` is the length of the published list of erased persons.
        """
        more = not self._requests <= self._seen or published != self._names
        self._is_new = self._is_new or more
        return more

    def done(self, names: int) -> None:
        """Remember that a build came to its end, and the length of the list that it published.

        Where the list grew in a build that went on from the night before, its length is not
        remembered: rows of before may hold the new names, so the next night begins anew.
        """
        if not self._is_new:
            return
        told = {"requests": sorted(self._seen | self._requests), "names": names}
        following = self.record.with_suffix(".next")
        following.write_text(json.dumps(told, indent=0) + "\n", encoding="utf-8")
        following.replace(self.record)

    def _read(self) -> tuple[set[str], int]:
        if not self.record.exists():
            return set(), 0
        told = json.loads(self.record.read_text(encoding="utf-8"))
        return set(told["requests"]), int(told["names"])


def _requests(settings: Settings) -> set[str]:
    """Give a salted hash for each request in the landing, whatever it names."""
    views = json.loads((settings.landing / "views.json").read_text(encoding="utf-8"))
    rows = duckdb.sql(
        "select contact_id, lead_id, visitor_id, email, phone"
        f" from ({views['duckdb']['erasure_requests']})"
    ).fetchall()
    return {hashlib.sha256(f"{settings.salt}:{row}".encode()).hexdigest() for row in rows}
