"""What is read of a name: spelling, marks of a specification, words of the trade."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhihe.kernels.matching import MasterRecord, Synonym
from zhihe.kernels.matching.attributes import number, read_attributes
from zhihe.kernels.matching.features import Features, Reader
from zhihe.kernels.matching.lexicon import lexicon
from zhihe.kernels.matching.text import code_key, lookalike_key, normalise


def read(name: str, spec: str = "", *, synonyms: tuple[Synonym, ...] = ()) -> Features:
    return Reader(synonyms).read(MasterRecord("x", name, spec)).names[0]


def company(name: str) -> tuple[Features, ...]:
    return Reader().read(MasterRecord("x", name, kind="organisation")).names


def marks(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for kind, value in read_attributes(normalise(text), lambda _: False)[0]:
        found.setdefault(kind, []).append(value)
    return found


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Ｍ３×８　螺絲釘", "m3x8 螺丝钉"),
        ("20 mm * 30 mm", "20mmx30 mm"),
        ("Φ20 ✕ 2", "φ20x2"),
        ("1,000pcs", "1000pcs"),
        ("10MΩ 5mΩ", "10megohm 5mohm"),
        ("2MW 2mW", "2megw 2mw"),
        ("1½″", '11/2"'),
        ("3M胶带", "mmm胶带"),
    ],
)
def test_one_spelling(written: str, folded: str) -> None:
    assert normalise(written) == folded


def test_codes_are_letters_and_digits_and_lookalikes_meet() -> None:
    assert code_key("00-ab 12/ｃ") == "AB12C"
    assert lookalike_key("SO-1I") == lookalike_key("S0-I1") == "S011"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("M3*8", {"thread": ["3"], "length": ["8"]}),
        ("M10X1.25", {"thread": ["10"], "pitch": ["1.25"]}),
        ("M10x1.5x30mm", {"thread": ["10"], "pitch": ["1.5"], "length": ["30"]}),
        ("ST4.2×16", {"thread": ["st4.2"], "length": ["16"]}),
        ("GB/T 70.1-2008", {"standard": ["gbt70.1"]}),
        ("GB70-85", {"standard": ["gb70"]}),
        ("JIS B 1176", {"standard": ["jisb1176"]}),
        ("3*2.5平方", {"cable": ["3x2.5"]}),
        ("G1/2 外丝", {"pipe": ["g1/2"]}),
        ("DN50 PN16", {"dn": ["50"], "pn": ["16"]}),
        ("24AWG", {"awg": ["24"]}),
        ("1.2m x 2.4m", {"size": ["1200x2400"]}),
        ("φ20*2.4", {"size": ["2.4x20"]}),
        ("Φ20", {"diameter": ["20"]}),
        ("φ2cm", {"diameter": ["20"]}),
        ('1-1/4"', {"length": ["31.75"]}),
        ("1/0寸", {"number": ["1/0"]}),
        ("1/0V", {"voltage": ["0/1"]}),
        ("600/300mg", {"mass": ["0.3/0.6"]}),
        ("60/30mg", {"mass": ["0.03/0.06"]}),
        ("1500毫米", {"length": ["1500"]}),
        ("1.5m", {"length": ["1500"]}),
        ("0.1uF 100nF", {"capacitance": ["100000", "100000"]}),
        ("4k7 4R7", {"resistance": ["4700", "4.7"]}),
        ("120KΩ1%", {"resistance": ["120000"], "tolerance": ["1"]}),
        ("470千欧1%", {"resistance": ["470000"], "tolerance": ["1"]}),
        ("1/4W", {"power": ["0.25"]}),
        ("8.8级", {"grade": ["8.8"]}),
        ("L=30mm", {"length": ["30"]}),
        ("316 M2.5 x 54mm", {"number": ["316"], "thread": ["2.5"], "length": ["54"]}),
        ("6204-2RS", {"part": ["62042rs"]}),
        ("007", {"number": ["7"]}),
        ("1.5", {"number": ["1.5"]}),
        ("0805", {"part": ["0805"]}),
    ],
)
def test_marks_of_a_specification(text: str, expected: dict[str, list[str]]) -> None:
    assert marks(text) == expected


def test_words_the_lexicon_knows_are_left_to_it() -> None:
    found, rest = read_attributes("sus304-black a2-70", {"sus304", "a2-70"}.__contains__)
    assert (found, rest.split()) == ([], ["sus304", "black", "a2-70"])


@given(st.fractions(max_denominator=400))
@settings(max_examples=100)
def test_a_number_has_one_spelling(value: Fraction) -> None:
    assert Fraction(number(value)) == value


def test_bilingual_words_say_the_same() -> None:
    chinese, english = read("十字沉头螺钉 M3x8 304"), read("Phillips countersunk screw", "M3 x 8 mm SUS304")
    assert chinese.signature() == english.signature()
    assert chinese.same_as(english)
    assert read("luosi M3*8").kinds == read("螺丝M3*8").kinds


def test_forms_of_both_scripts_and_forms_that_sound_alike() -> None:
    assert read("O型圈 20*2.4").kinds["thing"] == {"o_ring"}
    assert read("45#钢棒").kinds["alloy"] == {"c45"}
    heard = read("行星减速鸡座")
    assert heard.kinds["thing"] == {"gearbox"}
    assert (heard.hanzi, heard.sounds) == ("行星座", ("xing", "xing", "zuo"))
    assert read("不锈刚管夹具体").hanzi == "夹具体"


def test_a_screw_without_its_m_and_a_screw_that_is_black() -> None:
    screw = read("黑色螺钉 3*8")
    assert {kind: set(said) for kind, said in screw.kinds.items()} == {
        "thing": {"screw"},
        "thread": {"3"},
        "length": {"8"},
        "finish": {"black_oxide"},
    }
    assert read("螺钉 3*8*2").kinds["size"] == {"2x3x8"}
    assert read("螺钉 红 M4 3*8").kinds.keys() == {"thing", "colour", "thread", "size"}
    assert read("螺钉 红").kinds["colour"] == {"red"}
    assert read("纸箱 3*8").kinds["size"] == {"3x8"}


def test_words_of_the_house_win() -> None:
    house = (Synonym("黑珍珠", "colour", "black"), Synonym("mega bolt", "thing", "screw"))
    assert read("黑珍珠 Mega Bolt", synonyms=house).kinds == {"finish": {"black_oxide"}, "thing": {"screw"}}
    assert read("黑珍珠 Mega Bolt").kinds == {"finish": {"black_oxide"}, "thing": {"bolt"}}


def test_companies_lose_their_legal_form_and_gain_their_other_names() -> None:
    former, now = company("MYLAN LABORATORIES LTD (FORMERLY MATRIX LABORATORIES)")[::-1]
    assert (now.words, former.words) == (("mylan",), ("matrix",))
    assert company("Missionpharma A/S")[0].squeezed == company("Mission Pharma AS")[0].squeezed
    assert company("Abbott B.V. (Formerly )")[0].squeezed == "abbott"
    unit = company("Aurobindo Unit III, No. 12")[0]
    assert unit.kinds["number"] == {"3", "12"}
    assert company("北京华为（上海）有限公司")[0].kinds["place"] == {"beijing", "shanghai"}


def test_a_nameless_record_and_a_wrong_lexicon_line_are_refused() -> None:
    with pytest.raises(ValueError, match="record x has no name: ' -- '"):
        read(" -- ")
    with pytest.raises(ValueError, match="not 'screw thing:screw'"):
        lexicon("screw thing:screw", lambda run: (run,))
    empty = lexicon("", lambda run: (run,))
    assert empty.read("螺钉 screw") == ([], ["screw"], ["螺钉"])
    assert empty.take_mixed("o型圈") == ([], "o型圈")


def test_a_steel_that_reads_like_litres_is_a_steel() -> None:
    assert read("316L不锈钢 垫圈").kinds == read("SUS316L 垫圈").kinds
    assert read("乙醇 316L").kinds["alloy"] == {"316l"}
    assert read("乙醇 500L").kinds["volume"] == {"500000"}


def test_a_comma_before_the_last_digits_of_a_measure_is_a_point() -> None:
    assert marks("12,3mm") == marks("12.3mm")
    assert marks("57x3,5") == marks("57x3.5")
    assert marks("0,8x12x30") == marks("0.8x12x30")
    assert normalise("M3,M4 25,32 5,10,15mm") == "m3,m4 25,32 5,10,15mm"
    assert normalise("1,000mm") == "1000mm"


@pytest.mark.parametrize("sign", ["_", "/", "-"])
def test_a_sign_beside_chinese_parts_words(sign: str) -> None:
    assert read(f"油封{sign}丁腈橡胶{sign}35x52x7").kinds == read("油封 丁腈橡胶 35x52x7").kinds


def test_a_hyphen_within_latin_stays() -> None:
    assert read("Q41F-16P 球阀").kinds["part"] == {"q41f16p"}


def test_english_words_of_several_parts_are_read_as_one() -> None:
    assert read("blind rivet").kinds == {"thing": {"rivet"}}
    assert read("sodium hydroxide AR").kinds == read("氢氧化钠 分析纯").kinds
    assert read("无水乙醇").kinds == read("ethanol absolute").kinds


@pytest.mark.parametrize(("one", "other"), [("分析纯", "优级纯"), ("AR", "CP"), ("工业级", "分析纯")])
def test_reagents_of_two_grades_differ(one: str, other: str) -> None:
    a, b = read(f"丙酮 {one} 500ml"), read(f"丙酮 {other} 500ml")
    assert a.kinds["purity"] != b.kinds["purity"]
