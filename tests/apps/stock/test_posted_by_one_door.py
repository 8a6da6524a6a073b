"""Every posting of the stock ledger goes through the one function that also values it."""

from __future__ import annotations

import re
from pathlib import Path

import zhihe.apps

APPS = Path(zhihe.apps.__file__).parent
POSTS = re.compile(r"ledger\(\s*[\"']stock[\"']\s*\)\s*\.post\(")


def posting_files(texts: dict[str, str]) -> set[str]:
    return {name for name, text in texts.items() if POSTS.search(text)}


def test_only_one_file_posts_to_the_stock_ledger() -> None:
    texts = {str(path.relative_to(APPS)): path.read_text(encoding="utf-8") for path in APPS.rglob("*.py")}
    assert posting_files(texts) == {"stock/valued.py"}
    assert posting_files({"sinner": 'ctx.ledger("stock").post("issue", entries)'}) == {"sinner"}
