"""Values that nobody expects and real exports hold."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np

VALUES = """
-0|0|-1|+5|5.|.5|1e5|1e300|1e-300|-1e18|99999999999999999999|9223372036854775808|00123|123.0
1,234.56|1.234,56|1 234,56|(123.45)|123-|¥1,234|€ 12.50|US$5|12%|１２３|１，２３４．５|٣٤|½|0x1F
inf|-inf|NaN|null|N/A|#REF!|unknown|maybe|是|[]|{}|\\|\\N|?|%|_|'|"|;|,|a,b|a;b
0000-00-00|0001-01-01|1753-01-01|1899-12-30|1900-01-01|1901-01-01|1920-02-29|9999-12-31
2026-02-30|2026-13-01|2024-02-29|2026/1/5|25.10.2026|10/25/2026|20261025|2026-W43|2 Oct 2026|1_000
2026-10-25T02:30:00+01:00|2026-10-25T02:30:00.123456789Z|2026-10-25 24:00:00|1761379200
中文有限公司|ＡＢＣ（中国）有限公司|Ünïcödé GmbH & Co. KG|O'Brien|İstanbul|ΟΔΟΣ|ß|ǅ|Ⅳ|²|😀|a\u0301
\u200bzero|\ufeffmark|tab\there|\u00a0|\u3000|\x01|  blanks  |\u2028
ada@example.com|Ada <ADA@example.com>|ａ＠ｂ．ｄｅ|用户@例子.公司|Coffee@Work Inc. Ltd|mailto:a@b.de
http://|https://例子.公司/路径?q=1|//foo|http://user:pw@host:80/p|www.|.com|x@y
"""


def spoil(raw: Path, one_in: int) -> None:
    """Put such a value in the place of one in so many, in each file of commas and UTF-8."""
    chance = np.random.default_rng(7)
    values = ["", " ", "two\nlines", "a" * 5000, *VALUES.strip().replace("\n", "|").split("|")]
    for path in sorted(raw.glob("*.csv")):
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            continue
        header, *rows = csv.reader(io.StringIO(text, newline=""))
        if len(header) == 1:
            continue
        spoiled = [
            [
                values[n] if n < len(values) else value
                for n, value in zip(
                    chance.integers(len(values) * one_in, size=len(row)), row, strict=True
                )
            ]
            for row in rows
        ]
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *spoiled])
