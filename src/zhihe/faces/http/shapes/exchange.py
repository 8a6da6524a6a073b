"""Imports, exports and background jobs."""

from __future__ import annotations

from typing import Any, Literal

from zhihe.faces.http.shapes.common import Count, Named, Words
from zhihe.faces.http.shapes.told import LEFT_OUT, Shape

Mode = Literal["all_or_nothing", "good_rows"]
Known = Literal["update", "skip", "refuse"]


class ImportColumn(Shape):
    """A column of the file, and the field it feeds."""

    heading: str
    sample: list[str]
    field: str | None
    label: Words | None


class ImportFault(Shape):
    """What is wrong with a cell or a row, counted as the spreadsheet counts."""

    row: int
    column: int | None
    heading: str | None
    field: str | None
    value: str
    code: str
    message: str
    label: str = LEFT_OUT


class ImportCounts(Shape):
    """Rows of the file, and records they make or change."""

    rows: int = LEFT_OUT
    good: int = LEFT_OUT
    wrong: int = LEFT_OUT
    skipped: int = LEFT_OUT
    new: int = LEFT_OUT
    changed: int = LEFT_OUT
    unchanged: int = LEFT_OUT
    errors: int = LEFT_OUT


class Import(Shape):
    """One import."""

    id: str
    at: str
    model: str
    file: str
    sha256: str
    size: int
    state: Literal["checked", "running", "done", "failed", "cancelled"]
    mode: Mode
    on_known: Known
    mapping: dict[str, Any] | None
    corrections: Any
    columns: list[ImportColumn]
    counts: ImportCounts
    changed_at: str
    job_id: str | None
    errors: list[ImportFault] = LEFT_OUT
    progress: Count | None = LEFT_OUT


class Imports(Shape):
    """Imports, newest first."""

    rows: list[Import]
    after: str | None


class Correction(Shape):
    """Another value for a cell of the file."""

    row: int
    column: int
    value: str


class ImportChange(Shape):
    """What may be changed of an import that is open."""

    mapping: dict[str, Any] | None = LEFT_OUT
    corrections: list[Correction] = LEFT_OUT
    mode: Mode = LEFT_OUT
    on_known: Known = LEFT_OUT


class Export(Shape):
    """A list to be exported."""

    model: str
    format: Literal["csv", "xlsx"]
    where: dict[str, Any] | None = LEFT_OUT
    sort: str | list[str] | None = LEFT_OUT
    fields: str | list[str] | None = LEFT_OUT
    search: str = LEFT_OUT
    lines: bool = LEFT_OUT
    lang: Literal["zh", "en"] = LEFT_OUT
    heading: Literal["key", "label", "both"] = LEFT_OUT


class JobCause(Shape):
    """For which record and rule a job runs."""

    model: str | None
    record: str | None
    rule: str | None


class Job(Shape):
    """Work in the background."""

    id: str
    name: str
    label: Words
    state: Literal["waiting", "running", "done", "failed", "dead", "cancelled"]
    attempts: int
    max_attempts: int
    enqueued_at: str | None
    scheduled_at: str | None
    started_at: str | None
    ended_at: str | None
    error: str | None
    cause: JobCause
    progress: Count | None
    user: Named
    cancellable: bool


class Jobs(Shape):
    """Jobs, newest first."""

    rows: list[Job]
    after: str | None
