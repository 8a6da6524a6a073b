"""Characters that are not seen, or turn the order of what is seen, as marks: a text shows what is in it."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

_NAMES: Final = MappingProxyType(
    {
        0x00AD: "SHY", 0x034F: "CGJ", 0x061C: "ALM", 0x180E: "MVS", 0x200B: "ZWSP", 0x200C: "ZWNJ", 0x200E: "LRM",
        0x200F: "RLM", 0x2028: "LS", 0x2029: "PS", 0x202A: "LRE", 0x202B: "RLE", 0x202C: "PDF", 0x202D: "LRO",
        0x202E: "RLO", 0x2060: "WJ", 0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0xFEFF: "BOM",
    }
)  # fmt: skip
_UNSEEN: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e"
    r"\u2060\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)


def marked(text: str) -> str:
    """The text with ``⟨RLO⟩`` where it holds U+202E, and so on; tabs, line breaks and joined emoji stay."""
    return _UNSEEN.sub(_mark, text)


def _mark(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"⟨{_NAMES.get(code, f'U+{code:04X}')}⟩"
