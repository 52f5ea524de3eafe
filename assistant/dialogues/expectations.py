"""What one turn was, held against what was expected of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.dialogues.grounding import Ground, Shop, ungrounded, unnamed
from assistant.dialogues.matching import in_order, misfits, plain, same_value
from assistant.dialogues.schema import (
    OPEN,
    Expectation,
    ProductFilter,
    ProductsExpectation,
    Range,
    ReplyExpectation,
    ToolExpectation,
)
from assistant.events import ToolCalled
from retrieval.products import Product
from retrieval.requests import Ranked


@dataclass(frozen=True, slots=True)
class Failure:
    """One expectation that did not hold.

    Attributes:
        expectation: Its key in the dialogue, such as ``products.all``.
        expected: What should have been.
        seen: What was.
    """

    expectation: str
    expected: str
    seen: str

    def __str__(self) -> str:
        return f"{self.expectation}: expected {self.expected}; saw {self.seen}"


@dataclass(frozen=True, slots=True)
class Observed:
    """One turn as it happened.

    Attributes:
        user: What the shopper wrote.
        reply: The whole reply.
        language: BCP 47 tag of the reply.
        products: What this turn put on screen, best first; empty where it left the screen alone.
        tool_calls: As executed.
        model_calls: How often the language model was called.
        model: Its name, or ``"none"``.
        stated: Title of the cards and limits in force, in words.
        total: How many products satisfied the limits.
        seconds_to_products: ``None`` where the turn showed none.
        seconds_to_first_text: ``None`` where nothing was said.
        seconds: The whole turn.
        stopped: Why the turn ended early; ``None`` where it did not.
        layout: ``cards``, ``detail`` or ``comparison``: how the products stand on screen.
    """

    user: str
    reply: str
    language: str
    products: tuple[Ranked, ...]
    tool_calls: tuple[ToolCalled, ...]
    model_calls: int
    model: str
    stated: tuple[str, ...]
    total: int
    seconds_to_products: float | None
    seconds_to_first_text: float | None
    seconds: float
    stopped: str | None = None
    layout: str = "cards"


@dataclass(frozen=True, slots=True)
class Background:
    """What went before a turn.

    Attributes:
        previous: The list on screen when the shopper wrote, best first: what "the second one" refers to.
        seen: Every product shown in earlier turns.
        said: The shopper's words so far, this turn's and the stated tastes included.
        shop: The catalogue as a whole, where known.
        budget: Price limits that the shopper has plainly stated and not lifted since. See `budget.budget_after`.
    """

    previous: tuple[Product, ...] = ()
    seen: tuple[Product, ...] = ()
    said: tuple[str, ...] = ()
    shop: Shop | None = None
    budget: Range = OPEN


_EMPTY = "write max: 0 where nothing should be shown, min: 0 where that is fine too"


def remarks(expect: Expectation, turn: Observed) -> tuple[str, ...]:
    """What holds only because nothing was shown, so that it proves less than its author may think."""
    products = expect.products
    if products is None or turn.products or _may_be_empty(products):
        return ()
    empty = [key for key, stated in (("none", products.none), ("new", products.new)) if stated]
    return tuple(f"products.{key} held because no product was shown; add min: 1, or {_EMPTY}" for key in empty)


def check(expect: Expectation, turn: Observed, background: Background) -> tuple[Failure, ...]:
    """Every expectation that does not hold, in the order of the contract's keys.

    A turn that ended early always fails, whatever was expected.
    """
    failures: list[Failure] = []
    if turn.stopped is not None:
        failures.append(Failure("turn", "a turn that ends by itself", f"a stop: {turn.stopped}"))
    if expect.tool is not None:
        failures += _tool(expect.tool, turn.tool_calls)
    if expect.products is not None:
        failures += _products(expect.products, [one.product for one in turn.products], background.previous)
    if expect.reply is not None:
        failures += _reply(expect.reply, turn, background)
    if expect.model_calls is not None and not expect.model_calls.holds(turn.model_calls):
        failures.append(Failure("model_calls", _range(expect.model_calls), str(turn.model_calls)))
    if expect.model is not None and not _is_model(expect.model, turn.model):
        failures.append(Failure("model", expect.model, turn.model))
    if expect.seconds_to_products is not None:
        failures += _in_time(expect.seconds_to_products, turn.seconds_to_products)
    return tuple(failures)


def _tool(expect: ToolExpectation, calls: Sequence[ToolCalled]) -> list[Failure]:
    seen = "; ".join(_call(call.name, call.arguments) for call in calls) or "no tool call"
    if expect.name is None:
        return [Failure("tool", "no tool call", seen)] if calls else []
    named = [call for call in calls if call.name == expect.name]
    if not named:
        return [Failure("tool.name", expect.name, seen)]
    if any(same_value(expect.arguments, call.arguments) for call in named):
        return []
    return [Failure("tool.arguments", _call(expect.name, expect.arguments), seen)]


def _call(name: str, arguments: Mapping[str, object]) -> str:
    return f"{name}({', '.join(f'{key}={value!r}' for key, value in arguments.items())})"


def _products(expect: ProductsExpectation, shown: Sequence[Product], previous: Sequence[Product]) -> list[Failure]:
    failures: list[Failure] = []
    on_screen = _listed(shown)
    if not expect.count.holds(len(shown)):
        failures.append(Failure("products", f"{_range(expect.count)} products", f"{len(shown)}{on_screen}"))
    elif not shown and not _may_be_empty(expect):
        failures += [
            Failure(f"products.{key}", "products to hold it against", f"no product at all; {_EMPTY}")
            for key, stated in (
                ("all", expect.all),
                ("order", expect.order),
                ("cheaper_than_previous", expect.cheaper_than_previous),
            )
            if stated
        ]
    failures += _filters(expect, shown)
    ids = [product.id for product in shown]
    if expect.ids is not None and set(ids) != set(expect.ids):
        failures.append(Failure("products.ids", _ids(expect.ids), _ids(ids)))
    if expect.ids_from_previous is not None:
        failures += _from_previous(expect.ids_from_previous, ids, [product.id for product in previous])
    if expect.new:
        again = [product.id for product in shown if product.id in {one.id for one in previous}]
        if again:
            failures.append(Failure("products.new", "nothing that was on screen before", f"{_ids(again)} again"))
    if expect.order is not None and not in_order(shown, expect.order):
        figures = [product.rating if expect.order == "rating" else product.price for product in shown]
        failures.append(Failure("products.order", expect.order, str(figures)))
    if expect.cheaper_than_previous:
        failures += _cheaper(shown, previous)
    return failures


def _may_be_empty(expect: ProductsExpectation) -> bool:
    """Whether the dialogue says that no product is fine."""
    return 0 in (expect.count.minimum, expect.count.maximum) or expect.ids == ()


def _filters(expect: ProductsExpectation, shown: Sequence[Product]) -> list[Failure]:
    failures: list[Failure] = []
    for wanted in expect.all:
        wrong = [f"{one.id} without {' and '.join(missed)}" for one in shown if (missed := misfits(one, wanted))]
        if wrong:
            failures.append(Failure("products.all", f"every product with {_wish(wanted)}", "; ".join(wrong)))
    for wanted in expect.any:
        if all(misfits(one, wanted) for one in shown):
            failures.append(
                Failure("products.any", f"at least one product with {_wish(wanted)}", f"none{_listed(shown)}")
            )
    for unwanted in expect.none:
        wrong = [f"{one.id} ({one.title})" for one in shown if not misfits(one, unwanted)]
        if wrong:
            failures.append(Failure("products.none", f"no product with {_wish(unwanted)}", "; ".join(wrong)))
    for wanted in expect.first:
        missed = misfits(shown[0], wanted) if shown else ()
        if missed or not shown:
            seen = f"{shown[0].id} without {' and '.join(missed)}" if shown else "no product"
            failures.append(Failure("products.first", f"first a product with {_wish(wanted)}", seen))
    return failures


def _from_previous(positions: Sequence[int], ids: Sequence[str], previous: Sequence[str]) -> list[Failure]:
    wrong = [at for at in positions if not 1 <= (at if at > 0 else at + 1 + len(previous)) <= len(previous)]
    if wrong:
        expected = f"the products at {_numbers(positions)} of the screen before"
        return [Failure("products.ids_from_previous", expected, f"only {len(previous)} products there")]
    wanted = [previous[at - 1 if at > 0 else at] for at in positions]
    if set(ids) == set(wanted):
        return []
    expected = f"{_ids(wanted)} (at {_numbers(positions)} of the screen before)"
    return [Failure("products.ids_from_previous", expected, _ids(ids))]


def _cheaper(shown: Sequence[Product], previous: Sequence[Product]) -> list[Failure]:
    now = [one.price for one in shown if one.price is not None]
    before = [one.price for one in previous if one.price is not None]
    key, expected = "products.cheaper_than_previous", "products that cost less than those before"
    if not before:
        return [Failure(key, expected, "no price on the screen before")]
    if len(now) < len(shown) or (now and max(now) >= max(before)):
        return [Failure(key, expected, f"{now} after {before}")]
    return []


def _reply(expect: ReplyExpectation, turn: Observed, background: Background) -> list[Failure]:
    failures: list[Failure] = []
    shown = [one.product for one in turn.products]
    said = _quoted(turn.reply)
    if expect.names_every_product:
        missing = unnamed(turn.reply, shown)
        if missing:
            titles = "; ".join(product.title for product in missing)
            failures.append(Failure("reply.names_every_product", f"the name {titles}", said))
    if expect.grounded:
        ground = Ground(
            shown=shown,
            seen=list({one.id: one for one in (*background.seen, *shown)}.values()),
            said=background.said,
            stated=turn.stated,
            total=turn.total,
            shop=background.shop,
        )
        failures += [
            Failure("reply.grounded", "only what is proved", f"a reply that {finding}: {said}")
            for finding in ungrounded(turn.reply, ground)
        ]
    text = plain(turn.reply)
    failures += [Failure("reply.contains", repr(part), said) for part in expect.contains if plain(part) not in text]
    if expect.contains_any and not any(plain(part) in text for part in expect.contains_any):
        failures.append(Failure("reply.contains_any", " or ".join(map(repr, expect.contains_any)), said))
    failures += [
        Failure("reply.not_contains", f"no {part!r}", said) for part in expect.not_contains if plain(part) in text
    ]
    if expect.language is not None and not _is_language(expect.language, turn.language):
        failures.append(Failure("reply.language", expect.language, turn.language))
    return failures


def _is_language(expected: str, seen: str) -> bool:
    wanted, tag = expected.casefold(), seen.casefold()
    return tag == wanted or tag.startswith(f"{wanted}-")


def _is_model(expected: str, seen: str) -> bool:
    wanted, model = expected.casefold(), seen.casefold()
    if wanted in {"none", "any"}:
        return (model == "none") == (wanted == "none")
    return wanted in model


def _in_time(expect: Range, seconds: float | None) -> list[Failure]:
    if seconds is None:
        return [Failure("seconds_to_products", f"{_range(expect)} s", "no products")]
    if not expect.holds(seconds):
        return [Failure("seconds_to_products", f"{_range(expect)} s", f"{seconds:.3f} s")]
    return []


def _range(ends: Range) -> str:
    match ends:
        case Range(minimum=None, maximum=None):
            return "any number of"
        case Range(minimum=None, maximum=maximum):
            return f"at most {maximum:g}"
        case Range(minimum=minimum, maximum=None):
            return f"at least {minimum:g}"
        case Range(minimum=minimum, maximum=maximum) if minimum == maximum:
            return f"exactly {minimum:g}"
        case Range(minimum=minimum, maximum=maximum):
            return f"{minimum:g} to {maximum:g}"


def _wish(wanted: ProductFilter) -> str:
    keys = {
        "category": wanted.category,
        "brand": wanted.brand,
        **{f"attributes.{name}": values for name, values in wanted.attributes.items()},
        "title_contains": wanted.title_contains,
        "ids": wanted.ids,
    }
    parts = [f"{key} {' or '.join(values)}" for key, values in keys.items() if values]
    parts += [f"price_min {wanted.price_min:g}"] if wanted.price_min is not None else []
    parts += [f"price_max {wanted.price_max:g}"] if wanted.price_max is not None else []
    parts += [f"in_stock {wanted.in_stock}".lower()] if wanted.in_stock is not None else []
    return ", ".join(parts)


def _listed(shown: Sequence[Product]) -> str:
    return f" ({'; '.join(f'{one.id} {one.title}' for one in shown)})" if shown else ""


def _ids(ids: Sequence[str]) -> str:
    return ", ".join(ids) or "no product"


def _numbers(positions: Sequence[int]) -> str:
    return ", ".join(str(at) for at in positions)


def _quoted(text: str) -> str:
    flat = " ".join(text.split())
    return repr(flat if len(flat) <= 300 else flat[:297] + "…")
