"""The built-in functions: their names in English and Chinese, how many arguments, which type they yield.

The last parameter's rule holds for all arguments that follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from zhihe.kernels.expression.kinds import BOOL, DATE, DATETIME, DECIMAL, DURATION, INT, TEXT, Type

Rule: TypeAlias = Literal["any", "bool", "num", "sum", "int", "text", "shown", "date", "when", "moment", "day", "plain"]
"""What a parameter takes: ``sum`` numbers or durations, ``shown`` whatever & can join, ``day`` a date, ``moment`` a
datetime, ``date`` either, read as the date in the site's zone, ``when`` either as it is, ``plain`` anything that can
be ordered."""

ROUNDINGS: Final = ("HALF_UP", "HALF_EVEN", "UP", "DOWN", "CEILING", "FLOOR")
SECONDS: Final = MappingProxyType({"d": 86_400, "h": 3_600, "min": 60, "s": 1})


@dataclass(frozen=True, slots=True)
class Builtin:
    """A function of the language.

    ``result`` None means the type its arguments meet in. ``words`` names the argument that must be one of a few
    constant words. An ``aggregate`` walks the rows of a relation when it has one argument (or ``SUMIF`` two).
    """

    name: str
    chinese: tuple[str, ...]
    parameters: tuple[Rule, ...]
    result: Type | None
    least: int
    most: int
    words: tuple[int, tuple[str, ...]] | None = None
    aggregate: bool = False
    also: tuple[str, ...] = ()

    def walks(self, count: int) -> bool:
        """Whether a call with so many arguments walks a relation; MAX(a, b) merely compares."""
        return self.aggregate and count in {1, self.most}

    def rule(self, index: int) -> Rule:
        """Give the rule of an argument; the last one holds for all further arguments."""
        return self.parameters[min(index, len(self.parameters) - 1)]


_MANY: Final = 250
_DATE_UNITS: Final = ("d", "m", "y", "h", "min", "s")
_SPAN_UNITS: Final = ("d", "h", "min", "s")


def _logic() -> tuple[Builtin, ...]:
    return (
        Builtin("IF", ("如果",), ("bool", "any", "any"), None, 2, 3),
        Builtin("IFS", ("多条件",), ("any",), None, 2, _MANY),
        Builtin("SWITCH", ("匹配",), ("any",), None, 3, _MANY),
        Builtin("COALESCE", ("首个非空",), ("any",), None, 1, _MANY, also=("IFNULL",)),
        Builtin("ISNULL", ("为空值",), ("any",), BOOL, 1, 1),
        Builtin("ISBLANK", ("是否为空", "为空"), ("any",), BOOL, 1, 1),
    )


def _aggregates() -> tuple[Builtin, ...]:
    return (
        Builtin("SUM", ("求和",), ("num",), None, 1, _MANY, aggregate=True),
        Builtin("SUMIF", ("条件求和",), ("bool", "num"), None, 2, 2, aggregate=True),
        Builtin("COUNT", ("计数",), ("any",), INT, 1, _MANY, aggregate=True),
        Builtin("COUNTIF", ("条件计数",), ("bool",), INT, 1, 1, aggregate=True),
        Builtin("MIN", ("最小值",), ("plain",), None, 1, _MANY, aggregate=True),
        Builtin("MAX", ("最大值",), ("plain",), None, 1, _MANY, aggregate=True),
        Builtin("AVG", ("平均值",), ("num",), DECIMAL, 1, _MANY, aggregate=True, also=("AVERAGE",)),
        Builtin("ANY", ("任一",), ("bool",), BOOL, 1, 1, aggregate=True),
        Builtin("ALL", ("全部",), ("bool",), BOOL, 1, 1, aggregate=True),
    )


def _numbers() -> tuple[Builtin, ...]:
    return (
        Builtin("ROUND", ("四舍五入", "舍入"), ("num", "int", "text"), DECIMAL, 1, 3, words=(2, ROUNDINGS)),
        Builtin("ABS", ("绝对值",), ("sum",), None, 1, 1),
        Builtin("REMAINDER", ("取余",), ("num", "num"), None, 2, 2, also=("MOD",)),
        Builtin("POWER", ("乘方",), ("num", "int"), DECIMAL, 2, 2),
        Builtin("SQRT", ("平方根",), ("num",), DECIMAL, 1, 1),
        Builtin("CEILING", ("向上取整",), ("num", "num"), None, 1, 2),
        Builtin("FLOOR", ("向下取整",), ("num", "num"), None, 1, 2),
        Builtin("VALUE", ("转数字",), ("text",), DECIMAL, 1, 1),
    )


def _texts() -> tuple[Builtin, ...]:
    return (
        Builtin("LEN", ("长度",), ("text",), INT, 1, 1),
        Builtin("UPPER", ("大写",), ("text",), TEXT, 1, 1),
        Builtin("LOWER", ("小写",), ("text",), TEXT, 1, 1),
        Builtin("TRIM", ("去空格",), ("text",), TEXT, 1, 1),
        Builtin("CONCAT", ("连接",), ("shown",), TEXT, 1, _MANY, also=("CONCATENATE",)),
        Builtin("LEFT", ("左取",), ("text", "int"), TEXT, 2, 2),
        Builtin("RIGHT", ("右取",), ("text", "int"), TEXT, 2, 2),
        Builtin("MID", ("截取",), ("text", "int", "int"), TEXT, 3, 3),
        Builtin("CONTAINS", ("包含",), ("text", "text"), BOOL, 2, 2),
        Builtin("STARTSWITH", ("开头是",), ("text", "text"), BOOL, 2, 2),
        Builtin("ENDSWITH", ("结尾是",), ("text", "text"), BOOL, 2, 2),
        Builtin("FIND", ("查找",), ("text", "text"), INT, 2, 2),
        Builtin("TEXT", ("转文本",), ("any", "int"), TEXT, 1, 2),
    )


def _dates() -> tuple[Builtin, ...]:
    return (
        Builtin("TODAY", ("今天",), ("any",), DATE, 0, 0),
        Builtin("NOW", ("现在",), ("any",), DATETIME, 0, 0),
        Builtin("DATE", ("日期",), ("int", "int", "int"), DATE, 3, 3),
        Builtin("DATEOF", ("取日期",), ("date",), DATE, 1, 1),
        Builtin("YEAR", ("年", "取年"), ("date",), INT, 1, 1),
        Builtin("MONTH", ("月", "取月"), ("date",), INT, 1, 1),
        Builtin("DAY", ("日", "取日"), ("date",), INT, 1, 1),
        Builtin("HOUR", ("时", "取时"), ("moment",), INT, 1, 1),
        Builtin("MINUTE", ("分", "取分"), ("moment",), INT, 1, 1),
        Builtin("WEEKDAY", ("星期",), ("date",), INT, 1, 1),
        Builtin("ADDDAYS", ("加天数",), ("day", "int"), DATE, 2, 2),
        Builtin("ADDMONTHS", ("加月数",), ("day", "int"), DATE, 2, 2, also=("EDATE",)),
        Builtin("ENDOFMONTH", ("月末",), ("day", "int"), DATE, 1, 2, also=("EOMONTH",)),
        Builtin("DATEDIF", ("日期差",), ("when", "when", "text"), INT, 3, 3, words=(2, _DATE_UNITS)),
        Builtin("DURATION", ("时长",), ("num", "text"), DURATION, 2, 2, words=(1, _SPAN_UNITS)),
    )


@cache
def catalogue() -> MappingProxyType[str, Builtin]:
    """Give every built-in function by its canonical name."""
    every = (*_logic(), *_aggregates(), *_numbers(), *_texts(), *_dates())
    return MappingProxyType({each.name: each for each in every})


@cache
def _by_any_name() -> MappingProxyType[str, Builtin]:
    return MappingProxyType(
        {name: each for each in catalogue().values() for name in (each.name, *each.also, *each.chinese)}
    )


def builtin(name: str) -> Builtin | None:
    """Find a built-in function by its English or Chinese name, in upper or lower case."""
    return _by_any_name().get(name.upper())


def builtin_names() -> tuple[str, ...]:
    """List all names of the built-in functions, to suggest one."""
    return tuple(_by_any_name())
