"""Write golden.json anew with the tree of every text: ``python -m tests.kernels.expression.refill``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from zhihe.kernels.expression import parse, to_json

FILE = Path(__file__).with_name("golden.json")


def line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def listed(rows: Iterable[str]) -> str:
    return ",\n".join(rows)


def rendered(golden: Mapping[str, Any]) -> str:
    """Give the text of the file: one line per field and per case, the tree of a case made from its text."""
    fields = listed(f"{line(name)}: {line(each)}" for name, each in golden["fields"].items())
    cases = listed(line({**each, "tree": to_json(parse(each["text"]))}) for each in golden["cases"])
    head = listed(f"{line(key)}: {line(golden[key])}" for key in ("format", "context", "functions"))
    return f'{{\n{head},\n"fields": {{\n{fields}\n}},\n"cases": [\n{cases}\n]\n}}\n'


if __name__ == "__main__":
    FILE.write_text(rendered(json.loads(FILE.read_text(encoding="utf-8"))), encoding="utf-8")
