"""The import contracts hold on the tree, and each catches a violation planted in a copy of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.house.tree import ROOT

COMMAND = Path(sys.executable).with_name("lint-imports")
ROOMS = "Rooms: imports point one way"
PLATFORM = "Inside the platform"
CYCLES = "No cycles between siblings"
KERNELS = "Kernels are independent; only quantity and sigma are shared"
PURE = "Kernels compute: no clock, chance, input or output"
APPS = "Apps see actions and context only"
SQL = "SQL in the store only"
NETWORK = "The network in connectors only"

PLANTS = (
    (ROOMS, {"kernels/planted.py": "import zhihe.platform.model.elements"}),
    (ROOMS, {"platform/model/planted.py": "import zhihe.apps.base"}),
    (ROOMS, {"apps/base/planted.py": "import zhihe.faces.cli.command"}),
    (ROOMS, {"apps/base/planted.py": "import zhihe.connectors"}),
    (ROOMS, {"messages/planted.py": "import zhihe.platform.model.elements"}),
    (ROOMS, {"planted.py": "A_ROOM_NOBODY_LISTED = 1"}),
    (PLATFORM, {"platform/store/planted.py": "import zhihe.platform.records.write"}),
    (PLATFORM, {"platform/records/planted.py": "import zhihe.platform.rules.run"}),
    (PLATFORM, {"platform/model/planted.py": "import zhihe.platform.store.rows"}),
    (PLATFORM, {"platform/planted.py": "AN_ENGINE_NOBODY_LISTED = 1"}),
    (
        CYCLES,
        {
            "platform/model/planted.py": "import zhihe.platform.model.grafted",
            "platform/model/grafted.py": "import zhihe.platform.model.planted",
        },
    ),
    (
        CYCLES,
        {
            "faces/http/planted.py": "import zhihe.faces.cli.command",
        },
    ),
    ("Apps never import each other", {"apps/quality/planted.py": "import zhihe.apps.stock.entries"}),
    (
        "Connectors never import each other",
        {
            "connectors/mail/__init__.py": "",
            "connectors/webhook/__init__.py": "",
            "connectors/webhook/planted.py": "import zhihe.connectors.mail",
        },
    ),
    (KERNELS, {"kernels/rating/planted.py": "import zhihe.kernels.sampling.lookup"}),
    (KERNELS, {"kernels/sigma.py": "import zhihe.kernels.spc.chart"}),
    (KERNELS, {"kernels/planted.py": "import zhihe.kernels.expression"}),
    (PURE, {"kernels/planted.py": "import random"}),
    (PURE, {"kernels/planted.py": "from pathlib import Path"}),
    (PURE, {"kernels/spc/planted.py": "from time import monotonic"}),
    (APPS, {"apps/base/planted.py": "import zhihe.platform.store.rows"}),
    (APPS, {"apps/base/planted.py": "from zhihe.platform.records import write"}),
    (SQL, {"platform/records/planted.py": "import psycopg"}),
    (SQL, {"faces/cli/planted.py": "from sqlalchemy import text"}),
    ("FastAPI in faces/http only", {"faces/cli/planted.py": "from fastapi import FastAPI"}),
    ("The server stands in faces/http", {"faces/cli/planted.py": "import uvicorn"}),
    ("YAML is read and written by the grammar only", {"faces/cli/planted.py": "from ruamel.yaml import YAML"}),
    ("Documents are set in reports only", {"faces/http/planted.py": "import typst"}),
    (PLATFORM, {"platform/rules/planted.py": "import zhihe.platform.reports.setting"}),
    ("Pictures are drawn in files only", {"faces/http/planted.py": "from PIL import Image"}),
    (PLATFORM, {"platform/files/planted.py": "import zhihe.platform.store.rows"}),
    ("Passwords are hashed in identity only", {"faces/http/planted.py": "import argon2"}),
    ("Background work in jobs only", {"platform/rules/planted.py": "import procrastinate"}),
    (NETWORK, {"platform/store/planted.py": "import httpx"}),
    (NETWORK, {"faces/http/planted.py": "import smtplib"}),
)
HARMLESS = {
    "connectors/planted/__init__.py": "import httpx",
    "kernels/planted.py": "import zhihe.kernels.quantity\nimport zhihe.kernels.sigma",
    "platform/jobs/planted.py": "import procrastinate",
    "platform/store/planted.py": "import psycopg",
}


def lint(src: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(COMMAND), "--no-cache", str(ROOT / "pyproject.toml")],
        env={**os.environ, "PYTHONPATH": str(src), "COLUMNS": "300"},
        cwd=src,
        capture_output=True,
        text=True,
        check=False,
    )


def named() -> set[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("planted") / "src"
    shutil.copytree(ROOT / "src", target, ignore=shutil.ignore_patterns("__pycache__"))
    return target


@pytest.fixture
def plant(copy: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """The copy with files added, or lines added to files; as it was afterwards."""
    before: dict[Path, str | None] = {}
    for place, text in request.param.items():
        path = copy / "zhihe" / place
        before[path] = path.read_text(encoding="utf-8") if path.exists() else None
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{before[path] or ''}\n{text}\n", encoding="utf-8")
    yield copy
    for path, text in before.items():
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8")
    for folder in {path.parent for path in before}:
        if not any(folder.iterdir()):
            folder.rmdir()


def test_the_tree_keeps_every_contract(copy: Path) -> None:
    result = lint(copy)
    assert result.returncode == 0, result.stdout
    assert f"{len(named())} kept, 0 broken" in result.stdout


@pytest.mark.parametrize("plant", [HARMLESS], indirect=True)
def test_what_a_room_may_use_breaks_nothing(plant: Path) -> None:
    result = lint(plant)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(("name", "plant"), PLANTS, indirect=["plant"])
def test_a_planted_violation_is_caught(name: str, plant: Path) -> None:
    result = lint(plant)
    assert result.returncode == 1, result.stdout
    assert f"{name} BROKEN" in result.stdout


def test_every_contract_has_a_plant() -> None:
    assert {name for name, _plant in PLANTS} == named()
