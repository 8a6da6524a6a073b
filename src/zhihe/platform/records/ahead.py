"""What a save will look at, told by its definitions, is read in one statement with what is there already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from zhihe.kernels.expression import paths
from zhihe.platform.actions import Row
from zhihe.platform.model.elements import Expression, Model, Registry
from zhihe.platform.model.system import SPACES
from zhihe.platform.records import fetch
from zhihe.platform.records.shape import shape
from zhihe.platform.records.unit import Unit
from zhihe.platform.store.gathered import Arm, by_parent, gather

Chain = tuple[str, ...]
"""A way that rules look: the lines field it begins in ('' is the record itself), then links, one behind the other."""
Chains = Mapping[Chain, Model]
"""Each with the model it ends at; what a chain goes on from stands before it."""
Named = Mapping[str, Mapping[str, str]]
"""Ids by model and by the number or code that stood for them; a model that was asked has all that there are."""


def whole(unit: Unit, model: Model, identities: Sequence[str], key: str = "", fields: Sequence[str] = ()) -> None:
    """Read records with their lines (of all fields, or of those named), and what the event ``key`` will look at."""
    unknown = [each for each in identities if (model.key, each) not in unit.rows]
    if not unknown:
        return
    lines = {name: unit.model(each.of) for name, each in shape(model).lines.items() if not fields or name in fields}
    arms = [Arm(model, given=unknown), *(Arm(each, "parent_id", unknown) for each in lines.values())]
    places: dict[Chain, list[int]] = {(name,): [place] for place, name in enumerate(("", *lines))}
    if key:
        lead_on(arms, places, _chains(unit, model, key))
    if len(arms) == 1:
        return
    found = gather(unit.tx, arms)
    know(unit, arms, found)
    records = [unit.rows[model.key, row["id"]] for row in found[0]]
    for rows, (name, line_model) in zip(found[1:], lines.items(), strict=False):
        of_parent = by_parent(rows, unknown)
        for record in records:
            fetch.adopt(unit, line_model, record, name, of_parent[record["id"]])


def linked(unit: Unit, model: Model, identities: Sequence[str], links: Sequence[str]) -> None:
    """Read records that are not known yet with what paths of links from them lead to."""
    unknown = [each for each in dict.fromkeys(identities) if (model.key, each) not in unit.rows]
    if unknown:
        arms = [Arm(model, given=unknown)]
        lead_on(arms, {("",): [0]}, along(unit, model, links))
        know(unit, arms, gather(unit.tx, arms))


def named(unit: Unit, model: Model, given: Mapping[str, Sequence[Row]]) -> Named:
    """The ids behind numbers and codes in new records and their lines (``given`` by lines field).

    What their rules will look at is read with them: all of it in one statement.
    """
    chains = _chains(unit, model, "create")
    names: dict[str, set[str]] = defaultdict(set)
    ids: dict[str, set[str]] = defaultdict(set)
    begun: dict[Chain, str] = {}
    for place, rows in given.items():
        for key, field in shape(_at(unit.registry, model, place)).links.items():
            values = {str(row[key]) for row in rows if row.get(key)}
            by_name = {value for value in values if not fetch.is_id(value)}
            if by_name and fetch.name_key(unit.model(field.to)):
                names[field.to] |= by_name
            if (place, key) in chains:
                begun[place, key] = field.to
                ids[field.to].update(each for each in values - by_name if (field.to, each) not in unit.rows)
    arms = [Arm(unit.model(to), fetch.name_key(unit.model(to)), sorted(some)) for to, some in names.items()]
    arms += [Arm(unit.model(to), given=sorted(some)) for to, some in ids.items() if some]
    first = len(arms)
    places = {chain: [n for n in range(first) if arms[n].model.key == to] for chain, to in begun.items()}
    lead_on(arms, places, chains)
    if not names and len(arms) <= 1:
        return {}
    found = gather(unit.tx, arms)
    know(unit, arms, found)
    return {
        to: {str(row[arm.by]): row["id"] for row in rows} for to, arm, rows in zip(names, arms, found, strict=False)
    }


def along(unit: Unit, model: Model, links: Sequence[str]) -> Chains:
    """The chains of paths of links that a handler names."""
    ends: dict[Chain, Model] = {}
    for path in links:
        ends |= _followed(unit.registry, model, ("", *path.split(".")), further=True)
    return ends


def lead_on(arms: list[Arm], places: dict[Chain, list[int]], chains: Chains) -> None:
    """Add what chains lead to behind arms that are there; what one model is wanted for from several is one arm."""
    made: dict[str, int] = {}
    for chain, model in chains.items():
        sources = places.get(chain[:-1])
        if chain in places or not sources:
            continue
        links = tuple((source, chain[-1]) for source in sources)
        place = made.get(model.key, -1)
        if place > max(sources):
            arms[place] = replace(arms[place], links=arms[place].links + links)
        else:
            place = made[model.key] = len(arms)
            arms.append(Arm(model, links=links))
        places[chain] = [place]


def know(unit: Unit, arms: Sequence[Arm], found: Sequence[Sequence[Row]]) -> None:
    """Records as the unit holds them: what it knew already stays as it was. Lines are adopted with their record."""
    for arm, rows in zip(arms, found, strict=True):
        if arm.by != "parent_id":
            for row in rows:
                unit.rows.setdefault((arm.model.key, row["id"]), row)


def _chains(unit: Unit, model: Model, key: str) -> Chains:
    """The chains of an event, worked out once under these definitions."""

    def found() -> Chains:
        registry = unit.registry
        looks = [way for place in ("", *shape(model).lines) for way in _counted(registry, model, place)]
        looks += _ruled(registry, model, key)
        ends = {
            chain: end for names, further in looks for chain, end in _followed(registry, model, names, further=further)
        }
        return dict(sorted(ends.items(), key=lambda each: len(each[0])))

    return unit.tx.catalog.remember(("ahead", model.key, key), found)


Look = tuple[Chain, bool]
"""A path from a place, and whether what its last link points to is looked at too."""


def _counted(registry: Registry, model: Model, place: str) -> Iterator[Look]:
    """Where the unit of each quantity of a record or line stands, and what its formulas read."""
    parts = shape(_at(registry, model, place))
    for field in parts.judged:
        if field.type == "quantity" and field.decimals is None and field.unit_path is not None:
            yield from ((names, True) for names in _names(place, field.unit_path))
        if field.decimals is None and field.currency_path is not None:
            yield from ((names, False) for names in _names(place, field.currency_path))
        if field.required_if is not None:
            yield from ((names, False) for names in _names(place, field.required_if))
    for field in parts.formulas:
        if field.formula is not None:
            yield from ((names, False) for names in _names(place, field.formula))


def _ruled(registry: Registry, model: Model, key: str) -> Iterator[Look]:
    """What the conditions and values of an event's fills and guards read."""
    event = f"{model.key}.{key}"
    for line in (*registry.fills.get(event, ()), *registry.guards.get(event, ())):
        for expression in (line.condition, line.requirement, *line.values.values()):
            if expression is not None:
                yield from ((names, False) for names in _names(line.each, expression))


def _names(place: str, expression: Expression) -> Iterator[Chain]:
    for path in paths(expression.tree):
        if path.names[0] == "this":
            yield ("", *path.names[1:])
        elif path.names[0] not in SPACES:
            yield (place, *path.names)


def _followed(registry: Registry, model: Model, names: Chain, *, further: bool) -> Iterator[tuple[Chain, Model]]:
    """The links along a path, with the model behind each."""
    place, rest = names[0], names[1:]
    if place and (place not in shape(model).lines):
        return
    at = _at(registry, model, place)
    if place and rest and rest[0] == at.parent_key:
        place, rest, at = "", rest[1:], model
    if not place and rest and rest[0] in shape(model).lines:
        place, rest, at = rest[0], rest[1:], _at(registry, model, rest[0])
    chain: Chain = (place,)
    for number, name in enumerate(rest):
        field = shape(at).links.get(name)
        to = at.line_of if name == "parent_id" else "" if field is None else field.to
        target = registry.models.get(to)
        if target is None or target.kind != "record" or not (further or number < len(rest) - 1):
            return
        chain, at = (*chain, name), target
        yield chain, at


def _at(registry: Registry, model: Model, place: str) -> Model:
    return registry.models[shape(model).lines[place].of] if place else model
