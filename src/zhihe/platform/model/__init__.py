"""Definitions: read, checked, merged, and made into the Registry that every engine reads."""

from zhihe.platform.model.check_all import check
from zhihe.platform.model.content import build, content_hash, files_of, from_content, to_content
from zhihe.platform.model.events import cycles
from zhihe.platform.model.load import handlers, load_apps, load_files
from zhihe.platform.model.problems import Problem

__all__ = [
    "Problem",
    "build",
    "check",
    "content_hash",
    "cycles",
    "files_of",
    "from_content",
    "handlers",
    "load_apps",
    "load_files",
    "to_content",
]
