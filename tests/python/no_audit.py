"""Stands in for gx.runner in nights that are not about their audits.

Great Expectations takes longer to start than such a night takes to look at.
"""

from __future__ import annotations

import sys
from pathlib import Path

from strata.nightly import Run


class Auditor:
    """Writes no page."""

    def __init__(self, data_docs: Path) -> None:
        self.page = data_docs / "index.html"

    def write_docs(self) -> Path:
        """Say where the pages of an audit would be."""
        return self.page


def take_its_place() -> None:
    """Let the nights of this process look at nothing."""
    sys.modules["gx.runner"] = sys.modules[__name__]
    for audit in ("_audit_raw", "_audit_marts"):
        setattr(Run, audit, lambda *_: None)
