"""Messages in another language are told from English ones that borrow words."""

from __future__ import annotations

import pytest

from assistant.learning.wordings import Wordings
from assistant.understanding.foreign import is_foreign


@pytest.mark.parametrize(
    "text",
    [
        "Ich suche rote Schuhe unter 50 Euro",
        "红色连衣裙 50元以下",
        "أحذية",
        "je cherche une robe",
        "busco zapatos para mi madre",
    ],
)
def test_other_languages(text: str) -> None:
    assert is_foreign(text)


@pytest.mark.parametrize(
    "text",
    ["a red dress", "pour over coffee maker", "crème brûlée torch", "👍", "", "die cut stickers", "plus size des"],
)
def test_english_with_borrowed_words(text: str) -> None:
    assert not is_foreign(text)


def test_nothing_that_shoppers_are_known_to_say_is_foreign() -> None:
    said = [template for templates in Wordings.packaged().lists.values() for template in templates]
    assert not [template for template in said if is_foreign(template)]
