"""One evaluation under way, and the conversions of its values that refuse the wrong type."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, NamedTuple, NoReturn, TypeAlias

from zhihe.kernels.expression.decimals import shown, whole
from zhihe.kernels.expression.env import Context, Environment, accept
from zhihe.kernels.expression.errors import MAX_RESULT_BYTES, ExpressionError
from zhihe.kernels.expression.functions import Rule
from zhihe.kernels.expression.tree import Value


class Run(NamedTuple):
    """What the closures of a prepared expression are given; made once per row, so a tuple, which is made fastest.

    Within an aggregate ``prefix`` is the path of its relation and ``row`` the environment of the row at hand.
    """

    env: Environment
    context: Context
    prefix: tuple[str, ...] = ()
    row: Environment | None = None

    def value(self, names: tuple[str, ...], at: int | None) -> Value:
        """Resolve a path, from the row at hand when it leads through the relation."""
        size = len(self.prefix)
        try:
            if self.row is not None and len(names) > size and names[:size] == self.prefix:
                return accept(self.row.value(names[size:]), at)
            return accept(self.env.value(names), at)
        except ExpressionError as error:
            if error.position is None and at is not None:
                raise ExpressionError(error.code, error.message, position=at, **error.facts) from None
            raise


Step: TypeAlias = Callable[[Run], Value]
Convert: TypeAlias = Callable[[Any, Run, "int | None"], Any]


def kind_of(value: object) -> str:
    """Name the type of a value in the words of the language."""
    return _KINDS.get(type(value), "value")


_KINDS: Final = MappingProxyType(
    {
        type(None): "null",
        bool: "bool",
        Decimal: "number",
        str: "text",
        date: "date",
        datetime: "datetime",
        timedelta: "duration",
        tuple: "list",
    }
)


def mismatch(wanted: str, value: object, at: int | None) -> NoReturn:
    """Refuse a value of the wrong type."""
    raise ExpressionError(
        "type_mismatch",
        f"{wanted} is needed here, not a {kind_of(value)}",
        position=at,
        wanted=wanted,
        found=kind_of(value),
    )


def boolean(value: Value, at: int | None) -> bool | None:
    """Take a condition: true, false or null."""
    if value is None or isinstance(value, bool):
        return value
    return mismatch("a condition", value, at)


def limited(text: str, at: int | None) -> str:
    """Refuse a text of more than 64 KB."""
    if len(text) * 4 > MAX_RESULT_BYTES and len(text.encode()) > MAX_RESULT_BYTES:
        raise ExpressionError(
            "result_too_large",
            f"the text has become longer than {MAX_RESULT_BYTES} bytes; join less",
            position=at,
            limit=MAX_RESULT_BYTES,
        )
    return text


def to_text(value: Value, at: int | None) -> str:
    """Write a number, date or text the way & joins it."""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return shown(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return mismatch("a text, number or date (TEXT() writes an instant)", value, at)


def local_date(value: date, context: Context) -> date:
    """Give the date of an instant in the site's zone; a date is itself."""
    return value.astimezone(context.zone).date() if isinstance(value, datetime) else value


def _same(value: Any, _run: Run, _at: int | None) -> Any:
    return value


def _exactly(kind: type, wanted: str) -> Convert:
    def convert(value: Any, _run: Run, at: int | None) -> Any:
        return value if type(value) is kind else mismatch(wanted, value, at)

    return convert


def _whole(value: Any, _run: Run, at: int | None) -> int:
    if type(value) is not Decimal or not whole(value):
        mismatch("a whole number", value, at)
    return int(value)


def _summed(value: Any, _run: Run, at: int | None) -> Any:
    return value if type(value) in {Decimal, timedelta} else mismatch("a number or duration", value, at)


def _when(value: Any, _run: Run, at: int | None) -> Any:
    return value if isinstance(value, date) else mismatch("a date or instant", value, at)


def _date(value: Any, run: Run, at: int | None) -> date:
    return local_date(_when(value, run, at), run.context)


def _shown(value: Any, _run: Run, at: int | None) -> str:
    return to_text(value, at)


CONVERT: Final[MappingProxyType[Rule, Convert]] = MappingProxyType(
    {
        "any": _same,
        "bool": _exactly(bool, "a condition"),
        "num": _exactly(Decimal, "a number"),
        "sum": _summed,
        "int": _whole,
        "text": _exactly(str, "a text"),
        "shown": _shown,
        "date": _date,
        "when": _when,
        "moment": _exactly(datetime, "an instant"),
        "day": _exactly(date, "a date"),
    }
)
