"""Renaming a field everywhere at once: its key, every expression that means it, every list and layout that names it.

Expressions are bound by uid before they are rewritten, so a name that only looks the same is left alone. The column
keeps its first name, so no data moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zhihe.errors import Invalid
from zhihe.kernels.expression import Path as Names
from zhihe.kernels.expression import bind, format_expression, rename
from zhihe.kernels.expression.names import replace_paths
from zhihe.platform.model.assemble import Assembly, Files, assemble
from zhihe.platform.model.check_all import check, checked
from zhihe.platform.model.checking import Checking, Heard, fields_of
from zhihe.platform.model.content import build
from zhihe.platform.model.elements import Field, Model
from zhihe.platform.model.grammar import shape_of
from zhihe.platform.model.named import Named, named_fields
from zhihe.platform.model.places import Owner
from zhihe.platform.model.problems import allowed, refuse
from zhihe.platform.model.reader import Path, Source, read
from zhihe.platform.model.scope import scope_of
from zhihe.platform.model.writer import write


def rename_field(files: Files, model: str, old: str, new: str) -> dict[str, str]:
    """The files with the field ``old`` of a model called ``new``; what does not name it stays byte for byte.

    Invalid when the files have problems, when there is no such field, or when the new name cannot be used.
    """
    refuse(check(files))
    edits = _edits(files, model, old, new)
    # What an overlay replaces is out of sight while it lies over the app; the app's own text is renamed too.
    plain = {path: text for path, text in files.items() if shape_of(read(path, text).data) != "overlay"}
    if not check(plain) and old in build(plain).models[model].fields:
        edits = edits.joined(_edits(plain, model, old, new))
    changed = edits.applied(files, new)
    refuse(check(changed))
    return changed


@dataclass(frozen=True, slots=True)
class _Edits:
    """Values to write and keys to rename, by file and path."""

    values: Mapping[tuple[str, Path], Any]
    keys: frozenset[tuple[str, Path]]

    def joined(self, other: _Edits) -> _Edits:
        """Both edits."""
        return _Edits({**other.values, **self.values}, self.keys | other.keys)

    def applied(self, files: Files, new: str) -> dict[str, str]:
        """The files with these edits, those untouched as they were; keys last and innermost first."""
        named = {file for file, _ in [*self.values, *self.keys]}
        sources = {file: read(file, files[file]) for file in sorted(named)}
        for (file, path), value in self.values.items():
            _get(sources[file].data, path[:-1])[path[-1]] = value
        for file, path in sorted(self.keys, key=lambda each: len(each[1]), reverse=True):
            rename_key(sources[file], path, new)
        return {**files, **{file: write(source) for file, source in sources.items()}}


def _edits(files: Files, model: str, old: str, new: str) -> _Edits:
    assembly = assemble(files)
    checking = checked(assembly)
    return _Renaming(assembly, checking, *_field(checking, model, old, new), new).edits()


def _field(checking: Checking, model: str, old: str, new: str) -> tuple[Model, Field]:
    known = checking.registry.models
    if model not in known:
        raise Invalid("rename.model", f"There is no model {model}; {allowed(model, known)}.", model=model)
    fields = known[model].fields
    if old not in fields:
        raise Invalid("rename.field", f"{model} has no field {old}; {allowed(old, fields)}.", field=old)
    if new in fields_of(known[model]):
        raise Invalid("rename.taken", f"{model} has a field {new} already; choose another name.", field=new)
    return known[model], fields[old]


@dataclass(slots=True)
class _Renaming:
    assembly: Assembly
    checking: Checking
    model: Model
    field: Field
    new: str

    def edits(self) -> _Edits:
        """Everything that must change where the field is named."""
        values: dict[tuple[str, Path], Any] = {}
        keys: set[tuple[str, Path]] = set()
        for owner, path, text in self._expressions():
            values[self._origin(owner, path)] = text
        for named in named_fields(self.checking):
            renamed = self._renamed(named)
            if renamed != named.name and named.key:
                keys.add(self._origin(named.owner, named.path))
            elif renamed != named.name:
                values[self._origin(named.owner, named.path)] = renamed
        values |= dict(self._home())
        keys.add(self._origin(("model", self.model.key), _section(self.model, self.field.key)))
        for source in self.assembly.sources.values():
            if source.data.get("overlay") == f"{self.model.app}.{self.model.key}":
                values |= self._put_away(source)
                change: Path = ("change", "fields", self.field.key)
                keys |= {(source.file, change)} if isinstance(_get(source.data, change), dict) else set()
        return _Edits(values, frozenset(keys))

    def _origin(self, owner: Owner, path: Path) -> tuple[str, Path]:
        source, origin = self.checking.places.find(owner, path)
        if source is None:
            raise ValueError(f"{owner} {path} comes from no file")
        # A view's column may be a bare expression or a mapping with `as`.
        if origin and origin[-1] == "as" and isinstance(_get(source.data, origin[:-1]), str):
            origin = origin[:-1]
        return source.file, origin

    def _expressions(self) -> Iterator[tuple[Owner, Path, str]]:
        formulas = [
            Heard(("model", key), (*_section(each, field.key), "as"), field.formula.tree, scope_of(registry, each))
            for registry in (self.checking.registry,)
            for key, each in registry.models.items()
            for field in each.fields.values()
            if field.formula is not None
        ]
        for heard in [*formulas, *self.checking.heard]:
            bound = bind(heard.tree, heard.scope)
            renamed = rename(bound, {self.field.uid: self.new})
            if renamed != bound:
                yield heard.owner, heard.path, format_expression(replace_paths(renamed, _at_hand))

    def _renamed(self, named: Named) -> str:
        """A dotted name with this field's part replaced."""
        model: Model | None = named.model
        parts: list[str] = []
        for part in named.name.split("."):
            field = model.fields.get(part) if model else None
            parts.append(self.new if field is not None and field.uid == self.field.uid else part)
            target = model.line_of if model and part == model.parent_key else field.to if field else ""
            model = self.checking.registry.models.get(target)
        return ".".join(parts)

    def _home(self) -> Iterator[tuple[tuple[str, Path], str]]:
        """What is written where the field is declared: a shipped one keeps its column, a ledger says its status."""
        owner: Owner = ("model", self.model.key)
        named = self.field.column == self.field.key and not self.model.custom
        if named and self.model.kind != "view":
            yield self._origin(owner, (*_section(self.model, self.field.key), "column")), self.field.column
        if self.field.key == self.model.status_dimension:
            yield self._origin(owner, ("status",)), self.new

    def _put_away(self, source: Source) -> dict[tuple[str, Path], Any]:
        """The entries of an overlay that hide or retire the field by its name."""
        return {
            (source.file, (verb, index)): f"fields.{self.new}"
            for verb in ("hide", "retire")
            for index, each in enumerate(source.data.get(verb) or ())
            if each == f"fields.{self.field.key}"
        }


def _section(model: Model, key: str) -> Path:
    if model.kind == "ledger":
        return ("dimensions" if key in model.dimensions else "measures", key)
    return ("edge" if model.kind == "edges" else "fields", key)


def _at_hand(names: Names) -> Names:
    """Write ``this.x`` again for the record at hand."""
    return Names(("this", *names.names[1:]), names.uids, names.at) if names.names[0] == "event" else names


def _get(data: Any, path: Path) -> Any:
    for part in path:
        if isinstance(data, Mapping):
            data = data.get(str(part))
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            return None
    return data


def rename_key(source: Source, path: Path, new: str) -> None:
    """Give the last key of a path another name, in its place, with its comments."""
    holder = _get(source.data, path[:-1])
    kept = {new if key == path[-1] else key: value for key, value in holder.items()}
    holder.clear()
    holder.update(kept)
    size = len(path)
    for marks in (source.remarks, source.beside):
        for place in [each for each in marks if each[:size] == path]:
            marks[(*path[:-1], new, *place[size:])] = marks.pop(place)  # type: ignore[assignment]  # its own value
