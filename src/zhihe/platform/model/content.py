"""A whole set of definitions as one JSON value: what a version row keeps, and what a start reads without any YAML.

``files`` hold the texts as they were, so that export gives them back byte for byte; ``apps`` and ``models`` the merged
data, ``trees`` every expression parsed. The hash is over all of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import orjson

from zhihe.errors import Invalid
from zhihe.kernels.expression import from_json, to_json
from zhihe.platform.model.assemble import Assembly, Files, assemble
from zhihe.platform.model.build_models import make_registry
from zhihe.platform.model.elements import Registry
from zhihe.platform.model.making import Making
from zhihe.platform.model.problems import refuse
from zhihe.platform.model.results import infer_results

FORMAT: Final = 1


def build(files: Files, company: str = "") -> Registry:
    """The Registry of these files; Invalid with every problem of form when they cannot be read.

    What the names mean is examined by ``check``, not here.
    """
    return _compile(files, company)[1]


def to_content(files: Files, company: str = "") -> dict[str, Any]:
    """The JSON value that ``from_content`` turns into the same Registry; Invalid as ``build``."""
    return _compile(files, company)[0]


def from_content(content: Mapping[str, Any]) -> Registry:
    """The Registry of a stored version, without reading a text again."""
    if content.get("format") != FORMAT:
        raise Invalid(
            "definition.format",
            f"The stored definitions have format {content.get('format')!r}; this program reads {FORMAT}. "
            "Publish the definition files again with this version.",
            format=content.get("format"),
        )
    trees = {text: from_json(tree) for text, tree in content["trees"].items()}
    making = Making(content["apps"], content["models"], trees=trees, decisions=content.get("decisions", {}))
    return make_registry(making, content_hash(content))


def files_of(content: Mapping[str, Any]) -> dict[str, str]:
    """The files a content was made of, byte for byte; none of a content of another format."""
    return dict(content.get("files", {}))


def content_hash(content: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, of the content as canonical JSON."""
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def made(assembly: Assembly) -> tuple[Making, Registry]:
    """Build what was assembled, with the types of formulas found; problems go to the assembly's places."""
    making = Making(assembly.apps, assembly.models, assembly.places, decisions=assembly.decisions)
    registry = make_registry(making)
    return making, infer_results(assembly, making, registry)


def _compile(files: Files, company: str) -> tuple[dict[str, Any], Registry]:
    assembly = assemble(files, company)
    making, registry = made(assembly)
    refuse(sorted(problem for problem in assembly.places.problems if not problem.key.endswith("uid")))
    content = {
        "format": FORMAT,
        "files": dict(sorted(files.items())),
        "apps": assembly.apps,
        "models": assembly.models,
        "decisions": assembly.decisions,
        "trees": {text: to_json(tree) for text, tree in sorted(making.trees.items())},
    }
    return content, replace(registry, hash=content_hash(content))
