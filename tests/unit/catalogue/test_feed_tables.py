"""CSV and its relatives, with the quotes that people leave open."""

from __future__ import annotations

import pytest

from retrieval.feeds import Accepted, FeedError, Rejected

HEADER = "id,title,price\n"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separator_is_found(read, separator: str) -> None:
    table = "Product ID,Name,Price (USD),Colour\n7,Bag,12.50,red\n".replace(",", separator)
    (row,) = read(table, "feed.csv")
    assert row.repairs == ()
    assert (row.row, row.product.id, row.product.title) == (2, "7", "Bag")
    assert (row.product.price, row.product.currency) == (12.5, "USD")
    assert row.product.attributes == {"Colour": ("red",)}


def test_columns_of_other_languages_are_known(read) -> None:
    (row,) = read("Article no;Name;Price\n7;Bag;12,50\n", "feed.csv")
    assert (row.product.id, row.product.title, row.product.price) == ("7", "Bag", 12.5)
    (row,) = read("Référence;Désignation;Prix (€);Marque;Couleur\n7;Sac;12,50;Lin;bleu\n", "feed.csv")
    assert (row.product.id, row.product.title, row.product.brand) == ("7", "Sac", "Lin")
    assert (row.product.price, row.product.currency) == (12.5, "EUR")
    assert row.product.attributes == {"Couleur": ("bleu",)}


def test_an_id_wins_over_an_article_number(read) -> None:
    (row,) = read("Reference,Article no,id,title,nombre\nR,A,7,Bag,Bolsa\n", "feed.csv")
    assert (row.product.id, row.product.title) == ("7", "Bag")
    assert row.product.attributes == {"Article no": ("A",), "Reference": ("R",), "nombre": ("Bolsa",)}


def test_content_is_recognised_whatever_the_file_is_called(read) -> None:
    assert len(read(HEADER + "1,Bag,2\n", "export")) == 1
    assert len(read('{"id": 1, "title": "Bag"}\n', "export.txt")) == 1


def test_excel_says_its_separator_first(read) -> None:
    (row,) = read("sep=;\r\nid;title;price\r\n1;Bag;1.299,00 €\r\n", "feed.csv")
    assert (row.row, row.product.price) == (3, 1299.0)


def test_quoted_cells_may_hold_anything(read) -> None:
    (row,) = read('id,title,description\n1,"Bag, ""large""","two\nlines"\n', "feed.csv")
    assert (row.product.title, row.product.description) == ('Bag, "large"', "two\nlines")


def test_rows_are_numbered_as_in_a_spreadsheet(read) -> None:
    rows = read('id,title\n1,"a\nb"\n\n,x\n2,c\n', "feed.csv")
    assert [row.row for row in rows] == [2, 4, 5]


@pytest.mark.parametrize(
    ("broken", "title"),
    [
        ('x,"24 inch monitor,9', '"24 inch monitor'),
        ('x,Monitor,"9', "Monitor"),
        ('"x,Monitor,9', "Monitor"),
    ],
)
@pytest.mark.parametrize("after", ["2,Hat,3\n3,Cap,4\n", '2,"Hat, soft",3\n3,"Cap",4\n', ""])
def test_an_open_quote_costs_no_row(read, broken: str, title: str, after: str) -> None:
    first, *others = read(HEADER + broken + "\n" + after, "feed.csv")
    assert isinstance(first, Accepted)
    assert first.product.title == title
    assert first.repairs[0].row == 2
    assert "double the quote" in first.repairs[0].problem
    assert [row.product.id for row in others] == (["2", "3"] if after else [])
    assert all(row.repairs == () for row in others)


def test_an_open_quote_that_cannot_be_read_is_named(read) -> None:
    first, second = read(HEADER + 'x,"big, red,monitor,9\n2,Hat,3\n', "feed.csv")
    assert isinstance(first, Rejected)
    assert (first.row, "close the quote" in first.problem.problem) == (2, True)
    assert second.product.id == "2"


def test_many_open_quotes_cost_no_row(read) -> None:
    rows = read(HEADER + "".join(f'{n},"Bag {n},{n}\n{n}b,Hat,1\n' for n in range(300)), "feed.csv")
    assert len([row for row in rows if isinstance(row, Accepted)]) == 600


def test_rows_of_another_width_are_named(read) -> None:
    wide, short, padded = read(HEADER + "1,Bag, red,9\n2,Hat\n3,Cap,4,,\n", "feed.csv")
    assert isinstance(wide, Rejected)
    assert "quote the cell" in wide.problem.problem
    assert "taken as empty" in short.repairs[0].problem
    assert padded.repairs == ()


def test_a_short_row_may_have_line_breaks_too(read) -> None:
    short, whole = read('id,title,description,price\n1,Bag,"two\nlines"\n2,Hat,x,3\n', "feed.csv")
    assert (short.product.description, short.product.price) == ("two\nlines", None)
    assert "taken as empty" in short.repairs[0].problem
    assert whole.product.id == "2"


def test_windows_table_is_read(read) -> None:
    (row,) = read("id;title;price\r\n007;Café;9,50 €\r\n".encode("cp1252"), "feed.csv")
    assert (row.product.id, row.product.title) == ("007", "Café")
    assert (row.product.price, row.product.currency) == (9.5, "EUR")


def test_columns_of_one_name_or_none(read) -> None:
    (row,) = read("id,title,tag,tag,\n1,Bag,a,b,c\n", "feed.csv")
    assert row.product.attributes == {"tag": ("a", "b"), "column 5": ("c",)}


def test_json_inside_a_cell_is_opened(read) -> None:
    table = 'id,title,images,attributes\n1,Bag,"[""a.jpg"", ""b.jpg""]","{""colour"": [""red""]}"\n'
    (row,) = read(table, "feed.csv")
    assert row.product.images == ("a.jpg", "b.jpg")
    assert row.product.attributes == {"colour": ("red",)}


def test_a_long_cell_is_an_ordinary_cell(read) -> None:
    text = "long " * 2_000_000
    (first, second) = read(f'id,title,description\n1,Bag,"{text}"\n2,Hat,x\n', "feed.csv")
    assert len(first.product.description) <= 20_000
    assert second.product.id == "2"


@pytest.mark.parametrize("table", ["1,Bag,2\n2,Hat,3\n", "id,price\n1,2\n", "\n\n\n\n", "sep=,\n"])
def test_a_table_without_a_usable_header_is_an_error(read, table: str) -> None:
    with pytest.raises(FeedError, match=r"row 1|empty|header"):
        read(table, "feed.csv")


def test_a_header_alone_is_an_error(read) -> None:
    with pytest.raises(FeedError, match="no rows"):
        read(HEADER, "feed.csv")
