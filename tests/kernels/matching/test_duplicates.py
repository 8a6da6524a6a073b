"""Which records are candidates, with which reasons, and the laws of the score."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhihe.kernels import matching as m
from zhihe.kernels.matching.compare import compare
from zhihe.kernels.matching.features import Reader
from zhihe.kernels.matching.weights import family

READER = Reader()


def item(identity: str, name: str, spec: str = "", code: str = "") -> m.MasterRecord:
    return m.MasterRecord(identity, name, spec, code)


def compared(one: str, other: str, kind: str = "item") -> m.Candidate:
    left, right = (READER.read(m.MasterRecord(i, text, kind=kind)) for i, text in (("a", one), ("b", other)))  # type: ignore[arg-type]
    candidate = compare(left, right)
    assert candidate is not None
    return candidate


def score(one: str, other: str, kind: str = "item") -> float:
    return compared(one, other, kind).score


def reasons(one: str, other: str, kind: str = "item") -> set[tuple[str, str]]:
    return {(reason.code, reason.kind) for reason in compared(one, other, kind).reasons}


ALIKE = [
    ("螺丝钉M3*8", "M3十字沉头螺钉"),
    ("螺丝钉M3*8", "Ｍ３×８　螺絲釘"),
    ("螺钉 3*8", "螺丝 M3x8"),
    ("十字沉头螺钉 M3x8 304", "Phillips countersunk screw M3 x 8 mm SUS304"),
    ("深沟球轴承6204-2RS", "Deep groove ball bearing 6204 2RS"),
    ("贴片电阻 0805 10K 5%", "Resistor 10kΩ ±5% 0805"),
    ("电容 0.1uF 50V", "贴片电容 100nF 50V"),
    ("行星减速机60", "行星减束机 60"),
    ("O型圈20*2.4 NBR", "O-ring 20x2.4 nitrile"),
    ("内六角螺栓 M6x20 12.9级", "内六角螺钉 M6*20 12.9"),
    ("轴承 NU2205-EMA1", "轴承 NU2205-EMA1X"),
    ("盖板 GB/T 5783 M8x30 螺栓", "盖板 ISO 4017 M8x30 螺栓"),
    ("特种密纹胶版 20x30", "特种密文胶版 20x30"),
    ("Nevirapine oral suspension bottle", "Nevirapin oral suspention bottle"),
    ("导电布衬垫条 5x2", "衬垫条导电布 5x2"),
    ("防尘罩 20x30", "fangchenzhao 20x30"),
    ("Lopinavir/Ritonavir 200/50mg [Aluvia], tablets, 120 Tabs", "Lopinavir/Ritonavir 200/50mg, tablets, 120 Tabs"),
]
DIFFERENT = [
    ("螺钉M3*8", "螺钉M3*10"),
    ("螺钉M3*8", "螺母M3"),
    ("螺钉", "螺钉 M3*8"),
    ("螺钉 M3*8 304", "螺钉 M3*8 316"),
    ("轴承 6204", "轴承 6205"),
    ("轴承 6204-2RS", "轴承 6204-ZZ"),
    ("电阻 0805 10K", "电阻 0805 100K"),
    ("左支架 A500", "右支架 A500"),
    ("螺母 M8 GB/T 41", "螺母 M8 GB/T 6170"),
    ("上盖 12V", "底座 12V"),
    ("橡木底板", "松子仁"),
    ("widget frame", "lever handle"),
    ("x", "y"),
    ("甲", "乙"),
    ("罩壳", "frame work unit"),
    ("Abacavir/Lamivudine 60/30mg, tablets, 30 Tabs", "Abacavir/Lamivudine 600/300mg, tablets, 30 Tabs"),
    ("Abacavir 300mg, tablets, 60 Tabs", "Zidovudine 300mg, tablets, 60 Tabs"),
]
SAME_COMPANY = [
    ("RANBAXY Fine Chemicals LTD.", "Ranbaxy Fine Chemicals LTD"),
    ("华为技术有限公司", "Huawei Technologies Co., Ltd."),
    ("苏州华维电子有限公司", "苏州华威电子有限公司"),
    ("上海市宏达机械设备有限公司", "上海宏达机械有限公司"),
    ("MYLAN LABORATORIES LTD (FORMERLY MATRIX LABORATORIES)", "Matrix Laboratories Limited"),
    ("ACCOUN NIGERIA LIMITED", "ACOUNS NIGERIA LTD"),
    ("Missionpharma A/S", "Mission Pharma AS"),
    ("Robert Hans Maschinenbau GmbH", "RHM GmbH"),
    ("宏达电子有限公司", "深圳宏达电子有限公司"),
    ("CHEMBIO DIAGNOSTIC SYSTEMS, INC.", "Chembio Diagnostics Sys. Inc."),
]
OTHER_COMPANY = [
    ("BIO-RAD LABORATORIES (FRANCE)", "BIO-RAD LABORATORIES PTY LTD. (SOUTH AFRICA)"),
    ("Aurobindo Unit III, India", "Aurobindo Unit VII, India"),
    ("深圳市宏达电子有限公司", "东莞市宏达电子有限公司"),
    ("苏州市联兴机械有限公司", "苏州市联通机械有限公司"),
    ("Corlumulm Medical Inc.", "Zorhexvin Medical Inc."),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_alike_items_are_candidates(one: str, other: str) -> None:
    assert score(one, other) >= m.THRESHOLD


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_items_are_none(one: str, other: str) -> None:
    assert score(one, other) < m.THRESHOLD


@pytest.mark.parametrize(("one", "other"), SAME_COMPANY)
def test_one_company_is_a_candidate(one: str, other: str) -> None:
    assert score(one, other, "organisation") >= m.THRESHOLD


@pytest.mark.parametrize(("one", "other"), OTHER_COMPANY)
def test_two_companies_are_none(one: str, other: str) -> None:
    assert score(one, other, "organisation") < m.THRESHOLD


def test_reasons_name_what_agrees_differs_and_is_left_open() -> None:
    found = m.compare_records(item("a", "螺丝钉M3*8"), item("b", "M3沉头螺钉"))
    assert found.reasons == (
        m.Reason("only_one", "head", "", "countersunk"),
        m.Reason("only_one", "length", "8", ""),
        m.Reason("agrees", "thing", "screw", "screw"),
        m.Reason("agrees", "thread", "3", "3"),
    )
    assert ("differs", "length") in reasons("螺钉M3*8", "螺钉M3*10")
    assert ("same_sound", "text") in reasons("苏州华维电子有限公司", "苏州华威电子有限公司", "organisation")
    assert ("resembles", "standard") in reasons("螺母 GB/T 6170 M8", "螺母 ISO 4032 M8")
    assert reasons("螺丝 M3", "Ｍ３ 螺钉") == {("same_text", "")}
    assert ("only_one", "text") in reasons("垫条 5x2", "5x2")


def test_equal_codes_are_a_reason_whatever_the_names_say() -> None:
    records = [
        item("a", "螺钉M3*8", code="0012-X"),
        item("b", "轴承 6204", code="12x"),
        item("c", "十字螺钉 M3*8 304", code="SO15"),
        item("d", "一字螺钉 M3*8 304", code="S0I5"),
        item("e", "手套", code="S015 "),
    ]
    found = {(each.a, each.b): each for each in m.find_duplicates(records)}
    assert found["a", "b"].score == 0.9
    assert found["a", "b"].reasons[0] == m.Reason("same_code", "code", "0012-X", "12x")
    assert ("c", "e") not in found
    likely = [item("c", "螺钉M4*9 304 盘头"), item("d", "螺钉M4*9 左")]
    plain = m.compare_records(*likely).score
    coded = [item("c", "螺钉M4*9 304 盘头", code="SO15"), item("d", "螺钉M4*9 左", code="S0I5")]
    assert m.compare_records(*coded).score == max(plain, 0.8)
    assert m.compare_records(*coded).reasons[0].code == "lookalike_code"


def test_nothing_is_merged_and_kinds_do_not_mix() -> None:
    records = [item("a", "宏达机械"), m.MasterRecord("b", "宏达机械", kind="organisation"), item("c", "宏达 机械")]
    assert [(found.a, found.b, found.score) for found in m.find_duplicates(records)] == [("a", "c", 1.0)]
    with pytest.raises(ValueError, match="a is an item, b an organisation"):
        m.compare_records(*records[:2])


def test_wrong_input_is_refused() -> None:
    with pytest.raises(ValueError, match=r"threshold must be above 0 and at most 1, not 1\.5"):
        m.find_duplicates([], threshold=1.5)
    with pytest.raises(ValueError, match="record a is given twice"):
        m.find_duplicates([item("a", "x"), item("a", "y")])
    assert m.find_duplicates([]) == []
    assert m.find_duplicates([item("a", "螺钉")]) == []
    assert m.find_duplicates([item("a", "+甲"), item("b", "+乙")]) == []


def test_a_large_group_of_one_text_is_paired_with_its_first() -> None:
    crowd = [item(f"n{n:02d}", "螺钉 M3x8") for n in range(40)]
    others = [item("x", "螺钉 M3x8 304"), item("y", "螺丝 M3*8 304")]
    found = {(each.a, each.b) for each in m.find_duplicates(crowd + others)}
    assert {("n00", f"n{n:02d}") for n in range(1, 40)} <= found
    assert ("n01", "n02") not in found
    assert {("n00", "x"), ("n00", "y"), ("x", "y")} <= found


def test_synonyms_of_the_house_reach_the_search() -> None:
    records = [item("a", "黑珍珠螺钉 M3x8"), item("b", "黑色螺钉 M3x8")]
    house = [m.Synonym("黑珍珠", "colour", "black")]
    assert m.find_duplicates(records, synonyms=house)[0].score == 1.0
    assert m.compare_records(*records, synonyms=house).score == 1.0
    assert m.compare_records(*records).score < 1.0


def test_families_of_things_are_closed() -> None:
    assert family("stud") == family("screw") == family("set_screw")
    assert family("seal") == family("washer")
    assert family("bearing") == "bearing"


WORDS = ["螺钉", "螺丝", "M3*8", "M3x10", "304", "沉头", "screw", "轴承", "6204", "10K", "黑", "防尘", "cover", "OEM"]
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)


@given(NAMES, NAMES, st.sampled_from(["item", "organisation"]))
@settings(max_examples=150, deadline=None)
def test_the_score_is_symmetric_bounded_and_one_for_itself(one: str, other: str, kind: str) -> None:
    assert score(one, other, kind) == score(other, one, kind)
    assert 0 <= score(one, other, kind) <= 1
    assert score(one, one, kind) == 1


@given(st.lists(NAMES, min_size=2, max_size=12, unique=True))
@settings(max_examples=30, deadline=None)
def test_in_a_small_set_blocking_loses_nothing(names: list[str]) -> None:
    records = [item(f"r{n}", name) for n, name in enumerate(names)]
    every = {(a.id, b.id) for a, b in combinations(records, 2) if score(a.name, b.name) >= m.THRESHOLD}
    assert {(found.a, found.b) for found in m.find_duplicates(records)} == every


@given(st.lists(NAMES, min_size=2, max_size=10, unique=True), st.integers(0, 1000))
@settings(max_examples=15, deadline=None)
def test_the_order_of_records_does_not_matter(names: list[str], seed: int) -> None:
    records = [item(f"r{n}", name) for n, name in enumerate(names)]
    shuffled = random.Random(seed).sample(records, len(records))  # noqa: S311 - seeded by hypothesis

    def found(given_records: list[m.MasterRecord]) -> set[tuple[frozenset[str], float]]:
        return {(frozenset((each.a, each.b)), each.score) for each in m.find_duplicates(given_records)}

    assert found(records) == found(shuffled)


def fasteners(count: int) -> list[m.MasterRecord]:
    """Screws of every mark, each twenty-fifth once more in other words."""
    chance = random.Random(7)  # noqa: S311 - seeded
    heads, drives = [("沉头", "countersunk"), ("盘头", "pan head")], [("十字", "phillips"), ("内六角", "hex socket")]
    records: list[m.MasterRecord] = []
    for number in range(count):
        head, drive, alloy = heads[number % 2], drives[number // 2 % 2], ("304", "316")[number // 4 % 2]
        size = f"M{(2, 3, 4, 5, 6)[number // 8 % 5]}x{4 + number // 40}"
        records.append(item(f"n{number}", f"{drive[0]}{head[0]}螺钉 {size} {alloy}"))
        if number % 25 == 0:
            words = [head[1], "screw", size.replace("x", " × "), f"SUS{alloy}", drive[1]]
            chance.shuffle(words)
            records.append(item(f"d{number}", " ".join(words)))
    return records


def test_common_features_are_combined_until_rare() -> None:
    records = fasteners(1500)
    found = {frozenset((each.a, each.b)) for each in m.find_duplicates(records, limits=m.Limits(block=40))}
    assert found == {frozenset((f"n{number}", f"d{number}")) for number in range(0, 1500, 25)}


def test_a_poor_record_meets_a_larger_block() -> None:
    records = [*fasteners(800), item("poor", "螺丝 M3*4")]

    def partners(limits: m.Limits) -> set[str]:
        return {each.a for each in m.find_duplicates(records, limits=limits) if each.b == "poor"}

    assert partners(m.Limits(block=5)) == {f"n{number}" for number in range(8, 16)}
    assert partners(m.Limits(block=5, poor=0)) == set()
