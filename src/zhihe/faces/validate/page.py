"""The table of checks on the documentation's page of statistics, made from the examples so that it cannot drift.

``python -m zhihe.faces.validate.page docs/apps/statistics.md`` writes it anew between its two marks.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from zhihe.faces.validate.checks import CHECKS
from zhihe.faces.validate.report import Row, collect, read_sources, tally
from zhihe.faces.validate.sources import CHECKED_ON

BEGIN: Final = "<!-- checks: made from the examples -->"
END: Final = "<!-- end of checks -->"


def checks(rows: Sequence[Row]) -> str:
    """Make the table: numbers that agree, of them read in print, sources cited and read, what else checks it."""
    found, read = tally(rows), read_sources(rows)
    lines = [
        (
            f"{found.numbers} numbers of {found.methods} methods from {found.sources} sources; on {CHECKED_ON} "
            f"{found.seen - found.quoted} numbers were read in a public copy of their source and {found.quoted} in "
            f"another public work that quotes it, {found.numbers - found.seen} are only cited."
        ),
        "",
        "| method | agree | read | sources | sources read | checked besides by |",
        "|---|---|---|---|---|---|",
    ]
    for method, sources_read in read.items():
        own = [row for row in rows if row.method == method]
        agree = f"{sum(row.holds for row in own)} of {len(own)}"
        counts = f"{sum(row.seen != '' for row in own)} | {len({row.source for row in own})} | {sources_read}"
        lines.append(f"| `{method}` | {agree} | {counts} | {CHECKS[method][1]} |")
    return "\n".join(lines)


def renewed(page: str, rows: Sequence[Row]) -> str:
    """Return the page with the table between its marks made anew; ValueError: the page lacks a mark."""
    if BEGIN not in page or END not in page:
        raise ValueError(f"the page has no place between «{BEGIN}» and «{END}»")
    return f"{page.split(BEGIN, maxsplit=1)[0]}{BEGIN}\n\n{checks(rows)}\n\n{END}{page.split(END)[1]}"


def main(path: Path) -> None:
    """Write the table of a page anew."""
    path.write_text(renewed(path.read_text(encoding="utf-8"), collect()), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
