"""The picture in the README: the tier pyramid and one customer's score, drawn from the published file.

python -m strata.picture docs/images/result.svg
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from html import escape
from pathlib import Path

import duckdb

from strata.config import Settings

WIDTH, ROW, TOP = 940, 30, 74
PYRAMID_LEFT, PYRAMID_WIDTH = 40, 320
FACTORS_LEFT, FACTORS_LABEL, FACTORS_WIDTH = 420, 250, 190
COLOURS = {
    "A": "#1b4965", "B": "#2f6690", "C": "#5fa8d3", "D": "#a9cfe3", "E": "#cfd8dc",
    "unrated": "#eceff1", "explicit": "#2f6690", "potential": "#5f9e6e", "growth": "#d98e32",
    "penalty": "#b23a48",
}  # fmt: skip

TIERS = """
select t.tier, count(*), coalesce(sum(t.revenue_12m_amount), 0)
from marts.customer_tiers as t group by t.tier order by t.tier
"""
CUSTOMER = """
select t.account_id, t.account_name, t.tier, t.value_score
from marts.customer_tiers as t where t.tier = 'B'
order by t.value_score desc, t.account_id limit 1
"""
FACTORS = """
select f.factor, f.dimension, f.points, f.max_points, f.status
from marts.fct_score_factors as f where f.entity_id = ? and f.score_name = 'value'
order by f.dimension, f.factor
"""


@dataclass(frozen=True)
class Drawing:
    """SVG elements in drawing order."""

    elements: list[str]

    def text(self, x: float, y: float, text: str, *, size: int = 13, end: bool = False) -> None:
        """Write a line of text; `end` puts its end at x."""
        anchor = ' text-anchor="end"' if end else ""
        self.elements.append(
            f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}"{anchor}>{escape(text)}</text>'
        )

    def bar(self, x: float, y: float, width: float, colour: str, *, hollow: bool = False) -> None:
        """Draw a bar; a hollow one is outlined."""
        look = f'fill="none" stroke="{colour}"' if hollow else f'fill="{colour}"'
        self.elements.append(
            f'<rect x="{x:.0f}" y="{y - 14:.0f}" width="{max(width, 1):.0f}" height="19" rx="2"'
            f" {look}/>"
        )

    def svg(self, height: float) -> str:
        """Return the whole picture."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}"'
            ' font-family="system-ui, sans-serif" fill="#263238">'
            '<rect width="100%" height="100%" fill="#ffffff"/>'
            + "".join(self.elements)
            + "</svg>\n"
        )


def draw(warehouse: Path) -> str:
    """Draw the pyramid on the left, the factors of the best customer of tier B on the right."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        tiers = connection.execute(TIERS).fetchall()
        account_id, name, tier, score = connection.execute(CUSTOMER).fetchone() or ("", "", "", 0)
        factors = connection.execute(FACTORS, [account_id]).fetchall()
    drawing = Drawing([])
    drawing.text(PYRAMID_LEFT, 34, "Customers by tier", size=18)
    widest = max((customers for _, customers, _ in tiers), default=1)
    for i, (label, customers, revenue) in enumerate(tiers):
        y = TOP + i * ROW
        width = PYRAMID_WIDTH * customers / widest
        left = PYRAMID_LEFT + (PYRAMID_WIDTH - width) / 2
        drawing.bar(left, y, width, COLOURS[label])
        drawing.text(PYRAMID_LEFT - 24, y, label[:3])
        drawing.text(
            PYRAMID_LEFT + PYRAMID_WIDTH + 12, y + 12,
            f"{customers:,} · {revenue / 1_000_000:.1f}m", size=11, end=True,
        )  # fmt: skip
    drawing.text(FACTORS_LEFT, 34, f"Why is {name} in tier {tier}? {score} points", size=18)
    for i, (factor, dimension, points, most, status) in enumerate(factors):
        y = TOP + i * ROW
        x = FACTORS_LEFT + FACTORS_LABEL
        scale = FACTORS_WIDTH / max((abs(float(row[3])) for row in factors), default=1.0)
        drawing.text(FACTORS_LEFT, y, f"{dimension} · {factor}")
        drawing.bar(x, y, abs(float(most)) * scale, COLOURS[dimension], hollow=True)
        drawing.bar(x, y, abs(float(points)) * scale, COLOURS[dimension])
        drawing.text(WIDTH - 20, y, f"{points}" + (" ?" if status == "unknown" else ""), end=True)
    return drawing.svg(TOP + ROW * max(len(tiers), len(factors)))


if __name__ == "__main__":
    out = Path(sys.argv[1])
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(draw(Settings.from_env().warehouse), encoding="utf-8")
