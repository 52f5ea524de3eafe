"""Every product has a picture: well-formed, self-contained, small, accessible and its own."""

from __future__ import annotations

import re
from hashlib import sha256
from xml.etree import ElementTree

import pytest

from retrieval.demo import demo_products, picture, picture_for
from retrieval.demo.colours import COLOURS
from retrieval.demo.drawings import DRAWINGS
from retrieval.demo.drawings.palette import brightness, mix, studio
from retrieval.demo.drawings.shapes import oval, rect, sym
from retrieval.demo.kinds import KINDS
from retrieval.products import Product

# Whoever changes a drawing on purpose writes the new value here.
FINGERPRINT = "2d3885ade37ac678"

SVG = "{http://www.w3.org/2000/svg}"
_DRAWN = {product.id: picture(product) for product in demo_products()}


def test_every_byte_is_as_recorded() -> None:
    digest = sha256("".join(_DRAWN[product.id] for product in demo_products()).encode())
    assert digest.hexdigest()[:16] == FINGERPRINT


def test_pictures_are_well_formed_and_titled() -> None:
    for product in demo_products():
        root = ElementTree.fromstring(_DRAWN[product.id])
        assert root.tag == f"{SVG}svg"
        assert root.get("role") == "img"
        title = root.find(f"{SVG}title")
        assert title is not None
        assert title.text == product.title
        assert root.get("aria-labelledby") == title.get("id")


def test_pictures_carry_no_script_and_reach_for_nothing_outside() -> None:
    for product_id, text in _DRAWN.items():
        tags = {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(text).iter()}
        assert tags.isdisjoint({"script", "image", "use", "a", "style", "foreignObject", "animate"}), product_id
        assert not re.search(r"href|\bon\w+=|javascript:|url\((?!#)", text), product_id
        assert text.count("http") == 1, product_id


def test_every_reference_is_defined_and_every_definition_used() -> None:
    for product_id, text in _DRAWN.items():
        wanted = set(re.findall(r"url\(#(\w+)\)", text))
        title, *defined = re.findall(r' id="(\w+)"', text)
        assert wanted == set(defined), product_id
        assert title.endswith("title")


def test_names_inside_pictures_do_not_clash_in_one_page() -> None:
    prefixes = {re.findall(r' id="(p[0-9a-f]{8})', text)[0] for text in _DRAWN.values()}
    assert len(prefixes) == len(_DRAWN)


def test_pictures_are_small() -> None:
    assert {product_id: len(text) for product_id, text in _DRAWN.items() if len(text.encode()) >= 6000} == {}


def test_path_data_holds_numbers_only() -> None:
    for product_id, text in _DRAWN.items():
        for data in re.findall(r' d="([^"]*)"', text):
            assert re.fullmatch(r"[MmLlHhVvCcQqTtAaSsZz0-9 .,-]+", data), (product_id, data)


def test_drawings_are_many_and_all_in_use() -> None:
    assert len(DRAWINGS) >= 45
    assert {kind.drawing for kind in KINDS.values()} == set(DRAWINGS)
    assert {product.attributes["type"][0] for product in demo_products()} == set(KINDS)


def test_colour_decides_the_picture() -> None:
    navy, mustard = _DRAWN["harbour-waterproof-parka-navy"], _DRAWN["harbour-waterproof-parka-mustard"]
    assert COLOURS["navy"].hex in navy
    assert COLOURS["mustard"].hex in mustard
    assert COLOURS["navy"].hex not in mustard


def test_pattern_and_material_show() -> None:
    assert "tfloral" in _DRAWN["poppyfield-sundress-red"]
    assert "tstriped" in _DRAWN["breton-jersey-dress-navy-white"]
    assert "tdotted" in _DRAWN["confetti-tea-dress-navy"]
    assert "tknit" in _DRAWN["fisher-rib-sweater-navy"]
    assert "tlinen" in _DRAWN["fenn-linen-shirt-white"]


def test_picture_for_knows_its_own_products_only() -> None:
    assert picture_for("harbour-waterproof-parka-navy") == _DRAWN["harbour-waterproof-parka-navy"]
    assert picture_for("../../etc/passwd") is None
    assert picture_for("") is None


def test_a_stranger_is_refused_with_the_reason() -> None:
    with pytest.raises(ValueError, match=r"'x1'.*'type'.*own images"):
        picture(Product(id="x1", title="Thing"))


def test_a_title_with_markup_is_text() -> None:
    known = demo_products()[0]
    hostile = Product(id="x", title="<script>&", category=known.category, attributes=known.attributes)
    root = ElementTree.fromstring(picture(hostile))
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.text == "<script>&"


@pytest.mark.parametrize("colour", sorted(COLOURS))
def test_things_stand_out_from_their_backdrop(colour: str) -> None:
    centre, edge = studio(COLOURS[colour].hex)
    assert abs(brightness(centre) - brightness(COLOURS[colour].hex)) > 0.07
    assert brightness(edge) < brightness(centre)


def test_mixing_colours() -> None:
    assert mix("#000000", "#ffffff", 0) == "#000000"
    assert mix("#000000", "#ffffff", 0.5) == "#808080"
    assert mix("#102030", "#ffffff", 1) == "#ffffff"


def test_sym_closes_a_half_with_its_mirror_image() -> None:
    assert sym("M200 10L100 20C90 30 80 40 70 50L200 60").endswith("L330 50C320 40 310 30 300 20L200 10z")


def test_round_corners_and_ovals_close() -> None:
    assert rect(0, 0, 10, 20) == "M0 0h10v20h-10z"
    assert rect(0, 0, 10, 20, 2).endswith("z")
    assert oval(5, 5, 3) == oval(5, 5, 3, 3)
