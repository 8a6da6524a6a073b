"""Every cell of the attribute tables against the diagonal rule, and the laws the arrows obey."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from zhihe.kernels.sampling.editions import KINDS, LETTERS, SHIPPED, Cell, Kind, load, read_table

ROWS = "ABCDEFGHJKLMNPQR"
# The diagonal rule, written down without the shipped data. With d = row of the letter + column of the AQL a cell
# holds a plan on certain diagonals; between them arrows lead down (more units) or up. Only rows A and B of
# reduced inspection, whose sample is that of row C, have series of their own; a path off the table turns back.
LAST_LONG_ROW = 4  # letters A to E go on two diagonals further
Pair = tuple[int, int]
Own = Callable[[int, int], Pair | None]


def series(first: int, acs: tuple[int, ...], res: tuple[int, ...] | None = None) -> dict[int, Pair]:
    res = res or tuple(ac + 1 for ac in acs)
    return {first + at: pair for at, pair in enumerate(zip(acs, res, strict=True))}


ZERO_14 = {14: (0, 1)}
NORMAL = ZERO_14 | series(17, (1, 2, 3, 5, 7, 10, 14, 21, 30, 44))
TIGHTENED = {15: (0, 1)} | series(18, (1, 2, 3, 5, 8, 12, 18, 27, 41))
REDUCED_GB = ZERO_14 | series(18, (1, 2, 3, 5, 6, 8, 10, 14, 21))
REDUCED_Z14 = ZERO_14 | series(17, (0, 1, 1, 2, 3, 5, 7, 10, 14, 21), (2, 3, 4, 5, 6, 8, 10, 13, 17, 24))
ROW_A_REDUCED = ZERO_14 | series(17, (1, 2, 3, 5, 7, 10, 14, 21, 30))
ROW_B_REDUCED_GB = ZERO_14 | series(18, (1, 2, 3, 5, 7, 10, 14, 21, 30))
ROW_B_REDUCED_Z14 = ZERO_14 | series(17, (0, 1, 2, 3, 5, 7, 10, 14, 21, 30), (2, 3, 4, 5, 6, 8, 11, 15, 22, 31))


def _ends(d: int, row: int) -> bool:
    return d > (26 if row <= LAST_LONG_ROW else 24)


def normal(row: int, column: int) -> Pair | None:
    return None if _ends(row + column, row) else NORMAL.get(row + column)


def tightened(row: int, column: int) -> Pair | None:
    d = row + column
    if row == LETTERS.index("S"):
        return TIGHTENED[18] if d == 18 else None
    if (row, column) == (0, 15):
        return None  # the disputed cell: an arrow down in Z1.4
    return None if _ends(d, row) else TIGHTENED.get(d)


def reduced_gb(row: int, column: int) -> Pair | None:
    d = row + column
    own = {0: ROW_A_REDUCED, 1: ROW_B_REDUCED_GB}.get(row, REDUCED_GB)
    return None if _ends(d, row) else own.get(d)


def reduced_z14(row: int, column: int) -> Pair | None:
    d = row + column
    own = {0: ROW_A_REDUCED, 1: ROW_B_REDUCED_Z14}.get(row, REDUCED_Z14)
    return None if _ends(d, row) else own.get(d)


def follow(own: Own, row: int, column: int, *, zero: int, rows: int) -> tuple[str, int, int]:
    """The letter, Ac and Re that a cell leads to; ``zero`` is the diagonal of Ac 0."""
    d = row + column
    up = (d == zero + 1 and zero == 14) or d > 24
    for step in (-1, 1) if up else (1, -1):
        at = row
        while 0 <= at < rows:
            found = own(at, column)
            if found is not None:
                return LETTERS[at], *found
            at += step
    raise AssertionError(f"no plan at row {LETTERS[row]}, column {column}")


SIZES = {
    "normal": (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000),
    "tightened": (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150),
    "reduced": (2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800),
}
AQLS = (
    *("0.010", "0.015", "0.025", "0.040", "0.065", "0.10", "0.15", "0.25", "0.40", "0.65"),
    *("1.0", "1.5", "2.5", "4.0", "6.5", "10", "15", "25", "40", "65"),
    *("100", "150", "250", "400", "650", "1000"),
)
LEVELS = ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")
TABLE_1 = """
2 A A A A A A B
9 A A A A A B C
16 A A B B B C D
26 A B B C C D E
51 B B C C C E F
91 B B C D D F G
151 B C D E E G H
281 B C D E F H J
501 C C E F G J K
1201 C D E G H K L
3201 C D F G J L M
10001 C D F H K M N
35001 D E G J L N P
150001 D E G J M P Q
500001 D E H K N Q R
"""
RULES = {
    ("gbt2828.1-2012", "normal"): (normal, 14),
    ("gbt2828.1-2012", "tightened"): (tightened, 15),
    ("gbt2828.1-2012", "reduced"): (reduced_gb, 14),
    ("z1.4-2008", "normal"): (normal, 14),
    ("z1.4-2008", "tightened"): (tightened, 15),
    ("z1.4-2008", "reduced"): (reduced_z14, 14),
}
DISPUTED = ("gbt2828.1-2012", "tightened", "A", "10")

# The double plans of MIL-STD-105E Table III-A on its diagonals 17 to 26, (Ac, Re) of each sample.
DOUBLE_NORMAL = (
    ((0, 2), (1, 2)),
    ((0, 3), (3, 4)),
    ((1, 4), (4, 5)),
    ((2, 5), (6, 7)),
    ((3, 7), (8, 9)),
    ((5, 9), (12, 13)),
    ((7, 11), (18, 19)),
    ((11, 16), (26, 27)),
    ((17, 22), (37, 38)),
    ((25, 31), (56, 57)),
)


@pytest.mark.parametrize("edition", SHIPPED)
def test_table_1_gives_the_printed_letter_at_both_ends_of_every_range(edition: str) -> None:
    tables = load(edition)
    rows = [line.split() for line in TABLE_1.strip().splitlines()]
    assert tables.lot_starts == tuple(int(row[0]) for row in rows)
    for level, column in zip(LEVELS, range(1, 8), strict=True):
        assert tables.code_letters[level] == "".join(row[column] for row in rows)
    assert tables.aqls == AQLS


@pytest.mark.parametrize(("edition", "severity"), RULES)
def test_every_single_cell_follows_the_diagonal_rule(edition: str, severity: str) -> None:
    own, zero = RULES[edition, severity]
    n = dict(zip(LETTERS, SIZES[severity], strict=False))
    compared = 0
    for row, letter in enumerate(ROWS):
        for column, aql in enumerate(AQLS):
            cell = load(edition).cell("single", severity, letter, column)
            expected = follow(own, row, column, zero=zero, rows=len(SIZES[severity]))
            if (edition, severity, letter, aql) == DISPUTED:
                assert cell is None
                continue
            assert cell is not None, (letter, aql)
            assert (cell.letter, cell.stages[0].ac, cell.stages[0].re) == expected, (letter, aql)
            assert cell.stages[0].n == n[cell.letter]
            compared += 1
    assert compared == len(ROWS) * len(AQLS) - ((edition, severity) == DISPUTED[:2])


def test_the_disputed_cell_holds_both_readings_and_row_s_one_plan() -> None:
    gb = load("gbt2828.1-2012")
    assert list(gb.disputed) == [("tightened", "A", 15)]
    readings = {name: (cell.letter, *cell.stages[0]) for name, cell in gb.disputed["tightened", "A", 15].items()}
    assert readings == {"gb": ("A", 2, 0, 1), "z14": ("D", 8, 1, 2)}
    row_s = [gb.cell("single", "tightened", "S", column) for column in range(len(AQLS))]
    assert [cell.stages[0] for cell in row_s if cell] == [(3150, 1, 2)]
    assert row_s[2] is not None


def _cells(kind: Kind, severity: str) -> Iterator[tuple[str, int, Cell]]:
    rows = load("z1.4-2008").rows(kind, severity)
    for letter, row in rows.items():
        for column, cell in enumerate(row):
            if cell is not None:
                yield letter, column, cell


@pytest.mark.parametrize("kind", KINDS[1:])
@pytest.mark.parametrize("severity", SIZES)
def test_staged_cells_stand_where_the_single_plan_has_ac_above_zero_and_share_its_arrow(
    kind: Kind, severity: str
) -> None:
    tables = load("z1.4-2008")
    sequence_of: dict[tuple[int, int], set[tuple[tuple[int, int], ...]]] = {}
    cells = list(_cells(kind, severity))
    assert len(cells) > 150
    for letter, column, cell in cells:
        single = tables.cell("single", severity, letter, column)
        assert single is not None
        assert cell.letter == single.letter, (letter, AQLS[column])
        ac, re = single.stages[0].ac, single.stages[0].re
        assert re > 1, "where the single plan has Ac 0 and Re 1 the table points to it"
        sequence_of.setdefault((ac, re), set()).add(tuple((stage.ac, stage.re) for stage in cell.stages))
        assert len({stage.n for stage in cell.stages}) == 1
    # One sequence for each single plan, wherever it stands in the table.
    assert all(len(sequences) == 1 for sequences in sequence_of.values()), sequence_of


@pytest.mark.parametrize(("kind", "ratio", "stages"), [("double", 0.63, 2), ("multiple", 0.25, 7)])
def test_staged_samples_are_smaller_and_their_numbers_close_in(kind: Kind, ratio: float, stages: int) -> None:
    for severity in SIZES:
        for letter, column, cell in _cells(kind, severity):
            single = load("z1.4-2008").cell("single", severity, letter, column)
            assert single is not None
            assert abs(cell.stages[0].n / single.stages[0].n - ratio) < 0.09 or single.stages[0].n <= 13
            assert len(cell.stages) == stages
            acs = [stage.ac for stage in cell.stages]
            res = [stage.re for stage in cell.stages]
            assert acs == sorted(acs)
            assert res == sorted(res)
            assert all(ac + 1 < re for ac, re in zip(acs[:-1], res[:-1], strict=True))
            assert res[-1] == acs[-1] + 1 or severity == "reduced"


def test_double_normal_plans_are_the_printed_sequences() -> None:
    by_ac = dict(zip((1, 2, 3, 5, 7, 10, 14, 21, 30, 44), DOUBLE_NORMAL, strict=True))
    for letter, column, cell in _cells("double", "normal"):
        single = load("z1.4-2008").cell("single", "normal", letter, column)
        assert single is not None
        assert tuple((stage.ac, stage.re) for stage in cell.stages) == by_ac[single.stages[0].ac]


@pytest.mark.parametrize("edition", SHIPPED)
def test_every_cell_an_arrow_passes_leads_to_the_same_plan(edition: str) -> None:
    tables = load(edition)
    for kind, severities in tables.tables.items():
        for severity, rows in severities.items():
            for letter, row in rows.items():
                for column, cell in enumerate(row):
                    if cell is None or cell.letter not in rows:
                        continue
                    ends = sorted((LETTERS.index(letter), LETTERS.index(cell.letter)))
                    passed = {rows[LETTERS[at]][column] for at in range(ends[0], ends[1] + 1)}
                    assert passed == {cell}, (kind, severity, letter, AQLS[column])


def test_the_corrected_cells_are_named_with_what_the_source_says() -> None:
    named = {(each["table"], each["severity"], each["letter"], each["aql"]) for each in load("z1.4-2008").corrections}
    assert named == {("double", "normal", letter, "100") for letter in "LMNP"} | {
        ("multiple", "normal", "F", "100"),
        ("multiple", "normal", "F", "150"),
    }
    assert load("gbt2828.1-2012").corrections == ()


def test_the_files_carry_their_edition_and_source() -> None:
    for edition in (*SHIPPED, "z1.9-2008"):
        data = json.loads(read_table(edition))
        assert data["edition"] == edition
        assert "bought copy" in data["source"]
        assert data["standard"]
