"""What a definition consists of, as frozen values; everything else in the platform reads these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from zhihe.kernels.decision import Table
from zhihe.platform.model.element_fields import FIELD_TYPES, Choice, Expression, Field, Label

__all__ = [
    "FIELD_TYPES",
    "Access",
    "App",
    "Choice",
    "Decision",
    "Expression",
    "Field",
    "Join",
    "Kind",
    "Label",
    "Line",
    "Lookup",
    "MenuItem",
    "Model",
    "Movement",
    "Numbering",
    "Operation",
    "Permission",
    "Placed",
    "Registry",
    "States",
    "Step",
    "Transition",
    "Verb",
    "WorkItem",
]

Kind = Literal["record", "ledger", "edges", "series", "view"]
Verb = Literal["require", "set", "create", "step", "call", "do", "notify", "decide"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of ``fill``, ``guard``, ``when`` or ``at``: exactly one verb and its modifiers.

    ``on`` is the event it listens to (``inspection_lot.decide``); ``target`` what the verb names (a model, a
    ``model.step``, an ``app.operation``, a handler function, a role or path to notify, a decision table). ``outputs``
    are the fields that take a decision's outputs, by output.
    """

    verb: Verb
    on: str
    app: str
    model: str
    uid: str
    source: str
    target: str = ""
    requirement: Expression | None = None
    condition: Expression | None = None
    each: str = ""
    find: Expression | None = None
    values: Mapping[str, Expression] = field(default_factory=dict)
    into: str = ""
    outputs: Mapping[str, str] = field(default_factory=dict)
    message: Label | None = None
    protected: bool = False
    every: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A named transition of a record, the authorities it carries, and what a caller may send with it."""

    key: str
    uid: str
    label: Label
    inputs: Mapping[str, Field] = field(default_factory=dict)
    authority: tuple[str, ...] = ()
    sign: Label | None = None
    sign_if: Expression | None = None
    protected: bool = False


@dataclass(frozen=True, slots=True)
class States:
    """Where a record may stand: ``transitions[state][step]`` is the next state, or an expression naming it."""

    initial: str
    labels: Mapping[str, Label]
    transitions: Mapping[str, Mapping[str, str | Expression]]


@dataclass(frozen=True, slots=True)
class Access:
    """What one role may do with one model; ``create`` and ``write`` name fields, ``*`` is all of them.

    ``append`` is the right to add to a series, with or without reading it.
    """

    role: str
    read: bool = False
    rows: Expression | None = None
    create: tuple[str, ...] = ()
    write: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    delete: bool = False
    imports: bool = False
    exports: bool = False
    append: bool = False
    hide: tuple[str, ...] = ()
    show: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Numbering:
    """A number pattern such as ``IL-{yyyy}{mm}-{seq:5}``; the sequence restarts with the text before it."""

    pattern: str
    gapless: bool = False


@dataclass(frozen=True, slots=True)
class Permission:
    """A cell of a ledger's matrix: yes, no, a role, or an authority that a step carries."""

    kind: Literal["yes", "no", "role", "authority"]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Movement:
    """What a movement may take from (``out``) and put into (``into``) each status of a ledger.

    ``across`` names the dimensions a movement shifts between: over all others its entries must add up to zero. A
    movement across the status dimension is a status change and is tested against the ledger's transitions.
    ``under_hold`` marks what a hold leaves open.
    """

    key: str
    label: Label
    out: Mapping[str, Permission] = field(default_factory=dict)
    into: Mapping[str, Permission] = field(default_factory=dict)
    across: tuple[str, ...] = ()
    under_hold: bool = False


@dataclass(frozen=True, slots=True)
class Transition:
    """A status change of a ledger and who may cause it."""

    origin: str
    targets: tuple[str, ...]
    by: Permission


@dataclass(frozen=True, slots=True)
class Operation:
    """A public verb of an app for other apps and for the API; ``do`` names a handler function."""

    key: str
    uid: str
    app: str
    model: str
    label: Label
    do: str
    inputs: Mapping[str, Field] = field(default_factory=dict)
    access: tuple[str, ...] = ()
    authority: tuple[str, ...] = ()
    returns: Field | None = None
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Lookup:
    """A pure function of an app that expressions may use; ``do`` names the handler in the model's file."""

    key: str
    app: str
    model: str
    do: str
    parameters: Mapping[str, Field]
    result: Field


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """A decision table of an app: its inputs and outputs as people see them, and the table that is judged by.

    ``hash`` is the version of the table: the same content has the same one.
    """

    key: str
    uid: str
    app: str
    label: Label
    inputs: Mapping[str, Field]
    outputs: Mapping[str, Field]
    table: Table
    hash: str
    protected: bool = False
    note: Label | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """One place of a form.

    ``kind`` is ``row`` (``rows`` are the places side by side), ``field``, ``section``, ``tab``, ``related``,
    ``text`` or ``button``; ``target`` is the field, the related model or the step, ``by`` the related model's link.
    """

    kind: str
    target: str = ""
    label: Label | None = None
    rows: tuple[Placed, ...] = ()
    by: str = ""
    width: int | None = None
    text: Expression | None = None
    visible: Expression | None = None
    required: Expression | None = None
    readonly: Expression | None = None
    options: Expression | None = None


@dataclass(frozen=True, slots=True)
class Join:
    """One joined model of a view: alias, model, and the path of the link it follows."""

    alias: str
    model: str


@dataclass(frozen=True, slots=True)
class Related:
    """Records that a document shows beside its own: those of a model whose link ``by`` points to it, in order."""

    model: str
    by: str
    sort: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Print:
    """A document printed of one record; its template is ``print/<key>.typ`` of the app."""

    key: str
    app: str
    label: Label
    related: Mapping[str, Related] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """One definition file: a table of one of the five kinds.

    ``fields`` keeps the declared order and holds dimensions and measures of a ledger, the edge's own fields,
    a series' fields and a view's columns (formula set) too.
    """

    key: str
    uid: str
    app: str
    kind: Kind
    label: Label
    table: str
    fields: Mapping[str, Field]
    title: str = "id"
    number: Numbering | None = None
    line_of: str = ""
    parent_key: str = ""
    states: States | None = None
    steps: Mapping[str, Step] = field(default_factory=dict)
    unique: tuple[tuple[str, ...], ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    search: tuple[str, ...] = ()
    natural_key: tuple[str, ...] = ()
    functions: Mapping[str, str] = field(default_factory=dict)
    access: Mapping[str, Access] = field(default_factory=dict)
    form: tuple[Placed, ...] = ()
    list: tuple[str, ...] = ()
    note: Label | None = None
    prints: Mapping[str, Print] = field(default_factory=dict)
    protected: bool = False
    controlled: bool = False
    custom: bool = False
    # ledger
    dimensions: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    status_dimension: str = ""
    gates: tuple[str, ...] = ()
    movements: Mapping[str, Movement] = field(default_factory=dict)
    ledger_transitions: tuple[Transition, ...] = ()
    authorities: tuple[str, ...] = ()
    # edges
    nodes: tuple[str, ...] = ()
    # series
    series_key: tuple[str, ...] = ()
    keep: str = ""
    # view
    view_from: str = ""
    joins: tuple[Join, ...] = ()
    where: Expression | None = None


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An entry of an app's menu: a model's list, a page of its own, or a submenu.

    ``roles`` empty means all who may read the model; a page names the model whose readers see it.
    """

    label: Label
    model: str = ""
    page: str = ""
    icon: str = ""
    roles: tuple[str, ...] = ()
    items: tuple[MenuItem, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One kind of work that waits for somebody: the records that meet ``where``, late when ``overdue`` holds.

    ``by`` are the fields whose least values come first; ``roles`` empty means all who may read the model.
    """

    key: str
    label: Label
    model: str
    where: Expression
    overdue: Expression | None = None
    by: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class App:
    """The manifest of an application: its name, version, what it stands on, its roles and settings."""

    key: str
    label: Label
    version: str
    depends: tuple[str, ...] = ()
    roles: Mapping[str, Label] = field(default_factory=dict)
    settings: Mapping[str, Field] = field(default_factory=dict)
    choices: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    menu: tuple[MenuItem, ...] = ()
    work: tuple[WorkItem, ...] = ()
    note: Label | None = None
    custom: bool = False
    uid: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Registry:
    """All definitions of one company at one version, indexed for the write path.

    ``apps`` are in order of dependency. ``fills``, ``guards`` and ``whens`` map an event to its lines in the
    order they run; ``schedule`` holds the ``at`` lines.
    """

    hash: str
    apps: Mapping[str, App]
    models: Mapping[str, Model]
    operations: Mapping[str, Operation]
    fills: Mapping[str, tuple[Line, ...]]
    guards: Mapping[str, tuple[Line, ...]]
    whens: Mapping[str, tuple[Line, ...]]
    schedule: tuple[Line, ...]
    choices: Mapping[str, tuple[Choice, ...]]
    functions: Mapping[str, Lookup] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    version: int = 0

    def model(self, key: str) -> Model:
        """The model of this key; KeyError when there is none (faces turn it into 404)."""
        return self.models[key]

    @property
    def settings(self) -> Mapping[str, Field]:
        """Every setting that an app or a model declares; keys are unique over apps."""
        return {key: setting for app in self.apps.values() for key, setting in app.settings.items()}

    @property
    def roles(self) -> Mapping[str, Label]:
        """Every role that an app declares."""
        return {key: label for app in self.apps.values() for key, label in app.roles.items()}
