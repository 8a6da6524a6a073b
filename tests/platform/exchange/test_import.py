from __future__ import annotations

import csv
import io

import pytest
from tests.platform.exchange.conftest import Trade

from zhihe.errors import Forbidden, Invalid, NotFound
from zhihe.platform.exchange.report import error_file
from zhihe.platform.records import read
from zhihe.platform.store import trail

MAKERS = "code,name,region\nM1,First,north\nM2,Second,south\n"


def codes(trade: Trade) -> list[str]:
    return [row["code"] for row in trade.rows("maker", "code")]


def test_a_file_becomes_records_with_defaults_rules_and_a_trail(trade: Trade) -> None:
    outcome = trade.take("maker", MAKERS)
    assert (outcome.created, outcome.wrong, outcome.saved, outcome.total) == (2, 0, True, 2)
    rows = trade.rows("maker", "code")
    assert [(row["code"], row["name"], row["rank"], row["version"]) for row in rows] == [
        ("M1", "First", 3, 1),
        ("M2", "Second", 3, 1),
    ]
    with trade.engine.database.transaction(trade.company) as tx:
        (told,) = trail.of_record(tx, "maker", rows[0]["id"])
        (file,) = trail.of_record(tx, "maker", "*")
    assert told["action"] == "create"
    assert told["changes"]["rank"] == [None, 3]
    assert file["action"] == "import"
    assert told["cause_id"] == file["id"]
    assert file["changes"]["rows"] == [None, 2]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_are_found_out(trade: Trade, encoding: str, separator: str) -> None:
    text = "代码,名称\nM1,宁波；精诚\nM2,“上海”\n".replace(",", separator)
    assert trade.take("maker", text.encode(encoding)).created == 2
    assert [row["name"] for row in trade.rows("maker", "code")] == ["宁波；精诚", "“上海”"]


@pytest.mark.parametrize(
    "heading",
    ["code,name", "代码,名称", "Code,Name", "CODE , ｎａｍｅ", "代码 Code,名称 Name", "代码 (code),Name (name)"],
)
def test_a_heading_is_a_key_or_a_name_in_either_language(trade: Trade, heading: str) -> None:
    assert trade.take("maker", f"{heading}\nM1,First\n").created == 1


def test_a_second_row_of_headings_is_passed_over(trade: Trade) -> None:
    outcome = trade.take("maker", "code,name\n代码,Name\nM1,First\n")
    assert (outcome.created, outcome.skipped) == (1, 1)


def test_every_wrong_row_is_told_with_column_value_and_reason_and_nothing_is_kept(trade: Trade) -> None:
    text = "code,name,rank\nM1,First,10\nM2,,3\nM3,forbidden,3\nM4,Good,x\nM5,Good,5\nM 5/6,Good,1\n"
    outcome = trade.take("maker", text)
    assert not outcome.saved
    assert codes(trade) == []
    told = [(error.row, error.column, error.value, error.code) for error in outcome.errors]
    assert told == [
        (2, "rank", "10", "value.invalid"),
        (3, "name", "", "field.required"),
        (4, "", "", "rule.refused"),
        (5, "rank", "x", "value.invalid"),
        (7, "code", "M 5/6", "value.invalid"),
    ]
    assert "largest value here is 9" in outcome.errors[0].reason
    assert outcome.errors[2].reason.endswith("This name is not allowed")
    assert (outcome.wrong, outcome.created) == (5, 1)


def test_good_rows_only_keeps_the_good_ones(trade: Trade) -> None:
    text = "code,name,rank\nM1,First,10\nM2,Second,3\nM3,forbidden,3\n"
    outcome = trade.take("maker", text, mode="good")
    assert (outcome.saved, outcome.created, outcome.wrong) == (True, 1, 2)
    assert codes(trade) == ["M2"]


def test_a_dry_run_tells_the_same_and_keeps_nothing(trade: Trade) -> None:
    outcome = trade.take("maker", MAKERS, dry_run=True)
    assert (outcome.saved, outcome.created) == (False, 2)
    assert codes(trade) == []
    with trade.engine.database.transaction(trade.company) as tx:
        assert trail.of_record(tx, "maker", "*") == []


def test_the_error_file_holds_the_wrong_rows_and_can_be_imported_again(trade: Trade) -> None:
    outcome = trade.take("maker", "code,name,rank\nM1,=SUM(A1),77\nM2,Second,3\n", mode="good")
    written = error_file(outcome).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(written)))
    assert rows[0] == ["! row", "! reason", "code", "name", "rank"]
    assert rows[1][0] == "2"
    assert rows[1][2:] == ["M1", "'=SUM(A1)", "77"]
    again = trade.take("maker", written.replace(",77", ",7"))
    assert again.created == 1
    assert trade.rows("maker", "code")[0]["name"] == "=SUM(A1)"


def test_records_that_exist_are_changed_passed_over_or_refused(trade: Trade) -> None:
    trade.take("maker", MAKERS)
    text = "code,name,region\nM1,Renamed,\nM2,Second,south\nM3,Third,east\n"
    skipped = trade.take("maker", text, existing="skip", dry_run=True)
    assert (skipped.created, skipped.skipped, skipped.updated) == (1, 2, 0)
    refused = trade.take("maker", text, existing="refuse")
    assert [(error.row, error.code) for error in refused.errors] == [(2, "record.duplicate"), (3, "record.duplicate")]
    updated = trade.take("maker", text)
    assert (updated.created, updated.updated, updated.unchanged) == (1, 1, 1)
    first = trade.rows("maker", "code")[0]
    assert (first["name"], first["region"], first["version"]) == ("Renamed", "north", 2)


def test_an_empty_cell_clears_only_where_the_mapping_says_so(trade: Trade) -> None:
    trade.take("maker", MAKERS)
    trade.take("maker", "c,r\nM1,\n", "fields: {code: c, region: r}\nblank: clear")
    assert trade.rows("maker", "code")[0]["region"] is None


def test_one_key_twice_in_a_file_is_refused(trade: Trade) -> None:
    outcome = trade.take("maker", "code,name\nM1,a\nM2,b\nM1,c\n")
    assert [(error.row, error.code, error.reason) for error in outcome.errors] == [
        (4, "row.twice", "row 2 of this file has the same code")
    ]


def test_unique_values_are_looked_for_in_the_database_and_in_the_file(trade: Trade) -> None:
    trade.take("maker", "code,name,tax_no\nM1,a,T1\nM2,b,\nM3,c,\n")
    outcome = trade.take("maker", "code,name,tax_no\nM4,d,T1\nM5,e,T5\nM6,f,T5\n")
    assert [(error.row, error.column, error.code) for error in outcome.errors] == [
        (2, "tax_no", "record.duplicate"),
        (4, "tax_no", "row.twice"),
    ]


def test_what_only_the_database_can_refuse_is_found_by_halving(trade: Trade) -> None:
    """A change to a value that another record has is met by the index, for the chunk as a whole."""
    trade.take("maker", "code,name,tax_no\n" + "".join(f"M{n},name,T{n}\n" for n in range(20)))
    text = "code,name,tax_no\n" + "".join(f"M{n},new,{'T3' if n == 13 else f'T{n}'}\n" for n in range(20))
    outcome = trade.take("maker", text, mode="good")
    assert [(error.row, error.column, error.code) for error in outcome.errors] == [(15, "tax_no", "record.duplicate")]
    assert outcome.updated == 19
    names = {row["code"]: row["name"] for row in trade.rows("maker")}
    assert names["M13"] == "name"
    assert list(names.values()).count("new") == 19


def test_links_are_found_by_natural_key_by_id_and_by_another_field(trade: Trade) -> None:
    trade.take("maker", "code,name\nM1,First\nM2,Twin\nM3,Twin\n")
    first = trade.rows("maker", "code")[0]["id"]
    assert trade.take("thing", f"code,maker\nA,M1\nB,{first}\n").created == 2
    by_name = "fields: {code: c, maker: {column: m, by: name}}"
    outcome = trade.take("thing", "c,m\nC,First\nD,Twin\nE,Nobody\n", by_name, mode="good")
    assert [(error.row, error.column, error.value, error.code) for error in outcome.errors] == [
        (3, "m", "Twin", "link.several"),
        (4, "m", "Nobody", "link.unknown"),
    ]
    assert {row["maker"] for row in trade.rows("thing")} == {first}


def test_an_id_that_no_record_has_is_refused(trade: Trade) -> None:
    outcome = trade.take("thing", "code,maker\nA,0190a1b2-0000-7000-8000-000000000001\n")
    assert [error.code for error in outcome.errors] == ["link.unknown"]


def test_records_of_one_file_may_link_to_each_other(trade: Trade) -> None:
    outcome = trade.take("maker", "code,name,above\nM2,Second,M1\nM1,First,\nM3,Third,M2\nM4,Fourth,M9\n", mode="good")
    assert [(error.row, error.code) for error in outcome.errors] == [(5, "link.unknown")]
    rows = {row["code"]: row for row in trade.rows("maker")}
    assert rows["M2"]["above"] == rows["M1"]["id"]
    assert rows["M3"]["above"] == rows["M2"]["id"]


def test_a_link_to_a_wrong_row_of_the_same_file_is_wrong_too(trade: Trade) -> None:
    outcome = trade.take("maker", "code,name,above\nM1,forbidden,\nM2,Second,M1\nM3,Third,\n", mode="good")
    assert [(error.row, error.code) for error in outcome.errors] == [(2, "rule.refused"), (3, "link.unknown")]
    assert codes(trade) == ["M3"]


DEALS = (
    "#,number,maker,signed_on,lines.thing,lines.quantity,lines.price,plan.line,plan.due_on\n"
    "a,D-A,M1,2026-01-05,x,2,10,#1,2026-02-01\n"
    "a,,,,y,3,100,#1,2026-03-01\n"
    "a,D-A,M1,,,,,#2,2026-04-01\n"
    "b,,M2,2026-01-06,z,1,1,,\n"
)


def test_rows_of_one_document_become_one_record_with_its_lines(trade: Trade) -> None:
    trade.take("maker", MAKERS)
    assert trade.take("deal", DEALS).created == 2
    first, second = trade.rows("deal", "signed_on")
    assert (first["number"], first["total"], first["state"]) == ("D-A", 320, "draft")
    assert second["number"].startswith("D-2026-")
    assert [(line["thing"], line["quantity"], line["position"]) for line in first["lines"]] == [
        ("x", 2, 0),
        ("y", 3, 1),
    ]
    ids = [line["id"] for line in first["lines"]]
    assert [plan["line"] for plan in first["plan"]] == [ids[0], ids[0], ids[1]]
    assert [line["thing"] for line in second["lines"]] == ["z"]


def test_rows_of_one_document_must_agree(trade: Trade) -> None:
    trade.take("maker", MAKERS)
    outcome = trade.take("deal", "number,maker,lines.quantity\nD-1,M1,1\nD-1,M2,2\nD-1,,x\n")
    assert [(error.row, error.column, error.code) for error in outcome.errors] == [
        (3, "maker", "row.differs"),
        (4, "lines.quantity", "value.invalid"),
    ]
    assert outcome.wrong == 3


def test_a_wrong_line_is_told_at_its_own_row(trade: Trade) -> None:
    trade.take("maker", MAKERS)
    outcome = trade.take("deal", "number,maker,lines.thing,lines.quantity\nD-1,M1,x,1\nD-1,,y,\nD-1,,z,3\n")
    assert [(error.row, error.column, error.code) for error in outcome.errors] == [
        (3, "lines.quantity", "field.required")
    ]


def test_lines_of_a_record_that_exists_are_met_by_their_place_and_others_stay(trade: Trade) -> None:
    trade.take("maker", MAKERS)
    trade.take("deal", DEALS)
    text = "number,lines.#,lines.quantity,plan.line\nD-A,2,30,#2\nD-A,,5,\n"
    outcome = trade.take("deal", text)
    assert (outcome.errors, outcome.updated) == ([], 1)
    first = next(row for row in trade.rows("deal") if row["number"] == "D-A")
    assert [(line["thing"], line["quantity"]) for line in first["lines"]] == [("x", 2), ("y", 30), (None, 5)]
    assert first["plan"][0]["line"] == first["lines"][1]["id"]
    assert len(first["plan"]) == 3


def test_the_same_file_again_changes_nothing(trade: Trade) -> None:
    trade.take("maker", MAKERS)
    trade.take("deal", DEALS.replace("b,,M2", "b,D-B,M2"))
    again = trade.take("deal", DEALS.replace("b,,M2", "b,D-B,M2"))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)


def test_a_step_is_taken_on_each_document_and_what_it_causes_is_part_of_it(trade: Trade) -> None:
    trade.take("maker", MAKERS)
    text = "number,maker,lines.quantity,lines.price\nD-1,M1,1,10\nD-2,M1,20,100\nD-3,M1,60,100\nD-4,M1,,\n"
    outcome = trade.take("deal", text, mode="good", steps=("sign",))
    assert [(error.row, error.code) for error in outcome.errors] == [(4, "value.invalid"), (5, "rule.refused")]
    assert "above 5000" in outcome.errors[0].reason
    assert [(row["number"], row["state"]) for row in trade.rows("deal", "number")] == [
        ("D-1", "signed"),
        ("D-2", "signed"),
    ]
    assert [row["amount"] for row in trade.rows("deal_notice")] == [2000]


def test_lines_of_other_documents_are_named_by_number_and_place(trade: Trade) -> None:
    trade.take("maker", MAKERS)
    trade.take("deal", DEALS)
    outcome = trade.take("deal_notice", "deal,line\nD-A,D-A#2\nD-A,D-A#3\nD-A,nowhere\n", mode="good")
    first = next(row for row in trade.rows("deal") if row["number"] == "D-A")
    assert [row["line"] for row in trade.rows("deal_notice")] == [first["lines"][1]["id"]]
    assert [(error.row, error.code) for error in outcome.errors] == [(3, "link.unknown"), (4, "link.form")]


def test_links_to_any_model_are_named_with_their_model(trade: Trade) -> None:
    trade.take("maker", MAKERS)
    trade.take("thing", "code,maker,about\nA,M1,maker:M2\n")
    outcome = trade.take("thing", "code,maker,about\nB,M1,thing:M1/A\nC,M1,nothing:A\nD,M1,thing:A\n", mode="good")
    rows = {row["code"]: row for row in trade.rows("thing")}
    assert rows["B"]["about"] == ("thing", rows["A"]["id"])
    assert [(error.row, error.code) for error in outcome.errors] == [(3, "link.model"), (4, "link.form")]


def test_unknown_and_doubtful_headings_are_refused_with_advice(trade: Trade) -> None:
    with pytest.raises(Invalid, match="did you mean name") as caught:
        trade.take("maker", "code,nane\nM1,x\n")
    assert caught.value.code == "mapping.invalid"
    with pytest.raises(Invalid, match="is the same field"):
        trade.take("maker", "code,name,名称\nM1,x,y\n")
    assert trade.take("maker", "code,name,! remark\nM1,x,whatever\n").created == 1


def test_computed_and_system_columns_of_an_export_are_passed_over(trade: Trade) -> None:
    trade.take("maker", MAKERS)
    outcome = trade.take("thing", "code,maker,count,twice,created_at,fixed\nA,M1,2,99,2020-01-01,x\n")
    assert outcome.ignored == ("twice", "created_at", "fixed")
    row = trade.rows("thing")[0]
    assert (row["twice"], row["fixed"]) == (4, None)


def test_only_roles_with_the_right_import_and_only_the_fields_they_may_set(trade: Trade) -> None:
    with pytest.raises(Forbidden) as caught:
        trade.take("maker", MAKERS, roles=["reader"])
    assert caught.value.code == "access.import"
    with pytest.raises(Forbidden) as caught:
        trade.take("maker", MAKERS, roles=["writer"])
    assert caught.value.code == "access.create"
    trade.take("maker", MAKERS)
    renamed = trade.take("maker", MAKERS.replace("First", "Uno"), roles=["writer"])
    assert (renamed.updated, renamed.unchanged) == (1, 1)
    moved = trade.take("maker", MAKERS.replace("north", "west"), roles=["writer"])
    assert [(error.row, error.column, error.value, error.code) for error in moved.errors] == [
        (2, "region", "west", "access.field")
    ]


def test_a_record_that_has_neither_number_nor_natural_key_is_found_by_its_id(trade: Trade) -> None:
    (notice,) = trade.make("deal_notice", {"amount": "5"})
    changed = trade.take("deal_notice", f"id,amount\n{notice['id']},7\n,8\n")
    assert (changed.updated, changed.created) == (1, 1)
    assert trade.take("deal_notice", f"id,amount\n{notice['id']},7\n").unchanged == 1
    wrong = trade.take("deal_notice", "id,amount\n12,7\n")
    assert [(error.row, error.code) for error in wrong.errors] == [(2, "record.id")]


def test_rows_a_user_may_not_see_are_neither_changed_nor_linked_to(trade: Trade) -> None:
    trade.take("maker", MAKERS)
    outcome = trade.take("maker", "code,name,above\nM1,One,\nM2,Two,\nM3,Three,M2\nM4,Four,M1\n", roles=["branch"])
    assert [(error.row, error.code) for error in outcome.errors] == [
        (3, "record.not_visible"),
        (4, "link.unknown"),
    ]
    assert outcome.updated == 1


def test_lines_and_unknown_models_are_no_place_to_import_into(trade: Trade) -> None:
    for model in ("deal_line", "nothing"):
        with pytest.raises(NotFound):
            trade.take(model, "a\n1\n")


def test_progress_is_told_row_by_row_of_rows(trade: Trade) -> None:
    heard: list[tuple[int, int]] = []
    text = "code,name\n" + "".join(f"M{n},name {n}\n" for n in range(4_500))
    asked = trade.open("maker", text)
    asked = type(asked)(asked.model, asked.table, progress=lambda done, total: heard.append((done, total)))
    trade.engine.run(trade.user(), asked.work)
    assert heard == [(2000, 4500), (4000, 4500), (4500, 4500)]
    assert len(codes(trade)) == 4500


def test_statements_do_not_grow_with_the_rows(trade: Trade) -> None:
    def statements(start: int, count: int) -> int:
        text = "code,name,above\n" + "".join(f"M{n},x,{'M0' if start else ''}\n" for n in range(start, start + count))
        asked = trade.open("maker", text)
        return trade.engine.run(trade.user(), lambda unit: (asked.work(unit), unit.tx.statements)[1])

    statements(0, 100)
    assert statements(100, 1_000) == statements(2_000, 100)


def test_history_names_the_import(trade: Trade) -> None:
    trade.take("maker", MAKERS)
    told = trade.engine.read(
        trade.user(), lambda unit: read.why(unit, unit.model("maker"), trade.rows("maker")[0]["id"])
    )
    assert "import" in str(told)
