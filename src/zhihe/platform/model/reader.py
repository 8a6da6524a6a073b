"""Reading definition files: YAML whose scalars are all text, with the line and the comments of every entry.

The usual loader turns ``on`` into True and ``007`` into 7. Here the parser's events are taken as they are; what a
scalar means is said by the grammar. Anchors, tags and several documents in a file have no place in a definition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from zhihe.platform.model.problems import Problem

MAX_CHARACTERS = 300_000
MAX_DEPTH = 24
KEPT = 400
"""Texts that were read and are kept: those of an installation, and what is being drawn over them."""
ROOT = "file"

Path = tuple[str | int, ...]
"""Where a value stands in its file: keys and positions from the top."""


@dataclass(slots=True)
class Source:
    """One definition file: plain data, the line of every value, the comments before and beside it.

    ``remarks`` are whole-line comments (and one empty line as an empty text) before the entry of a path, ``beside``
    comments at the end of its line, ``trailing`` what follows the last entry.
    """

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[Path, int] = field(default_factory=dict)
    remarks: dict[Path, list[str]] = field(default_factory=dict)
    beside: dict[Path, str] = field(default_factory=dict)
    trailing: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of the nearest known value at or above ``path``."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1

    def problem(self, path: Path, message: str) -> None:
        """Note what is wrong at a path."""
        self.problems.append(Problem(self.file, self.line(path), dotted(path), message))


def dotted(path: Path) -> str:
    """A path as people write it: ``guard.decide[0].require``."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".") or ROOT


def read(file: str, text: str) -> Source:
    """Read one file; what cannot be read is among ``problems``, and data is then empty.

    A publish reads the same files several times, so a text that was read is known; each reader gets a copy of his own.
    """
    known = _read(file, text)
    return Source(
        file,
        _copied(known.data),
        dict(known.lines),
        {path: list(remarks) for path, remarks in known.remarks.items()},
        dict(known.beside),
        list(known.trailing),
        list(known.problems),
    )


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(each) for key, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, list) else value


@lru_cache(maxsize=KEPT)
def _read(file: str, text: str) -> Source:
    source = Source(file)
    if len(text) > MAX_CHARACTERS:
        source.problem((), f"the file has {len(text)} characters; at most {MAX_CHARACTERS} are allowed")
        return source
    try:
        # The text begins with no byte order mark when it comes from `load`; one in a request is dropped here.
        reading = _Reading(source, text.removeprefix("\ufeff"))
        reading.run()
    except MarkedYAMLError as error:
        source.data = {}
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        source.problems.append(Problem(file, line, ROOT, _advice(error)))
    except _Stop as stop:
        source.data = {}
        source.problems.append(Problem(file, stop.line, ROOT, str(stop)))
    except YAMLError as error:
        source.data = {}
        source.problems.append(Problem(file, 1, ROOT, f"not readable as YAML: {error}"))
    return source


def _advice(error: MarkedYAMLError) -> str:
    what = " ".join(str(each) for each in (error.context, error.problem) if each)
    return (
        f"not readable as YAML: {what}; a value with {{ }} [ ] , : # or quotes inside must stand between double quotes"
    )


class _Stop(Exception):  # noqa: N818 - it ends the reading of one file
    """The content is YAML, but nothing a definition may hold."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(slots=True)
class _Open:
    """A container being read; ``key`` is the mapping key that waits for its value."""

    value: dict[str, Any] | list[Any]
    path: Path
    key: str | None = None


class _Reading:
    """One pass over the events of a text, iterative so that nesting cannot exhaust the stack."""

    def __init__(self, source: Source, text: str) -> None:
        self.source = source
        self.text = text
        self.open: list[_Open] = []
        self.starts: list[tuple[int, int, Path]] = []
        self.spans: list[tuple[int, int]] = []
        self.documents = 0

    def run(self) -> None:
        """Read everything, then give the comments to the entries they belong to."""
        for event in self._events():
            self._take(event)
        if not self.documents:
            self.source.problem((), "the file is empty; it starts with model:, app:, decision: or overlay:")
        Comments(self.source, self.text, self.starts, self.spans).attach()

    def _events(self) -> Iterator[Event]:
        yaml = YAML(typ="safe", pure=True)
        yield from yaml.parse(self.text)

    def _take(self, event: Event) -> None:
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self._stop(event, "a file holds one definition; put the next one in a file of its own")
        elif isinstance(event, AliasEvent):
            raise self._stop(event, "aliases (*name) are not part of the grammar; write the value out")
        elif isinstance(event, ScalarEvent):
            self._plain(event)
            self.spans.append((event.start_mark.index, event.end_mark.index))
            self._scalar(event)
        elif isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            self._plain(event)
            self._begin(event, {} if isinstance(event, MappingStartEvent) else [])
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self._end()

    def _plain(self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent) -> None:
        if event.anchor is not None:
            raise self._stop(event, "anchors (&name) are not part of the grammar; write the value where it is used")
        if event.tag is not None:
            raise self._stop(event, "tags (!name) are not part of the grammar; the grammar gives every value its type")

    def _stop(self, event: Event, message: str) -> _Stop:
        return _Stop(event.start_mark.line + 1, message)

    def _scalar(self, event: ScalarEvent) -> None:
        top = self.open[-1] if self.open else None
        if top is None:
            self.source.problem((), "the file must be a mapping that starts with model:, app:, decision: or overlay:")
        elif isinstance(top.value, dict) and top.key is None:
            self._key(top, event)
        else:
            path = self._place(top, event)
            # `posted:` with nothing after it is an empty mapping's usual spelling; the grammar decides.
            empty = event.value == "" and event.style is None
            self._put(top, path, None if empty else event.value)

    def _key(self, top: _Open, event: ScalarEvent) -> None:
        path = (*top.path, event.value)
        self.starts.append((event.start_mark.line, event.start_mark.index, path))
        if path in self.source.lines:
            self.source.lines[path] = event.start_mark.line + 1
            self.source.problem(path, f"the key {event.value} stands twice; keep one")
        self.source.lines[path] = event.start_mark.line + 1
        top.key = event.value

    def _place(self, top: _Open, event: Event) -> Path:
        if isinstance(top.value, list):
            path = (*top.path, len(top.value))
            self.source.lines[path] = event.start_mark.line + 1
            self.starts.append((event.start_mark.line, event.start_mark.index, path))
            return path
        return (*top.path, top.key or "")

    def _put(self, top: _Open, path: Path, value: Any) -> None:
        if isinstance(top.value, list):
            top.value.append(value)
        else:
            top.value[str(path[-1])] = value
            top.key = None

    def _begin(self, event: Event, value: dict[str, Any] | list[Any]) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise self._stop(event, f"nested more than {MAX_DEPTH} deep")
        if not self.open:
            if isinstance(value, dict):
                self.source.data = value
            else:
                self.source.problem(
                    (), "the file must be a mapping that starts with model:, app:, decision: or overlay:"
                )
            self.source.lines[()] = event.start_mark.line + 1
            self.open.append(_Open(value, ()))
            return
        top = self.open[-1]
        if isinstance(top.value, dict) and top.key is None:
            raise self._stop(event, "a key must be a plain word, not a mapping or a list")
        path = self._place(top, event)
        self._put(top, path, value)
        self.open.append(_Open(value, path))

    def _end(self) -> None:
        self.open.pop()


_MARK = re.compile(r"(?:^|(?<=\s))#[^\n]*")


class Comments:
    """Finds comments outside scalars and attaches each to the entry it precedes or stands beside."""

    def __init__(
        self, source: Source, text: str, starts: list[tuple[int, int, Path]], spans: list[tuple[int, int]]
    ) -> None:
        self.source = source
        self.rows = text.split("\n")
        self.text = text
        self.starts = starts
        self.spans = spans

    def attach(self) -> None:
        """Give whole-line comments to the entry that follows, the others to the last entry of their line."""
        first: dict[int, Path] = {}
        last: dict[int, Path] = {}
        for line, _, path in self.starts:
            first.setdefault(line, path)
            last[line] = path
        marks = self._marks()
        inside = self._inside()
        pending: list[str] = []
        previous: Path = ()
        for number, row in enumerate(self.rows):
            mark = marks.get(number)
            whole = mark is not None and not row[: mark[0]].strip()
            if whole and mark is not None:
                pending.append(mark[1])
                continue
            if not row.strip() and number not in inside:
                if pending[-1:] != [""]:
                    pending.append("")
                continue
            if number in first:
                self._before(first[number], pending)
                pending = []
            previous = last.get(number, previous)
            if mark is not None:
                self._beside(previous, mark[1])
        while pending and not pending[-1]:
            pending.pop()
        self.source.trailing = pending

    def _before(self, path: Path, remarks: list[str]) -> None:
        if remarks:
            self.source.remarks[path] = remarks

    def _beside(self, path: Path, mark: str) -> None:
        known = self.source.beside.get(path)
        self.source.beside[path] = mark if known is None else f"{known} {mark.removeprefix('#').strip()}"

    def _marks(self) -> dict[int, tuple[int, str]]:
        """Line number to the column and text of its comment."""
        spans = iter(sorted(span for span in self.spans if span[0] < span[1]))
        span = next(spans, None)
        marks: dict[int, tuple[int, str]] = {}
        offset = 0
        for number, row in enumerate(self.rows):
            position = 0
            while (match := _MARK.search(row, position)) is not None:
                at = offset + match.start()
                while span is not None and span[1] <= at:
                    span = next(spans, None)
                if span is None or at < span[0]:
                    marks[number] = (match.start(), match.group().rstrip())
                    break
                position = max(span[1] - offset, match.start() + 1)
            offset += len(row) + 1
        return marks

    def _inside(self) -> set[int]:
        """Numbers of the lines within a scalar of several lines, whose empty lines are content."""
        inside: set[int] = set()
        at = 0
        number = 0
        for start, end in sorted(self.spans):
            number += self.text.count("\n", at, start)
            rows = self.text.count("\n", start, end)
            inside.update(range(number + 1, number + rows))
            number, at = number + rows, end
        return inside
