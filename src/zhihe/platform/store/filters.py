"""The filter tree of lists and rules: read once into comparisons, whose values become parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, any_, bindparam, cast, false, not_, or_, true
from sqlalchemy.dialects.postgresql import ARRAY

from zhihe.errors import Invalid
from zhihe.platform.model import field_types
from zhihe.platform.model.elements import Model
from zhihe.platform.store.columns import STORAGE, Storage, array, encode
from zhihe.platform.store.paths import Described, Sight, checkable, name_field
from zhihe.platform.store.source import Given, Lines, Source

DEPTH = 8
NODES = 200
MEMBERS = 1_000
JOINS: Mapping[str, Any] = MappingProxyType({"and": and_, "or": or_})
_PATTERNS = MappingProxyType({"contains": "%{}%", "starts": "{}%", "ends": "%{}"})
_LIKE = frozenset(_PATTERNS)
_TWO = 2


@dataclass(frozen=True, slots=True)
class Leaf:
    """One comparison; ``params`` are its values as text, in the order of its parameters."""

    at: Described
    operator: str
    params: tuple[str | None, ...]
    first: int = 0

    @property
    def key(self) -> tuple[object, ...]:
        """What its SQL depends on."""
        return (self.at.names, self.operator, len(self.params))


@dataclass(frozen=True, slots=True)
class Group:
    """``and``, ``or`` or ``not`` over other nodes."""

    word: str
    parts: tuple[Tree, ...]

    @property
    def key(self) -> tuple[object, ...]:
        """What its SQL depends on."""
        return (self.word, *(each.key for each in self.parts))


Tree = Leaf | Group


@dataclass(slots=True)
class Reader:
    """Reads a filter tree; Invalid names what is wrong with it and what is allowed.

    ``start`` is the number of its first parameter, where others stand before it in the same statement.
    """

    sight: Sight
    model: Model
    start: int = 0
    params: dict[str, str | None] = field(default_factory=dict)
    nodes: int = 0

    def read(self, tree: Mapping[str, Any] | None, depth: int = 1) -> Tree | None:
        """The tree of comparisons; None where nothing is asked."""
        if not tree:
            return None
        self.nodes += 1
        if depth > DEPTH or self.nodes > NODES:
            raise Invalid("filter.size", f"A filter has at most {NODES} conditions, at most {DEPTH} deep; narrow it.")
        if "field" in tree:
            return self._leaf(tree)
        word = next(iter(tree)) if isinstance(tree, Mapping) and len(tree) == 1 else ""
        if word == "not":
            part = self.read(tree["not"], depth + 1)
            return None if part is None else Group("not", (part,))
        if word in JOINS and isinstance(tree[word], Sequence) and not isinstance(tree[word], str):
            parts = [self.read(each, depth + 1) for each in tree[word]]
            return Group(word, tuple(each for each in parts if each is not None))
        raise Invalid(
            "filter.form",
            "A filter is {field, op, value}, or one of {and: […]}, {or: […]}, {not: …}; "
            f"this has {', '.join(sorted(map(str, tree))) if isinstance(tree, Mapping) else type(tree).__name__}.",
        )

    def _leaf(self, tree: Mapping[str, Any]) -> Leaf:
        unknown = tree.keys() - {"field", "op", "value"}
        if unknown:
            raise Invalid("filter.form", f"A condition has field, op and value, not {', '.join(sorted(unknown))}.")
        at = self.sight.describe(self.model, str(tree["field"]))
        operator, value = str(tree.get("op", "eq")), tree.get("value")
        if value is None and operator in {"eq", "ne"}:
            operator = "is_null" if operator == "eq" else "not_null"
        self._require(at, operator)
        if operator == "in" and isinstance(value, (list, tuple)) and len(value) == 1 and value[0] is not None:
            # One value is planned once, an array of one anew each time.
            operator, value = "eq", value[0]
        at = self._named(at, operator, value)
        texts = tuple(_texts(at, operator, value))
        leaf = Leaf(at, operator, texts, self.start + len(self.params))
        for text in texts:
            self.params[f"f{self.start + len(self.params)}"] = text
        return leaf

    def _require(self, at: Described, operator: str) -> None:
        allowed = field_types.type_of_field(at.field).compare
        if operator not in allowed:
            name = ".".join(at.names)
            raise Invalid(
                "filter.operator",
                f"{name} ({at.kind}) cannot be compared by {operator!r}; it can by {', '.join(allowed) or 'nothing'}.",
                field=name,
                op=operator,
                allowed=list(allowed),
            )

    def _named(self, at: Described, operator: str, value: Any) -> Described:
        """A link compared with a number or code is a comparison with the linked record's number or code."""
        if (
            at.kind != "link"
            or at.pair
            or operator in {"is_null", "not_null"}
            or at.field.to not in self.sight.registry.models
        ):
            return at
        given = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
        target = self.sight.registry.models[at.field.to]
        if all(_is_identity(each) for each in given) or not name_field(target):
            return at
        inner = self.sight.describe(target, name_field(target))
        return replace(inner, names=(*at.names, *inner.names), relation=at.relation)


def condition(tree: Tree | None, source: Source, given: Given | None = None) -> ColumnElement[bool]:
    """The SQL of a tree, its parameters named ``f0``, ``f1`` and so on in the order in which they were read."""
    if tree is None:
        return true()
    if isinstance(tree, Leaf):
        return _compared(tree, source, given)
    parts = [condition(each, source, given) for each in tree.parts]
    if tree.word == "not":
        return not_(parts[0])
    return JOINS[tree.word](*parts) if parts else (true() if tree.word == "and" else false())


def leaves(tree: Tree | None) -> Iterator[Leaf]:
    """All comparisons of a tree."""
    if isinstance(tree, Leaf):
        yield tree
    elif tree is not None:
        for part in tree.parts:
            yield from leaves(part)


def escaped(text: str) -> str:
    """A text in which LIKE sees no wildcard."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def storage_for(at: Described) -> Storage:
    """How values of a path's end are sent: as it is stored, or as its type would be."""
    return at.storage or STORAGE.get(at.kind, STORAGE["text"])


def _texts(at: Described, operator: str, value: Any) -> list[str | None]:
    """The parameters of a comparison as texts."""
    name = ".".join(at.names)
    if operator in {"is_null", "not_null"}:
        return []
    if operator in _LIKE:
        return [_pattern(at, operator, value)]
    if operator in {"in", "not_in"}:
        if not isinstance(value, (list, tuple, set, frozenset)) or len(value) > MEMBERS:
            raise Invalid("filter.members", f"{name}: {operator} needs a list of at most {MEMBERS} values.", field=name)
        return _members(at, [_checked(at, each) for each in value])
    if operator == "between":
        if not isinstance(value, (list, tuple)) or len(value) != _TWO:
            raise Invalid("filter.value", f"{name}: between needs [from, to].", field=name, value=value)
        return [_text(at, each) for each in value]
    if at.pair:
        model, identity = _checked(at, value)
        return [identity, model]
    return [_text(at, value)]


def _pattern(at: Described, operator: str, value: Any) -> str:
    """What LIKE is asked, or the one member that a list must hold."""
    if storage_for(at).kind != "text":
        return array(_checked(at, [value])[:1])
    if not isinstance(value, str) or not value or "\0" in value:
        name = ".".join(at.names)
        raise Invalid("filter.value", f"{name}: {operator} needs a text.", field=name, value=value)
    return _PATTERNS[operator].format(escaped(value))


def _members(at: Described, values: list[Any]) -> list[str | None]:
    if at.pair:
        return [array([str(each[1]) for each in values]), array([str(each[0]) for each in values])]
    storage, name = storage_for(at), ".".join(at.names)
    return [array([encode(storage, name, each) or "" for each in values])]


def _text(at: Described, value: Any) -> str | None:
    name = ".".join(at.names)
    checked = _checked(at, value)
    if checked is None:
        raise Invalid("filter.value", f"{name}: a value is needed; ask for nothing with is_null.", field=name)
    return encode(storage_for(at), name, checked)


def _checked(at: Described, value: Any) -> Any:
    if at.field.key == "state" and not at.field.choices:
        return value
    return field_types.check(checkable(at.field), value)


def _is_identity(value: Any) -> bool:
    text = str(value.get("id") if isinstance(value, Mapping) else value)
    return len(text) == 36 and text[8] == text[13] == text[18] == text[23] == "-"  # noqa: PLR2004 - a UUID's form


def _compared(leaf: Leaf, source: Source, given: Given | None) -> ColumnElement[bool]:
    at = leaf.at
    if at.relation:
        lines = Lines(*_owner(source, at.names[: at.relation]))
        inner = replace(leaf, at=replace(at, names=at.names[at.relation :], relation=0))
        return lines.having(lambda rows: _compared(inner, rows, given))
    if at.pair and leaf.params:
        return _pair(leaf, source)
    return _simple(leaf, source.value(at, given), storage_for(at))


def _simple(leaf: Leaf, column: ColumnElement[Any], storage: Storage) -> ColumnElement[bool]:
    """A comparison of one column."""
    text = bindparam(f"f{leaf.first}", type_=Text())
    if leaf.operator in {"is_null", "not_null"}:
        return column.is_(None) if leaf.operator == "is_null" else column.is_not(None)
    if leaf.operator in {"in", "not_in"}:
        found = column == any_(cast(text, ARRAY(storage.type)))
        return found if leaf.operator == "in" else not_(found)
    if leaf.operator in _LIKE:
        return column.like(text, escape="\\") if storage.kind == "text" else column.contains(cast(text, storage.type))
    value = bindparam(f"f{leaf.first}", type_=storage.type)
    if leaf.operator == "between":
        return column.between(value, bindparam(f"f{leaf.first + 1}", type_=storage.type))
    return _plain(leaf.operator, column, value)


def _plain(operator: str, column: ColumnElement[Any], value: ColumnElement[Any]) -> ColumnElement[bool]:
    found: dict[str, ColumnElement[bool]] = {
        "eq": column == value,
        "ne": column != value,
        "lt": column < value,
        "le": column <= value,
        "gt": column > value,
        "ge": column >= value,
    }
    return found[operator]


def _pair(leaf: Leaf, source: Source) -> ColumnElement[bool]:
    """A link to any model is the same when both its id and its model are."""
    identity, model = source.column(leaf.at.names), source.other(leaf.at.names)
    first = bindparam(f"f{leaf.first}", type_=Text())
    second = bindparam(f"f{leaf.first + 1}", type_=Text())
    if leaf.operator in {"eq", "ne"}:
        same = and_(identity == cast(first, identity.type), model == second)
        return same if leaf.operator == "eq" else not_(same)
    identities = cast(first, ARRAY(identity.type))
    found = and_(identity == any_(identities), model == any_(cast(second, ARRAY(Text()))))
    return found if leaf.operator == "in" else not_(found)


def _owner(source: Source, names: tuple[str, ...]) -> tuple[Source, str]:
    owner, found = source.reach(names)
    return owner, found.of
