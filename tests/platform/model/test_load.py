"""Finding definition files and the handlers they name."""

from pathlib import Path

from zhihe.platform.model import build, handlers, load_apps, load_files
from zhihe.platform.model.load import functions_of, named

Files = dict[str, str]


def test_definition_files_are_found_by_folder_and_name(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "app.yaml").write_text("app: a\n", encoding="utf-8")
    (tmp_path / "a" / "a.py").write_text("", encoding="utf-8")
    (tmp_path / "stray.yaml").write_text("app: b\n", encoding="utf-8")
    assert load_files(tmp_path) == {"a/app.yaml": "app: a\n"}


def test_every_shipped_app_is_found() -> None:
    shipped = load_apps()
    assert "base/app.yaml" in shipped
    assert {path.rpartition("/")[2] for path in shipped} > {"app.yaml"}


def test_every_handler_that_shipped_definitions_name_is_a_function() -> None:
    registry = build(load_apps())
    found = handlers(registry)
    assert set(found) == {".".join(each) for each in named(registry)}
    assert all(callable(each) for each in found.values())


def test_an_app_without_code_has_no_handlers(tiny: Files) -> None:
    registry = build(tiny)
    assert functions_of(registry, "stock", "stock_of_nobody") == {}
    assert (
        functions_of(build({**tiny, "base/app.yaml": tiny["base/app.yaml"] + "custom: true\n"}), "base", "item") == {}
    )
