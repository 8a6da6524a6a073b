"""The running definitions as a screen needs them, and their publishing."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field as Declared
from pydantic import RootModel

from zhihe.faces.http.shapes.common import Choice, Words
from zhihe.faces.http.shapes.told import LEFT_OUT, Shape

FieldType = Literal[
    "text", "long_text", "rich_text", "integer", "decimal", "number", "quantity", "money", "percent", "boolean", "date",
    "time", "datetime", "duration", "choice", "choices", "link", "links", "lines", "user", "file", "image", "signature",
    "code", "phone_email_url", "formula", "json",
]  # fmt: skip


class NullNode(Shape):
    """Nothing."""

    node: Literal["null"]
    at: int = LEFT_OUT


class BoolNode(Shape):
    """True or false."""

    node: Literal["bool"]
    value: bool
    at: int = LEFT_OUT


class TextNode(Shape):
    """A number or a text, both as text."""

    node: Literal["number", "text"]
    value: str
    at: int = LEFT_OUT


class Segment(Shape):
    """One name of a path."""

    name: str
    uid: str = LEFT_OUT


class PathNode(Shape):
    """A field, through links."""

    node: Literal["path"]
    segments: list[Segment]
    at: int = LEFT_OUT


class CallNode(Shape):
    """A function with its arguments."""

    node: Literal["call"]
    name: str
    arguments: list[Tree]
    at: int = LEFT_OUT


class ChainNode(Shape):
    """Operands with the operators between them."""

    node: Literal["chain"]
    operators: list[str]
    operands: list[Tree]
    at: int = LEFT_OUT


class OneNode(Shape):
    """What is negated."""

    node: Literal["not", "negate"]
    operand: Tree
    at: int = LEFT_OUT


class ListNode(Shape):
    """Several values."""

    node: Literal["list"]
    items: list[Tree]
    at: int = LEFT_OUT


AnyNode = NullNode | BoolNode | TextNode | PathNode | CallNode | ChainNode | OneNode | ListNode


class Tree(RootModel[Annotated[AnyNode, Declared(discriminator="node")]]):
    """An expression as a tree."""


class Expression(Shape):
    """An expression as it was written and as a tree."""

    text: str
    tree: Tree


class Field(Shape):
    """A field; what is empty or false is left out."""

    type: FieldType
    uid: str = LEFT_OUT
    label: Words
    note: Words = LEFT_OUT
    required: bool = LEFT_OUT
    unique: bool = LEFT_OUT
    optional: bool = LEFT_OUT
    hidden: bool = LEFT_OUT
    required_if: Expression = LEFT_OUT
    readonly: bool = LEFT_OUT
    default: Expression = LEFT_OUT
    formula: Expression = LEFT_OUT
    result: FieldType = LEFT_OUT
    to: str = LEFT_OUT
    of: str = LEFT_OUT
    list_: str = LEFT_OUT
    unit: str = LEFT_OUT
    unit_path: Expression = LEFT_OUT
    currency: str = LEFT_OUT
    places: Expression = LEFT_OUT
    rounding: str = LEFT_OUT
    decimals: int = LEFT_OUT
    min: str = LEFT_OUT
    max: str = LEFT_OUT
    length: int = LEFT_OUT
    choices: list[Choice] = LEFT_OUT
    fields: dict[str, Field] = LEFT_OUT


class Placed(Shape):
    """A place of the form; what is empty is left out."""

    kind: Literal["row", "field", "section", "tab", "related", "text", "button"]
    target: str = LEFT_OUT
    label: Words = LEFT_OUT
    rows: list[Placed] = LEFT_OUT
    by: str = LEFT_OUT
    width: int = LEFT_OUT
    text: Expression = LEFT_OUT
    visible: Expression = LEFT_OUT
    required: Expression = LEFT_OUT
    readonly: Expression = LEFT_OUT
    options: Expression = LEFT_OUT


class Step(Shape):
    """A step with its inputs, and what its signature means where it asks for one."""

    label: Words
    inputs: dict[str, Field]
    sign: Words | None


class May(Shape):
    """What the caller may do with a model; ``*`` is everything."""

    create: list[str]
    write: list[str]
    steps: list[str]
    delete: bool
    import_: bool
    export: bool


class States(Shape):
    """States with their steps; ``leads`` names where a step leads, null where an expression decides."""

    initial: str
    labels: dict[str, Words]
    steps: dict[str, list[str]]
    leads: dict[str, dict[str, str | None]]


class Movement(Shape):
    """What a movement of a ledger may touch by status: ``yes``, ``role …`` or ``authority …``."""

    label: Words
    under_hold: bool
    out: dict[str, str]
    into: dict[str, str]


class Model(Shape):
    """A model as far as the caller may read it."""

    app: str
    kind: Literal["record", "ledger", "edges", "series", "view"]
    label: Words
    note: Words | None
    title: str
    line_of: str | None
    parent: str | None
    number: bool
    natural_key: list[str]
    search: list[str]
    fields: dict[str, Field]
    list_: list[str]
    form: list[Placed]
    print: dict[str, Words]
    may: May
    states: States = LEFT_OUT
    steps: dict[str, Step] = LEFT_OUT
    dimensions: list[str] = LEFT_OUT
    measures: list[str] = LEFT_OUT
    status: str | None = LEFT_OUT
    movements: dict[str, Movement] = LEFT_OUT


class App(Shape):
    """An app."""

    label: Words
    note: Words | None
    version: str


class Verb(Shape):
    """An operation the caller may call."""

    app: str
    model: str | None
    label: Words
    inputs: dict[str, Field]


class DecisionTable(Shape):
    """A decision table as it is drawn; a row has its ``uid``, cells under ``if`` and outputs under ``then``."""

    app: str
    uid: str
    label: Words
    note: Words | None
    hash: str
    protected: bool
    policy: str
    collect: str | None
    inputs: dict[str, Field]
    outputs: dict[str, Field]
    rows: list[dict[str, Any]]
    otherwise: dict[str, Any] | None
    on_no_match: str | None


class Definitions(Shape):
    """The running definitions as far as the caller may read them."""

    version: int
    hash: str
    apps: dict[str, App]
    roles: dict[str, Words]
    choices: dict[str, list[Choice]]
    system: dict[str, Words]
    operations: dict[str, Verb]
    decisions: dict[str, DecisionTable]
    models: dict[str, Model]


class FilesPublished(Shape):
    """Definition files as they were published."""

    files: dict[str, str]


class Rule(Shape):
    """A line that runs at an event."""

    phase: str
    app: str
    verb: str
    what: str | None
    each: str | None
    if_: str | None
    message: Words | None
    protected: bool
    source: str


class Rules(Shape):
    """What runs at an event, in its order."""

    rows: list[Rule]


class PlanStep(Shape):
    """One change of the tables."""

    kind: str
    model: str
    field: str
    table: str
    rows: int
    text: Words


class PlanRow(Shape):
    """A record that stands in the way."""

    id: str
    value: str


class PlanProblem(Shape):
    """What forbids a publish."""

    code: str
    model: str
    field: str
    message: str
    count: int
    rows: list[PlanRow]


class PlanConflict(Shape):
    """Where a new release and an overlay change the same."""

    id: str
    file: str
    element: str
    old: Any
    new: Any
    overlay: Any


class Plan(Shape):
    """What publishing would change, and what stands in the way."""

    steps: list[PlanStep]
    problems: list[PlanProblem]
    conflicts: list[PlanConflict]


class Published(Shape):
    """Files to be published; null takes one away."""

    files: dict[str, str | None]
    note: str = LEFT_OUT
    acknowledge: list[str] = LEFT_OUT


class Back(Shape):
    """The version to go back to."""

    version: int


class Version(Shape):
    """A published version."""

    version: int
    hash: str
    published_at: str
    by: str | None
    note: str
    plan: list[PlanStep]


class Versions(Shape):
    """All versions, newest first."""

    rows: list[Version]
