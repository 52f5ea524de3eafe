"""Google Merchant feeds, whole and broken."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from retrieval.feeds import Accepted, FeedError, Rejected, elements, read_feed
from retrieval.products import Product

FEEDS = Path(__file__).parent / "feeds"
OPEN, CLOSE = '<rss xmlns:g="http://base.google.com/ns/1.0"><channel>', "</channel></rss>"


def item(id: object, more: str = "") -> str:
    return f"<item><g:id>{id}</g:id><title>T{id}</title><g:price>1 USD</g:price>{more}</item>"


def accepted(name: str) -> dict[str, Accepted]:
    return {row.product.id: row for row in read_feed(FEEDS / name) if isinstance(row, Accepted)}


def test_rss_with_variants() -> None:
    rows = accepted("google.xml")
    assert rows["tee"].rows == 2
    assert rows["tee"].product == Product(
        id="tee",
        title="Tee",
        description="Soft cotton.",
        category=("Clothing", "Tees"),
        brand="Alba",
        price=19.99,
        currency="USD",
        url="https://shop.example/tee?v=1",
        images=tuple(f"https://shop.example/tee-{name}.jpg" for name in ("red", "a", "b", "blue")),
        attributes={
            "weight": ("180 g",),
            "color": ("red", "blue"),
            "size": ("S", "M"),
            "list price": ("24.99",),
            "sold out": ("blue / M",),
        },
    )
    mug = rows["mug"].product
    assert (mug.price, mug.available, dict(mug.attributes)) == (9, True, {})  # its sale is over


def test_atom_with_another_prefix() -> None:
    lamp = accepted("google_atom.xml")["lamp"].product
    assert (lamp.title, lamp.description, lamp.price, lamp.currency) == ("Lamp", "Bright and warm.", 1299, "EUR")
    assert lamp.url == "https://shop.example/lamp"


def test_a_table_with_variants() -> None:
    row = accepted("google.tsv")["sock"]
    assert (row.product.title, row.product.price, row.product.currency, row.rows) == ("Sock", 4.5, "GBP", 2)
    assert row.product.attributes == {"condition": ("new",), "wool": ("80 %",), "color": ("blue", "grey")}


def test_a_mistake_costs_the_item_it_is_in(read) -> None:
    rows = read(OPEN + item(1) + item(2, "<d>A & B</d>") + item(3) + "<item><g:id>4</g:id><title>cut", "feed.xml")
    assert [(row.row, type(row)) for row in rows] == [(1, Accepted), (2, Rejected), (3, Accepted), (4, Rejected)]
    assert "write & as &amp;" in rows[1].problem.problem


def test_many_mistakes_cost_no_item(read) -> None:
    content = OPEN + "".join(item(n, "<d>A & B</d>" if n % 2 else "") for n in range(200)) + CLOSE
    rows = read(content, "feed.xml")
    assert len([row for row in rows if isinstance(row, Accepted)]) == 100


@pytest.mark.parametrize(
    "declaration",
    [
        '<!ENTITY a "x"><!ENTITY b "&a;&a;">',
        '<!ENTITY b SYSTEM "file:///etc/passwd">',
        '<!ENTITY % b SYSTEM "http://x/">',
    ],
)
def test_documents_with_entities_of_their_own_are_refused(read, declaration: str) -> None:
    with pytest.raises(FeedError, match="remove its DOCTYPE"):
        read(f"<!DOCTYPE rss [{declaration}]>{OPEN}{item(1, '<d>&b;</d>')}{CLOSE}", "feed.xml")


def test_nothing_is_fetched_for_a_document_type(read) -> None:
    (row,) = read('<!DOCTYPE rss SYSTEM "file:///etc/passwd">' + OPEN + item(1, "<g:brand>B&eacute;</g:brand>") + CLOSE)
    assert row.product.brand == "Bé"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "undeclared"])
def test_encodings(read, encoding: str) -> None:
    named = f'<?xml version="1.0" encoding="{encoding}"?>' if encoding == "iso-8859-1" else ""
    text = named + OPEN + item("é") + CLOSE
    (row,) = read(text.encode("cp1252" if encoding == "undeclared" else encoding), "feed.xml")
    assert row.product.title == "Té"


def test_long_texts_and_control_characters(read) -> None:
    long = f"<g:description>{'x ' * 5_000_000}</g:description><g:brand>Bra\x0bnd</g:brand>"
    first, second = read(OPEN + item(1, long) + item(2) + CLOSE, "feed.xml")
    assert (len(first.product.description) <= 20_000, first.product.brand) == (True, "Brand")
    assert "shorten it" in first.repairs[0].problem
    assert second.product.id == "2"


def test_a_tag_without_end_is_read_past(read) -> None:
    rows = read(OPEN + item(1) + '<item a="' + "x" * 20_000_000 + item(2) + CLOSE, "feed.xml")
    assert [row.row for row in rows if isinstance(row, Rejected)] == [2]
    assert [row.product.id for row in rows if isinstance(row, Accepted)] == ["1", "2"]


def test_an_item_of_endless_elements_is_bounded(read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elements, "MOST_ELEMENTS", 50)
    (row,) = read(OPEN + item(1, "<a>" * 30 + "</a>" * 30 + "<g:x>1</g:x>" * 100) + CLOSE, "feed.xml")
    assert row.product.id == "1"


def test_the_same_variant_twice_counts_once(read) -> None:
    group = "<g:item_group_id>g</g:item_group_id>"
    rows = read(OPEN + item(1, group) + item(1, group) + CLOSE, "feed.xml")
    assert "same variant as row 1" in next(row for row in rows if isinstance(row, Rejected)).problem.problem
    assert next(row for row in rows if isinstance(row, Accepted)).rows == 1


def test_a_feed_without_items_is_an_error(read) -> None:
    with pytest.raises(FeedError, match="no <item> or <entry>"):
        read(OPEN + CLOSE, "feed.xml")


def test_it_is_streamed(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    text = f"<g:description>{'x' * 5000}</g:description>"
    with path.open("w") as file:
        file.write(OPEN)
        for number in range(2000):
            file.write(
                item(number, text + f"<g:item_group_id>{number % 500}</g:item_group_id><g:size>{number}</g:size>")
            )
        file.write(CLOSE)
    tracemalloc.start()
    rows = [row.rows for row in read_feed(path) if isinstance(row, Accepted)]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert rows == [4] * 500  # no row stands beside another of its group
    assert peak < 5_000_000 < path.stat().st_size


def test_an_author_of_a_table_is_kept_and_one_of_an_entry_is_not(read) -> None:
    (row,) = read("id,title,link,image_link,gtin,Author\n1,Book,https://x/1,https://x/1.jpg,,Ana\n", "feed.csv")
    assert row.product.attributes == {"author": ("Ana",)}
    (row,) = read(OPEN + item(1, "<author>shop@example</author><guid>9</guid>") + CLOSE, "feed.xml")
    assert dict(row.product.attributes) == {}


def test_many_comments_before_the_feed_cost_one_pass(read) -> None:
    with pytest.raises(FeedError, match="no format"):
        read("<!--a-->" * 8000 + "<", "feed")
