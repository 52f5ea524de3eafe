"""Text from anywhere to plain text: no markup, no unreadable characters, a bounded length."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

# C0 and C1 controls but tab and newline, halves of surrogate pairs, and the two non-characters of plane 0.
_UNREADABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANK_LINES = re.compile("\n{3,}")
# Only with its semicolon: "Salt&copper" holds no copyright sign.
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
# Possessive quantifiers: hostile markup costs one pass, not one pass for each way to split it.
_TAG = re.compile(
    r"</?([a-z][a-z0-9]*(?:[:-][a-z0-9-]+)*+)(?=[\s/>])"
    r"(?:(?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+>|[^<>]*+>)",
    re.IGNORECASE,
)
_DECLARATION = re.compile(r"<!doctype[^<>]*+>|<\?xml[^<>]*+>", re.IGNORECASE)
_CLOSES = re.compile(r"</[a-z]|<br\s*/?>", re.IGNORECASE)

_BLOCKS = frozenset(
    """address article aside blockquote body br caption center dd details div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main nav ol p pre section summary
    table tbody tfoot thead tr ul""".split()
)
_CELLS = frozenset(("td", "th", "option"))
_INLINE = frozenset(
    """a abbr acronym applet area audio b base basefont bdi bdo big blink button canvas cite code col
    colgroup data datalist del dfn dialog dir embed em font frame frameset i iframe img image input ins
    isindex kbd keygen label link listing map mark marquee math menu meta meter noframes noscript object
    optgroup output param picture plaintext progress q rp rt ruby s samp script select slot small source
    span strike strong style sub sup svg template textarea time title track tt u var video wbr xmp animate
    circle g path rect text use""".split()
)
_HIDDEN = frozenset(("script", "style"))


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Plain text and what it took to get there.

    Attributes:
        text: Without markup; entities read; white space folded.
        unreadable: Control characters or halves of surrogate pairs were removed.
        markup: Tags, comments, scripts or styles were removed.
        cut: The text was longer than allowed.
    """

    text: str
    unreadable: bool
    markup: bool
    cut: bool


def clean(value: str, limit: int, *, lines: bool = False) -> Cleaned:
    """Returns `value` as plain text.

    A ``<`` that opens no tag is text: "1 < 2" and "<3" come through as they are. Text that was escaped as
    a whole ("&lt;p&gt;Soft&lt;/p&gt;") is read as the markup it stands for.

    Args:
        value: Text of any origin and length.
        limit: Longest result, in characters.
        lines: Keep line breaks, at most two in a row; otherwise everything becomes one line.
    """
    # Markup has seldom more than fifty times the text; past that, nothing would survive the cut anyway.
    raw = value[: 50 * limit]
    text = readable(raw)
    unreadable = len(text) != len(raw)
    text = _BREAK.sub("\n", text)
    text, markup = _without_markup(text)
    if "&" in text:
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
        if not markup and _CLOSES.search(text):
            text, markup = _without_markup(text)
            text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
        text = readable(text)
    text = _fold(text, lines)
    cut = len(raw) < len(value) or len(text) > limit
    return Cleaned(text[:limit].rstrip() if cut else text, unreadable, markup, cut)


def readable(text: str) -> str:
    """Returns `text` without control characters (tab and line breaks stay) and halves of surrogate pairs."""
    return _UNREADABLE.sub("", text)


def as_written(value: str, limit: int) -> str:
    """Returns `value` on one line with its markup kept as plain text, at most `limit` characters."""
    return _fold(_BREAK.sub("\n", readable(value[: 50 * limit])), lines=False)[:limit].rstrip()


def visible(text: str) -> bool:
    """Whether a reader would see anything: zero-width characters alone are nothing."""
    return any(not character.isspace() and character.isprintable() for character in text)


def _fold(text: str, lines: bool) -> str:
    if not lines:
        return " ".join(text.split())
    folded = "\n".join(" ".join(line.split()) for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", folded).strip()


def _without_markup(text: str) -> tuple[str, bool]:
    """Returns the text between the tags, and whether there were any."""
    if "<" not in text:
        return text, False
    lower = text.lower()
    if len(lower) != len(text):  # "İ" is longer in lower case; positions must agree
        lower = text
    text, lower = (side.replace("<![CDATA[", "").replace("<![cdata[", "").replace("]]>", "") for side in (text, lower))
    # Where the last of each closing mark stands: without this, a thousand unclosed openings would each
    # search to the end of the text.
    last = {mark: lower.rfind(mark) for mark in ("-->", "</script", "</style")}
    parts: list[str] = []
    position, start, found = 0, text.find("<"), False
    while start >= 0:
        end, gap = _markup_at(text, lower, start, last)
        if end > start:
            parts += (text[position:start], gap)
            position, found = end, True
            start = text.find("<", end)
        else:
            start = text.find("<", start + 1)
    parts.append(text[position:])
    return "".join(parts), found


def _markup_at(text: str, lower: str, start: int, last: dict[str, int]) -> tuple[int, str]:
    """Returns where markup at `start` ends (`start` itself if it is text) and what replaces it."""
    if text.startswith("<!--", start):
        return (text.find("-->", start) + 3, "") if last["-->"] >= start else (start, "")
    tag = _TAG.match(text, start)
    if tag is None:
        declaration = _DECLARATION.match(text, start)
        return (declaration.end(), "") if declaration else (start, "")
    name = tag[1].lower()
    if name in _HIDDEN and text[start + 1] != "/" and last["</" + name] >= tag.end():
        closing = text.find(">", lower.find("</" + name, tag.end()))
        return (closing + 1 if closing >= 0 else len(text)), ""
    if name in _BLOCKS:
        return tag.end(), "\n"
    if name in _CELLS:
        return tag.end(), " "
    # An unknown name is a tag if it is written like one; "<large>" alone is somebody's text.
    known = name in _INLINE or "=" in tag[0] or not name.isalnum()
    return (tag.end() if known else start), ""
