"""Outlines as SVG path data, on a canvas of 400 by 400."""

from __future__ import annotations

import re

CANVAS = 400
_POINTS = {"M": 1, "L": 1, "Q": 2, "C": 3}


def rect(x: int, y: int, width: int, height: int, radius: int = 0) -> str:
    """A rectangle with round corners."""
    if not radius:
        return f"M{x} {y}h{width}v{height}h{-width}z"
    r, across, down = radius, width - 2 * radius, height - 2 * radius
    return (
        f"M{x + r} {y}h{across}a{r} {r} 0 0 1 {r} {r}v{down}a{r} {r} 0 0 1 {-r} {r}"
        f"h{-across}a{r} {r} 0 0 1 {-r} {-r}v{-down}a{r} {r} 0 0 1 {r} {-r}z"
    )


def oval(x: int, y: int, rx: int, ry: int | None = None) -> str:
    """An ellipse around (x, y); a circle without `ry`."""
    ry = rx if ry is None else ry
    return f"M{x - rx} {y}a{rx} {ry} 0 1 0 {2 * rx} 0a{rx} {ry} 0 1 0 {-2 * rx} 0z"


def sym(half: str) -> str:
    """Close `half`, a path from the middle axis down to it again, with its mirror image.

    Only absolute ``M L Q C`` commands may be used.
    """
    points: list[tuple[float, float]] = []
    commands: list[str] = []
    for command, numbers in re.findall(r"([MLQC])([^MLQC]*)", half):
        values = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", numbers)]
        pairs = list(zip(values[::2], values[1::2], strict=True))
        commands.extend([command] * (len(pairs) // _POINTS[command]))
        points.extend(pairs)
    back = [(CANVAS - x, y) for x, y in reversed(points)][1:]
    text = [half]
    for command in reversed(commands[1:]):
        taken, back = back[: _POINTS[command]], back[_POINTS[command] :]
        text.append(command + " ".join(f"{x:g} {y:g}" for x, y in taken))
    return "".join(text) + "z"
