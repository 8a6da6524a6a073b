"""Pages of any model, the trail of a record, figures, ledgers and traces."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, RootModel

from zhihe.faces.http.shapes.common import Record, Words
from zhihe.faces.http.shapes.told import LEFT_OUT, Shape


class Page(Shape):
    """One page of a list."""

    rows: list[Record]
    after: str | None
    count: int | None


class Rows(Shape):
    """Rows whose keys are those of the running definitions."""

    rows: list[Record]


class Notice(Shape):
    """Why a formula of a saved record has no value; within lines ``field`` is ``lines.0.price``."""

    code: str
    field: str
    label: str
    text: str


class Saved(Shape):
    """A record of any model as it was saved; ``notices`` only where there are some."""

    model_config = ConfigDict(extra="allow")

    notices: list[Notice] = LEFT_OUT


class SavedMany(Shape):
    """The records made from a list, in its order."""

    rows: list[Saved]


class Created(RootModel[SavedMany | Saved]):
    """A record as it was saved, or those made from a list."""


class Happened(Shape):
    """What a row of the trail says beside old and new values."""

    id: str
    at: str
    user_id: str | None
    user_name: str | None
    app: str
    model: str
    record_id: str | None
    action: str
    version: int
    cause_id: str | None
    rule: str
    request_id: str
    reason: str
    definition_version: int


class Trail(Happened):
    """A row of the trail of one record, with what caused it: old and new values by field."""

    changes: dict[str, Any]
    because: list[Trail] = LEFT_OUT


class Audited(Happened):
    """A row of the trail of a company; ``changes`` is null where the reader may see none of the record."""

    changes: dict[str, Any] | None


class History(Shape):
    """What happened to a record, oldest first."""

    rows: list[Trail]


class Audit(Shape):
    """The trail of a company, newest first."""

    rows: list[Audited]
    after: str | None


class Reading(Shape):
    """Sensitive fields of one model that one request showed: of which records, the first of them named."""

    id: str
    at: str
    user_id: str
    user_name: str | None
    model: str
    fields: list[str]
    records: list[str]
    count: int
    address: str
    path: str
    request_id: str


class Readings(Shape):
    """Who was shown sensitive fields, newest first."""

    rows: list[Reading]
    after: str | None


class RelatedGroup(Shape):
    """Records of another model that point here by one of its fields: how many, and the newest few."""

    model: str
    field: str
    count: int | None
    rows: list[Record]


class Related(Shape):
    """The records that point to a record."""

    rows: list[RelatedGroup]


class Result(Shape):
    """What an operation gave."""

    result: Any


class Appended(Shape):
    """How many rows were appended."""

    appended: int


class Node(Shape):
    """A record in a trace, with the fields of the edges that led to it."""

    model_config = ConfigDict(extra="allow")

    model: str
    id: str
    number: str | None = LEFT_OUT
    label: str | None = LEFT_OUT
    depth: int
    direction: Literal["start", "up", "down"]
    quantity: str | None = LEFT_OUT
    exactness: str | None = LEFT_OUT


class End(Shape):
    """One end of an edge."""

    model: str
    id: str


class Edge(Shape):
    """An edge between two records of a trace, with its fields."""

    model_config = ConfigDict(extra="allow")

    source: End
    target: End
    quantity: str | None = LEFT_OUT
    exactness: str | None = LEFT_OUT


class Trace(Shape):
    """What a record became or was made of; ``hidden`` nodes were found that the caller may not see."""

    rows: list[Node]
    hidden: int
    links: list[Edge] = LEFT_OUT


class Setting(Shape):
    """A setting of the company."""

    key: str
    label: Words
    value: Any


class Settings(Shape):
    """The settings of the company."""

    rows: list[Setting]
