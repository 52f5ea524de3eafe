"""Worked examples that show a model what its sentences should be like."""

from __future__ import annotations

from prompts import render

_EXPLAIN = (
    (
        ("boots", ("leather", "you like hiking", "rated 4.7 by 80 reviewers")),
        "You like hiking, and these leather boots are rated 4.7 by 80 reviewers.",
    ),
    (
        ("lamp", ("brass", "within your $60 limit at $45.00")),
        "A lovely brass lamp that stays within your $60 limit at $45.00.",
    ),
    (
        ("mug", ("because you liked the River Bowl", "stoneware", "green")),
        "Because you liked the River Bowl, this green stoneware mug should suit you.",
    ),
)


def explain_examples() -> tuple[tuple[str, str], ...]:
    """Pairs of what the model is given about one product and what it should write."""
    return tuple((render("explain_product", noun=n, facts=f), said) for (n, f), said in _EXPLAIN)
