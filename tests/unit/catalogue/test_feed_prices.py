"""Points and commas in price columns, prices beyond belief, and currencies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retrieval.catalogue import Catalogue
from retrieval.database import open_engine
from retrieval.feeds import Accepted, Row, read_feed
from retrieval.feeds.importing import import_feed
from retrieval.feeds.numbers import decimal_mark

Seen = list[tuple[float | None, str]]


def seen(rows: list[Row]) -> Seen:
    """Each row's price, and what is remarked on it."""
    assert all(isinstance(row, Accepted) for row in rows), rows
    return [(row.product.price, "; ".join(p.problem for p in row.repairs if p.field == "price")) for row in rows]


def table(*prices: str) -> str:
    return "id;title;price\n" + "".join(f"{n};Shoe;{price}\n" for n, price in enumerate(prices))


def test_the_other_rows_of_a_column_prove_what_a_point_means(read) -> None:
    assert seen(read(table("1.299,00 €", "12,50", "1.299"), "feed.csv")) == [(1299.0, ""), (12.5, ""), (1299.0, "")]
    later = seen(read(table("1.299", "12,50"), "feed.csv"))
    assert later == [(1299.0, ""), (12.5, "")]  # proof may come after what it proves


def test_where_points_part_decimals_three_of_them_are_remarked_on(read) -> None:
    (_, _), (price, remark), thousand = seen(read(table("12.50", "1.299", "1,299"), "feed.csv"))
    assert price == 1.299
    assert "“1.299” was read as 1.299, but could mean 1299.00" in remark
    assert "the other prices part decimals by “.”" in remark
    assert thousand == (1299.0, "")


def test_a_point_that_nothing_explains_is_remarked_on_by_row_and_field(read) -> None:
    one, row = read(table("12", "1.299"), "feed.csv")
    assert one.repairs == ()
    (problem,) = row.repairs
    assert (problem.row, problem.id, problem.field) == (3, "1", "price")
    assert "was read as 1.299, but could mean 1299.00" in problem.problem
    assert "write it with two decimals" in problem.problem


def test_a_column_that_contradicts_itself_proves_nothing(read) -> None:
    rows = seen(read(table("12.50", "12,50", "1.299", "1,299", "1.299 €"), "feed.csv"))
    assert [price for price, _ in rows] == [12.5, 12.5, 1.299, 1299.0, 1299.0]
    assert [bool(remark) for _, remark in rows] == [False, False, True, True, True]
    assert "1.30: the feed parts decimals by points here and by commas there" in rows[3][1]


def test_a_slip_does_not_outweigh_a_column(read) -> None:
    rows = seen(read(table(*["12,50"] * 30, "12.50", "1.299"), "feed.csv"))
    assert rows[-2:] == [(12.5, ""), (1299.0, "")]


def test_columns_are_proved_one_by_one_and_else_by_each_other(read) -> None:
    feed = "id;title;price;sale price\n1;Shoe;12,50;\n2;Shoe;2.999;1.999\n"
    assert seen(read(feed, "feed.csv"))[1] == (1999.0, "")
    feed = "id;title;price;sale price\n1;Shoe;12,50;9.50\n2;Shoe;2.999;1.999\n"
    price, remark = seen(read(feed, "feed.csv"))[1]
    assert price == 1.999
    assert "(column “sale price”)" in remark


def test_json_text_is_read_alike_and_json_numbers_are_what_they_are(read) -> None:
    rows = [{"id": "1", "title": "x", "price": "12,50"}, {"id": "2", "title": "x", "price": {"amount": "1.299"}}]
    assert seen(read(rows)) == [(12.5, ""), (1299.0, "")]
    assert seen(read([rows[0], {"id": "2", "title": "x", "price": 1.299}]))[1] == (1.299, "")


def test_dinars_have_three_decimals(read) -> None:
    assert seen(read(table("1.299 KWD", "0,299 €"), "feed.csv")) == [(1.299, ""), (0.299, "")]


@pytest.mark.parametrize(
    ("written", "mark"),
    [
        *(("12,50", ","), ("12.5", "."), ("1.299,00 €", ","), ("$1,299.00", "."), ("1.234.567", ",")),
        *(("1,29,999", "."), ("1 299,00", ","), ("1234.567", "."), ("0.299", ".")),
        *(("1.299", None), ("1,299", None), ("12", None), ("1e3", None), ("N/A", None), (12.5, None), ("1.2.3", None)),
    ],
)
def test_what_proves_a_decimal_mark(written: object, mark: str | None) -> None:
    assert decimal_mark(written) == mark


@pytest.mark.parametrize(
    ("price", "currency", "kept"),
    [
        *((1e308, None, False), (1e308, "VND", False), (20_000_000_000, None, False)),
        *((10_000_000, "EUR", True), (10_000_001, "EUR", False), ("99999999 €", None, False)),
        *((50_000_000, "VND", True), (50_000_000, None, True), ("€ 20000000", "VND", False)),
    ],
)
def test_prices_beyond_belief_are_left_out(read, price: object, currency: str | None, kept: bool) -> None:
    ((found, remark),) = seen(read([{"id": "1", "title": "x", "price": price, "currency": currency}]))
    assert (found is not None) is kept
    assert ("too large to be a price; at most 10,000,000" in remark) is not kept


def test_an_unknown_currency_is_kept_and_remarked_on(read) -> None:
    (row,) = read([{"id": "1", "title": "x", "price": 1, "currency": "XYZ"}])
    assert row.product.currency == "XYZ"
    (problem,) = row.repairs
    assert (problem.field, problem.problem[:28]) == ("currency", "“XYZ” is no ISO 4217 code; k")
    (row,) = read([{"id": "1", "title": "x", "price": 1, "currency": "ALL"}])
    assert row.repairs == ()


def imported(tmp_path: Path, *prices: tuple[float | None, str | None]):
    path = tmp_path / "feed.jsonl"
    rows = [{"id": str(n), "title": "x", "price": price, "currency": code} for n, (price, code) in enumerate(prices)]
    path.write_text("\n".join(map(json.dumps, rows)))
    return import_feed(Catalogue(open_engine("sqlite://")), path)


def test_an_import_tells_of_several_currencies(tmp_path: Path) -> None:
    report = imported(
        tmp_path, (1, "JPY"), (2, "EUR"), (3, "EUR"), (4, None), (None, "USD"), (5, "GBP"), (6, "JPY"), (7, "EUR")
    )
    assert list(report.currencies.items()) == [("EUR", 3), ("JPY", 2), ("USD", 0), ("GBP", 1)]
    (remark,) = report.remarks
    assert "Most products are in EUR; priced in another: 2 in JPY, 1 in GBP." in remark
    assert "a stated limit leaves out the other 3" in remark


def test_one_currency_is_nothing_to_tell(tmp_path: Path) -> None:
    assert imported(tmp_path, (1, "EUR"), (2, None), (None, "USD"), (None, None)).remarks == ()
    assert imported(tmp_path, (1, None)).remarks == ()


def test_the_feed_is_looked_at_again_only_for_a_price_that_needs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from retrieval.feeds import delimited

    opened: list[Path] = []
    lines = delimited.read_lines
    monkeypatch.setattr(delimited, "read_lines", lambda path: opened.append(path) or lines(path))
    path = tmp_path / "feed.csv"
    for table_, times in ((table("12.50", "13"), 1), (table("12.50", "1.299", "1.399"), 2)):
        opened.clear()
        path.write_text(table_)
        list(read_feed(path))
        assert len(opened) == times
