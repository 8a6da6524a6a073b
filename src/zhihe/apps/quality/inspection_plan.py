"""What a plan must be before it is released."""

from __future__ import annotations

from zhihe.apps.quality.plans import level_name, measure_of
from zhihe.errors import Invalid
from zhihe.kernels.sampling import attributes
from zhihe.platform.actions import Event, Row
from zhihe.platform.context import Context

TRIAL_LOT = 1000
NEEDS = {"fixed": "sample_size", "percent": "percent", "zero_acceptance": "percent"}


def classes_covered(ctx: Context, event: Event) -> None:
    """Each class says how it is sampled and has characteristics, each characteristic a class and limits in order."""
    del ctx
    classes = {row["class"]: row for row in event.record["classes"]}
    for number, line in enumerate(event.record["characteristics"], 1):
        if line["class"] not in classes:
            raise Invalid(
                "plan.class",
                f"Characteristic {number} is of class {line['class']}, for which the plan names no sampling.",
                field=f"characteristics[{number - 1}].class",
                value=line["class"],
            )
        if line["lower"] is not None and line["upper"] is not None and line["lower"] >= line["upper"]:
            raise Invalid(
                "plan.limits",
                f"Characteristic {number}: the lower limit {line['lower']} is not below the upper {line['upper']}.",
                field=f"characteristics[{number - 1}].lower",
                value=line["lower"],
            )
    used = {line["class"] for line in event.record["characteristics"]}
    for number, row in enumerate(event.record["classes"]):
        if row["class"] not in used:
            raise Invalid(
                "plan.class_empty",
                f"Class {row['class']} has no characteristic: nothing would be inspected and all accepted in it.",
                field=f"classes[{number}].class",
                value=row["class"],
            )
        _complete(row, number)


def _complete(row: Row, number: int) -> None:
    wanted = NEEDS.get(row["sampling"])
    if wanted is not None and row[wanted] is None:
        raise Invalid(
            "plan.sampling", f"Sampling {row['sampling']} needs {wanted}.", field=f"classes[{number}].{wanted}"
        )
    if row["sampling"] != "aql_single":
        return
    try:
        attributes.plan(TRIAL_LOT, row["aql"] or "", level=level_name(row["level"]), measure=measure_of(row))
    except ValueError as error:
        raise Invalid("plan.aql", f"Class {row['class']}: {error}", field=f"classes[{number}].aql") from error
