"""``shop-assistant index``: a catalogue feed into the store, and the index up to date."""

from __future__ import annotations

import re
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.options import DebugOption, JsonOption, Output, StoreOption, made, output

if TYPE_CHECKING:
    from retrieval.feeds.importing import ImportReport
    from retrieval.feeds.rows import Problem

_PROBLEMS_SHOWN = 10
_QUOTED = re.compile(r"“[^”]*”|\d+")


def index(
    feed: Annotated[
        str, typer.Argument(metavar="FEED", help="Catalogue file, folder or zip of pages, or http(s) address.")
    ],
    format: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="NAME",
            help="auto (looks at the file), shopify, woocommerce, google, openai, jsonld, jsonl or csv.",
        ),
    ] = "auto",
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="FIELD=COLUMN",
            help="Which column of a CSV holds a field, such as price=Verkaufspreis; may be repeated.",
        ),
    ] = None,
    currency: Annotated[
        str | None,
        typer.Option("--currency", metavar="CODE", help="Currency of prices beside which the feed names none."),
    ] = None,
    private: Annotated[
        bool,
        typer.Option("--allow-private-addresses", help="Also fetch a feed from inside the own network."),
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Also remove products that the feed does not name.")
    ] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Import a catalogue feed and update the index."""
    with output(as_json) as out:
        from retrieval.feeds import read_feed
        from retrieval.feeds.fetching import Limits, is_address, local_feed

        if is_address(feed):
            out.note("Fetching the feed.")
        with local_feed(feed, Limits(private=private)) as path:
            # A feed that cannot be read is told before the encoder is loaded.
            read_feed(path, format, columns=column or (), currency=currency)
            from assistant.build import open_store
            from retrieval.feeds.importing import import_feed

            opened = open_store(made(store))
            try:
                began = time.perf_counter()
                report = import_feed(
                    opened.catalogue,
                    path,
                    format,
                    columns=column or (),
                    currency=currency,
                    replace=replace,
                    progress=out.progress("{} rows read"),
                )
                opened.refresh(out.progress("{} of {} products embedded"))
                seconds = time.perf_counter() - began
            finally:
                opened.close()
        _tell(out, report, seconds)
        out.document(_row(report, seconds))
    if not report.feed.accepted:
        raise typer.Exit(2)


def _row(report: ImportReport, seconds: float) -> dict[str, object]:
    feed = report.feed
    return {
        "read": feed.read,
        "accepted": feed.accepted,
        "rejected": feed.rejected,
        "repaired": feed.repaired,
        "merged": feed.merged,
        "hidden": feed.hidden,
        "products": report.products,
        "added": report.changes.added,
        "changed": report.changes.changed,
        "unchanged": report.changes.unchanged,
        "removed": report.removed,
        "seconds": round(seconds, 3),
        "products_per_second": round(feed.accepted / seconds, 1) if seconds else 0.0,
        "problems": [asdict(problem) for problem in feed.problems],
        "problems_left_out": feed.problems_left_out,
        "currencies": dict(report.currencies),
        "remarks": list(report.remarks),
    }


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _tell(out: Output, report: ImportReport, seconds: float) -> None:
    feed, changes = report.feed, report.changes
    out.say(
        f"{_counted(feed.read, 'row')} read: {feed.accepted:,} accepted ({feed.repaired:,} of them repaired), "
        f"{feed.rejected:,} rejected"
    )
    if feed.merged:
        out.say(f"{_counted(feed.merged, 'row')} joined the product of another row, as variants do")
    if feed.hidden:
        out.say(f"{feed.hidden:,} of the rejected rows are good, but the shop does not show them")
    removed = f", {report.removed:,} removed" if report.removed else ""
    out.say(
        f"{_counted(changes.added, 'product')} added, {changes.changed:,} changed, {changes.unchanged:,} as before"
        f"{removed}; the shop has {report.products:,}"
    )
    out.say(f"{seconds:.1f} s, {feed.accepted / seconds:,.0f} products a second")
    for remark in report.remarks:
        out.note(f"  {remark}")
    # The same remark on hundreds of rows must not hide the one that matters.
    alike: dict[tuple[str, str], list[Problem]] = {}
    for problem in feed.problems:
        alike.setdefault((problem.field, _QUOTED.sub("…", problem.problem)), []).append(problem)
    for found in list(alike.values())[:_PROBLEMS_SHOWN]:
        first = found[0]
        name = f" ({first.id})" if first.id else ""
        others = f" (and {len(found) - 1:,} more rows)" if len(found) > 1 else ""
        out.note(f"  row {first.row}{name}: {first.field}: {first.problem}{others}")
    rest = len(alike) - _PROBLEMS_SHOWN
    if rest > 0 or feed.problems_left_out:
        out.note(
            f"  … and more; --json lists {len(feed.problems):,} of {len(feed.problems) + feed.problems_left_out:,}"
        )
