"""The process that sets a document: a folder with the template and its data, a PDF on standard output.

It is started for one document with bounds on memory and time; its root is the folder it is given, which holds
nothing else, and packages from outside are looked for in an empty place.
"""

from __future__ import annotations

import sys
from pathlib import Path


def limit(memory: int, seconds: int) -> None:
    """Bound what this process may use, where the system can."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform != "darwin":
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def main() -> None:
    """Set ``main.typ`` of a folder with the fonts of others; a template's fault goes to standard error, with code 3."""
    memory, seconds = (int(each) for each in sys.argv[1:3])
    root, *fonts = sys.argv[3:]
    limit(memory, seconds)
    import typst

    nowhere = str(Path(root) / "none")
    try:
        pdf = typst.compile(
            str(Path(root) / "main.typ"),
            root=root,
            font_paths=fonts,
            ignore_system_fonts=True,
            format="pdf",
            package_path=nowhere,
            package_cache_path=nowhere,
        )
    except typst.TypstError as error:
        sys.stderr.write(str(error))
        sys.exit(3)
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
