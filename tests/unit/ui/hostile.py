"""Strings that attack a page, and a parser that tells whether one of them came to life."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "security"

STRINGS = (
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    '"><svg onload=window.pwned=1>',
    "' onmouseover='window.pwned=1",
    "${window.pwned=1}",
    "${alert`1`}",
    "{{constructor.constructor('window.pwned=1')()}}",
    "{{{value}}} {{#each value}}{{this}}{{/each}}",
    "`+(window.pwned=1)+`",
    "@children",
    "</textarea></style></script><script>window.pwned=1</script>",
    "![x](https://evil.invalid/x.png) [y](javascript:window.pwned=1) <https://evil.invalid>",
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "<a href='javascript:window.pwned=1'>cheap</a>",
    "$$\\href{javascript:window.pwned=1}{x}$$",
    "\x00\x1b[31m \u202eexe.gpj \ufffe",
)

URLS = (
    "javascript:window.pwned=1",
    " JaVaScRiPt:window.pwned=1",
    "java\nscript:window.pwned=1",
    "java\tscript:window.pwned=1",
    "\x01javascript:window.pwned=1",
    "data:text/html,<script>window.pwned=1</script>",
    "vbscript:x",
    "blob:https://evil.invalid/1",
    "//evil.invalid/x.png",
    "/\\evil.invalid/x.png",
    "\\\\evil.invalid\\x.png",
    "https:",
    "http://",
    "https://[broken",
    "file:///etc/passwd",
    "x:y",
    "pictures/1.jpg",
)

_TAGS = frozenset(
    "article section header button div span p h1 h2 h3 ul ol li dl dt dd table thead tbody tr th td "
    "img a b i em small code svg path rect circle details summary".split()
)
_ATTRIBUTES = frozenset(
    "class aria-label aria-hidden aria-pressed role title alt src href loading referrerpolicy target "
    "rel scope style viewbox fill stroke stroke-width stroke-linecap stroke-linejoin d x y width height "
    "rx cx cy r".split()
)


class _Inspector(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.problems: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            self.problems.append(f"<{tag}>")
        for name, value in attrs:
            if name not in _ATTRIBUTES and not name.startswith("data-"):
                self.problems.append(f"<{tag} {name}>")
            if name in {"src", "href"} and not (value or "").startswith(("https://", "http://", "/")):
                self.problems.append(f"{name}={value}")
            if name == "style" and not (value or "").startswith("--held:"):
                self.problems.append(f"style={value}")

    def handle_data(self, data: str) -> None:
        self.text += data


def life_signs(html: str) -> list[str]:
    """Names every tag, attribute and address in `html` that the page never writes itself."""
    inspector = _Inspector()
    inspector.feed(html)
    inspector.close()
    found = inspector.problems
    return [*found, *(opener for opener in ("${", "{{") if opener in html)]


def text_of(html: str) -> str:
    """What a reader sees."""
    inspector = _Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector.text
