"""The wheel brings the built web pages: they are built where they are missing, and a wheel without them is refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PAGE = Path("src/zhihe/web_dist/index.html")


class WebHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before a wheel is packed; an editable install serves what `make web` builds and needs nothing here."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the pages unless they are there."""
        del build_data
        if version == "editable":
            return
        root = Path(self.root)
        if not (root / PAGE).is_file():
            subprocess.run([sys.executable, str(root / "web" / "build.py")], cwd=root, check=True)  # noqa: S603
        if not (root / PAGE).is_file():
            raise RuntimeError(f"{PAGE} is missing after the build of the web; a wheel without pages is of no use.")
