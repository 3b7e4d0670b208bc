"""`python -m strata.reader`: read STRATA_RAW_DIR into STRATA_LANDING.

Exit code 0 when the landing is complete, 2 with one sentence on stderr when it can't be.
"""

from __future__ import annotations

import sys

from strata.config import Settings
from strata.errors import StrataError
from strata.reader import read_exports


def main() -> int:
    """Run the reader with the settings of the environment."""
    try:
        report = read_exports(Settings.from_env(), lambda text: print(text, flush=True))
    except StrataError as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(report.lines()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
