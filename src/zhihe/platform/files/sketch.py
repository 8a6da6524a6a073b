"""Line drawings as PNG: lines, circles and words at places, and nothing that looks at the outside."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from PIL import Image, ImageDraw, ImageFont

Point = tuple[float, float]
INK: Final = 25
PAPER: Final = 255
DASH: Final = 14.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points; ``dashed`` for what is hidden or a centre."""

    points: Sequence[Point]
    width: int = 3
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle around a centre."""

    centre: Point
    radius: float
    width: int = 3


@dataclass(frozen=True, slots=True)
class Words:
    """A text, its middle at a place."""

    at: Point
    text: str
    size: int = 22


@dataclass(slots=True)
class Sketch:
    """What is on the sheet, in pixels from its upper left corner."""

    width: int
    height: int
    parts: list[Stroke | Circle | Words] = field(default_factory=list)

    def png(self, font: Path) -> BinaryIO:
        """The sheet as PNG, words in this font."""
        sheet = Image.new("L", (self.width, self.height), PAPER)
        pen = ImageDraw.Draw(sheet)
        for part in self.parts:
            if isinstance(part, Stroke):
                _stroke(pen, part)
            elif isinstance(part, Circle):
                (x, y), r = part.centre, part.radius
                pen.ellipse((x - r, y - r, x + r, y + r), outline=INK, width=part.width)
            else:
                pen.text(part.at, part.text, fill=INK, font=ImageFont.truetype(str(font), part.size), anchor="mm")
        out = io.BytesIO()
        sheet.save(out, "PNG")
        out.seek(0)
        return out


def _stroke(pen: ImageDraw.ImageDraw, stroke: Stroke) -> None:
    for start, end in zip(stroke.points, stroke.points[1:], strict=False):
        for piece in _dashes(start, end) if stroke.dashed else [(start, end)]:
            pen.line(piece, fill=INK, width=stroke.width)


def _dashes(start: Point, end: Point) -> list[tuple[Point, Point]]:
    (x0, y0), (x1, y1) = start, end
    length = max(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5, 1.0)
    marks = [min(n * DASH / length, 1.0) for n in range(int(length / DASH) + 2)]
    places = [(x0 + (x1 - x0) * mark, y0 + (y1 - y0) * mark) for mark in marks]
    return list(zip(places[::2], places[1::2], strict=False))
