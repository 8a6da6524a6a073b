"""What an evaluation sees: the environment that resolves names lazily, and the time it happens at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any, Final, Protocol
from uuid import UUID

from zhihe.kernels.expression.decimals import settle
from zhihe.kernels.expression.errors import ExpressionError, Notice, advice, close_to
from zhihe.kernels.expression.tree import Value


class Environment(Protocol):
    """Resolves paths to values, when they are asked for and not before.

    A value may be None, bool, int, float, Decimal, str, UUID, date, aware datetime, timedelta, or a list or tuple
    of these. A link yields the identity of the record it points to.
    """

    def value(self, names: tuple[str, ...]) -> object:
        """Give the value at a path."""

    def rows(self, names: tuple[str, ...]) -> Sequence[Environment] | None:
        """Give one environment per row when the path is a relation, else None."""

    def call(self, name: str, arguments: tuple[Value, ...]) -> object:
        """Apply a function declared by an app."""


@dataclass(frozen=True, slots=True)
class Context:
    """When and where an evaluation happens; ``on_notice`` hears of every value that had to become null.

    ``now`` is aware, ``today`` is the date in ``zone``, the zone of the site.
    """

    now: datetime
    today: date
    zone: tzinfo = UTC
    on_notice: Callable[[Notice], None] | None = None

    def notice(self, code: str, position: int | None) -> None:
        """Tell that a value became null."""
        if self.on_notice is not None:
            self.on_notice(Notice(code, position))


@dataclass(frozen=True, slots=True)
class Values:
    """An environment over plain nested mappings; a list of mappings is a relation.

    For parameters, tests and tables at hand; the records engine brings its own, which reads the store. ``this.x``
    is ``x``.
    """

    values: Mapping[str, Any]
    functions: Mapping[str, Callable[..., object]] = field(default_factory=dict)

    def value(self, names: tuple[str, ...]) -> object:
        """Walk the mappings; null on the way stays null, an unknown name is refused."""
        found: Any = self.values
        for name in without_this(names):
            if found is None:
                return None
            if not (type(found) is dict or isinstance(found, Mapping)) or name not in found:
                known = tuple(found) if isinstance(found, Mapping) else ()
                raise unknown_name(name, ".".join(names), known)
            found = found[name]
        return found

    def rows(self, names: tuple[str, ...]) -> Sequence[Environment] | None:
        """Give the mappings of a list as environments."""
        found: Any = self.values
        for name in without_this(names):
            found = found.get(name) if isinstance(found, Mapping) else None
        if not isinstance(found, Sequence) or isinstance(found, str) or (found and not isinstance(found[0], Mapping)):
            return None
        return [Values(each, self.functions) for each in found]

    def call(self, name: str, arguments: tuple[Value, ...]) -> object:
        """Apply one of the functions given."""
        function = self.functions.get(name)
        if function is None:
            raise unknown_function(name, tuple(self.functions))
        return function(*arguments)


def without_this(names: tuple[str, ...]) -> tuple[str, ...]:
    """Read ``this.quantity`` as ``quantity``; ``this`` alone is the record itself."""
    return names[1:] if len(names) > 1 and names[0] == "this" else names


def unknown_name(name: str, path: str, known: Sequence[str], position: int | None = None) -> ExpressionError:
    """Make the error for a name that does not exist, with those that come close."""
    near = close_to(name, known)
    return ExpressionError(
        "unknown_name",
        f"there is no «{name}» in {path}: {advice(near, 'see the fields of the model for what there is')}",
        position=position,
        name=name,
        path=path,
        suggestions=near,
    )


def unknown_function(name: str, known: Sequence[str], position: int | None = None) -> ExpressionError:
    """Make the error for a function that does not exist, with those that come close."""
    near = close_to(name, known)
    return ExpressionError(
        "unknown_function",
        f"there is no function {name}: {advice(near, 'see the list of functions')}",
        position=position,
        name=name,
        suggestions=near,
    )


_PLAIN: Final = frozenset({type(None), bool, str, date, timedelta})


def accept(raw: object, at: int | None = None) -> Value:  # noqa: PLR0911 - one per family of types
    """Bring a value of an environment to the types of the language; a float by its shortest digits."""
    kind = type(raw)
    if kind is Decimal:
        return _number(raw, at)  # type: ignore[arg-type]  # the type just named
    if kind in _PLAIN:
        return raw  # type: ignore[return-value]  # one of the types just named
    if isinstance(raw, Decimal | int | float):
        return _number(raw, at)
    if isinstance(raw, datetime):
        return _instant(raw, at)
    if isinstance(raw, str | date | timedelta):
        return raw
    if isinstance(raw, UUID):
        return str(raw)
    if isinstance(raw, Sequence):
        return tuple(accept(each, at) for each in raw)
    raise ExpressionError(
        "unsupported_value",
        f"a value of type {kind.__name__} cannot be used in an expression",
        position=at,
        type=kind.__name__,
    )


def _number(raw: float | Decimal, at: int | None) -> Decimal:
    value = raw if isinstance(raw, Decimal) else Decimal(repr(raw) if isinstance(raw, float) else raw)
    settled = settle(value) if value.is_finite() else None
    if settled is None:
        raise ExpressionError(
            "number_too_large", f"{str(raw)[:40]} is not a number below 10^100", position=at, value=str(raw)[:40]
        )
    return settled


def _instant(raw: datetime, at: int | None) -> datetime:
    if raw.tzinfo is None:
        raise ExpressionError("naive_datetime", f"{raw.isoformat()} has no time zone; give it one", position=at)
    return raw
