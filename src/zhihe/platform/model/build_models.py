"""From merged data to the Registry that every engine reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from zhihe.platform.model.build_fields import make_field, make_fields, make_layout
from zhihe.platform.model.build_rules import (
    make_access,
    make_lines,
    make_lookups,
    make_movements,
    make_operations,
    make_schedule,
    make_states,
    make_steps,
    make_transitions,
)
from zhihe.platform.model.decisions import make_decisions
from zhihe.platform.model.elements import (
    App,
    Choice,
    Field,
    Join,
    Line,
    MenuItem,
    Model,
    Numbering,
    Print,
    Registry,
    Related,
    WorkItem,
)
from zhihe.platform.model.making import Making, choices, label, maybe_label, names
from zhihe.platform.model.places import Owner
from zhihe.platform.model.reader import Path


def make_registry(making: Making, hash_: str = "") -> Registry:
    """The Registry of merged data; expressions that do not parse are among the making's problems."""
    models = {key: make_model(making, data) for key, data in making.models.items()}
    return Registry(
        hash=hash_,
        decisions=make_decisions(making),
        apps={key: _app(making, data) for key, data in making.apps.items()},
        models=models,
        operations=_operations(making),
        fills=_by_event(line for data in making.models.values() for line in make_lines(making, data, "fill")),
        guards=_by_event(line for data in making.models.values() for line in make_lines(making, data, "guard")),
        whens=_by_event(line for data in making.models.values() for line in make_lines(making, data, "when")),
        schedule=tuple(line for data in making.models.values() for line in make_schedule(making, data)),
        choices=_choice_lists(making.apps),
        functions={
            lookup.key: lookup
            for key, data in making.models.items()
            for lookup in make_lookups(making, data, ("model", key))
        },
    )


def _operations(making: Making) -> dict[str, Any]:
    return {
        f"{operation.app}.{operation.key}": operation
        for key, data in making.models.items()
        for operation in make_operations(making, data, ("model", key))
    }


def _by_event(lines: Iterable[Line]) -> dict[str, tuple[Line, ...]]:
    """Lines by event; models come in order of app dependency, so the lines do too."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.on, []).append(line)
    return {event: tuple(each) for event, each in found.items()}


def _choice_lists(apps: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[Choice, ...]]:
    return {name: choices(data) for app in apps.values() for name, data in app.get("choices", {}).items()}


def _app(making: Making, data: Mapping[str, Any]) -> App:
    key = str(data["app"])
    declared: list[tuple[Owner, Mapping[str, Any]]] = [(("app", key), data)]
    declared += [(("model", name), model) for name, model in making.models.items() if model["app"] == key]
    settings: dict[str, Field] = {}
    for owner, holder in declared:
        settings.update(make_fields(making, holder.get("settings", {}), owner, ("settings",)))
    return App(
        key=key,
        label=label(data.get("label")),
        version=str(data.get("version", "")),
        depends=names(data, "depends"),
        roles={role: label(each) for role, each in data.get("roles", {}).items()},
        settings=settings,
        choices={name: choices(each) for name, each in data.get("choices", {}).items()},
        menu=tuple(_menu_item(making, each) for each in data.get("menu", ())),
        work=tuple(_work_item(making, key, name, each) for name, each in data.get("work", {}).items()),
        note=maybe_label(data.get("note")),
        custom=bool(data.get("custom")),
        uid=str(data.get("uid", "")),
    )


def _menu_item(making: Making, data: Mapping[str, Any]) -> MenuItem:
    model = str(data.get("model", ""))
    return MenuItem(
        label=label(data.get("label"), making.model_label(model)),
        model=model,
        page=str(data.get("page", "")),
        icon=str(data.get("icon", "")),
        roles=names(data, "roles"),
        items=tuple(_menu_item(making, each) for each in data.get("items", ())),
    )


def _work_item(making: Making, app: str, key: str, data: Mapping[str, Any]) -> WorkItem:
    owner: Owner = ("app", app)
    path: Path = ("work", key)
    return WorkItem(
        key=f"{app}.{key}",
        label=label(data.get("label")),
        model=str(data.get("model", "")),
        where=making.expression(str(data.get("where", "null")), owner, (*path, "where")),
        overdue=making.maybe(data, "overdue", owner, path),
        by=names(data, "by"),
        roles=names(data, "roles"),
    )


def make_model(making: Making, data: Mapping[str, Any]) -> Model:
    """One model of any kind."""
    key, app = str(data["model"]), str(data["app"])
    owner: Owner = ("model", key)
    custom = bool(making.apps.get(app, {}).get("custom"))
    states = make_states(making, data["states"], owner) if data.get("states") else None
    number = data.get("number")
    model = Model(
        key=key,
        uid=str(data.get("uid", "")),
        app=app,
        kind=data["kind"],
        label=label(data.get("label")),
        table=f"x_{str(data.get('uid', ''))[:8]}" if custom else str(data.get("table", f"{app}_{key}")),
        fields=_fields(making, data, owner, custom=custom),
        title=str(data.get("title", "number" if number else "id")),
        number=Numbering(str(number.get("pattern", "")), number.get("gaps") == "gapless") if number else None,
        line_of=str(data.get("line_of", "")),
        parent_key=str(data.get("parent_key", "parent")) if data.get("line_of") else "",
        states=states,
        steps=make_steps(making, data, states, owner),
        unique=tuple(tuple(each) for each in data.get("unique", ())),
        indexes=tuple(tuple(each) for each in data.get("indexes", ())),
        search=names(data, "search"),
        natural_key=names(data, "natural_key"),
        functions={name: str(each.get("do", name)) for name, each in data.get("functions", {}).items()},
        access=make_access(making, data, owner),
        form=make_layout(making, data.get("form"), owner, ("form",)),
        list=names(data, "list"),
        note=maybe_label(data.get("note")),
        prints={name: _print(app, name, each) for name, each in data.get("print", {}).items()},
        protected=bool(data.get("protected")),
        controlled=bool(data.get("controlled")),
        custom=custom,
    )
    return _of_kind(making, model, data)


def _print(app: str, name: str, data: Mapping[str, Any]) -> Print:
    related = {
        key: Related(str(each.get("model", "")), str(each.get("by", "")), names(each, "sort"))
        for key, each in data.get("related", {}).items()
    }
    return Print(name, app, label(data.get("label")), related)


def _of_kind(making: Making, model: Model, data: Mapping[str, Any]) -> Model:
    """The model with what belongs to ledgers, edges, series and views."""
    nodes = data.get("nodes")
    status = str(data.get("status", "")) or ("status" if "status" in data.get("dimensions", {}) else "")
    return replace(
        model,
        dimensions=tuple(data.get("dimensions", ())),
        measures=tuple(data.get("measures", ())),
        status_dimension=status,
        gates=names(data, "gates"),
        movements=make_movements(data),
        ledger_transitions=make_transitions(data),
        authorities=names(data, "authorities"),
        nodes=(nodes,) if isinstance(nodes, str) else names(data, "nodes"),
        series_key=names(data, "key"),
        keep=str(data.get("keep", "")),
        view_from=str(data.get("from", "")),
        joins=tuple(Join(alias, target) for alias, target in data.get("join", {}).items()),
        where=making.maybe(data, "where", ("model", model.key), ()),
    )


def _fields(making: Making, data: Mapping[str, Any], owner: Owner, *, custom: bool) -> dict[str, Field]:
    """All fields of a model: a ledger's dimensions and measures, the edge's own, a view's columns too."""
    if data["kind"] == "view":
        return {key: _column(making, key, each, owner, ("fields", key)) for key, each in data.get("fields", {}).items()}
    sections = {"ledger": ("dimensions", "measures"), "edges": ("edge",)}.get(data["kind"], ("fields",))
    fields: dict[str, Field] = {}
    for section in sections:
        fields.update(make_fields(making, data.get(section, {}), owner, (section,), drawn=custom))
    return fields


def _column(making: Making, key: str, data: Any, owner: Owner, path: Path) -> Field:
    """A view's column: a computed field; one that only follows a path carries that field's label."""
    full = {"as": data} if isinstance(data, str) else dict(data)
    place = path if isinstance(data, str) else (*path, "as")
    field = make_field(making, key, {**full, "type": "formula", "as": "null"}, owner, path)
    formula = making.expression(str(full.get("as", "null")), owner, place)
    return replace(field, formula=formula)
