"""Small talk around a wish is not searched for."""

from __future__ import annotations

import pytest

from assistant.understanding.meanings import Seen
from assistant.understanding.reader import read
from assistant.understanding.search_words import worded
from retrieval.facets import Lexicon
from retrieval.products import Product

LEXICON = Lexicon.from_products(
    [
        Product(id="1", title="Desk chair", description="A blessing for your back"),
        Product(id="2", title="Leather bag", description="Roomy, with pockets"),
    ]
)


def words(text: str, *tags: tuple[str, str, float], refines: bool = False) -> str:
    spans = tuple((text.index(said), text.index(said) + len(said), tag, chance) for said, tag, chance in tags)
    return worded(read(text, LEXICON), Seen((("search", 1.0),), spans), LEXICON, refines=refines).words


def test_words_around_a_named_thing_count_where_titles_have_them() -> None:
    text = "my commute is killing me at the desk, honestly a chair would be such a blessing"
    assert words(text, ("chair", "thing", 0.9)) == "desk chair"


def test_a_word_of_descriptions_counts_beside_the_thing() -> None:
    assert words("a roomy bag, my life is a blessing", ("bag", "thing", 0.9)) == "roomy bag"


def test_without_a_thing_every_word_counts() -> None:
    assert words("something soothing for rainy evenings") == "soothing rainy evenings"
    assert words("something soothing", ("soothing", "thing", 0.4)) == "soothing"


def test_a_refinement_adds_what_is_tagged() -> None:
    text = "no patience today, pockets"
    assert words(text, ("pockets", "wanted", 0.8), refines=True) == "pockets"


@pytest.mark.parametrize("text", ["gluten-free bag", "leather bag"])
def test_what_was_read_stays(text: str) -> None:
    assert words(text, ("bag", "thing", 0.9)).split()[-1] in ("bag", "gluten-free")
    assert set(read(text, LEXICON).include) & set(words(text, ("bag", "thing", 0.9)).split())
