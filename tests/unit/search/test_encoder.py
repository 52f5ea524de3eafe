"""The text that stands for a product, and the real encoder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.embedding import product_text, text_hash
from retrieval.encoder import BertEncoder, EncoderError, best_precision
from retrieval.products import Product
from retrieval.weights import DEFAULT_ENCODER, resolve


def test_product_text_names_the_product_first_and_is_bounded() -> None:
    product = Product(
        id="1",
        title="Red Backpack.",
        description="x" * 5000,
        category=("Bags", "Backpacks"),
        brand="Acme",
        attributes={"colour": ("red", "blue"), "empty": ()},
    )
    text = product_text(product)
    assert text.startswith("Red Backpack. Bags Backpacks. Acme. red, blue. xxx")
    assert len(text) < 700
    assert product_text(Product(id="1", title="Only")) == "Only"


def test_text_hash_tells_texts_apart() -> None:
    assert text_hash("a") == text_hash("a") != text_hash("b")
    assert len(text_hash("\ud800")) == 32


def test_precision_is_chosen_by_the_processor() -> None:
    assert best_precision() in ("fp32", "bf16")


def test_unusable_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="precision 'int4' is not known; valid are auto"):
        BertEncoder(tmp_path, "int4")
    with pytest.raises(EncoderError, match=r"needs config.json and model.safetensors"):
        BertEncoder(tmp_path)
    (tmp_path / "config.json").write_text('{"model_type": "nonsense"}')
    (tmp_path / "model.safetensors").write_bytes(b"nothing")
    with pytest.raises(EncoderError, match="holds no usable encoder"):
        BertEncoder(tmp_path)


@pytest.fixture(scope="module")
def bert() -> BertEncoder:
    return BertEncoder(resolve(DEFAULT_ENCODER, progress=False))


@pytest.mark.model
def test_encodes(bert: BertEncoder) -> None:
    told: list[tuple[int, int]] = []
    texts = ["a red dress", "", "😀 \ud800 \0", "word " * 5000, "a crimson gown", "a power drill"]
    vectors = bert.encode(texts, progress=lambda done, of: told.append((done, of)))
    assert vectors.shape == (6, bert.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    assert told[-1] == (6, 6)
    assert vectors[0] @ vectors[4] > vectors[0] @ vectors[5] + 0.2
    assert bert.encode([]).shape == (0, bert.dimension)


@pytest.mark.model
def test_a_text_has_one_vector_whatever_its_company(bert: BertEncoder) -> None:
    texts = [" ".join(["shoe"] * length) for length in range(1, 60)]
    together = bert.encode(texts)
    alone = np.concatenate([bert.encode([text]) for text in texts[::20]])
    assert (np.sum(together[::20] * alone, axis=1) > 0.999).all()


@pytest.mark.model
def test_the_name_is_that_of_the_weights(bert: BertEncoder, tmp_path: Path) -> None:
    for path in resolve(DEFAULT_ENCODER, progress=False).iterdir():
        if path.is_file():
            (tmp_path / path.name).symlink_to(path)
    assert BertEncoder(tmp_path).name == bert.name
