"""schema.org products in saved pages, files, folders and archives."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from retrieval.feeds import Accepted, FeedError, Rejected, Row, pages, read_feed
from retrieval.products import Product

FEEDS = Path(__file__).parent / "feeds"


def page(*nodes: object) -> str:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)
    return f"<!doctype html><html><head>{scripts}</head><body><p>x</p></body></html>"


def product(sku: str, **more: object) -> dict[str, object]:
    return {"@context": "https://schema.org", "@type": "Product", "sku": sku, "name": f"Name {sku}", **more}


def accepted(rows: list[Row]) -> dict[str, Product]:
    return {row.product.id: row.product for row in rows if isinstance(row, Accepted)}


def test_a_saved_page() -> None:
    (row,) = read_feed(FEEDS / "product.html")
    assert isinstance(row, Accepted)
    assert row.repairs == ()
    assert row.product == Product(
        id="KET-1",
        title="Copper kettle",
        description="Boils.",
        category=("Kitchen", "Kettles"),
        brand="Kupfer & Co",
        price=79.5,  # the cheaper offer is sold out
        currency="EUR",
        stock=4,
        rating=4.5,
        reviews_count=12,
        url="https://shop.example/kettle",
        images=("https://shop.example/k1.jpg", "https://shop.example/k2.jpg"),
        attributes={"list price": ("89",), "color": ("copper",), "Volume": ("1.5 l",)},
    )


def test_a_group_with_variants() -> None:
    (row,) = read_feed(FEEDS / "group.json")
    coat = row.product
    assert (coat.id, coat.title, coat.price, coat.url) == ("COAT", "Winter coat", 99, "https://shop.example/coat")
    assert coat.attributes == {
        "color": ("green", "black"),
        "size": ("S", "M"),
        "price range": ("€99.00 to €120.00",),
    }


def test_variants_on_pages_of_their_own_find_their_group(tmp_path: Path) -> None:
    group = {"@id": "https://x/tee", "@type": "ProductGroup", "name": "Tee", "hasVariant": [{"@id": "https://x/tee-s"}]}
    for size in ("S", "M"):
        variant = product(f"TEE-{size}", size=size, isVariantOf={"@id": "https://x/tee"}, offers={"price": 5})
        (tmp_path / f"{size}.html").write_text(page(variant))
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "tee.json").write_text(json.dumps({"@context": "https://schema.org", **group}))
    (row,) = read_feed(tmp_path)
    assert (row.rows, row.product.id, row.product.title, row.product.price) == (3, "https://x/tee", "Tee", 5)
    assert row.product.attributes["size"] == ("M", "S")


def test_a_folder_names_the_pages_without_products(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(page(product("1")))
    (tmp_path / "b.htm").write_text("<html><h1>502 Bad Gateway</h1></html>")
    (tmp_path / "c.html").write_text('<script type="application/ld+json">{"@type": "Product", bad}</script>')
    (tmp_path / "notes.txt").write_text("not a page")
    rows = list(read_feed(tmp_path))
    assert list(accepted(rows)) == ["1"]
    problems = [row.problem.problem for row in rows if isinstance(row, Rejected)]
    assert problems[0].startswith("b.htm holds no schema.org product")
    assert problems[1].startswith("c.html holds JSON-LD that is no JSON")
    assert len(problems) == 2


def test_an_archive_of_pages(tmp_path: Path) -> None:
    path = tmp_path / "pages.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("shop/1.html", page(product("1")))
        archive.writestr("../2.json", json.dumps(product("2")))
        archive.writestr("picture.jpg", b"\xff")
    assert set(accepted(list(read_feed(path)))) == {"1", "2"}
    assert not (tmp_path.parent / "2.json").exists()


def test_a_page_that_unpacks_to_too_much_is_passed_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "LARGEST_PAGE", 10_000)
    path = tmp_path / "pages.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("1.html", " " * 1_000_000)
        archive.writestr("2.html", page(product("2")))
    first, second = read_feed(path)
    assert isinstance(first, Rejected)
    assert "1.html has 1,000,000 bytes" in first.problem.problem
    assert second.product.id == "2"


@pytest.mark.parametrize("content", ["<!doctype html><html><h1>502</h1></html>", '{"@context": "https://schema.org"}'])
def test_a_page_without_products_is_an_error(read, content: str) -> None:
    with pytest.raises(FeedError, match="no error page"):
        read(content, "feed.csv")


def test_graphs_may_be_nested_and_prices_no_numbers(read) -> None:
    graph = {"@context": "x", "@graph": [[product("1", offers={"price": float("nan")})]]}
    (row,) = read(json.dumps([[[graph]]]), "feed.json")
    assert (row.product.id, row.product.price) == ("1", None)
    assert row.repairs[0].field == "price"


def test_links_to_other_products_are_not_products(read) -> None:
    links = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": {"@type": "Product", "name": "B"}}]}
    rows = read(page(product("1", description="A"), links), "feed.html")
    assert list(accepted(rows)) == ["1"]


def test_one_product_in_two_scripts_is_one(read) -> None:
    rows = read(page(product("1"), product("1")), "feed.html")
    assert len(accepted(rows)) == 1
    assert "repeats row 1 exactly" in rows[1].problem.problem


def test_wrapped_scripts_and_aggregates(read) -> None:
    offers = {"@type": "AggregateOffer", "lowPrice": "10", "highPrice": "20", "priceCurrency": "USD"}
    script = f"<!-- {json.dumps(product('1', offers=offers))} -->"
    (row,) = read(f'<html><script type="application/ld+json">{script}</script>', "feed.html")
    assert (row.product.price, row.product.currency) == (10, "USD")
    within = [{"price": 9, "availability": "https://schema.org/SoldOut"}, {"price": 12}]
    (row,) = read(page(product("1", offers={**offers, "offers": within})), "feed.html")
    assert (row.product.price, row.product.currency, row.product.available) == (12, "USD", True)


def test_json_lines_of_objects(read) -> None:
    rows = read([product("1"), product("2")])
    assert list(accepted(rows)) == ["1", "2"]


@pytest.mark.parametrize("mark", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(read, mark: str) -> None:
    (row,) = read(json.dumps(product("1", brand="Café"), ensure_ascii=False).encode(mark), "feed.json")
    assert row.product.brand == "Café"


def test_hostile_nesting_ends(read) -> None:
    (row,) = read('{"@context": ' + "[" * 100_000, "feed.json")
    assert "no JSON" in row.problem.problem
    around: object = product("deep")
    for _ in range(30):
        around = {"mainEntity": around}
    assert list(accepted(read(json.dumps({"@context": "x", "a": around}), "feed.json"))) == ["deep"]
