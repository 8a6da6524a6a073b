"""From readings to a verdict: what was inspected and found, by characteristic and by class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from zhihe.platform.actions import Row


def counts(lines: Sequence[Row], results: Sequence[Row]) -> dict[str, tuple[int, int]]:
    """Inspected and nonconforming units of each characteristic line."""
    by_line: dict[str, list[Row]] = defaultdict(list)
    for result in results:
        by_line[result["characteristic"]].append(result)
    return {line["id"]: _count(line, by_line[line["id"]]) for line in lines}


def _count(line: Row, results: Sequence[Row]) -> tuple[int, int]:
    if line["kind"] == "variable":
        samples = {row["sample_no"] for row in results}
        bad = {row["sample_no"] for row in results if not row["conforming"]}
        return len(samples), len(bad)
    return sum(row["inspected"] for row in results), sum(row["nonconforming"] for row in results)


def class_counts(lines: Sequence[Row], results: Sequence[Row]) -> dict[str, int]:
    """Nonconforming units of each class: a sample that fails several characteristics of a class counts once."""
    of_line = {line["id"]: line for line in lines}
    bad_samples: dict[str, set[int]] = defaultdict(set)
    counted: dict[str, int] = defaultdict(int)
    for result in results:
        line = of_line[result["characteristic"]]
        if line["kind"] == "variable":
            if not result["conforming"]:
                bad_samples[line["class"]].add(result["sample_no"])
        else:
            counted[line["class"]] += result["nonconforming"]
    return {line["class"]: len(bad_samples[line["class"]]) + counted[line["class"]] for line in lines}


def verdict(row: Row, nonconforming: int) -> str:
    """The verdict of one class: Ac or below accepts, Re or above rejects; a gap between them accepts."""
    return "reject" if nonconforming >= row["re"] else "accept"
