"""Where each value of the merged definitions stands, so that a problem names its file and line."""

from __future__ import annotations

from dataclasses import dataclass, field

from zhihe.platform.model.problems import Problem
from zhihe.platform.model.reader import Path, Source, dotted

Owner = tuple[str, str]
"""``("app", key)``, ``("model", key)``, ``("decision", key)`` or ``("overlay", app.model)``: apps and models
may share a name."""


@dataclass(slots=True)
class Places:
    """The file each app and model comes from, and the values that overlays brought; collects problems."""

    files: dict[Owner, Source] = field(default_factory=dict)
    moved: dict[tuple[Owner, Path], tuple[Source, Path]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def base(self, owner: Owner, source: Source) -> None:
        """Note the file that defines ``owner``."""
        self.files[owner] = source

    def move(self, owner: Owner, path: Path, source: Source, origin: Path) -> None:
        """Note that the value at ``path`` of ``owner`` comes from ``origin`` in an overlay."""
        self.moved[owner, path] = (source, origin)

    def find(self, owner: Owner, path: Path) -> tuple[Source | None, Path]:
        """The file a value comes from, and the path it has there; None when there is no text."""
        for length in range(len(path), -1, -1):
            found = self.moved.get((owner, path[:length]))
            if found is not None:
                return found[0], (*found[1], *path[length:])
        return self.files.get(owner), path

    def at(self, owner: Owner, path: Path) -> tuple[str, int]:
        """Tell the file and line of a value; line 0 when there is no text."""
        source, origin = self.find(owner, path)
        return (source.file, source.line(origin)) if source else ("/".join(owner), 0)

    def problem(self, owner: Owner, path: Path, message: str) -> None:
        """Note what is wrong at a path of ``owner``."""
        source, origin = self.find(owner, path)
        file, line = self.at(owner, path)
        problem = Problem(file, line, dotted(origin if source else path), message)
        if problem not in self.problems:
            self.problems.append(problem)
