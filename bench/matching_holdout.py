"""Labelled sets for duplicate finding that were never used to tune the kernel.

Nothing here was looked at row by row to change the kernel: only the figures per set and per kind of pair are read.
The first figures, before the kernel learned chemicals, more materials and signs that part words, were recall 0.62 and
precision 0.85 on the set by hand, 0.87 and 0.28 on the generated one. The chapter «tools» was written afterwards and
no word was taught for it: it shows what happens to goods whose words the lexicon does not know.

``written``: real-looking Chinese and English records of fasteners, valves, tubes, seals and chemicals, written by hand
(``matching_holdout.txt``). A line is one thing, its spellings parted by « | »; a line with one spelling is a near twin
that is *not* the thing of its neighbours.

``generated``: pipe fittings, oil seals, tubes, reagents, drills, belts, springs and hoses from dense ranges. Two in ten
get a duplicate by exactly one corruption: a remark in brackets, a pack unit, underscores or slashes for spaces, all
words run together, the specification put before the name, a decimal comma, a repeated word, a house prefix, the
material in other words, the English name, the name abbreviated to its first characters, or the specification in the
other field.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from scratch import scaled  # type: ignore[import-not-found]  # beside
from zhihe.kernels.matching import MasterRecord

WRITTEN = Path(__file__).with_suffix(".txt")
DUPLICATED = 0.2
Pair = tuple[str, str]


@dataclass
class HoldOut:
    """Records, the pairs of ids that are one thing, and the corruption that made each pair."""

    records: list[MasterRecord] = field(default_factory=list)
    pairs: dict[Pair, str] = field(default_factory=dict)

    def add(self, spellings: list[tuple[str, str]], kind: str) -> None:
        """Add the spellings of one thing."""
        start = len(self.records)
        for n, (name, spec) in enumerate(spellings):
            identity = f"h{start + n:06d}"
            self.records.append(MasterRecord(identity, name, spec, f"{(start + n) * 104_729 % 9_999_991:07d}", "item"))
            self.pairs |= {(f"h{start + m:06d}", identity): kind for m in range(n)}


def written() -> HoldOut:
    """Read the set written by hand; the kind of a pair is the chapter it stands in."""
    made, chapter = HoldOut(), ""
    for line in WRITTEN.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            chapter = line.lstrip("# ")
        elif line.strip():
            made.add([(spelling.strip(), "") for spelling in line.split(" | ")], chapter)
    return made


@dataclass(frozen=True)
class Thing:
    """A thing: Chinese and English name, material in two ways of saying it, specification."""

    name: str
    english: str
    material: str
    other: str
    spec: str


MATERIALS = [
    ("304不锈钢", "SUS304"),
    ("316L不锈钢", "SUS316L"),
    ("20#钢", "20号钢"),
    ("Q235B", "Q235B碳钢"),
    ("聚四氟乙烯", "PTFE"),
    ("丁腈橡胶", "NBR"),
    ("氟橡胶", "FKM"),
]
FITTINGS = [
    ("90°弯头", "90° elbow"),
    ("等径三通", "equal tee"),
    ("平焊法兰", "slip-on flange"),
    ("同心异径管", "reducer"),
]
REAGENTS = [
    ("无水乙醇", "ethanol absolute"),
    ("丙酮", "acetone"),
    ("氢氧化钠", "sodium hydroxide"),
    ("浓盐酸", "hydrochloric acid"),
    ("异丙醇", "isopropanol"),
    ("硝酸", "nitric acid"),
]


def things(c: Random) -> Iterator[Thing]:
    """Draw things of eight families without end."""
    while True:
        yield c.choice([_fitting, _seal, _tube, _reagent, _drill, _belt, _spring, _hose])(c)


def _fitting(c: Random) -> Thing:
    name, english = c.choice(FITTINGS)
    material, other = c.choice(MATERIALS[:4])
    return Thing(
        name,
        english,
        material,
        other,
        f"DN{c.choice([15, 20, 25, 32, 40, 50, 65, 80, 100])} PN{c.choice([10, 16, 25])}",
    )


def _seal(c: Random) -> Thing:
    material, other = c.choice(MATERIALS[5:])
    inner = c.randrange(10, 120)
    return Thing(
        "骨架油封",
        "oil seal",
        material,
        other,
        f"TC {inner}x{inner + c.choice([10, 12, 15, 18, 20])}x{c.choice([7, 8, 10, 12])}",
    )


def _tube(c: Random) -> Thing:
    material, other = c.choice(MATERIALS[:3])
    return Thing(
        "无缝钢管",
        "seamless pipe",
        material,
        other,
        f"φ{c.randrange(14, 219)}x{c.choice(['2', '2.5', '3', '3.5', '4', '5', '6'])}",
    )


def _reagent(c: Random) -> Thing:
    name, english = c.choice(REAGENTS)
    grade, other = c.choice([("分析纯", "AR"), ("化学纯", "CP"), ("优级纯", "GR")])
    return Thing(name, english, grade, other, f"{c.choice(['250', '500', '2500'])}ml {c.randrange(30, 100)}%")


def _drill(c: Random) -> Thing:
    material, other = c.choice([("高速钢", "HSS"), ("硬质合金", "carbide")])
    return Thing("直柄麻花钻", "straight shank twist drill", material, other, f"{c.randrange(10, 200) / 10:g}mm")


def _belt(c: Random) -> Thing:
    material, other = c.choice([("橡胶", "rubber"), ("聚氨酯", "PU")])
    return Thing("三角带", "V-belt", material, other, f"{c.choice('ABC')}-{c.randrange(500, 4000, 25)}")


def _spring(c: Random) -> Thing:
    material, other = c.choice([("65Mn", "65锰"), ("304不锈钢", "SUS304")])
    size = f"{c.choice(['0.8', '1', '1.2', '1.5', '2'])}x{c.randrange(6, 30)}x{c.randrange(10, 120, 5)}"
    return Thing("压缩弹簧", "compression spring", material, other, size)


def _hose(c: Random) -> Thing:
    material, other = c.choice([("聚氨酯", "PU"), ("尼龙", "PA")])
    return Thing(
        "气管",
        "pneumatic hose",
        material,
        other,
        f"{c.choice(['4x2.5', '6x4', '8x5', '10x6.5', '12x8'])} {c.randrange(10, 200, 10)}m",
    )


Corruption = Callable[[Thing, Random], tuple[str, str]]
CORRUPTIONS: dict[str, Corruption] = {
    "remark": lambda t, c: (f"{t.name}（{c.choice(['进口', '带材质单', '急件', '旧编码停用'])}）{t.material}", t.spec),
    "pack": lambda t, c: (f"{t.name} {t.material}", f"{t.spec} {c.choice(['100只/盒', '个', '件', 'PCS'])}"),
    "joined": lambda t, _: (f"{t.name}{t.material}{t.spec}".replace(" ", ""), ""),
    "underscores": lambda t, c: (c.choice("_/-").join([t.name, t.material, *t.spec.split()]), ""),
    "spec_first": lambda t, _: (f"{t.spec} {t.material} {t.name}", ""),
    "comma": lambda t, _: (f"{t.name} {t.material}", t.spec.replace(".", ",")),
    "repeated": lambda t, _: (f"{t.name} {t.name} {t.material}", t.spec),
    "prefix": lambda t, c: (f"{c.choice(['YL', 'WL', '备件'])}-{t.name} {t.material}", t.spec),
    "other_words": lambda t, _: (f"{t.name} {t.other}", t.spec),
    "english": lambda t, _: (f"{t.english} {t.other}", t.spec),
    "abbreviated": lambda t, _: (f"{t.name[:2]} {t.material}", t.spec),
    "other_field": lambda t, _: (t.name, f"{t.material} {t.spec}"),
}


Search = Callable[[list[MasterRecord]], dict[Pair, float]]
SEED = 7
GENERATED = scaled(20_000, 400)
SURE = 0.9


def lines(search: Search, count: int = GENERATED) -> Iterator[dict[str, object]]:
    """Measure a search on both sets: recall and precision, those of sure pairs, and the recall by kind of pair."""
    for case, made in (("written by hand", written()), (f"generated {count}", generated(count, SEED))):
        found = search(made.records)
        line: dict[str, object] = {"bench": "matching", "case": f"hold-out {case}", "records": len(made.records)}
        line["pairs"] = len(made.pairs)
        for prefix, least in (("", 0.0), ("sure_", SURE)):
            kept = {pair for pair, score in found.items() if score >= least}
            right = len(kept & made.pairs.keys())
            line[f"{prefix}recall"] = round(right / len(made.pairs), 4)
            line[f"{prefix}precision"] = round(right / max(1, len(kept)), 4)
        kinds = Counter(made.pairs.values())
        reached = Counter(made.pairs[pair] for pair in found if pair in made.pairs)
        line["recall_by_kind"] = {kind: round(reached[kind] / whole, 2) for kind, whole in sorted(kinds.items())}
        yield line


def generated(count: int, seed: int) -> HoldOut:
    """Make about ``count`` records."""
    chance = Random(seed)  # noqa: S311
    made, seen = HoldOut(), set[Thing]()
    drawn = things(chance)
    while len(made.records) < count:
        thing = next(drawn)
        if thing in seen:
            continue
        seen.add(thing)
        spellings, kind = [(f"{thing.name} {thing.material}", thing.spec)], ""
        if chance.random() < DUPLICATED:
            kind = chance.choice(sorted(CORRUPTIONS))
            spellings.append(CORRUPTIONS[kind](thing, chance))
        made.add(spellings, kind)
    return made
