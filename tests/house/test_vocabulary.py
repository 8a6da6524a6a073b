"""The vocabulary page holds every name the definitions give to a model, step, movement, operation, choice or role."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from tests.house.tree import ROOT

from zhihe.platform.model import build, load_apps
from zhihe.platform.model.elements import Label, Registry

ROW = re.compile(r"^\| (?P<zh>.+?) \| (?P<en>.+?) \| `(?P<name>[^`]+)` \|", re.MULTILINE)
FIELDS = "## Words behind the fields"


@pytest.fixture(scope="module")
def registry() -> Registry:
    return build(load_apps())


@pytest.fixture(scope="module")
def page() -> str:
    return (ROOT / "docs/vocabulary.md").read_text(encoding="utf-8")


def defined(registry: Registry) -> Iterator[tuple[str, str, str]]:
    """Name, Chinese and English word of everything that users and programs call by name."""
    labels: list[tuple[str, Label]] = []
    for model in registry.models.values():
        labels.append((model.key, model.label))
        labels += [(f"{model.key}.{step.key}", step.label) for step in model.steps.values()]
        labels += [(f"{model.key}.{movement.key}", movement.label) for movement in model.movements.values()]
    labels += [(table.key, table.label) for table in registry.decisions.values()]
    labels += [(name, operation.label) for name, operation in registry.operations.items()]
    labels += [(f"{name}.{each.key}", each.label) for name, found in registry.choices.items() for each in found]
    labels += [(f"setting.{name}", field.label) for name, field in registry.settings.items()]
    labels += [(f"role {name}", label) for name, label in registry.roles.items()]
    return ((name, label.zh, label.en) for name, label in labels)


def test_the_page_has_a_line_for_every_name_with_its_words(registry: Registry, page: str) -> None:
    listed = {(row["name"], row["zh"], row["en"]) for row in ROW.finditer(page.partition(FIELDS)[0])}
    missing = [f"| {zh} | {en} | `{name}` |" for name, zh, en in defined(registry) if (name, zh, en) not in listed]
    assert not missing


def test_the_page_has_no_line_for_what_is_gone(registry: Registry, page: str) -> None:
    known = {name for name, _zh, _en in defined(registry)}
    assert not [row["name"] for row in ROW.finditer(page.partition(FIELDS)[0]) if row["name"] not in known]


def test_every_word_behind_a_field_is_a_name_of_the_definitions(registry: Registry, page: str) -> None:
    table = page.partition(FIELDS)[2].partition("\n## ")[0]
    fields = {key for model in registry.models.values() for key in (*model.fields, *model.dimensions)}
    known = fields | {name for name, _zh, _en in defined(registry)}
    known |= {f"{model.key}.{key}" for model in registry.models.values() for key in model.fields}
    rows = list(ROW.finditer(table))
    assert len(rows) > 20
    assert not [row["name"] for row in rows if row["name"] not in known]


def test_one_word_has_one_meaning_among_the_models(registry: Registry) -> None:
    """Two models that share a word in either language are one thing with two names."""
    for language in ("zh", "en"):
        seen: dict[str, str] = {}
        for model in registry.models.values():
            word = getattr(model.label, language)
            assert seen.setdefault(word, model.key) == model.key
