"""Duplicate finding against a plain twin on a labelled set made from a seed: seconds, recall and precision.

The twin is what one writes in an afternoon: block by the first characters of the case-folded name, compare all names
of a block by rapidfuzz token_sort_ratio. ``sure_`` figures count the pairs that score 0.9 or more. Prints one JSON
line per case; run as ``python bench/matching.py [count]``.

Items: families of real stock (fasteners, nuts and washers, bearings, O-rings, resistors, capacitors, cables, plates,
valves, cartons, bought parts). A family's marks are drawn from dense ranges, so that most items have near twins that
differ in one length, thread, material or value and are *not* duplicates. Fifteen in a hundred items get a duplicate,
some two: written in other words or in English, with other signs, widths, units, order of words, traditional
characters, a brand added, a slip of the pen or a homophone in a word, one mark left out. One word in twelve is a
trade name the kernel does not know. Numbers and part numbers are never mistyped, since that is another item.

Organisations: Chinese and English names with place, field and legal form; duplicates leave out the place, abbreviate
or change the form, are written in pinyin, with a homophone or a slip. Companies of one core in two places are not
duplicates.
"""

from __future__ import annotations

import json
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

import numpy as np
from pypinyin import lazy_pinyin
from rapidfuzz import fuzz, process

import matching_holdout  # type: ignore[import-not-found]  # beside
from scratch import scaled  # type: ignore[import-not-found]  # beside
from zhihe.kernels.matching import MasterRecord, find_duplicates

SEED = 20261101
FIRST = 3
CUTOFF = 90
GOAL_SECONDS = 60
SURE = 0.9
Search = Callable[["Labelled"], dict[tuple[str, str], float]]
DUPLICATED = 0.15
# Word, Chinese forms, English forms, forms the kernel does not know.
WORDS = {
    "screw": (["螺钉", "螺丝", "螺丝钉"], ["screw", "machine screw"], ["机丝", "螺釘子"]),
    "nut": (["螺母", "螺帽"], ["nut"], ["丝帽"]),
    "washer": (["垫圈", "垫片"], ["washer"], ["垫环"]),
    "bearing": (["轴承", "滚动轴承"], ["bearing"], ["培林"]),
    "o_ring": (["O型圈", "O形圈", "O型密封圈"], ["O-ring", "O ring"], ["密封胶圈"]),
    "resistor": (["电阻", "贴片电阻", "电阻器"], ["resistor", "chip resistor"], ["片阻", "RES"]),
    "capacitor": (["电容", "贴片电容", "电容器"], ["capacitor", "MLCC"], ["片容"]),
    "cable": (["电缆", "电线", "线缆"], ["cable", "wire"], ["护套线"]),
    "plate": (["钢板", "板材"], ["plate", "steel plate"], ["板料"]),
    "ball_valve": (["球阀"], ["ball valve"], ["球型凡而"]),
    "gate_valve": (["闸阀"], ["gate valve"], ["闸门凡而"]),
    "carton": (["纸箱", "瓦楞纸箱", "外箱"], ["carton", "corrugated box"], ["包装箱"]),
    "sensor": (["传感器", "感应器"], ["sensor"], ["探头"]),
    "relay": (["继电器"], ["relay"], ["电驿"]),
    "motor": (["电机", "马达", "电动机"], ["motor"], ["摩打"]),
    "phillips": (["十字", "十字槽"], ["Phillips", "cross recessed"], ["米字"]),
    "hex_socket": (["内六角"], ["hex socket", "Allen"], ["内六方孔"]),
    "slotted": (["一字", "一字槽"], ["slotted"], ["平口槽"]),
    "countersunk": (["沉头"], ["countersunk", "CSK"], ["埋入头"]),
    "pan": (["盘头"], ["pan head"], ["盆头"]),
    "cylinder": (["圆柱头", "杯头"], ["cap head", "cheese head"], ["柱型头"]),
    "304": (["304", "SUS304"], ["SUS304", "304"], ["06Cr19Ni10"]),
    "316": (["316", "SUS316"], ["SUS316", "316"], ["06Cr17Ni12Mo2"]),
    "steel": (["碳钢"], ["carbon steel", "steel"], ["普碳"]),
    "copper": (["黄铜", "铜"], ["brass"], ["H59"]),
    "nbr": (["丁腈", "NBR"], ["NBR", "nitrile"], ["耐油胶"]),
    "fkm": (["氟胶", "氟橡胶", "FKM"], ["FKM", "Viton"], ["耐温胶"]),
    "silicone": (["硅胶"], ["silicone"], ["矽膠"]),
    "zinc": (["镀锌"], ["zinc plated"], ["环保白"]),
    "black": (["黑色", "黑"], ["black"], ["乌色"]),
    "red": (["红色", "红"], ["red"], ["朱色"]),
    "blue": (["蓝色", "蓝"], ["blue"], ["靛色"]),
}
BRANDS = ["晋亿", "SKF", "NSK", "风华", "Murata", "远东", "正泰", "Omron"]
HOMOPHONES = str.maketrans("钉丝阻容轴缆阀头箱垫", "订思组荣周览伐投厢电")
TRADITIONAL = str.maketrans("钉丝电阻轴线缆阀头锌铜钢垫圈", "釘絲電阻軸線纜閥頭鋅銅鋼墊圈")
Part = tuple[str, str]


@dataclass
class Labelled:
    """Records with the pairs of ids that are one thing."""

    records: list[MasterRecord] = field(default_factory=list)
    pairs: set[tuple[str, str]] = field(default_factory=set)

    def add(self, spellings: list[tuple[str, str]], kind: str) -> None:
        """Add the spellings of one thing."""
        ids = [f"{kind[0]}{len(self.records) + n:06d}" for n in range(len(spellings))]
        for identity, (name, spec) in zip(ids, spellings, strict=True):
            code = f"{len(self.records) * 7919 % 1_000_003:07d}"
            self.records.append(MasterRecord(identity, name, spec, code, "item" if kind == "item" else "organisation"))
        self.pairs |= {(a, b) for n, a in enumerate(ids) for b in ids[n + 1 :]}


def items(count: int, seed: int) -> Labelled:
    """Make about ``count`` item records."""
    chance, made, seen = Random(seed), Labelled(), set[tuple[Part, ...]]()  # noqa: S311
    while len(made.records) < count:
        parts = tuple(_family(chance)(chance))
        if parts in seen:
            continue
        seen.add(parts)
        copies = 1 + (chance.random() < DUPLICATED) + (chance.random() < DUPLICATED / 8)
        made.add([_spelled(parts, chance, first=n == 0) for n in range(copies)], "item")
    return made


def _family(chance: Random) -> Callable[[Random], Iterator[Part]]:
    families = [_fastener, _nut, _bearing, _o_ring, _resistor, _capacitor, _cable, _plate, _valve, _carton, _bought]
    return chance.choices(families, [30, 6, 6, 6, 11, 11, 5, 6, 6, 5, 8])[0]


def _fastener(c: Random) -> Iterator[Part]:
    yield "word", c.choice(["phillips", "hex_socket", "slotted"])
    yield "word", c.choice(["countersunk", "pan", "cylinder"])
    yield "word", "screw"
    yield "thread", f"M{c.choice(['2', '2.5', '3', '4', '5', '6', '8', '10', '12'])}x{c.choice(range(4, 64, 2))}"
    yield "word", c.choice(["304", "316", "steel", "copper"])
    yield "word", c.choice(["zinc", "black"])


def _nut(c: Random) -> Iterator[Part]:
    yield "word", c.choice(["nut", "washer"])
    yield "plain", f"M{c.choice(['2', '2.5', '3', '4', '5', '6', '8', '10', '12', '14', '16', '18', '20', '24', '30'])}"
    yield "word", c.choice(["304", "316", "steel", "copper"])
    yield "word", c.choice(["zinc", "black"])
    yield "plain", f"GB/T {c.choice([6170, 6172, 95, 97, 93, 41, 889, 923])}"


def _bearing(c: Random) -> Iterator[Part]:
    yield "word", "bearing"
    yield (
        "plain",
        f"{c.choice([60, 62, 63, 68, 69, 160])}{c.randrange(40):02d}{c.choice(['', '-2RS', '-ZZ', '-2Z/C3'])}",
    )


def _o_ring(c: Random) -> Iterator[Part]:
    yield "word", "o_ring"
    yield "size", f"{c.choice(range(30, 1200, 5)) / 10:g}x{c.choice(['1.5', '1.8', '2', '2.4', '2.65', '3.1', '3.55'])}"
    yield "word", c.choice(["nbr", "fkm", "silicone"])


def _resistor(c: Random) -> Iterator[Part]:
    yield "word", "resistor"
    yield "plain", c.choice(["0402", "0603", "0805", "1206"])
    yield "ohm", f"{c.choice([10, 12, 15, 18, 22, 27, 33, 39, 47, 56, 68, 82, 91]) * 10 ** c.randrange(5)}"
    yield "plain", c.choice(["1%", "5%"])
    yield "plain", c.choice(["1/16W", "1/10W", "1/8W", "1/4W"])


def _capacitor(c: Random) -> Iterator[Part]:
    yield "word", "capacitor"
    yield "plain", c.choice(["0402", "0603", "0805", "1206"])
    yield "farad", f"{c.choice([10, 15, 22, 33, 47, 68]) * 10 ** c.randrange(6)}"
    yield "plain", c.choice(["16V", "25V", "50V", "100V"])
    yield "plain", c.choice(["X7R", "C0G", "X5R"])


def _cable(c: Random) -> Iterator[Part]:
    yield "word", "cable"
    yield "plain", c.choice(["RVV", "BVR", "YJV", "KVVP"])
    yield "size", f"{c.randrange(1, 20)}x{c.choice(['0.5', '0.75', '1', '1.5', '2.5', '4', '6'])}mm2"
    yield "word", c.choice(["black", "red", "blue"])


def _plate(c: Random) -> Iterator[Part]:
    yield "word", "plate"
    yield "word", c.choice(["304", "316", "steel"])
    yield (
        "size",
        f"{c.choice(['1', '1.5', '2', '3', '5', '8'])}x{c.randrange(80, 160) * 10}x{c.randrange(200, 310) * 10}",
    )


def _valve(c: Random) -> Iterator[Part]:
    yield "word", c.choice(["ball_valve", "gate_valve"])
    yield "plain", f"DN{c.choice([15, 20, 25, 32, 40, 50, 65, 80, 100, 125, 150, 200])}"
    yield "plain", f"PN{c.choice([10, 16, 25, 40])}"
    yield "word", c.choice(["304", "316", "copper", "steel"])
    yield "plain", c.choice(["Q11F", "Q41F", "Z41H", "Z15W", "Q61F"]) + f"-{c.choice([16, 25, 40])}{c.choice('PCTR')}"


def _carton(c: Random) -> Iterator[Part]:
    yield "word", "carton"
    yield "size", f"{c.randrange(150, 800, 5)}x{c.randrange(100, 600, 5)}x{c.randrange(80, 500, 5)}"


def _bought(c: Random) -> Iterator[Part]:
    yield "word", c.choice(["sensor", "relay", "motor"])
    letters = "".join(c.choice("ABDEFHJKQSTUVYZ") for _ in range(2))
    yield "plain", f"{letters}{c.randrange(100, 1000)}-{c.choice('ABCD')}{c.randrange(10, 100)}"
    yield "plain", c.choice(["12V", "24V", "110V", "220V"])


def _spelled(parts: tuple[Part, ...], chance: Random, *, first: bool) -> tuple[str, str]:
    """Spell an item; the first record is neat, a duplicate is what people make of it."""
    english = not first and chance.random() < 0.2
    kept = list(parts)
    if not first and len(kept) > 3 and chance.random() < 0.1:
        kept.pop(chance.randrange(1, len(kept)))
    words = [_part(kind, value, chance, english=english, first=first) for kind, value in kept]
    if not first and chance.random() < 0.4:
        chance.shuffle(words)
    if not first and chance.random() < 0.08:
        words.append(chance.choice(BRANDS))
    cut = chance.randrange(1, len(words) + 1)
    spaced = english or chance.random() < 0.6
    name, spec = _joined(words[:cut], spaced=spaced), " ".join(words[cut:])
    return (name, spec) if first else (_dirtied(name, chance), spec)


def _joined(words: list[str], *, spaced: bool) -> str:
    """Join words, without spaces only where a Chinese character keeps them apart."""
    text = words[0]
    for word in words[1:]:
        text += (" " if spaced or (text[-1].isascii() and word[0].isascii()) else "") + word
    return text


def _part(kind: str, value: str, chance: Random, *, english: bool, first: bool) -> str:
    if kind == "word":
        chinese, latin, unknown = WORDS[value]
        if not first and chance.random() < 1 / 12:
            return chance.choice(unknown)
        return chance.choice(latin) if english else chinese[0] if first else chance.choice(chinese)
    if first:
        return {"ohm": _ohm, "farad": _farad}.get(kind, lambda text, _: text)(value, None)
    if kind in {"thread", "size"}:
        return value.replace("x", chance.choice(["x", "X", "*", "×", " x ", "＊"])) + (
            "mm" if "mm" not in value and chance.random() < 0.3 else ""
        )
    return {"ohm": _ohm, "farad": _farad}.get(kind, lambda text, _: text)(value, chance)


def _ohm(value: str, chance: Random | None) -> str:
    ohms = int(value)
    kilo = [f"{ohms / 1000:g}{unit}" for unit in ("K", "kΩ", "千欧")]
    written = kilo if ohms >= 1000 else [f"{ohms}R", f"{ohms}Ω"]
    return chance.choice(written) if chance else written[0]


def _farad(value: str, chance: Random | None) -> str:
    pico = int(value)
    larger = [f"{pico / 1000:g}nF", f"{pico / 1_000_000:g}uF", f"{pico / 1_000_000:g}μF"]
    written = larger if pico >= 1000 else [f"{pico}pF"]
    return chance.choice(written) if chance else written[0]


def _dirtied(text: str, chance: Random) -> str:
    """Write a text the way another hand would."""
    draw = chance.random()
    if draw < 0.08:
        text = text.translate(HOMOPHONES)
    elif draw < 0.16:
        text = text.translate(TRADITIONAL)
    elif draw < 0.24:
        text = _slip(text, chance)
    if chance.random() < 0.15:
        text = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)
    return text.upper() if chance.random() < 0.3 else text


def _slip(text: str, chance: Random) -> str:
    """Swap two neighbouring letters of a word, or leave a Chinese character out."""
    places = [
        n for n in range(1, len(text) - 1) if text[n].isalpha() and text[n + 1].isalpha() and text[n - 1].isalpha()
    ]
    if not places:
        return text
    place = chance.choice(places)
    if unicodedata.name(text[place]).startswith("CJK"):
        return text[:place] + text[place + 1 :]
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


SYLLABLES = "bracordelfingalhexionkellummarnorprosertecvinzorampbeldynestoltquarhesunulm"
CORES = "宏达华盛鑫源恒通瑞丰天宇金辉博远锦程凯信德隆创新佳美永兴泰安立科联众亿嘉诚旺顺明"
PLACES = (("深圳市", "深圳", "Shenzhen"), ("苏州市", "苏州", "Suzhou"), ("上海市", "上海", "Shanghai"))
FIELDS = (("电子", "Electronics"), ("机械", "Machinery"), ("五金", "Hardware"), ("塑料", "Plastics"))


def organisations(count: int, seed: int) -> Labelled:
    """Make about ``count`` organisation records, half of them Chinese."""
    chance, made, seen = Random(seed), Labelled(), set[tuple[str, ...]]()  # noqa: S311
    while len(made.records) < count:
        make = _chinese if chance.random() < 0.5 else _western
        key, spellings = make(chance)
        if key in seen:
            continue
        seen.add(key)
        made.add([(name, "") for name in spellings], "organisation")
    return made


def _chinese(c: Random) -> tuple[tuple[str, ...], list[str]]:
    core = "".join(c.choice(CORES) for _ in range(c.choice([2, 3, 3])))
    (city, short, english_place), (branch, english_field) = c.choice(PLACES), c.choice(FIELDS)
    spellings = [f"{city}{core}{branch}有限公司"]
    if c.random() < DUPLICATED:
        pinyin = "".join(lazy_pinyin(core)).capitalize()
        spelled = [
            f"{short}{core}{branch}有限责任公司",
            f"{core}{branch}有限公司",
            f"{short}{core}{branch}股份有限公司（{short}）",
            f"{english_place} {pinyin} {english_field} Co., Ltd.",
            f"{city} {core}{branch}",
        ]
        spellings.append(c.choice(spelled))
    return (core, city, branch), spellings


def _western(c: Random) -> tuple[tuple[str, ...], list[str]]:
    core = "".join(_syllable(c) for _ in range(c.choice([3, 4]))).capitalize()
    second = c.choice(["Medical", "Precision", "Chemicals", "Instruments", "Systems"])
    form = c.choice(["Co., Ltd.", "GmbH", "Inc.", "Limited", "S.A."])
    spellings = [f"{core} {second} {form}"]
    if c.random() < DUPLICATED:
        former = "".join(_syllable(c) for _ in range(3)).capitalize()
        slipped = core[:3] + core[4] + core[3] + core[5:]
        spelled = [
            f"{core.upper()} {second.upper()} {form.replace('.', '').replace(',', '')}",
            f"{slipped} {second} {form}",
            f"{core} {second}",
            f"{core} {second} {form} (formerly {former}tex Ltd)",
            f"{core[:5]} {core[5:]} {second}, {form}",
        ]
        spellings.append(c.choice(spelled))
    return (core, second), spellings


def _syllable(c: Random) -> str:
    start = 3 * c.randrange(len(SYLLABLES) // 3)
    return SYLLABLES[start : start + 3]


def twin(labelled: Labelled) -> dict[tuple[str, str], float]:
    """Find the pairs a plain program finds."""
    blocks: dict[str, list[tuple[str, str]]] = {}
    for record in labelled.records:
        text = f"{record.name} {record.spec}".casefold()
        blocks.setdefault(text.replace(" ", "")[:FIRST], []).append((record.id, text))
    found: dict[tuple[str, str], float] = {}
    for block in blocks.values():
        texts = [text for _, text in block]
        for start in range(0, len(block), 1000):
            rows = texts[start : start + 1000]
            scores = process.cdist(
                rows, texts[start:], scorer=fuzz.token_sort_ratio, score_cutoff=CUTOFF, dtype=np.uint8
            )
            for row, column in zip(*np.nonzero(scores), strict=True):
                if row < column:
                    found[block[start + row][0], block[start + column][0]] = scores[row, column] / 100
    return found


def ours(labelled: Labelled) -> dict[tuple[str, str], float]:
    """Find the pairs the kernel finds."""
    return {(found.a, found.b): found.score for found in find_duplicates(labelled.records)}


def quality(found: dict[tuple[str, str], float], labelled: Labelled, least: float = 0.0) -> tuple[float, float]:
    """Give recall and precision of the pairs that score ``least`` or more."""
    kept = {pair for pair, score in found.items() if score >= least}
    right = len(kept & labelled.pairs)
    return round(right / len(labelled.pairs), 4), round(right / max(1, len(kept)), 4)


def timed(search: Search, labelled: Labelled) -> tuple[float, dict[tuple[str, str], float]]:
    """Give the seconds of a search and what it found."""
    start = time.perf_counter()
    found = search(labelled)
    return time.perf_counter() - start, found


def main(count: int) -> None:
    """Print the line of each case."""
    cases = {f"items {count}": items(count, SEED), f"organisations {count // 5}": organisations(count // 5, SEED)}
    for case, labelled in cases.items():
        seconds, found = timed(ours, labelled)
        limit, plain = timed(twin, labelled)
        line = {"bench": "matching", "case": case, "ours": round(seconds, 4), "limit": round(limit, 4)}
        line |= {"ratio": round(seconds / limit, 3), "unit": "s", "goal": GOAL_SECONDS, "pairs": len(labelled.pairs)}
        line |= dict(zip(("recall", "precision"), quality(found, labelled), strict=True))
        line |= dict(zip(("sure_recall", "sure_precision"), quality(found, labelled, SURE), strict=True))
        line |= dict(zip(("limit_recall", "limit_precision"), quality(plain, labelled), strict=True))
        print(json.dumps(line))
    for line in matching_holdout.lines(lambda records: {(f.a, f.b): f.score for f in find_duplicates(records)}):
        print(json.dumps(line, ensure_ascii=False))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else scaled(100_000, 400))
