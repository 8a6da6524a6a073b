"""Drawings of the demo's parts, made from their sizes: a side view with its length, an end view with its diameter."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import zhihe.platform.reports
from zhihe.faces.demo.actor import Actor
from zhihe.platform.actions import Row
from zhihe.platform.files.examine import examined
from zhihe.platform.files.sketch import Circle, Sketch, Stroke, Words
from zhihe.platform.records import filed
from zhihe.platform.records.unit import Unit

WIDTH: Final = 720
HEIGHT: Final = 440
MIDDLE: Final = 200.0
FONT: Final = Path(zhihe.platform.reports.__path__[0]) / "fonts" / "NotoSansSC-Regular.ttf"
HOLLOW: Final = frozenset({"RM", "SE", "BR", "MG"})
"""Families whose parts have a bore."""
SQUARE: Final = frozenset({"CP"})
"""Families whose parts are square, with a bore and four holes."""
THIN: Final = frozenset({"SE", "MG"})


def drawing(family: str, code: str, name: str, sizes: Mapping[str, int]) -> Sketch:
    """The sheet of one part: the views, their measures with tolerances, and the title block."""
    across = float(sizes["b"] if family in HOLLOW | SQUARE else sizes["d"])
    along = across / 4 if family in THIN else float(sizes["s"] if family in {"RM", "PR"} else across)
    sheet = Sketch(WIDTH, HEIGHT)
    # To scale across and along where the sheet allows, shortened along where it does not.
    half = 60.0 if along > across else 85.0
    length = min(360.0, max(50.0, along / across * 2 * half))
    _side(sheet, 60.0, length, half, bore=family in HOLLOW)
    _end(sheet, 570.0, half, family)
    _measure(sheet, (60.0, 60.0 + length), MIDDLE + half + 34, f"{along:g} ±0.2")
    _measure(
        sheet, (570.0 - half, 570.0 + half), MIDDLE + half + 34, f"{'□' if family in SQUARE else 'φ'}{across:g} ±0.1"
    )
    _title(sheet, code, name)
    return sheet


def _side(sheet: Sketch, left: float, length: float, half: float, *, bore: bool) -> None:
    right, top, low = left + length, MIDDLE - half, MIDDLE + half
    sheet.parts += [
        Stroke(((left, top), (right, top), (right, low), (left, low), (left, top))),
        Stroke(((left - 22, MIDDLE), (right + 22, MIDDLE)), 1, dashed=True),
    ]
    if bore:
        for y in (MIDDLE - half * 0.7, MIDDLE + half * 0.7):
            sheet.parts.append(Stroke(((left, y), (right, y)), 2, dashed=True))


def _end(sheet: Sketch, x: float, half: float, family: str) -> None:
    if family in SQUARE:
        corners = (
            (x - half, MIDDLE - half),
            (x + half, MIDDLE - half),
            (x + half, MIDDLE + half),
            (x - half, MIDDLE + half),
        )
        sheet.parts.append(Stroke((*corners, corners[0])))
        holes = [(x + dx * half * 0.72, MIDDLE + dy * half * 0.72) for dx in (-1, 1) for dy in (-1, 1)]
        sheet.parts += [Circle(hole, half * 0.1, 2) for hole in holes]
        sheet.parts.append(Circle((x, MIDDLE), half * 0.5))
    else:
        sheet.parts.append(Circle((x, MIDDLE), half))
        if family in HOLLOW:
            sheet.parts.append(Circle((x, MIDDLE), half * 0.7, 2))
    for line in (
        ((x - half - 18, MIDDLE), (x + half + 18, MIDDLE)),
        ((x, MIDDLE - half - 18), (x, MIDDLE + half + 18)),
    ):
        sheet.parts.append(Stroke(line, 1, dashed=True))


def _measure(sheet: Sketch, between: tuple[float, float], y: float, text: str) -> None:
    """A measure below a view: two extension lines, an arrow between them, and what it says."""
    first, last = between
    sheet.parts += [Stroke(((x, y - 28), (x, y + 8)), 1) for x in between]
    sheet.parts.append(Stroke(((first, y), (last, y)), 2))
    for x, way in ((first, 9), (last, -9)):
        sheet.parts.append(Stroke(((x + way, y - 5), (x, y), (x + way, y + 5)), 2))
    sheet.parts.append(Words(((first + last) / 2, y + 18), text, 20))


def _title(sheet: Sketch, code: str, name: str) -> None:
    left, top, right, low = 360.0, 376.0, WIDTH - 10.0, HEIGHT - 10.0
    sheet.parts += [
        Stroke(((10, 10), (right, 10), (right, low), (10, low), (10, 10))),
        Stroke(((left, low), (left, top), (right, top)), 2),
        Words(((left + right) / 2, (top + low) / 2), f"{code}  {name}", 22),
        Words((185, (top + low) / 2), "示例图纸  单位 mm", 18),
    ]


def kept(actor: Actor, sheets: Mapping[str, Sketch]) -> dict[str, Row]:
    """The sheets as uploads of this user, by item code: what an image field takes."""
    contents = actor.house.contents

    def work(unit: Unit) -> dict[str, Row]:
        found = {}
        for code, sheet in sheets.items():
            file = filed.keep(unit, contents, examined(f"{code}.png", sheet.png(FONT)))
            found[code] = {key: file[key] for key in ("id", "name", "type", "size")}
        return found

    return actor.run(work)
