"""The check: every fault is found, with file, line, key and what is allowed."""

from collections.abc import Callable
from typing import Any

import pytest

from zhihe.platform.model import Problem, check, load_apps

Files = dict[str, str]
Change = Callable[..., list[Problem]]

LOT = "quality/inspection_lot.yaml"
ITEM = "base/item.yaml"
STOCK = "stock/stock.yaml"


def test_the_tiny_apps_are_sound(overlaid: Files) -> None:
    assert check(overlaid) == []


def test_the_shipped_apps_are_sound() -> None:
    shown = [str(each) for each in check(load_apps(), handlers=True) if "uid is missing" not in each.message]
    assert shown == []


SPOILED = [
    # the form of files
    (ITEM, "fields:", "feilds:", "feilds", "did you mean fields?"),
    (ITEM, "kind: record", "kind: recrod", "kind", "allowed: record, ledger"),
    (ITEM, "required: true", "required: yes", "fields.code.required", "must be true or false"),
    (ITEM, "type: code", "type: cod", "fields.code.type", "did you mean code?"),
    (ITEM, "  name:", "  Name:", "fields.Name", "lower-case letters"),
    (ITEM, "kind: record", "kind: record\nindexes: [code]", "indexes[0]", "must be a list"),
    (ITEM, "model: item", "model: things", "model", "belongs in things.yaml"),
    ("base/app.yaml", "app: base", "app: basis", "app", "belongs in basis/"),
    ("base/app.yaml", "label: {zh: 基础, en: Base}", "label: {zh: 基础}", "label.en", "en is missing"),
    (LOT, "label: {zh: 决策, en: Decide}", "label: Decide", "steps.decide.label", "{zh: …, en: …}"),
    (LOT, "find: due_at < now", "find: [due_at]", "at[0].find", "between double quotes"),
    (LOT, "notify: role buyer", "notify: role buyer, do: tell", "when.decide[3]", "exactly one of"),
    (LOT, "require: user <> inspector", "condition: user <> inspector", "guard.decide[0].condition", "called if here"),
    (LOT, "verdict = 'reject', create", "MIN(1, 2) = 1, create", "when.decide[1].2) = 1", "cut at a comma"),
    (LOT, "uid: 0ae0f351569e", "uid: 3f2c5b0457f8", "fields.due_at.uid", "also begins the uid"),
    (LOT, ", uid: 0ae0f351569e", "", "fields.inspector.uid", "check --fix"),
    # apps
    ("quality/app.yaml", "depends: [stock]", "depends: [stcok]", "depends[0]", "did you mean stock?"),
    (
        "base/app.yaml",
        "version: 1.0.0",
        "version: 1.0.0\ndepends: [quality]",
        "depends",
        "in a ring: base, quality, stock",
    ),
    (
        "stock/app.yaml",
        "depends: [base]",
        "depends: [base]\nroles: {buyer: {zh: 买, en: B}}",
        "roles.buyer",
        "base/app.yaml",
    ),
    ("base/app.yaml", "- {model: item}", "- {model: itm}", "menu[0].model", "did you mean item?"),
    ("base/app.yaml", "default: true", "default: 7", "settings.four_eyes.default", "this yields a int"),
    ("base/app.yaml", "- {model: item}", "- {label: {zh: 甲, en: A}}", "menu[0]", "opens a model or a page"),
    ("quality/app.yaml", "where: quantity > 0", "where: quantty > 0", "work.to_inspect.where", "did you mean quantity"),
    ("quality/app.yaml", "where: quantity > 0", "where: quantity > posted", "work.to_inspect.where", "a constant"),
    ("quality/app.yaml", "where: quantity > 0", "where: 1 > 0", "work.to_inspect.where", "is a field"),
    ("quality/app.yaml", "by: [quantity]", "by: [quantty]", "work.to_inspect.by[0]", "did you mean quantity"),
    ("quality/app.yaml", "    model: inspection_lot", "    model: stock", "work.to_inspect.model", "life of its own"),
    # fields
    (ITEM, "  name:", "  state:", "fields.state", "word of the platform"),
    (ITEM, "type: text, label: {zh: 名称, en: Name}", "type: text", "fields.name.label", "label is missing"),
    (LOT, "to: site,", "", "fields.site.to", "needs to"),
    (LOT, "to: site,", "to: stie,", "fields.site.to", "did you mean site?"),
    (LOT, "to: site,", "to: stock,", "fields.site.to", "points to a record"),
    (LOT, "of: origin,", "of: orign,", "fields.origin.of", "did you mean origin?"),
    (LOT, "of: inspection_class,", "of: item,", "fields.lines.of", "line_of"),
    (LOT, "as: quantity - posted", "as: quantity - postd", "fields.remaining.as", "did you mean posted?"),
    (LOT, "as: quantity - posted", "as: quantity - remaining", "fields.remaining.as", "needs itself"),
    (LOT, "as: quantity - posted", "as: quantity - origin", "fields.remaining.as", "has no meaning"),
    (LOT, "as: quantity - posted", "as: quantity - (posted", "fields.remaining.as", "«)»"),
    (LOT, "as: quantity - posted", "as: lines.name", "fields.remaining.as", "has many lines"),
    (LOT, "unit: item.unit, min: 0", "unit: item.unti, min: 0", "fields.quantity.unit", "leads nowhere"),
    (LOT, "min: 0,", "min: 2, max: 1,", "fields.quantity.min", "above max"),
    (LOT, "type: user,", "type: user, min: 0,", "fields.inspector.min", "a user field has no min"),
    (LOT, "type: user,", "type: user, never_negative: true,", "fields.inspector.never_negative", "min: 0"),
    (ITEM, "default: \"'pcs'\"", "default: pcs", "fields.unit.default", "there is no «pcs»"),
    (ITEM, "unique: true", "unique: true, on_delete: restrict", "fields.code.on_delete", "only link have"),
    (STOCK, "  item: {type", "  held: {type", "dimensions.held", "word of the platform"),
    (STOCK, "  item: {type: link, to: item", "  item: {type: number", "dimensions.item.type", "cannot identify"),
    (ITEM, "  name:", "  f_0123abcd:", "fields.f_0123abcd", "word of the platform"),
    (ITEM, "unique: true", "column: version", "fields.code.column", "is the platform's"),
    # names in a model
    (ITEM, "title: code", "title: cod", "title", "did you mean code?"),
    (ITEM, "search: [code, name]", "search: [code, nam]", "search[1]", "did you mean name?"),
    (LOT, "form:", "search: [due_at]\nform:", "search[0]", "the search looks into"),
    (LOT, "form:", "unique: [[item, lines]]\nform:", "unique[0][1]", "has no column"),
    (LOT, "IL-{yyyy}{mm}-{seq:5}", "IL-{yyyy}{mm}", "number.pattern", "exactly one sequence"),
    (LOT, "IL-{yyyy}{mm}", "IL/{yyyy}{mm}", "number.pattern", "cannot stand in a number"),
    (LOT, "IL-{yyyy}{mm}", "IL-{jjjj}{mm}", "number.pattern", "{jjjj} is unknown"),
    ("overlays/site.yaml", "[number, surface]", "[number, item.cod]", "change.list[1]", "no field item.cod"),
    # states and steps
    (LOT, "initial: created", "initial: craeted", "states.initial", "did you mean created?"),
    (LOT, "'decided', 'created')", "'decidde', 'created')", "states.created.decide", "did you mean decided?"),
    (
        LOT,
        "\"IF(remaining = 0, 'decided', 'created')\"",
        "UPPER('decided')",
        "states.created.decide",
        "must stand in it",
    ),
    (
        LOT,
        "{decide: \"IF(remaining = 0, 'decided', 'created')\"}",
        "{decide: created}",
        "states.labels.decided",
        "no step leads to",
    ),
    (LOT, "  created: {decide:", "  created: {finish: decided, decide:", "steps.finish", "no entry under steps"),
    (LOT, "  decide:\n    label", "  decode:\n    label", "steps.decode", "did you mean decide?"),
    (LOT, "[stock.disposition]", "[stock.dispositon]", "steps.decide.authority[0]", "did you mean disposition?"),
    (LOT, "of: [accept, reject], required", "required", "steps.decide.inputs.code.of", "needs of"),
    # forms and rights
    (LOT, "- [item, site, quantity]", "- [item, sitte, quantity]", "form[0][1]", "did you mean site?"),
    (
        LOT,
        "visible: verdict = 'reject'",
        "visible: verdict = 'rejcet'",
        "form[1].rows[0][1].visible",
        "did you mean reject",
    ),
    (LOT, "options: code <> this.item.code", "options: code <> this.itm.code", "form[2].options", "did you mean item"),
    (LOT, "  inspector: {read", "  inspectr: {read", "access.inspectr", "did you mean inspector?"),
    (LOT, "write: [due_at]", "write: [due_on]", "access.inspector.write[0]", "did you mean due_at?"),
    (LOT, "write: [due_at]", "write: [posted]", "access.inspector.write[0]", "set by rules only"),
    (LOT, "steps: true", "steps: [decode]", "access.inspector.steps[0]", "did you mean decide?"),
    (LOT, "rows: site in user.sites", "rows: item in user.sites", "access.inspector.rows", "cannot be compared"),
    (LOT, "rows: site in user.sites", "rows: site", "access.inspector.rows", "bool is needed"),
    # rules
    (LOT, "when:\n  decide:", "when:\n  decode:", "when.decode", "did you mean decide?"),
    (
        LOT,
        "when:\n  decide:",
        "when:\n  inspection_lto.decide:",
        "when.inspection_lto.decide",
        "did you mean inspection_lot?",
    ),
    (LOT, "fill:\n  create:", "fill:\n  created:", "fill.created", "did you mean create?"),
    (LOT, "set: {origin: \"'purchase'\"}", "set: {origin: purchase}", "fill.create[0].set.origin", "\"'purchase'\""),
    (
        LOT,
        "set: {origin: \"'purchase'\"}",
        "set: {origin: \"'purchas'\"}",
        "fill.create[0].set.origin",
        "did you mean purchase?",
    ),
    (LOT, "set: {origin: \"'purchase'\"}", "set: {remaining: 1}", "fill.create[0].set.remaining", "cannot be set"),
    (LOT, "each: lines", "each: line", "fill.create[1].each", "did you mean lines?"),
    (LOT, "major: lot.quantity > 100", "major: quantity > 100", "fill.create[1].set.major", "there is no «quantity»"),
    (LOT, "major: lot.quantity > 100", "major: lot.quantity", "fill.create[1].set.major", "holds a bool"),
    (LOT, "if: setting.four_eyes", "if: setting.for_eyes", "guard.decide[0].if", "did you mean four_eyes"),
    (LOT, "SUM(input.postings.quantity)", "SUM(input.postings.qty)", "guard.decide[1].require", "there is no «qty»"),
    (LOT, "open_lots(item)", "open_lots(site)", "guard.decide[1].require", "item"),
    (LOT, "open_lots(item)", "open_lost(item)", "guard.decide[1].require", "did you mean open_lots"),
    (LOT, "      message: {zh: 过多, en: Too much}\n", "", "guard.decide[1].message", "when this refuses"),
    (LOT, "call: stock.hold", "call: stock.hodl", "when.decide[0].call", "did you mean stock.hold?"),
    (LOT, "with: {item: item}\n", "with: {reason: item.code}\n", "when.decide[0].with", "input item is required"),
    (LOT, "with: {item: item}\n", "with: {item: site}\n", "when.decide[0].with.item", "ref (site)"),
    (
        LOT,
        "create: inspection_lot",
        "create: inspection_class",
        "when.decide[1].create",
        "lines come with their parent",
    ),
    (
        LOT,
        "with: {origin: origin, item",
        "with: {orign: origin, item",
        "when.decide[1].with.orign",
        "did you mean origin?",
    ),
    (LOT, "step: inspection_lot.decide", "step: inspection_lot.close", "when.decide[2].step", "allowed: decide"),
    (LOT, "quantity < this.quantity", "quantity < this.qty", "when.decide[2].find", "there is no «qty»"),
    (LOT, "quantity < this.quantity", "quantity < 'x'", "when.decide[2].find", "cannot be compared"),
    (LOT, "with: {code: \"'reject'\"}", "with: {}", "when.decide[2].with", "input code is required"),
    (LOT, "notify: role buyer", "notify: role byuer", "when.decide[3].notify", "did you mean buyer?"),
    (LOT, "notify: inspector,", "notify: item,", "at[0].notify", "leads to no user"),
    (LOT, "every: 1 hour", "every: hourly", "at[0].every", "is no interval"),
    (LOT, "every: 1 hour", "every: 1 hour at 08:00", "at[0].every", "does not have"),
    (LOT, "find: due_at < now", "find: due_at < today", "at[0].find", "DATEOF()"),
    # the ledger
    (
        STOCK,
        "in: {free: yes, blocked: yes}",
        "in: {fre: yes, blocked: yes}",
        "movements.receive.in.fre",
        "did you mean free?",
    ),
    (
        STOCK,
        "blocked: authority disposition}}",
        "blocked: authority dispo}}",
        "movements.ship.out.blocked",
        "no authority dispo",
    ),
    (STOCK, "blocked: authority disposition}}", "blocked: perhaps}}", "movements.ship.out.blocked", "yes, no, role"),
    (STOCK, "across: [status]", "across: [statsu]", "movements.shift.across[0]", "did you mean status?"),
    (STOCK, "from: free, to: [blocked]", "from: free, to: [gone]", "transitions[0]", "no status gone"),
    (STOCK, "gates: [item]", "gates: [itm]", "gates[0]", "did you mean item?"),
    (
        STOCK,
        "type: quantity, label: {zh: 数量, en: Quantity}, unit",
        "type: text, label: {zh: 数量, en: Quantity}, unit",
        "measures.quantity.type",
        "adds up",
    ),
    (STOCK, "  status: {type: choice", "  condition: {type: choice", "status", "which dimension"),
    # other kinds
    ("quality/measurement.yaml", "key: [item]", "key: [itm]", "key[0]", "did you mean item?"),
    ("quality/measurement.yaml", "keep: 10 years", "keep: 10 yrs", "keep", "is no interval"),
    ("quality/genealogy.yaml", "nodes: any", "nodes: [itm]", "nodes[0]", "did you mean item?"),
    (
        "quality/decided.yaml",
        "from: inspection_class",
        "from: inspection_clas",
        "from",
        "did you mean inspection_class?",
    ),
    ("quality/decided.yaml", "join: {lot: inspection_lot", "join: {lott: inspection_lot", "join.lott", "links: lot"),
    ("quality/decided.yaml", "lot.quantity / 2", "lot.quantiy / 2", "fields.half.as", "did you mean quantity"),
    (
        "quality/decided.yaml",
        "where: lot.state = 'decided'",
        "where: lot.state = 'decidde'",
        "where",
        "did you mean decided",
    ),
    (
        "quality/decided.yaml",
        "  quantity: lot.quantity",
        "  quantity: lot.quantity * 2",
        "fields.quantity",
        "label is missing",
    ),
    (
        "quality/inspection_class.yaml",
        "line_of: inspection_lot",
        "line_of: item",
        "line_of",
        "only it can give it lines",
    ),
    (
        "quality/inspection_class.yaml",
        "fields:",
        "access: {buyer: {read: true}}\nfields:",
        "access",
        "inspection_lot.yaml",
    ),
]


@pytest.mark.parametrize(("file", "before", "after", "key", "says"), SPOILED, ids=lambda each: str(each)[:30])
def test_a_fault_is_found_where_it_stands(
    change: Change, file: str, before: str, after: str, key: str, says: str
) -> None:
    problems = change(file, before, after)
    found = [each for each in problems if each.key == key and says in each.message]
    assert found, "\n".join(map(str, problems))
    assert found[0].file == file
    assert found[0].line >= 1


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        (LOT, "if: setting.four_eyes", "if: setting.for_eyes"),
        (LOT, "quantity < this.quantity", "quantity < this.qty"),
        (LOT, "write: [due_at]", "write: [due_on]"),
        (STOCK, "across: [status]", "across: [statsu]"),
        ("overlays/site.yaml", "if: surface = 'zinc'", "if: surface = 'zink'"),
        ("overlays/site.yaml", "[number, surface]", "[number, surfaces]"),
    ],
)
def test_a_fault_names_its_line(change: Change, overlaid: Files, file: str, before: str, after: str) -> None:
    line = overlaid[file][: overlaid[file].index(before)].count("\n") + 1
    assert {(each.file, each.line) for each in change(file, before, after)} == {(file, line)}


def test_a_dependency_that_is_taken_out_is_missed_where_it_is_used(change: Change) -> None:
    shown = [str(each) for each in change("stock/app.yaml", "depends: [base]", "depends: []")]
    assert any(
        "stock/stock.yaml" in each and "dimensions.item.to" in each and "add it to depends" in each for each in shown
    )


def test_all_faults_are_found_at_once(change: Change) -> None:
    problems = change(LOT, "of: origin,", "of: orign,", {ITEM: "model: item\nkind: record\n"})
    files = {each.file for each in problems}
    assert {LOT, ITEM} <= files
    assert [each.line for each in problems] == [
        each.line for each in sorted(problems, key=lambda each: (each.file, each.line))
    ]


def test_an_app_may_not_speak_of_what_it_does_not_stand_on(tiny: Files) -> None:
    upward = tiny[STOCK] + (
        "when:\n  inspection_lot.decide:\n    - {do: told, uid: '11111111'}\n"
        "at:\n  - {every: 1 day, create: inspection_lot, with: {}, uid: '22222222'}\n"
    )
    shown = [str(each) for each in check({**tiny, STOCK: upward})]
    assert len(shown) == 2
    assert all("belongs to app quality, on which app stock does not depend" in each for each in shown)


def test_a_ring_of_events_without_a_condition_is_refused(change: Change) -> None:
    problems = change(LOT, "{if: verdict = 'reject', create: inspection_lot,", "{create: inspection_lot,")
    assert problems == []
    line = "- {create: inspection_lot, with: {item: item, origin: origin}, uid: '11111111'}"
    created = f"when:\n  created:\n    {line}\n  decide:"
    problems = change(LOT, "when:\n  decide:", created)
    assert ["inspection_lot.created -> inspection_lot.created" in each.message for each in problems] == [True]


def test_a_missing_handler_is_found_when_asked_for(overlaid: Files) -> None:
    with_handler = (
        overlaid[LOT]
        .replace("- {notify: role buyer,", "- {do: judge_it,")
        .replace(", message: {zh: 已决, en: Decided}, uid: 6cb8482eb4c8", ", uid: 6cb8482eb4c8")
    )
    files = {**overlaid, LOT: with_handler}
    assert check(files) == []
    messages = [each.message for each in check(files, handlers=True) if each.key == "when.decide[3].do"]
    assert len(messages) == 1
    assert "no function judge_it" in messages[0]


def test_a_drawn_app_cannot_name_columns_tables_or_handlers(tiny: Files) -> None:
    app = "app: crm\nuid: aaaaaaaa\nlabel: {zh: 客户, en: CRM}\nversion: '1'\ncustom: true\ndepends: [base]\n"
    visit = (
        "model: visit\nuid: bbbbbbbb\nlabel: {zh: 拜访, en: Visit}\nkind: record\ntable: pg_class\n"
        "fields:\n  note: {type: text, label: {zh: 备, en: N}, uid: cccccccc, column: x}\n"
        "when:\n  created:\n    - {do: hack, uid: dddddddd}\n"
    )
    keys = {each.key for each in check({**tiny, "crm/app.yaml": app, "crm/visit.yaml": visit})}
    assert keys == {"table", "fields.note.column", "when.created[0].do"}


@pytest.mark.parametrize(
    "text", ["", "x: 1\n", "model: a\n", "overlay: a.b\n", "app: {}\n", "model: [1]\nkind: record\n"]
)
def test_a_broken_file_never_ends_in_a_crash(tiny: Files, text: str) -> None:
    problems = check({**tiny, "base/odd.yaml": text})
    assert problems
    assert all(each.file == "base/odd.yaml" for each in problems)


def mutations(text: str) -> list[str]:
    lines = text.split("\n")
    dropped = ["\n".join(lines[:at] + lines[at + 1 :]) for at in range(len(lines))]
    emptied = [
        "\n".join([*lines[:at], lines[at].partition(":")[0] + ":", *lines[at + 1 :]]) for at in range(len(lines))
    ]
    return dropped + emptied


@pytest.mark.parametrize("file", [LOT, STOCK, ITEM, "base/app.yaml", "quality/decided.yaml", "overlays/site.yaml"])
def test_no_mutilated_file_crashes_the_check(overlaid: Files, file: str) -> None:
    spoiled: list[Any] = [check({**overlaid, file: text}) for text in mutations(overlaid[file])[::9]]
    assert sum(1 for problems in spoiled if problems) > len(spoiled) // 4
