"""The matrix of rights and the state of the installation."""

from __future__ import annotations

from typing import Literal

from zhihe.faces.http.shapes.common import Words
from zhihe.faces.http.shapes.told import Shape


class Role(Shape):
    """A role with its words."""

    key: str
    label: Words


class Rights(Shape):
    """What a role may do with a model: true is everything."""

    read: bool
    rows: str | None
    create: Literal[True] | list[str]
    write: Literal[True] | list[str]
    steps: Literal[True] | list[str]
    delete: bool
    import_: bool
    export: bool
    hide: list[str]


class ModelRights(Shape):
    """The rights of all roles on a model."""

    model: str
    app: str
    kind: str
    label: Words
    roles: dict[str, Rights]


class OperationRights(Shape):
    """Who may call an operation."""

    operation: str
    label: Words
    roles: list[str]


class Matrix(Shape):
    """Who may do what."""

    roles: list[Role]
    models: list[ModelRights]
    operations: list[OperationRights]


class Folder(Shape):
    """The data folder and its disk, in bytes."""

    folder: str
    free: int
    total: int


class BackupMade(Shape):
    """The last backup said when it was made."""

    state: Literal["made"]
    file: str
    at: str
    hours: int


class BackupNone(Shape):
    """No backup said anything."""

    state: Literal["none"]
    file: str


class BackupUnreadable(Shape):
    """What a backup wrote down is no past instant with its zone."""

    state: Literal["unreadable"]
    file: str
    text: str


class DatabaseRole(Shape):
    """The role the program works in; without a name it owns its tables, for that reason."""

    name: str
    reason: str


class System(Shape):
    """How the installation is."""

    version: str
    company: str
    definitions: int
    postgresql: str
    database_bytes: int
    connections: int
    most_connections: int
    jobs: dict[str, int]
    sealed_at: str | None
    changed_at: str | None
    files: int
    file_bytes: int | str
    role: DatabaseRole
    warnings: list[str]
    data: Folder
    backup: BackupMade | BackupNone | BackupUnreadable
