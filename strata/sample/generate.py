"""Write all feeds of a world and the truth beside them."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from strata.sample.billing import billing_feeds
from strata.sample.commerce import commerce_feeds, make_orders
from strata.sample.community import community_feeds
from strata.sample.crm import crm_feeds
from strata.sample.frame import Feed
from strata.sample.marketing import marketing_feeds
from strata.sample.reference import reference_feeds
from strata.sample.render import render
from strata.sample.sales import sales_feeds
from strata.sample.service import service_feeds
from strata.sample.settings import SampleSettings
from strata.sample.truth import TruthBook, write_truth
from strata.sample.web import web_events
from strata.sample.world import World, build_world
from strata.sample.writer import FeedWriter

PROGRESS_SECONDS = 5.0


def generate(settings: SampleSettings, raw_dir: Path, truth_dir: Path) -> dict[str, int]:
    """Write the exports and the truth; returns the rows of each feed, malformed lines apart."""
    raw_dir.mkdir(parents=True, exist_ok=True)
    progress = _Progress(settings)
    world = build_world(settings)
    book = TruthBook()
    rows: dict[str, int] = {}
    for feed in _feeds(world):
        writer = FeedWriter(feed.name, raw_dir, settings)
        export = render(feed, settings, world.dirt)
        writer.write(export)
        writer.finish()
        book.add(export)
        rows[feed.name], book.rejects[feed.name] = len(export), writer.malformed
        progress.say(f"{sum(rows.values()):,} rows of {len(rows)} feeds")
    writer = FeedWriter("web_events", raw_dir, settings)
    rows["web_events"] = 0
    for export in web_events(world):
        writer.write(export)
        book.add(export)
        rows["web_events"] += len(export)
        progress.say(f"web events: {rows['web_events']:,} of about {settings.web_event_target:,}")
    writer.finish()
    book.rejects["web_events"] = writer.malformed
    write_truth(world, book, truth_dir)
    return rows


def _feeds(world: World) -> Iterator[Feed]:
    orders = make_orders(world)
    yield from crm_feeds(world)
    yield from sales_feeds(world)
    yield from marketing_feeds(world)
    yield from commerce_feeds(world, orders)
    yield from billing_feeds(world, orders)
    yield from service_feeds(world)
    yield from community_feeds(world)
    yield from reference_feeds(world)


class _Progress:
    """A line on stderr now and then; nothing for short runs."""

    def __init__(self, settings: SampleSettings) -> None:
        self.label = f"sample seed {settings.seed}"
        self.begin = self.last = time.monotonic()

    def say(self, text: str) -> None:
        now = time.monotonic()
        if now - self.last >= PROGRESS_SECONDS:
            self.last = now
            print(f"{self.label}: {now - self.begin:4.0f} s, {text}", file=sys.stderr, flush=True)
