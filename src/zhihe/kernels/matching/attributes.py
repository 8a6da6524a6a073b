"""Reading the marks of a specification: threads, sizes, values with units, standards, part numbers.

Each mark is a kind and a value in one spelling: «1.5m», «1500 mm» and «1500毫米» are all (length, 1500). What is read
is blanked in the text that is handed back, so that words are read from the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from types import MappingProxyType

Mark = tuple[str, str]

_UNIT_LINES = """
length um=1/1000 微米=1/1000 mm=1 毫米=1 cm=10 厘米=10 公分=10 dm=100 m=1000 米=1000 公尺=1000
length in=127/5 inch=127/5 "=127/5 英寸=127/5 寸=127/5
mass mg=1/1000 毫克=1/1000 g=1 克=1 kg=1000 公斤=1000 千克=1000 t=1000000 吨=1000000
volume ml=1 毫升=1 cc=1 l=1000 升=1000
area mm2=1 平方毫米=1 平方=1 平方米=1000000 m2=1000000
voltage mv=1/1000 v=1 vdc=1 vac=1 伏=1 伏特=1 kv=1000 千伏=1000
current ua=1/1000000 ma=1/1000 毫安=1/1000 a=1 安=1 安培=1
power mw=1/1000 w=1 瓦=1 瓦特=1 kw=1000 千瓦=1000 megw=1000000
resistance mohm=1/1000 r=1 ohm=1 欧=1 欧姆=1 k=1000 kohm=1000 千欧=1000 megohm=1000000 兆欧=1000000
capacitance pf=1 皮法=1 nf=1000 纳法=1000 uf=1000000 微法=1000000 f=1000000000000
inductance nh=1 uh=1000 mh=1000000
frequency hz=1 khz=1000 mhz=1000000 ghz=1000000000
pressure pa=1 kpa=1000 bar=100000 mpa=1000000 兆帕=1000000
speed rpm=1 r/min=1 转=1
temperature °c=1 度=1
tolerance %=1
mesh 目=1 mesh=1
poles pin=1 芯=1 孔=1 位=1 极=1
"""
UNITS = MappingProxyType(
    {
        name: (line.split()[0], Fraction(factor))
        for line in filter(None, _UNIT_LINES.splitlines())
        for name, _, factor in (unit.rpartition("=") for unit in line.split()[1:])
    }
)
_N = r"(?:\d+(?:\.\d+)?|\.\d+)"
_UNIT = "|".join(re.escape(name) for name in sorted(UNITS, key=len, reverse=True))
_BOUND = r"(?![a-z0-9])"
# A Chinese unit and a percent sign end by themselves; «316 M2.5» is no area.
_AFTER_UNIT = r"(?:(?<=[\u3400-\u9fff%])|(?![a-z0-9]|\.[0-9]))"
_LENGTH = r"(?:mm|cm|m|in|\")"
_PATTERN = re.compile(
    "|".join(
        (
            r"(?<![a-z0-9])(?P<standard>(?:gb/?t?|iso|din|jis|ansi|astm|asme|jb/?t?|hg/?t?|yb/?t?|sj/?t?|qc/?t?))"
            r"[\s-]*(?P<number>[a-z]?\s?\d+(?:\.\d+)?)(?:-(?:(?:19|20)\d\d|\d\d(?!\d)))?" + _BOUND,
            rf"(?<![a-z0-9])(?P<series>st|m)(?P<thread>{_N})(?:x(?P<second>{_N}))?(?:x(?P<third>{_N}))?(?:\s*mm(?![a-z]))?(?![0-9])",
            rf"(?P<cores>\d+)x(?P<section>{_N})\s*(?:mm2|平方毫米|平方)(?!米)",
            r"(?<![a-z0-9/])(?P<pipe>(?:g|rc|rp|r|npt|zg|bsp|pt)\s*(?:\d+-)?\d+/\d+)\"?" + _BOUND,
            rf"(?<![a-z0-9])(?P<nominal>dn|pn|awg)\s*(?P<nominal_value>{_N})" + _BOUND,
            rf"(?P<gauge>\d+)\s*awg{_BOUND}",
            rf"(?P<size>φ?{_N}{_LENGTH}?(?:xφ?{_N}{_LENGTH}?)+(?:\s+mm)?){_BOUND}",
            rf"φ\s*(?P<diameter>{_N})(?P<diameter_unit>mm|cm|m)?{_BOUND}",
            r"(?<![0-9/])(?P<inch>(?:\d+-)?\d+/\d+)\s*(?:\"|inch|英寸|寸|in(?![a-z]))",
            rf"(?<![a-z0-9./-])(?P<value>{_N}(?:/{_N})*)(?!\s+m2)\s*(?P<unit>{_UNIT}){_AFTER_UNIT}",
            r"(?<![a-z0-9.])(?P<split>\d+[rk]\d+)" + _BOUND,
            r"(?<![0-9.])(?P<grade>4\.8|5\.6|5\.8|6\.8|8\.8|10\.9|12\.9)级?(?![0-9.])",
            rf"(?<![a-z0-9.])l\s*=\s*(?P<long>{_N})(?:mm)?" + _BOUND,
            r"(?P<part>(?:[a-z]+[-._/]?)*\d[a-z0-9]*(?:[-._/#][a-z0-9]+)*#?)",
        )
    )
)
_PIECE = re.compile(rf"φ?(?P<number>{_N})(?P<unit>{_LENGTH}?)")
_FRACTION = re.compile(r"[1-9]/(?:2|3|4|8|10|16|20|32|64)|1[0-9]/(?:16|32|64)")
_LEAST_PART = 4
# A coarse or fine pitch is at most a quarter of the diameter; a fastener that short is not made.
_PITCH_SHARE = Fraction(1, 4)


def read_attributes(text: str, known: Callable[[str], bool]) -> tuple[list[Mark], str]:
    """Read the marks of normalised text and hand back the rest; ``known`` words are left to the lexicon."""
    marks: list[Mark] = []

    def take(found: re.Match[str]) -> str:
        # «316L» is a steel, not a volume, where the lexicon knows it.
        if found["part"] is not None or (found["unit"] is not None and known(found[0])):
            return _take_part(found[0], marks, known)
        marks.extend(_reader(found)(found))
        return " "

    return marks, _PATTERN.sub(take, text)


def number(value: Fraction) -> str:
    """Write a number in one spelling: a plain decimal where there is one of ten places, else a fraction."""
    scaled = value * 10**10
    if scaled.denominator != 1:
        return str(value)
    whole, rest = divmod(abs(scaled.numerator), 10**10)
    text = f"{whole}.{rest:010d}".rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 else text


def _thread(found: re.Match[str]) -> list[Mark]:
    """Read M3x8, M10x1.25, M10x1.5x30 and the tapping thread ST4.2x16."""
    diameter = Fraction(found["thread"])
    marks = [("thread", found["series"].removeprefix("m") + number(diameter))]
    rest = [Fraction(text) for text in (found["second"], found["third"]) if text]
    if rest and rest[0] <= diameter * _PITCH_SHARE:
        marks.append(("pitch", number(rest.pop(0))))
    marks.extend(("length", number(length)) for length in rest)
    return marks


def _size(found: re.Match[str]) -> list[Mark]:
    """Read 20x30x5, 1.2m x 2.4m and φ20x2.4 as a size in millimetres, smallest first."""
    pieces = [(Fraction(piece["number"]), piece["unit"]) for piece in _PIECE.finditer(found["size"])]
    last = pieces[-1][1] or "mm"
    sizes = sorted(value * UNITS[unit or last][1] for value, unit in pieces)
    return [("size", "x".join(number(size) for size in sizes))]


def _value(found: re.Match[str]) -> list[Mark]:
    """Read a number with its unit in the base unit of its kind: 1/4W is a fraction, 60/30mg are two numbers."""
    kind, factor = UNITS[found["unit"]]
    if _FRACTION.fullmatch(found["value"]):
        return [(kind, number(Fraction(found["value"]) * factor))]
    several = sorted(Fraction(value) * factor for value in found["value"].split("/"))
    return [(kind, "/".join(map(number, several)))]


def _split(found: re.Match[str]) -> list[Mark]:
    """Read 4k7 and 4r7, where the unit stands for the point."""
    unit = "k" if "k" in found["split"] else "r"
    return [("resistance", number(Fraction(found["split"].replace(unit, ".")) * UNITS[unit][1]))]


def _fraction(text: str) -> Fraction:
    """Read 1/4 and 1-1/4 (one and a quarter)."""
    whole, dash, part = text.rpartition("-")
    return Fraction(part) + (int(whole) if dash else 0)


def _inch(found: re.Match[str]) -> list[Mark]:
    if found["inch"].endswith("/0"):
        return [("number", found["inch"])]
    return [("length", number(_fraction(found["inch"]) * UNITS["in"][1]))]


def _diameter(found: re.Match[str]) -> list[Mark]:
    return [("diameter", number(Fraction(found["diameter"]) * UNITS[found["diameter_unit"] or "mm"][1]))]


_READERS: MappingProxyType[str, Callable[[re.Match[str]], list[Mark]]] = MappingProxyType(
    {
        "standard": lambda f: [("standard", (f["standard"] + f["number"]).replace("/", "").replace(" ", ""))],
        "thread": _thread,
        "cores": lambda f: [("cable", f"{f['cores']}x{number(Fraction(f['section']))}")],
        "pipe": lambda f: [("pipe", f["pipe"].replace(" ", ""))],
        "nominal": lambda f: [(f["nominal"], number(Fraction(f["nominal_value"])))],
        "gauge": lambda f: [("awg", f["gauge"])],
        "size": _size,
        "diameter": _diameter,
        "inch": _inch,
        "value": _value,
        "split": _split,
        "grade": lambda f: [("grade", f["grade"])],
        "long": lambda f: [("length", number(Fraction(f["long"])))],
    }
)


def _reader(found: re.Match[str]) -> Callable[[re.Match[str]], list[Mark]]:
    """Choose the reader of the pattern that matched."""
    return next(reader for name, reader in _READERS.items() if found[name] is not None)


def _take_part(text: str, marks: list[Mark], known: Callable[[str], bool]) -> str:
    """Read a part number or a bare number; a word the lexicon knows stays in the text."""
    if known(text) or text.isalpha():
        return f" {text} "
    pieces = re.split(r"[-._/]", text)
    if any(known(piece) for piece in pieces):
        return " ".join(_take_part(piece, marks, known) for piece in pieces)
    plain = re.sub(r"[-._/#]", "", text)
    if text.isdigit() and len(text) < _LEAST_PART:
        marks.append(("number", text.lstrip("0") or "0"))
    elif len(plain) >= _LEAST_PART or not plain.isdigit():
        marks.append(("part", plain))
    else:
        marks.append(("number", text))
    return " "
