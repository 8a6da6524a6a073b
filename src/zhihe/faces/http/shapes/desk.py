"""Menu, work, search, and what people say and keep around records."""

from __future__ import annotations

from typing import Any

from zhihe.faces.http.shapes.common import Named, Owner, Record, Words
from zhihe.faces.http.shapes.told import LEFT_OUT, Shape


class MenuEntry(Shape):
    """Something to open: the list of a model, a page, or more entries."""

    label: Words
    model: str = LEFT_OUT
    page: str = LEFT_OUT
    icon: str = LEFT_OUT
    items: list[MenuEntry] = LEFT_OUT


class MenuGroup(Shape):
    """The entries of one app."""

    app: str
    label: Words
    note: Words | None
    entries: list[MenuEntry]


class Menu(Shape):
    """What the caller may open."""

    groups: list[MenuGroup]


class WorkGroup(Shape):
    """One kind of work that waits: how much, how much of it late, and the first of it."""

    key: str
    label: Words
    model: str
    where: dict[str, Any]
    sort: list[str]
    count: int
    overdue: int
    rows: list[Record]


class Work(Shape):
    """The work that waits for the caller."""

    groups: list[WorkGroup]


class Hit(Shape):
    """A record that a search found, and the field by which."""

    model: str
    id: str
    number: str | None
    label: str | None
    matched: str


class Hits(Shape):
    """What a search found, the closest first."""

    rows: list[Hit]


class Comment(Shape):
    """What somebody said about a record."""

    id: str
    at: str
    user: Named
    text: str
    mentions: list[str]


class Comments(Shape):
    """The comments on a record, oldest first."""

    rows: list[Comment]


class CommentWanted(Shape):
    """A comment to be made, and the ids of the users it mentions."""

    text: str
    mentions: list[str] = LEFT_OUT


class Notification(Shape):
    """A message to the caller."""

    id: str
    at: str
    text: Words
    model: str | None
    record: str | None
    number: str | None
    read_at: str | None


class Notifications(Shape):
    """Messages, newest first, and how many of all are unread."""

    rows: list[Notification]
    unread: int
    after: str | None


class NotificationsRead(Shape):
    """Which messages were read: these, or all."""

    ids: list[str] = LEFT_OUT
    all: bool = LEFT_OUT


class Unread(Shape):
    """How many messages are unread now."""

    unread: int


class ViewState(Shape):
    """How a list is shown."""

    where: dict[str, Any] | None = LEFT_OUT
    sort: list[str] | None = LEFT_OUT
    fields: list[str] | None = LEFT_OUT
    group: str | None = LEFT_OUT
    density: str | None = LEFT_OUT
    widths: dict[str, float] | None = LEFT_OUT
    kind: str | None = LEFT_OUT
    search: str | None = LEFT_OUT


class View(Shape):
    """A saved view of a list."""

    id: str
    model: str
    name: str
    shared: bool
    default: bool
    state: ViewState
    owner: Owner


class Views(Shape):
    """Saved views."""

    rows: list[View]


class ViewWanted(Shape):
    """A view to be saved or changed."""

    model: str = LEFT_OUT
    name: str = LEFT_OUT
    shared: bool = LEFT_OUT
    default: bool = LEFT_OUT
    state: ViewState = LEFT_OUT


class File(Shape):
    """An uploaded file; ``width`` and ``height`` of a picture, ``at`` and ``user`` of an attachment."""

    id: str
    name: str
    type: str
    size: int
    sha256: str = LEFT_OUT
    width: int = LEFT_OUT
    height: int = LEFT_OUT
    at: str = LEFT_OUT
    user: Named = LEFT_OUT


class Files(Shape):
    """The files attached to a record."""

    rows: list[File]


class Attachment(Shape):
    """The id of an uploaded file."""

    file: str


class Welcome(Shape):
    """Whose installation it is; null where several companies share it."""

    company: str | None
