"""Every error that a reader of the pages can meet says what is wrong in Chinese too."""

from __future__ import annotations

import re

from tests.house.said import FAULT, HOLE, KERNEL, Said, faulted, refused, said, written
from tests.house.tree import Source, sources

from zhihe.messages import Sentence, chinese, filled, of_kernel, sentences

ROOMS = ("src/zhihe/apps", "src/zhihe/platform", "src/zhihe/faces/http")
KERNELS = tuple(f"src/zhihe/kernels/{each}" for each in ("sampling", "spc", "capability", "rating", "decision"))
"""The kernels whose refusals a page can show; the others compute for commands."""
DEFINITIONS = ("src/zhihe/platform/model", "src/zhihe/kernels/expression", "src/zhihe/platform/store")
"""Where definitions and expressions are read and checked."""
HAN = re.compile("[\u4e00-\u9fff]")
PLANTED = """
def guard(row):
    hint = "" if row else "; look again"
    raise Invalid("planted.sin", f"{row['number']} is wrong{hint}.", field="number")
"""


def found() -> list[Said]:
    return [each for source in sources(*ROOMS) for each in said(source)]


def english_only(errors: list[Said]) -> list[str]:
    return sorted({each.shown() for each in errors if not _known(each)})


def _known(error: Said) -> bool:
    return any(each.pattern().fullmatch(error.text) for each in sentences().get(error.code, ()))


def test_every_error_has_its_chinese() -> None:
    assert len(found()) > 350
    assert not english_only(found()), "give each its line in a table of src/zhihe/messages"


def test_every_refusal_of_a_kernel_has_its_chinese_and_no_line_is_left_over() -> None:
    errors = [each for source in sources(*KERNELS) for each in refused(source)]
    assert len(errors) > 150
    assert not english_only(errors), "give each its line in src/zhihe/messages/kernels.toml"
    kept = sentences()[KERNEL]
    assert not [each.english for each in kept if not any(each.pattern().fullmatch(one.text) for one in errors)]


def test_every_fault_of_a_definition_has_its_chinese_and_no_line_is_left_over() -> None:
    files = sources(*DEFINITIONS)
    errors = [each for source in files for each in faulted(source)]
    assert len(errors) > 150
    assert not english_only(errors), "give each its line in src/zhihe/messages/definitions.toml"
    texts = [text for source in files for text in written(source)] + [each.text for each in errors]
    assert not [each.english for each in sentences()[FAULT] if not any(map(each.pattern().fullmatch, texts))]


def test_every_chinese_sentence_is_chinese_and_knows_its_facts() -> None:
    for code, known in sentences().items():
        for each in known:
            assert HAN.search(each.chinese), (code, each.english)
            assert filled(each.chinese, dict.fromkeys(each.names(), "")), (code, each.english)


def test_no_sentence_is_kept_that_nothing_says() -> None:
    said_here: dict[str, list[str]] = {}
    for error in found():
        said_here.setdefault(error.code, []).append(error.text)
    assert not [
        (code, each.english)
        for code, known in sentences().items()
        if code != "words" and code in said_here
        for each in known
        if not any(each.pattern().fullmatch(text) for text in said_here[code]) and not _part(each)
    ]


def _part(sentence: Sentence) -> bool:
    """Whether a line words a part of a sentence, such as what a kernel found: it ends without a full stop."""
    return not sentence.english.endswith(".")


def test_an_error_in_one_language_is_found() -> None:
    planted = list(said(Source("planted.py", PLANTED)))
    assert [each.text for each in planted] == [f"{HOLE} is wrong.", f"{HOLE} is wrong; look again."]
    assert len(english_only(planted)) == 2


def test_the_facts_of_a_sentence_are_put_into_chinese() -> None:
    words = {"evaluated": "已判定"}.get
    message = "IL-202611-00007 has been decided: reverse its postings first."
    assert chinese("receipt.decided", message) == "IL-202611-00007 已做判定，请先冲销其过账。"
    assert chinese("import.closed", "This import is evaluated; upload the file again to import it once more.", words)
    assert "已判定" in str(
        chinese("import.closed", "This import is evaluated; upload the file again to import it once more.", words)
    )
    assert chinese("nobody.said", message) is None


def test_what_a_kernel_refuses_is_chinese_within_the_sentence_of_an_app_and_alone() -> None:
    refusal = "AQL 3 is not in GB/T 2828.1-2012; it has 2.5, 4.0"
    told = "AQL 3 不在 GB/T 2828.1-2012 的表中；可用：2.5, 4.0"
    assert of_kernel(ValueError(refusal)) == {"zh": told, "en": refusal}
    assert chinese("plan.aql", f"Class major: {refusal}", {"major": "严重"}.get) == f"缺陷等级严重：{told}"
    assert chinese("rating.settings", "component weights must sum to 100, not 95") == "各项权重之和须为 100，现为 95"
