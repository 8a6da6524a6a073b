"""From files to one merged set of definitions: apps and models by name, overlays applied, uids in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Final

from zhihe.platform.model import overlay, overlay_decision, uids
from zhihe.platform.model.clean import clean
from zhihe.platform.model.places import Owner, Places
from zhihe.platform.model.problems import allowed
from zhihe.platform.model.reader import Source, read

Files = Mapping[str, str]
"""Definition files: a path such as ``quality/inspection_lot.yaml`` to its text."""

MANIFEST: Final = "app.yaml"
DECISIONS: Final = "decisions"


@dataclass(slots=True)
class Assembly:
    """All definitions of an installation as plain data, in the order of the files, with where each value stands.

    ``models`` and ``decisions`` carry their app under ``app``; ``sources`` are the files as read, by path.
    """

    apps: dict[str, dict[str, Any]] = field(default_factory=dict)
    models: dict[str, dict[str, Any]] = field(default_factory=dict)
    decisions: dict[str, dict[str, Any]] = field(default_factory=dict)
    places: Places = field(default_factory=Places)
    sources: dict[str, Source] = field(default_factory=dict)
    order: tuple[str, ...] = ()


@dataclass(slots=True)
class _File:
    """One cleaned file."""

    path: str
    shape: str
    data: dict[str, Any]

    @property
    def owner(self) -> Owner:
        return owner_of(self.shape, self.data)


def owner_of(shape: str, data: Mapping[str, Any]) -> Owner:
    """Name what a file defines; an overlay by the model it changes."""
    if shape == "app":
        return ("app", str(data.get("app", "")))
    if shape == "overlay":
        return ("overlay", str(data.get("overlay", "")))
    if shape == "decision":
        return ("decision", str(data.get("decision", "")))
    return ("model", str(data.get("model", "")))


def assemble(files: Files, company: str = "") -> Assembly:
    """Read, check the form of, and merge all files; overlays that leave out ``company`` are passed over."""
    assembly = Assembly()
    cleaned: list[_File] = []
    for path in sorted(files):
        source = read(path, files[path])
        assembly.sources[path] = source
        shape, data = clean(source)
        if shape:
            cleaned.append(_File(path, shape, data))
    _give_uids(assembly, cleaned)
    for file in cleaned:
        if file.shape != "overlay":
            _add(assembly, file)
    _order(assembly)
    for file in cleaned:
        if file.shape == "overlay" and company not in file.data.get("except", ()):
            _lay_over(assembly, file)
    for source in assembly.sources.values():
        assembly.places.problems.extend(source.problems)
    return assembly


def _give_uids(assembly: Assembly, cleaned: list[_File]) -> None:
    """Refuse a uid that stands twice; give one to what has none, so that everything later can rely on it."""
    taken: dict[str, tuple[str, str]] = {}
    bare: list[tuple[_File, tuple[str | int, ...], dict[str, Any]]] = []
    for file in cleaned:
        source = assembly.sources[file.path]
        for path, element in uids.elements(file.shape, file.data):
            uid = element.get("uid")
            if uid is None:
                bare.append((file, path, element))
            elif uid[:8] in taken:
                other, key = taken[uid[:8]]
                source.problem(
                    (*path, "uid"),
                    f"{uid[:8]} also begins the uid of {key} in {other}; delete this one and run `zhihe check --fix`",
                )
            else:
                taken[uid[:8]] = (file.path, ".".join(str(part) for part in path) or file.shape)
    known = set(taken)
    for file, path, element in bare:
        element["uid"] = uids.make("/".join(file.owner), path, known)


def _add(assembly: Assembly, file: _File) -> None:
    source = assembly.sources[file.path]
    role, key = file.owner
    target = {"app": assembly.apps, "model": assembly.models, "decision": assembly.decisions}[role]
    if not key:
        return
    path = PurePosixPath(file.path)
    expected = MANIFEST if role == "app" else f"{key}.yaml"
    if path.name != expected:
        source.problem((role,), f"the file is called {path.name}; {role} {key} belongs in {expected}")
    if role == "app" and path.parent.name != key:
        source.problem(("app",), f"the folder is called {path.parent.name!r}; app {key} belongs in {key}/")
    if key in target:
        other = assembly.places.at((role, key), ())[0]
        source.problem((role,), f"{role} {key} is already defined in {other}; names are unique over all apps")
        return
    if role == "decision" and path.parent.name != DECISIONS:
        source.problem((role,), f"a decision table stands in the app's folder {DECISIONS}/")
        return
    if role != "app":
        file.data["app"] = path.parent.parent.name if role == "decision" else path.parent.name
    target[key] = file.data
    assembly.places.base((role, key), source)


def _order(assembly: Assembly) -> None:
    """Put apps in order of dependency, equals by name; models follow their app, then their file's name."""
    for role, held in (("model", assembly.models), ("decision", assembly.decisions)):
        for key, each in list(held.items()):
            if each["app"] not in assembly.apps:
                known = allowed(each["app"], assembly.apps)
                message = f"there is no app {each['app']!r} ({MANIFEST} in its folder); {known}"
                assembly.places.problem((role, key), (role,), message)
                del held[key]
    for key, app in assembly.apps.items():
        for index, name in enumerate(app.get("depends", ())):
            if name not in assembly.apps:
                message = f"there is no app {name!r}; {allowed(name, assembly.apps)}"
                assembly.places.problem(("app", key), ("depends", index), message)
    needs = {
        key: {name for name in app.get("depends", ()) if name in assembly.apps} for key, app in assembly.apps.items()
    }
    ordered = list(_by_need(needs))
    for key in sorted(set(needs) - set(ordered)):
        ring = ", ".join(sorted(set(needs) - set(ordered)))
        assembly.places.problem(("app", key), ("depends",), f"apps depend on each other in a ring: {ring}")
    assembly.order = (*ordered, *sorted(set(needs) - set(ordered)))
    assembly.apps = {key: assembly.apps[key] for key in assembly.order}
    rank = {key: index for index, key in enumerate(assembly.order)}
    assembly.models = dict(sorted(assembly.models.items(), key=lambda item: (rank[item[1]["app"]], item[0])))


def _by_need(needs: Mapping[str, set[str]]) -> Iterator[str]:
    done: set[str] = set()
    while True:
        ready = sorted(key for key, wanted in needs.items() if key not in done and wanted <= done)
        if not ready:
            return
        done.add(ready[0])
        yield ready[0]


def _lay_over(assembly: Assembly, file: _File) -> None:
    source = assembly.sources[file.path]
    named = str(file.data.get("overlay", ""))
    app, _, key = named.rpartition(".")
    decision = assembly.decisions.get(key)
    if decision is not None and decision["app"] == app:
        overlay_decision.lay(decision, file.data, source, assembly.places)
        return
    model = assembly.models.get(key)
    if model is None or model["app"] != app:
        known = [f"{each['app']}.{name}" for name, each in (*assembly.models.items(), *assembly.decisions.items())]
        source.problem(("overlay",), f"there is no model or decision table {named!r}; {allowed(named, known)}")
        return
    overlay.lay(model, file.data, source, assembly.places, key)
