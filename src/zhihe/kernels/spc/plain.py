"""Frozen limits and the state of a watch as plain values (text, numbers, lists), to be stored and read back exactly.

What is read back has the fingerprint of what was written: a float keeps every bit through JSON, a place without
a point is null.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from zhihe.kernels.sigma import Floats
from zhihe.kernels.spc.attributes import NP, C, LaneyP, LaneyU, P, U
from zhihe.kernels.spc.chart import Chart, Memory
from zhihe.kernels.spc.cusum import Cusum
from zhihe.kernels.spc.ewma import Ewma
from zhihe.kernels.spc.hotelling import T2, VectorStandards
from zhihe.kernels.spc.phases import Exclusion, FrozenLimits
from zhihe.kernels.spc.rare import G
from zhihe.kernels.spc.rules import Rule
from zhihe.kernels.spc.study import Spec, Standards
from zhihe.kernels.spc.variables import Individuals, XbarR, XbarS
from zhihe.kernels.spc.watch import Watch

Plain = Mapping[str, Any]

_CLASSES: Final[tuple[type[Spec[Any, Any]], ...]] = (
    *(XbarR, XbarS, Individuals, P, NP, C, U, LaneyP, LaneyU, G, Ewma, Cusum, T2),
)
SPECS: Final[Mapping[str, type[Spec[Any, Any]]]] = MappingProxyType({one.kind: one for one in _CLASSES})
"""Every chart there is, by its kind."""

_ARRAYS: Final = ("points", "center", "lower", "upper", "error")


def write_spec(spec: Spec[Any, Any]) -> dict[str, Any]:
    """Give kind and parameters of a chart."""
    return {"kind": spec.kind, **_fields(spec)}


def read_spec(plain: Plain) -> Spec[Any, Any]:
    """Make the chart of this kind with these parameters; ValueError for a kind or parameter that is not there."""
    rest = dict(plain)
    kind = rest.pop("kind", None)
    if kind not in SPECS:
        raise ValueError(f"{kind!r} is no kind of chart; use one of {', '.join(SPECS)}")
    known = {field.name for field in fields(SPECS[kind])}  # type: ignore[arg-type]
    for name, value in rest.items():
        if name not in known:
            raise ValueError(f"{name} = {value!r} is no parameter of the {kind} chart")
    return SPECS[kind](**rest)


def write_limits(limits: FrozenLimits[Any]) -> dict[str, Any]:
    """Give frozen limits as plain values, their fingerprint with them."""
    plain = _fields(limits)
    plain["spec"] = write_spec(limits.spec)
    plain["frozen_at"] = limits.frozen_at.isoformat()
    return {**plain, "fingerprint": limits.fingerprint}


def read_limits(plain: Plain) -> FrozenLimits[Any]:
    """Read frozen limits back; ValueError where the fingerprint is not theirs, so something was altered."""
    rest = dict(plain)
    fingerprint = rest.pop("fingerprint")
    spec = read_spec(rest["spec"])
    made = VectorStandards if isinstance(spec, T2) else Standards
    rest |= {
        "spec": spec,
        "standards": made(**{name: _tuples(value) for name, value in rest["standards"].items()}),
        "rules": tuple(Rule(**rule) for rule in rest["rules"]),
        "excluded": tuple(Exclusion(**one) for one in rest["excluded"]),
        "frozen_at": datetime.fromisoformat(rest["frozen_at"]),
    }
    limits: FrozenLimits[Any] = FrozenLimits(**rest)
    if limits.fingerprint != fingerprint:
        raise ValueError(f"limits of version {limits.version} are not those of fingerprint {fingerprint}")
    return limits


def write_watch(state: Watch) -> dict[str, Any]:
    """Give the state between two subgroups as plain values."""
    return {"memory": _fields(state.memory), "last": [_write_chart(chart) for chart in state.last]}


def read_watch(plain: Plain) -> Watch:
    """Read the state between two subgroups back."""
    memory = Memory(**{name: _tuples(value) for name, value in plain["memory"].items()})
    return Watch(memory, tuple(_read_chart(chart) for chart in plain["last"]))


def _fields(value: Any) -> dict[str, Any]:
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return _fields(value) if is_dataclass(value) else value


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def _write_chart(chart: Chart) -> dict[str, Any]:
    arrays = {name: _write_array(getattr(chart, name)) for name in _ARRAYS}
    return {"kind": chart.kind, "tests": chart.tests, "sigmas": chart.sigmas, "carried": chart.carried, **arrays}


def _read_chart(plain: Plain) -> Chart:
    read: dict[str, Any] = {name: _read_array(plain[name]) for name in _ARRAYS}
    return Chart(**{**plain, **read})


def _write_array(array: Floats | None) -> list[float | None] | None:
    return None if array is None else [None if math.isnan(value) else value for value in array.tolist()]


def _read_array(values: list[float | None] | None) -> Floats | None:
    return None if values is None else np.array([math.nan if value is None else value for value in values])
