"""What PostgreSQL refuses, said as one of our errors: the model, the field, the value and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import psycopg

from zhihe.errors import Busy, Conflict, Invalid, Unavailable, ZhiheError

_DETAIL = re.compile(r"\((?P<columns>.+?)\)=\((?P<values>.*)\)", re.DOTALL)


class Contention(Busy):
    """Two units of work stood in each other's way; the whole unit may be tried again."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a table or a constraint means to a user: the model and its fields."""

    model: str
    fields: tuple[str, ...] = ()


Names = Mapping[str, Place]
"""Places by the physical name of a constraint or index, and of a table."""


def translate(error: psycopg.Error, names: Names) -> ZhiheError:
    """The error of ours for one of the driver's.

    Raises the driver's error again when it is none that a user or an administrator can cause: a defect.
    """
    state = error.sqlstate or ""
    maker = _BY_STATE.get(state)
    if maker is not None:
        return maker(error, names)
    if state[:2] in {"08", "57", "58"} or (not state and isinstance(error, psycopg.OperationalError)):
        return Unavailable("database.down", f"The database connection was lost: {_first_line(error)}; try again.")
    raise error


def _facts(error: psycopg.Error, names: Names) -> dict[str, Any]:
    """Model, fields and values as far as the server names them."""
    diag = error.diag
    place = names.get(diag.constraint_name or "") or names.get(diag.table_name or "")
    match = _DETAIL.search(diag.message_detail or "")
    fields = place.fields if place else ()
    if not fields and diag.column_name:
        fields = (diag.column_name,)
    return {
        "model": place.model if place else diag.table_name,
        "field": ", ".join(fields) or None,
        "value": match["values"] if match else None,
        "constraint": diag.constraint_name,
    }


def _foreign_key(error: psycopg.Error, names: Names) -> ZhiheError:
    facts = _facts(error, names)
    if "still referenced" in (error.diag.message_detail or "") or error.sqlstate == "23001":
        return Conflict(
            "record.referenced",
            f"It is still used by {facts['model']} ({facts['field']}), so it cannot be deleted; retire or cancel it.",
            **facts,
        )
    return Invalid(
        "link.missing",
        f"{facts['model']}.{facts['field']}: there is no record {facts['value']}; choose one that exists.",
        **facts,
    )


def _duplicate(error: psycopg.Error, names: Names) -> ZhiheError:
    facts = _facts(error, names)
    return Conflict(
        "record.duplicate",
        f"{facts['model']}: there is already a record with {facts['field']} = {facts['value']}; change the value "
        "or use that record.",
        **facts,
    )


def _missing(error: psycopg.Error, names: Names) -> ZhiheError:
    facts = _facts(error, names) | {"field": error.diag.column_name}
    return Invalid("field.required", f"{facts['model']}.{facts['field']} is required; give it a value.", **facts)


def _check(error: psycopg.Error, names: Names) -> ZhiheError:
    facts = _facts(error, names)
    return Invalid(
        "record.check", f"{facts['model']}: {facts['field'] or facts['constraint']} is out of its bounds.", **facts
    )


def _value(error: psycopg.Error, _names: Names) -> ZhiheError:
    return Invalid("value.refused", f"A value cannot be stored: {_first_line(error)}.", reason=_first_line(error))


def _slow(_error: psycopg.Error, _names: Names) -> ZhiheError:
    return Busy("database.slow", "The database took too long and was stopped; narrow the filter or try again later.")


def _locked(_error: psycopg.Error, _names: Names) -> ZhiheError:
    return Busy("database.locked", "Somebody else is changing the same data; try again in a moment.")


def _contention(error: psycopg.Error, _names: Names) -> ZhiheError:
    return Contention(
        "database.contention", "Too many changes to the same data at once; try again.", state=error.sqlstate
    )


def _full(_error: psycopg.Error, _names: Names) -> ZhiheError:
    return Unavailable("database.full", "The disk of the database is full; make room, then try again.")


def _crowded(_error: psycopg.Error, _names: Names) -> ZhiheError:
    return Busy("database.connections", "The database server has no connection left; try again in a moment.")


def _no_such(error: psycopg.Error, _names: Names) -> ZhiheError:
    return Unavailable(
        "database.missing",
        f"{_first_line(error)}; create it, or correct ZHIHE_DATABASE_URL.",
        reason=_first_line(error),
    )


def _first_line(error: psycopg.Error) -> str:
    return (
        (error.diag.message_primary or str(error)).strip().splitlines()[0] if str(error).strip() else "no reason given"
    )


_BY_STATE: Mapping[str, Callable[[psycopg.Error, Names], ZhiheError]] = MappingProxyType(
    {
        "23503": _foreign_key,
        "23001": _foreign_key,
        "23505": _duplicate,
        "23502": _missing,
        "23514": _check,
        **dict.fromkeys(("22001", "22003", "22007", "22008", "22021", "22P02", "22P05", "54000"), _value),
        "57014": _slow,
        "55P03": _locked,
        "40P01": _contention,
        "40001": _contention,
        "53100": _full,
        "53300": _crowded,
        "3D000": _no_such,
    }
)
