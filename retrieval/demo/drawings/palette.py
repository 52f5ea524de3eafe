"""Arithmetic on ``#rrggbb`` colours."""

from __future__ import annotations

WHITE = "#ffffff"
NIGHT = "#1c1730"  # shadows lean to it rather than to black, which would look burnt


def mix(first: str, second: str, share: float) -> str:
    """`first` with `share` (0 to 1) of `second` in it."""
    a, b = _channels(first), _channels(second)
    return "#" + "".join(f"{int(x + (y - x) * share + 0.5):02x}" for x, y in zip(a, b, strict=True))


def brightness(colour: str) -> float:
    """Perceived brightness, 0 to 1."""
    red, green, blue = _channels(colour)
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def saturation(colour: str) -> float:
    """Distance between the strongest and the weakest channel, 0 to 1."""
    channels = _channels(colour)
    return (max(channels) - min(channels)) / 255


def studio(colour: str) -> tuple[str, str]:
    """Centre and edge of a backdrop on which an object of `colour` stands out."""
    if brightness(colour) > 0.78:
        # Pale things would drown in a tint of themselves: a deeper tone of theirs, or a cool grey for white.
        toned = "#8ea4ba" if saturation(colour) < 0.06 else mix(_deeper(colour), "#b0aca8", 0.4)
        return mix(toned, WHITE, 0.3), mix(toned, WHITE, 0.06)
    tint = mix(colour, "#f1e4d2", 0.3) if saturation(colour) < 0.12 else colour
    return mix(tint, WHITE, 0.88), mix(tint, WHITE, 0.62)


def _deeper(colour: str) -> str:
    """The same hue, further away from white."""
    return "#" + "".join(f"{max(0, channel - (255 - channel) * 9 // 10 - 24):02x}" for channel in _channels(colour))


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
