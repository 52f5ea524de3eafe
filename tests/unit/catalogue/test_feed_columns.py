"""Tables whose columns somebody names, and currencies for feeds that name none."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.feeds import FeedError, read_feed
from retrieval.feeds.numbers import read_availability

TABLE = "Nr;Bez;VK;Farbe;id;Foto 1;Foto 2;Gruppe;Untergruppe\n7;Hut;12,50;rot;x;a.jpg;b.jpg;Mode;Hüte\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "waren.csv"
    path.write_text(TABLE)
    return path


def test_columns_are_what_they_are_said_to_be(table: Path) -> None:
    named = ["id=Nr", "title=Bez", "price=VK", "attribute:colour=Farbe", "images=Foto 1", "images=Foto 2"]
    (row,) = read_feed(table, columns=[*named, "category=Gruppe", "category=untergruppe"], currency="€")
    hat = row.product
    assert (hat.id, hat.title, hat.price, hat.currency) == ("7", "Hut", 12.5, "EUR")
    assert (hat.images, hat.category) == (("a.jpg", "b.jpg"), ("Mode", "Hüte"))
    assert hat.attributes == {"colour": ("rot",), "id (column)": ("x",)}


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (["price=Preis"], "no column “Preis”; it has “Nr”, “Bez”, “VK”, “Farbe”"),
        (["prise=VK"], "'prise' is no field; valid are id, title, "),
        (["price"], "write FIELD=COLUMN"),
        (["price=VK", "price=Nr"], "two columns"),
        (["price=VK", "title=VK"], "given twice"),
        (["id=Nr"], "one for the title"),
    ],
)
def test_a_wrong_column_says_which_there_are(table: Path, columns: list[str], words: str) -> None:
    with pytest.raises(FeedError) as caught:
        read_feed(table, columns=columns)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_columns_are_for_tables(table: Path) -> None:
    with pytest.raises(FeedError, match="csv only"):
        read_feed(table, "google", columns=["id=Nr"])


def test_a_stated_currency_goes_before_the_given_one(read, tmp_path: Path) -> None:
    path = tmp_path / "feed.csv"
    path.write_text("id,title,price\n1,A,5\n2,B,£5\n3,C,$5\n4,D,\n")
    assert [row.product.currency for row in read_feed(path, currency="AUD")] == ["AUD", "GBP", "AUD", None]
    with pytest.raises(FeedError, match="ISO 4217"):
        read_feed(path, currency="doubloons")


@pytest.mark.parametrize(
    ("written", "available"),
    [
        *(("auf Lager", True), ("sofort lieferbar", True), ("ausverkauft", False), ("nicht vorrätig", False)),
        *(("En stock", True), ("épuisé", False), ("rupture de stock", False), ("précommande", True)),
        *(("Agotado", False), ("Disponible", True), ("esaurito", False), ("op voorraad", True), ("uitverkocht", False)),
        *(("Esgotado", False), ("dostępny", True), ("niedostępny", False), ("https://schema.org/SoldOut", False)),
    ],
)
def test_availability_in_several_languages(written: str, available: bool) -> None:
    assert read_availability(written) is available
