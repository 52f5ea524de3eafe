"""How the page looks: a Gradio theme in the shop's colours."""

from __future__ import annotations

from gradio.themes import Base
from gradio.themes.utils import sizes
from gradio.themes.utils.colors import Color

# Fonts of the shopper's own system: nothing is fetched from elsewhere.
_SANS = ("-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "Noto Sans", "sans-serif")
_MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")

_PINE = Color(
    c50="#eef6f2", c100="#d8eae2", c200="#b3d5c6", c300="#86bca5", c400="#569d82", c500="#38806a",
    c600="#276755", c700="#1f5446", c800="#1a4338", c900="#153730", c950="#0b211c",
)  # fmt: skip
_LINEN = Color(
    c50="#fbf9f6", c100="#f4f0ea", c200="#e8e2d8", c300="#d5ccbe", c400="#a89e8f", c500="#7c7368",
    c600="#5e574e", c700="#47423b", c800="#2b2824", c900="#1e1c19", c950="#151412",
)  # fmt: skip


def theme() -> Base:
    """Builds the theme that Gradio's own components take their colours and fonts from."""
    return Base(
        primary_hue=_PINE,
        secondary_hue=_PINE,
        neutral_hue=_LINEN,
        font=_SANS,
        font_mono=_MONO,
        radius_size=sizes.radius_lg,
    ).set(
        body_background_fill="#f7f4ef",
        body_background_fill_dark="#151412",
        body_text_color="#262320",
        body_text_color_dark="#f1ece4",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_border_width_dark="0px",
        block_shadow="none",
        block_shadow_dark="none",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="#1f1d1a",
        background_fill_secondary="#f4f0ea",
        background_fill_secondary_dark="#282521",
        input_background_fill="#ffffff",
        input_background_fill_dark="#1f1d1a",
    )
