"""Where templates are: beside the definitions of the app that declares them."""

from __future__ import annotations

from importlib import resources

from zhihe.errors import NotFound
from zhihe.platform.model.elements import Print


def template_of(declared: Print) -> str:
    """The text of a document's template; NotFound for a drawn app, which ships none."""
    place = resources.files("zhihe.apps") / declared.app / "print" / f"{declared.key}.typ"
    if not place.is_file():
        raise NotFound(
            "print.template",
            f"The app {declared.app} brings no template print/{declared.key}.typ.",
            template=declared.key,
        )
    return place.read_text(encoding="utf-8")
