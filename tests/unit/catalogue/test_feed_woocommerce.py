"""WooCommerce's product CSV."""

from __future__ import annotations

from pathlib import Path

from retrieval.feeds import Accepted, Rejected, read_feed

SAMPLE = Path(__file__).parent / "feeds" / "woocommerce.csv"
HEADER = (
    'ID,Type,SKU,Name,Published,"In stock?",Stock,"Regular price",Categories,Parent,'
    '"Attribute 1 name","Attribute 1 value(s)"\n'
)


def accepted(path: Path = SAMPLE) -> dict[str, Accepted]:
    return {row.product.id: row for row in read_feed(path) if isinstance(row, Accepted)}


def test_a_simple_product() -> None:
    cup = accepted()["10"].product
    assert (cup.title, cup.description) == ("Stoneware cup", "A cup.\n\nFired twice.\nHolds 300 ml.")
    assert (cup.price, cup.stock, cup.category) == (9.5, 7, ("Kitchen", "Cups"))
    assert cup.images == ("https://shop.example/cup-1.jpg", "https://shop.example/cup-2.jpg")
    assert cup.attributes == {
        "list price": ("12.00",),
        "other categories": ("Kitchen",),
        "weight (kg)": ("0.3",),
        "tags": ("stoneware",),
        "Glaze": ("white, matt",),
        "sku": ("CUP",),
    }


def test_variations_find_their_parent_by_code_and_by_number() -> None:
    row = accepted()["11"]
    hoodie = row.product
    assert (row.row, row.rows, hoodie.title, hoodie.category) == (3, 3, "Hoodie", ("Clothing", "Hoodies"))
    # The blue one is sold out, its sale is over; the green one is private.
    assert (hoodie.price, hoodie.stock) == (45, 4)
    assert hoodie.attributes["Colour"] == ("Red", "Blue")
    assert hoodie.attributes["Size"] == ("M", "L")
    assert hoodie.attributes["sold out"] == ("Blue / L",)


def test_what_the_shop_hides_is_left_out_with_a_reason() -> None:
    hidden = {row.problem.id: row.problem.problem for row in read_feed(SAMPLE) if isinstance(row, Rejected)}
    assert list(hidden) == ["12", "13", "22"]
    assert "is a draft" in hidden["12"]
    assert "hidden in the shop's catalogue" in hidden["13"]
    assert "is private" in hidden["22"]


def test_a_variation_without_its_parent_is_kept_and_named() -> None:
    row = accepted()["30"]
    assert (row.product.title, row.product.price) == ("Lost sock - S", 3)
    (problem,) = row.repairs
    assert (problem.row, problem.field) == (9, "row")
    assert "export its parent too" in problem.problem


def test_variations_may_come_before_their_parent_under_two_names(read) -> None:
    (row,) = read(
        HEADER
        + "2,variation,,,1,1,,5,,id:1,Size,S\n3,variation,,,1,1,,4,,H,Size,M\n"
        + '1,variable,H,Hat,1,1,9,,Hats,,Size,"S, M"\n',
        "feed.csv",
    )
    hat = row.product
    assert (hat.id, hat.title, hat.price, hat.category, row.rows) == ("1", "Hat", 4, ("Hats",), 3)
    assert hat.stock == 9  # shared: the parent counts it
    assert hat.attributes["Size"] == ("S", "M")


def test_a_product_whose_variations_are_all_private_is_hidden(read) -> None:
    rows = read(HEADER + "1,variable,H,Hat,1,1,,,,,Size,S\n2,variation,,,0,1,,5,,H,Size,S\n", "feed.csv")
    assert [row.hidden for row in rows if isinstance(row, Rejected)] == [True, True]
    assert len(rows) == 2


def test_categories_are_several_and_no_path(read) -> None:
    (row,) = read(HEADER + '1,simple,H,Hat,1,1,,5,"Hats, Sale",,,\n', "feed.csv")
    assert row.product.category == ("Hats",)
    assert row.product.attributes["other categories"] == ("Sale",)


def test_an_export_in_the_shops_language(read) -> None:
    (row,) = read(
        'ID,Typ,Artikelnummer,Name,Veröffentlicht,"Sichtbarkeit im Katalog",Vorrätig?,Bestand,"Regulärer Preis",'
        'Kategorien,"Übergeordnetes Produkt","Attribut 1 Name","Attribut 1 Wert(e)"\n'
        '1,variable,H,Hut,1,visible,1,,,Hüte,,Größe,"S, M"\n2,variation,H-S,Hut - S,1,visible,1,3,"12,50",,H,Größe,S\n',
        "feed.csv",
    )
    hat = row.product
    assert (hat.title, hat.price, hat.stock, hat.category) == ("Hut", 12.5, 3, ("Hüte",))
    assert hat.attributes["Größe"] == ("S", "M")
