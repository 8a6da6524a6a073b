"""From readings to a verdict: what was inspected and found, by characteristic and by class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from zhihe.apps.quality.plans import NONCONFORMITIES
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


def nonconformities(lines: Sequence[Row], results: Sequence[Row]) -> dict[str, int]:
    """Nonconformities of each characteristic line: each reading beyond a limit is one, a counted unit has several."""
    of_line = {line["id"]: line for line in lines}
    found = dict.fromkeys(of_line, 0)
    for result in results:
        line = of_line[result["characteristic"]]
        if line["kind"] == "variable":
            found[line["id"]] += not result["conforming"]
        else:
            # Results of before have units only.
            several = result["nonconformities"]
            found[line["id"]] += result["nonconforming"] if several is None else several
    return found


def judged_by(row: Row) -> int:
    """What Ac and Re of a class are held against: its nonconforming units, or its nonconformities."""
    counted = row["nonconformities"] if row["measure"] == NONCONFORMITIES else row["nonconforming"]
    return int(counted or 0)


def of_test(results: Sequence[Row], number: int) -> list[Row]:
    """The results of one test of a lot; those entered before tests had numbers belong to the first."""
    return [row for row in results if (row["test_no"] or 1) == number]


def used_up(lines: Sequence[Row], results: Sequence[Row], tests: int) -> int:
    """Units that destructive characteristics used up in so many tests: one unit serves all of them in a test."""
    destructive = [line for line in lines if line["destructive"]]
    mine = [row for row in results if row["characteristic"] in {line["id"] for line in destructive}]
    by_test = [counts(destructive, of_test(mine, number)) for number in range(1, tests + 1)]
    return sum(max((inspected for inspected, _bad in found.values()), default=0) for found in by_test)


def complete_classes(lines: Sequence[Row], counted: Mapping[str, tuple[int, int]]) -> set[str]:
    """The classes whose every characteristic has its whole sample; one without characteristics is none of them."""
    short = {line["class"] for line in lines if counted[line["id"]][0] < line["sample_size"]}
    return {line["class"] for line in lines} - short


def verdict(row: Row, counted: int, *, complete: bool) -> str | None:
    """The verdict of one class by what it counts: Re or above rejects; Ac or below and a gap between them accept.

    Below Re only the whole sample accepts: a blank is never a pass, so a class that was left has no verdict.
    """
    if counted >= row["re"]:
        return "reject"
    return "accept" if complete else None
