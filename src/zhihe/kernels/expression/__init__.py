"""One language for formulas, conditions, checks and row access: read, typed, evaluated, written back.

``parse`` reads a text into a tree; ``check`` types it against a ``Scope``; ``prepare`` or ``evaluate`` give its
value in an ``Environment``; ``to_json`` is what is stored and what the browser walks; ``bind`` and ``rename`` let it
survive a renamed field. The SQL form of the same tree is made by the store.
"""

from zhihe.kernels.expression.check import check
from zhihe.kernels.expression.env import Context, Environment, Values
from zhihe.kernels.expression.errors import ExpressionError, Notice
from zhihe.kernels.expression.evaluate import Formula, evaluate, holds, prepare
from zhihe.kernels.expression.json_form import from_json, to_json
from zhihe.kernels.expression.kinds import (
    BOOL,
    DATE,
    DATETIME,
    DECIMAL,
    DURATION,
    ENUM,
    INT,
    NULL,
    REF,
    TEXT,
    Function,
    Member,
    Scope,
    Type,
    enum_of,
    fits,
    list_of,
    ref_to,
    row_of,
)
from zhihe.kernels.expression.lookup import bind
from zhihe.kernels.expression.names import functions, names, paths, rename
from zhihe.kernels.expression.parse import parse
from zhihe.kernels.expression.text_form import format_expression
from zhihe.kernels.expression.tree import Call, Chain, ListOf, Literal, Negate, Node, Not, Path, Value

__all__ = [
    "BOOL",
    "DATE",
    "DATETIME",
    "DECIMAL",
    "DURATION",
    "ENUM",
    "INT",
    "NULL",
    "REF",
    "TEXT",
    "Call",
    "Chain",
    "Context",
    "Environment",
    "ExpressionError",
    "Formula",
    "Function",
    "ListOf",
    "Literal",
    "Member",
    "Negate",
    "Node",
    "Not",
    "Notice",
    "Path",
    "Scope",
    "Type",
    "Value",
    "Values",
    "bind",
    "check",
    "enum_of",
    "evaluate",
    "fits",
    "format_expression",
    "from_json",
    "functions",
    "holds",
    "list_of",
    "names",
    "parse",
    "paths",
    "prepare",
    "ref_to",
    "rename",
    "row_of",
    "to_json",
]
