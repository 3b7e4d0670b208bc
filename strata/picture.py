"""The picture of the README: the tier pyramid and the score of one customer.

python -m strata.picture docs/images/result.svg

It shows what lies in STRATA_WAREHOUSE; the one in the README is that of `make demo`.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import duckdb

from strata.config import Settings
from strata.engines import ROOT
from strata.errors import StrataError
from strata.seeds import rows_of
from strata.summary import TIERS

WIDTH, ROW, TOP, BOTTOM = 1010, 30, 92, 44
PYRAMID_LEFT, PYRAMID_WIDTH = 88, 160
CUSTOMERS_RIGHT, REVENUE_RIGHT = 316, 400
FACTORS_LEFT, BARS_LEFT, BARS_WIDTH, POINTS_RIGHT = 452, 756, 135, WIDTH - 24
TITLE, TEXT, NOTE = 17, 13, 11
COLOURS = {
    "A": "#1b4965", "B": "#2f6690", "C": "#5fa8d3", "D": "#a9cfe3", "E": "#cfd8dc",
    "unrated": "#eceff1", "explicit": "#2f6690", "potential": "#5f9e6e", "growth": "#d98e32",
    "penalty": "#b23a48",
}  # fmt: skip
ITEMS_CSV = ROOT / "seeds" / "rules" / "value_items.csv"

PYRAMID = """
select tier, count(*) as customers, coalesce(sum(revenue_12m_amount), 0) as revenue
from marts.customer_tiers group by tier
"""
# The best known customer of the best tier that has any.
CUSTOMER = """
select account_id, account_name, tier, value_score, currency
from marts.customer_tiers
order by tier = 'unrated', tier, data_coverage_rate desc, value_score desc, account_id limit 1
"""
FACTORS = """
select factor, dimension, points, max_points, status
from marts.fct_score_factors where entity_id = $1 and score_name = 'value'
order by dimension, factor
"""


@dataclass(frozen=True)
class Drawing:
    """SVG elements in drawing order."""

    elements: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, *, size: int = TEXT, end: bool = False) -> None:
        """Write a line of text; `end` puts its end at x."""
        anchor = ' text-anchor="end"' if end else ""
        self.elements.append(
            f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}"{anchor}>{escape(text)}</text>'
        )

    def bar(self, x: float, y: float, width: float, look: str) -> None:
        """Draw a bar beside the line of text at y; `look` says how it is filled."""
        self.elements.append(
            f'<rect x="{x:.1f}" y="{y - 14:.0f}" width="{width:.1f}" height="19" rx="2" {look}/>'
        )

    def svg(self, height: float, title: str) -> str:
        """Return the whole picture."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}"'
            f' role="img" font-family="system-ui, sans-serif" fill="#263238">'
            f'<title>{escape(title)}</title><rect width="100%" height="100%" fill="#ffffff"/>'
            + "".join(self.elements)
            + "</svg>\n"
        )


def draw(warehouse: Path) -> str:
    """Draw the pyramid on the left and the factors of the best customer on the right.

    Raises StrataError when nothing is published or nobody is a customer.
    """
    if not warehouse.exists():
        raise StrataError(f"nothing is published at {warehouse}", remedy="run `make demo` first")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        pyramid = {row[0]: row[1:] for row in connection.execute(PYRAMID).fetchall()}
        customer = connection.execute(CUSTOMER).fetchone()
        if customer is None:
            raise StrataError(f"{warehouse} has no customer", remedy="run `make demo` first")
        factors = connection.execute(FACTORS, [customer[0]]).fetchall()
    drawing = Drawing()
    _draw_pyramid(drawing, pyramid, customer[4])
    _draw_factors(drawing, customer, factors)
    rows = max(len(TIERS), len(factors))
    return drawing.svg(TOP + ROW * rows + BOTTOM, "Customers by tier, and the score of one of them")


def _draw_pyramid(drawing: Drawing, pyramid: dict[str, tuple[Any, ...]], currency: str) -> None:
    drawing.text(24, 36, "Customers by tier", size=TITLE)
    drawing.text(CUSTOMERS_RIGHT, 62, "customers", size=NOTE, end=True)
    drawing.text(REVENUE_RIGHT, 62, f"{currency} a year", size=NOTE, end=True)
    widest = max(customers for customers, _ in pyramid.values())
    for number, tier in enumerate(TIERS):
        y = TOP + number * ROW
        customers, revenue = pyramid.get(tier, (0, 0))
        width = PYRAMID_WIDTH * customers / widest
        left = PYRAMID_LEFT + (PYRAMID_WIDTH - width) / 2
        drawing.text(24, y, tier)
        drawing.bar(left, y, width, f'fill="{COLOURS[tier]}"')
        drawing.text(CUSTOMERS_RIGHT, y, f"{customers:,}", end=True)
        drawing.text(REVENUE_RIGHT, y, f"{revenue / 1_000_000:.1f} m", end=True)


def _draw_factors(
    drawing: Drawing, customer: tuple[Any, ...], factors: list[tuple[Any, ...]]
) -> None:
    _, name, tier, score, _ = customer
    labels = _labels()
    drawing.text(FACTORS_LEFT, 36, f"Why is {name} in tier {tier}?", size=TITLE)
    drawing.text(POINTS_RIGHT, 62, "points / at most", size=NOTE, end=True)
    scale = BARS_WIDTH / max((abs(float(row[3])) for row in factors), default=1.0)
    for number, (factor, dimension, points, most, status) in enumerate(factors):
        y = TOP + number * ROW
        colour = COLOURS[dimension]
        solid = 1 if status == "known" else 0.35
        drawing.text(FACTORS_LEFT, y, labels.get(factor, factor))
        drawing.bar(BARS_LEFT, y, abs(float(most)) * scale, f'fill="none" stroke="{colour}"')
        drawing.bar(
            BARS_LEFT, y, abs(float(points)) * scale, f'fill="{colour}" fill-opacity="{solid}"'
        )
        drawing.text(POINTS_RIGHT, y, f"{points} / {most}", size=NOTE, end=True)
    y = TOP + len(factors) * ROW + 4
    drawing.text(POINTS_RIGHT, y, f"{score} points", end=True)
    if any(row[4] == "unknown" for row in factors):
        drawing.text(FACTORS_LEFT, y, "light: unknown, the mean of the others", size=NOTE)


def _labels() -> dict[str, str]:
    """Map an item of the score to its name for people."""
    # what follows a colon, comma or semicolon explains, and has no room here
    return {row["item"]: re.split("[:;,]", row["label"])[0] for row in rows_of(ITEMS_CSV)}


def main() -> int:
    """Write the picture to the path that the command line names."""
    out = Path(sys.argv[1])
    try:
        picture = draw(Settings.from_env().warehouse)
    except StrataError as error:
        print(error, file=sys.stderr)
        return 1
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(picture, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
