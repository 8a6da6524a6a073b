"""The documentation page: one file, no script from outside, Chinese first."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib import resources


@cache
def docs_page() -> str:
    """The page at /docs."""
    return (resources.files("zhihe.faces.http") / "docs.html").read_text(encoding="utf-8")


@cache
def script_hash() -> str:
    """The hash by which the content security policy lets the page's own script run, and no other."""
    found = re.search(r"<script>(.*?)</script>", docs_page(), re.DOTALL)
    if found is None:
        raise ValueError("docs.html has no script")
    return base64.b64encode(hashlib.sha256(found.group(1).encode()).digest()).decode()
