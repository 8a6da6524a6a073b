"""A user's desk: the menu he sees, the work that waits for him, the sites he may work at, and search over all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from zhihe.errors import Forbidden, Invalid
from zhihe.platform.actions import Row
from zhihe.platform.model.condition import Known, filter_of
from zhihe.platform.model.elements import Label, MenuItem, Model, WorkItem
from zhihe.platform.records import beside, read
from zhihe.platform.records.access import grant
from zhihe.platform.records.unit import Unit
from zhihe.platform.store import search

FIRST = 10
"""Rows shown of each kind of work."""
MOST = 50
"""Results of a search at most."""
SITE = "site"


def menu(unit: Unit) -> list[Row]:
    """The entries a user may open, by app; an app without any is left out."""
    groups = []
    for app in unit.registry.apps.values():
        entries = [entry for item in app.menu for entry in _entry(unit, item)]
        if entries:
            groups.append({"app": app.key, "label": _label(app.label), "note": _maybe(app.note), "entries": entries})
    return groups


def _entry(unit: Unit, item: MenuItem) -> Iterator[Row]:
    if item.roles and not unit.user.roles & set(item.roles):
        return
    if item.model and not _readable(unit, item.model):
        return
    found: Row = {"label": _label(item.label)}
    inner = [entry for each in item.items for entry in _entry(unit, each)]
    if item.items and not inner:
        return
    if inner:
        found["items"] = inner
    if item.page:
        found["page"] = item.page
    elif item.model:
        found["model"] = item.model
    if item.icon:
        found["icon"] = item.icon
    yield found


def work(unit: Unit) -> list[Row]:
    """Each kind of work that is this user's: how much waits, how much is late, and what is to be done first."""
    return [
        _waiting(unit, item)
        for app in unit.registry.apps.values()
        for item in app.work
        if _readable(unit, item.model) and (not item.roles or unit.user.roles & set(item.roles))
    ]


def _waiting(unit: Unit, item: WorkItem) -> Row:
    model, known = unit.model(item.model), Known(unit.now, unit.today, unit.user.id)
    where = filter_of(item.where.tree, known)
    asked = read.Asked(where=where, sort=item.by, fields=_shown(unit, model), limit=FIRST, count="exact")
    page = read.page(unit, model, asked)
    late = 0
    if item.overdue is not None and page.rows:
        both = {"and": [where, filter_of(item.overdue.tree, known)]}
        late = read.page(unit, model, replace(asked, where=both, fields=("id",), limit=1)).count or 0
    return {
        "key": item.key,
        "label": _label(item.label),
        "model": model.key,
        "where": where,
        "sort": list(item.by),
        "count": page.count,
        "overdue": late,
        "rows": page.rows,
    }


def _shown(unit: Unit, model: Model) -> tuple[str, ...]:
    """What a row of work shows: its number and the columns of its list, with the names and units beside them."""
    hidden = grant(unit.registry, model, unit.user).hidden
    first = ("id", "version", *(("number",) if model.number is not None else ()))
    keys = tuple(dict.fromkeys(key for key in (*first, model.title, *model.list) if key not in hidden))
    return (*keys, *beside.companions(unit, model, keys))


def found(unit: Unit, text: str, limit: int) -> list[Row]:
    """Records of any model whose number, code or name has the text or its pinyin initials, the closest first."""
    if not 0 < limit <= MOST:
        raise Invalid("search.limit", f"limit is 1 to {MOST}, not {limit}.", field="limit", value=limit)
    hits: list[tuple[tuple[int, int, str, str], Row]] = []
    for model in unit.registry.models.values():
        given = grant(unit.registry, model, unit.user)
        if model.kind != "record" or model.line_of or not given.read:
            continue
        # A hidden field is not searched: being found would tell what is in it.
        if not model.search or given.hidden & set(model.search):
            continue
        hits += _hits(unit, model, text, limit)
    hits.sort(key=lambda hit: hit[0][:3])
    return [row for _rank, row in hits[:limit]]


def _hits(unit: Unit, model: Model, text: str, limit: int) -> Iterator[tuple[tuple[int, int, str, str], Row]]:
    wanted = search.wanted(model, text)
    if wanted is None:
        return
    named = ("number",) if model.number is not None else ()
    fields = tuple(dict.fromkeys(("id", *named, model.title, *model.search)))
    for row in read.page(unit, model, read.Asked(search=text, limit=limit, fields=fields)).rows:
        rank = search.closeness(wanted, row)
        if rank is not None:
            yield rank, _hit(model, row, rank[3])


def _hit(model: Model, row: Mapping[str, Any], matched: str) -> Row:
    title = row.get(model.title)
    label = title.get("label") if isinstance(title, Mapping) else title
    number = row.get("number") or row.get(model.natural_key[0] if model.natural_key else "id")
    texts = [row[key] for key in model.search if isinstance(row[key], str)]
    return {
        "model": model.key,
        "id": row["id"],
        "number": number,
        "label": next((each for each in (label, *texts) if each and each != number), number),
        "matched": matched,
    }


def sites(unit: Unit) -> list[Row]:
    """The sites a user may work at: those of his membership, or all he may read."""
    if SITE not in unit.registry.models or not _readable(unit, SITE):
        return []
    where = {"field": "id", "op": "in", "value": list(unit.user.sites)} if unit.user.sites else None
    model = unit.model(SITE)
    rows = read.page(unit, model, read.Asked(where=where, limit=read.MAX_LIMIT, fields=_shown(unit, model))).rows
    return [{"id": row["id"], "number": row.get(_code(model)), "label": row.get(model.title)} for row in rows]


def site(unit: Unit, name: str) -> str:
    """The id of a site by id or code; Forbidden where the user may not work there."""
    for each in sites(unit):
        if name in {each["id"], each["number"]}:
            return str(each["id"])
    raise Forbidden("session.site", f"You do not work at a site {name!r}; GET /api/v1/sites lists yours.", site=name)


def matching(people: Sequence[Row], text: str, limit: int = 20) -> list[Row]:
    """Those of some people whose name or login has the text or its initials, the closest first."""
    wanted = search.wanted_in(("name", "login"), text)
    if wanted is None:
        return list(people[:limit])
    by_id = {row["id"]: row for row in people}
    return [by_id[identity] for identity in search.ranked(wanted, people)[:limit]]


def _code(model: Model) -> str:
    return model.natural_key[0] if model.natural_key else "id"


def _readable(unit: Unit, key: str) -> bool:
    return grant(unit.registry, unit.model(key), unit.user).read


def _label(label: Label) -> dict[str, str]:
    return {"zh": label.zh, "en": label.en}


def _maybe(label: Label | None) -> dict[str, str] | None:
    return None if label is None else _label(label)
