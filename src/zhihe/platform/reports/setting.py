"""Setting a document: template and data into a folder of their own, a child process, a PDF back."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import orjson

from zhihe.errors import Unavailable, ZhiheError
from zhihe.platform.reports import child

MEMORY: Final = 2_000_000_000
SECONDS: Final = 30
FONTS: Final = Path(__file__).parent / "fonts"
PAGE: Final = Path(__file__).parent / "page.typ"
_OUTSIDE: Final = re.compile(r'["\']@\w+/')


def document(template: str, data: Mapping[str, Any], fonts: Sequence[Path] = ()) -> bytes:
    """The PDF of a template and its data; ``fonts`` are further folders to look for fonts in.

    Raises ZhiheError with the template's fault, Unavailable when setting takes more time or memory than it may.
    """
    if _OUTSIDE.search(template):
        raise ZhiheError("print.template", "A template takes nothing from packages: remove the import of @….")
    with tempfile.TemporaryDirectory(prefix="zhihe-print-") as folder:
        root = Path(folder)
        (root / "main.typ").write_text(template, encoding="utf-8")
        (root / "page.typ").write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")
        (root / "data.json").write_bytes(orjson.dumps(data, default=str))
        command = [sys.executable, "-I", "-m", child.__name__, str(MEMORY), str(SECONDS), folder]
        command += [str(each) for each in (FONTS, *fonts) if each.is_dir()]
        kept = {key: os.environ[key] for key in ("SYSTEMROOT", "PATH") if key in os.environ}
        try:
            done = subprocess.run(  # noqa: S603 - our own module, its arguments numbers and our folders
                command, capture_output=True, env=kept, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise _heavy() from error
    if done.returncode == 3:  # noqa: PLR2004 - the child's word for a fault of the template
        raise ZhiheError("print.template", f"The template cannot be set: {done.stderr.decode()[:2000]}")
    if done.returncode:
        raise _heavy()
    return done.stdout


def _heavy() -> Unavailable:
    return Unavailable(
        "print.heavy",
        f"The document was not ready within {SECONDS} seconds and {MEMORY // 1_000_000_000} GB; print fewer lines.",
    )
