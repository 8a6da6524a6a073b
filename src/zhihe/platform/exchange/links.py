"""Names in link columns made ids: one query a linked model for all names of a chunk, each name asked once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from zhihe.errors import Invalid
from zhihe.platform.exchange.naming import LINE, MODEL, name_fields, parted
from zhihe.platform.model import field_types
from zhihe.platform.model.elements import Field, Model
from zhihe.platform.records.access import grant
from zhihe.platform.records.env import Place
from zhihe.platform.records.fetch import is_id
from zhihe.platform.records.unit import Unit
from zhihe.platform.store import keyed, query

ANY: Final = "any"
_PART: Final = 1_000


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that leads to no record, with the reason."""

    code: str
    reason: str


Answer = str | tuple[str, str] | Unknown
Asked = tuple[str, str]
"""A model and the field a link is found by; an empty field stands for number or natural key."""


@dataclass(slots=True)
class Links:
    """What names mean; ``own`` is the model being imported, whose names are never remembered."""

    unit: Unit
    own: str
    known: dict[Asked, dict[str, Answer]] = field(default_factory=dict)

    def resolve(self, declared: Field, by: str, names: Iterable[str]) -> dict[str, Answer]:
        """The id, or the pair of model and id, behind each name in a link field."""
        if declared.type == "user":
            return self._remembered(("user", ""), names, self._users)
        if declared.to == ANY:
            return self._of_any(names)
        model = self.unit.model(declared.to)
        return self._remembered((model.key, by), names, lambda given: self._of(model, by, given))

    def forget(self) -> None:
        """Forget everything: what was found may have been undone."""
        self.known.clear()

    def _remembered(self, asked: Asked, names: Iterable[str], find: Any) -> dict[str, Answer]:
        wanted = set(names)
        kept = self.known.setdefault(asked, {}) if asked[0] != self.own else {}
        missing = sorted(wanted - kept.keys())
        found: dict[str, Answer] = find(missing) if missing else {}
        kept.update((name, answer) for name, answer in found.items() if not isinstance(answer, Unknown))
        return {name: kept[name] if name in kept else found[name] for name in wanted}

    def _users(self, names: Sequence[str]) -> dict[str, Answer]:
        found = keyed.users_by_login(self.unit.tx, names)
        return {
            name: found.get(name) or Unknown("link.unknown", f"there is no user {name!r} in this company")
            for name in names
        }

    def _of_any(self, names: Iterable[str]) -> dict[str, Answer]:
        answers: dict[str, Answer] = {}
        by_model: dict[str, dict[str, str]] = {}
        for name in names:
            key, _, rest = name.partition(MODEL)
            model = self.unit.registry.models.get(key)
            if model is None or model.kind != "record" or not rest:
                reason = f"{name!r} names no record of any model; write it as model:number"
                answers[name] = Unknown("link.model", reason)
            elif not grant(self.unit.registry, model, self.unit.user).read:
                answers[name] = Unknown("access.read", f"your roles do not let you read {key}")
            else:
                by_model.setdefault(key, {})[rest] = name
        for key, given in by_model.items():
            model = self.unit.model(key)
            found = self._remembered((key, ""), given, lambda rest, m=model: self._of(m, "", rest))
            for rest, name in given.items():
                answer = found[rest]
                answers[name] = (key, answer) if isinstance(answer, str) else answer
        return answers

    def _of(self, model: Model, by: str, names: Sequence[str]) -> dict[str, Answer]:
        """The answers for names of one model; those the user may not see are as unknown as those that are not."""
        ids = [name for name in names if is_id(name)] if not by else []
        answers = self._looked_up(model, ("id",), {name: (name.lower(),) for name in ids})
        rest = [name for name in names if name not in answers]
        if rest and model.line_of and not by:
            answers |= self._lines(model, rest)
        elif rest:
            answers |= self._named(model, (by,) if by else name_fields(self.unit.registry, model), rest)
        return self._visible(model, answers)

    def _named(self, model: Model, keys: Sequence[str], names: Sequence[str]) -> dict[str, Answer]:
        if not keys:
            reason = f"{model.key} has no number or natural key; write the id, or say in a mapping by which field"
            return {name: Unknown("link.key", reason) for name in names}
        answers: dict[str, Answer] = {}
        parts: dict[str, list[Any]] = {}
        for name in names:
            pieces = parted(name, len(keys))
            if pieces is None or not all(pieces):
                answers[name] = Unknown("link.form", f"{name!r} is not of the form {'/'.join(keys)}")
            else:
                parts[name] = list(pieces)
        for place, key in enumerate(keys):
            self._typed(model, key, place, parts, answers)
        known = {name: tuple(values) for name, values in parts.items() if name not in answers}
        return answers | self._looked_up(model, keys, known)

    def _typed(
        self, model: Model, key: str, place: int, parts: dict[str, list[Any]], answers: dict[str, Answer]
    ) -> None:
        """Give the parts at one place their values; a part that is none leaves its name unknown."""
        declared = model.fields.get(key)
        if declared is None:
            return
        if declared.type in {"link", "user"}:
            found = self.resolve(declared, "", {values[place] for values in parts.values()})
            for name, values in parts.items():
                answer = found[values[place]]
                if isinstance(answer, Unknown):
                    answers[name] = answer
                values[place] = answer
            return
        for name, values in parts.items():
            try:
                values[place] = field_types.parse_cell(declared, values[place])
            except Invalid as error:
                answers[name] = Unknown("link.unknown", error.message)

    def _looked_up(self, model: Model, keys: Sequence[str], names: dict[str, tuple[Any, ...]]) -> dict[str, Answer]:
        found = keyed.ids_by(self.unit.tx, model, keys, list(names.values())) if names else []
        return {name: _one(model, keys, name, ids) for name, ids in zip(names, found, strict=True)}

    def _lines(self, model: Model, names: Sequence[str]) -> dict[str, Answer]:
        """Lines by ``PO-1#3``: the third line of the document of this name."""
        owner = self.unit.model(model.line_of)
        answers: dict[str, Answer] = {}
        split: dict[str, tuple[str, int]] = {}
        for name in names:
            document, mark, place = name.rpartition(LINE)
            if mark and document and place.isdecimal() and int(place[:6]) > 0:
                split[name] = (document, int(place[:6]))
            else:
                answers[name] = Unknown("link.form", f"{name!r} names no line; write it as number{LINE}line")
        owners = self._remembered(
            (owner.key, ""), [document for document, _ in split.values()], lambda given: self._of(owner, "", given)
        )
        known = {name: answer for name, (document, _) in split.items() if isinstance(answer := owners[document], str)}
        lines = keyed.ordered_lines(self.unit.tx, model, known.values())
        for name, (document, wanted) in split.items():
            answer = owners[document]
            found = lines.get(known.get(name, ""), [])
            if isinstance(answer, Unknown):
                answers[name] = answer
            elif wanted > len(found):
                answers[name] = Unknown("link.unknown", f"{document} has {len(found)} lines, there is no line {wanted}")
            else:
                answers[name] = found[wanted - 1]
        return answers

    def _visible(self, model: Model, answers: dict[str, Answer]) -> dict[str, Answer]:
        given = grant(self.unit.registry, model, self.unit.user)
        if given.rows is None and given.read:
            return answers
        if model.line_of:
            # Their documents were looked up, and so judged, by name; an id tells nothing of its document.
            return {n: _none(model, n) if is_id(n) else a for n, a in answers.items()}
        seen = self.visible(model, {answer for answer in answers.values() if isinstance(answer, str)})
        return {n: _none(model, n) if isinstance(a, str) and a not in seen else a for n, a in answers.items()}

    def visible(self, model: Model, ids: set[str]) -> set[str]:
        """Those of the records that the user may see."""
        given = grant(self.unit.registry, model, self.unit.user)
        if given.rows is None or not given.read:
            return ids if given.read else set()
        listed, seen = sorted(ids), set[str]()
        for start in range(0, len(listed), _PART):
            asked = query.Query(
                where={"field": "id", "op": "in", "value": listed[start : start + _PART]},
                rows=given.rows,
                names=Place(self.unit, model, {}).value,
                fields=("id",),
                limit=_PART,
            )
            seen.update(row["id"] for row in query.find(self.unit.tx, model, asked).rows)
        return seen


def _one(model: Model, keys: Sequence[str], name: str, ids: Sequence[str]) -> Answer:
    if len(ids) > 1:
        reason = f"{len(ids)} {model.key} have {', '.join(keys)} = {name!r}; name the one that is meant by its id"
        return Unknown("link.several", reason)
    return ids[0] if ids else _none(model, name)


def _none(model: Model, name: str) -> Unknown:
    return Unknown("link.unknown", f"there is no {model.label.zh} {model.label.en} {name!r}")
