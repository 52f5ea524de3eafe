"""Masthead, welcome, steps, suggestions and profile. Values in, escaped HTML out."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from assistant.events import ToolCalled
from assistant.memory import ProfileView
from ui.markup import icon, sentence, text

_TOOL_WORDS = {
    "search_products": "Searched the catalogue",
    "show_product": "Looked at one product",
    "compare_products": "Compared products",
    "similar_products": "Looked for similar products",
    "remember_preference": "Remembered a preference",
}


@dataclass(frozen=True, slots=True)
class ShopperChoice:
    """A known shopper that the page offers to shop as.

    Attributes:
        id: What `ShoppingAssistant.start` takes.
        name: On the button.
        about: A few words on their taste, as a tooltip.
    """

    id: str
    name: str
    about: str = ""


def masthead(title: str, shopper: str | None) -> str:
    """Draws the line at the top: the shop's name, who shops, and a new conversation."""
    return (
        f'<div class="masthead"><span class="mark" aria-hidden="true"><i></i></span><h1>{text(title)}</h1>'
        f'<button class="ghost profile-door" data-toggle="profile" aria-label="Your profile">'
        f"{icon('person')}<span>{text(shopper or 'Guest')}</span></button>"
        f'<button class="ghost" data-leave="new" aria-label="New conversation">{icon("new")}'
        f"<span>New conversation</span></button></div>"
    )


def welcome(examples: Sequence[str]) -> str:
    """Draws the greeting and requests to start with."""
    offers = "".join(
        f'<button class="example" data-say="{text(example)}"><span>{text(example)}</span>{icon("arrow")}</button>'
        for example in examples
    )
    return (
        '<div class="welcome"><h2>What are you looking for?</h2>'
        "<p>Say it as you would to a good shop assistant: what it is for, what it may cost, "
        "what you cannot stand. Every suggestion comes with its reasons.</p>"
        f'<div class="examples">{offers}</div></div>'
    )


def suggestions(replies: Sequence[str]) -> str:
    """Draws what the shopper could say next, one button each."""
    chips = "".join(f'<button class="chip" data-say="{text(reply)}">{text(reply)}</button>' for reply in replies)
    return f'<div class="suggestions" role="group" aria-label="Suggested replies">{chips}</div>' if chips else ""


def reply(said: str, names: Collection[str]) -> str:
    """A reply as paragraphs; a line that begins with a product's name shows the name in bold.

    Args:
        said: Plain text, a line for each thing said.
        names: What the products on screen are called in prose.
    """
    return "".join(f"<p>{_named(line, names)}</p>" for line in said.split("\n") if line.strip())


def _named(line: str, names: Collection[str]) -> str:
    name = next((name for name in names if line.startswith(f"{name}: ")), None)
    if name is None:
        return text(line)
    return f"<strong>{text(name)}</strong>{text(line[len(name) + 2 :])}"


def working(doing: str) -> str:
    """Draws a sign that the assistant is busy, and with what."""
    return f'<p class="working" role="status"><i></i><i></i><i></i> {text(doing)}</p>'


def steps(calls: Sequence[ToolCalled]) -> str:
    """Draws the agent's steps of one turn as a folded line: tool, and arguments as executed."""
    if not calls:
        return ""
    lines = "".join(
        f"<li><b>{text(step_words(call))}</b> <code>{text(call.name)}</code>{_arguments(call.arguments)}</li>"
        for call in calls
    )
    count = "1 step" if len(calls) == 1 else f"{len(calls)} steps"
    return f'<details class="steps"><summary>How I got there: {count}</summary><ol>{lines}</ol></details>'


def step_words(call: ToolCalled) -> str:
    """Says in a few words what a tool call did."""
    return _TOOL_WORDS.get(call.name, call.name.replace("_", " ").capitalize())


def profile_panel(profile: ProfileView, shoppers: Sequence[ShopperChoice]) -> str:
    """Draws the profile as the assistant sees it: every entry removable, and all of it at once."""
    entries = "".join(
        f'<li data-kind="{text(entry.kind)}"><span>{sentence(entry.text)}</span>'
        f'<button data-act="forget" data-id="{text(entry.id)}" aria-label="Forget: {text(entry.text)}" '
        f'title="Forget this">{icon("close")}</button></li>'
        for entry in profile.entries
    )
    known = (
        f'<ul class="entries">{entries}</ul>'
        '<details class="erase"><summary>Erase everything</summary>'
        '<p>This cannot be undone. <button data-act="erase">Yes, erase my profile</button></p></details>'
        if entries
        else '<p class="nothing-known">Nothing yet. Like or dislike a product, or tell me '
        "what you never want to see.</p>"
    )
    return (
        '<section class="profile" aria-label="Your profile">'
        '<header><h2>What I know about you</h2><button class="ghost shut" data-toggle="profile" '
        f'aria-label="Close the profile">{icon("close")}</button></header>'
        f"{_shopper_choice(profile.shopper, shoppers)}{known}</section>"
    )


def _shopper_choice(current: str | None, shoppers: Sequence[ShopperChoice]) -> str:
    if not shoppers:
        return ""
    guest = ShopperChoice(id="", name="Guest", about="Nobody in particular; only this session remembers")
    buttons = "".join(
        f'<button data-leave="shopper" data-id="{text(choice.id)}" title="{text(choice.about)}" '
        f'aria-pressed="{"true" if choice.id == (current or "") else "false"}">{text(choice.name)}</button>'
        for choice in (guest, *shoppers)
    )
    return f'<div class="shoppers" role="group" aria-label="Shop as">{buttons}</div>'


def _arguments(arguments: Mapping[str, object]) -> str:
    told = {name: value for name, value in arguments.items() if value not in (None, "", (), [], {})}
    pairs = "".join(f"<div><dt>{text(name)}</dt><dd>{text(_plain(value))}</dd></div>" for name, value in told.items())
    return f"<dl>{pairs}</dl>" if pairs else ""


def _plain(value: object) -> str:
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(_plain(part) for part in value)
    return json.dumps(value, ensure_ascii=False, default=_spell_out)


def _spell_out(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else str(value)
