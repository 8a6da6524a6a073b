"""A text shows what is in it, on paper too."""

import pytest

from zhihe.platform.model.marks import marked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("螺\u202e钉", "螺⟨RLO⟩钉"),
        ("a\u200bb\u2066c\u2069", "a⟨ZWSP⟩b⟨LRI⟩c⟨PDI⟩"),
        ("\u0007", "⟨U+0007⟩"),
        ("\U000e0041", "⟨U+E0041⟩"),
    ],
)
def test_what_is_not_seen_or_turns_a_text_is_a_mark(text: str, shown: str) -> None:
    assert marked(text) == shown


@pytest.mark.parametrize("text", ["φ20 ±0.05\n第二行\t", "👨\u200d👩\u200d👧", "اختبار", "⟨RLO⟩"])
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert marked(text) == text
