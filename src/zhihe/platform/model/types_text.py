"""The text of ``zhihe/types.py``: a TypedDict per model, so that a misspelt field fails type checking.

Handlers import these and no other app. ``X`` is a row as it is read, ``XValues`` what create and change take,
``X<Step>Inputs`` and ``<App><Verb>Inputs`` what an event's ``inputs`` hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from keyword import iskeyword
from typing import Final

from zhihe.platform.model.elements import Field, Model, Registry
from zhihe.platform.model.system import system_fields

HEAD: Final = '''"""Rows, values and inputs of every model, made from the definitions by `make types`, not by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Literal, TypeAlias, TypedDict
'''
_PYTHON: Final[Mapping[str, str]] = {
    **dict.fromkeys(("text", "long_text", "rich_text", "code", "phone_email_url", "link", "user"), "str"),
    **dict.fromkeys(("decimal", "quantity", "money", "percent"), "Decimal"),
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "date": "dt.date",
    "time": "dt.time",
    "datetime": "dt.datetime",
    "duration": "dt.timedelta",
    "links": "list[str]",
}
_ALWAYS: Final = frozenset({"id", "version", "state", "number", "created_at", "created_by", "updated_at", "updated_by"})


def types_text(registry: Registry) -> str:
    """The whole module; ValueError when two definitions would make one class name."""
    blocks = list(_choice_lists(registry))
    for model in registry.models.values():
        blocks += _model(model)
    for operation in registry.operations.values():
        title = f"{_camel(operation.app)}{_camel(operation.key)}Inputs"
        blocks += _inputs(title, f"What {operation.app}.{operation.key} takes.", operation.inputs)
    names = [name for name, _ in blocks]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"two definitions make the type {', '.join(twice)}; rename a model, field, step or operation")
    return HEAD + "".join(_spaced(text for _, text in blocks))


def _spaced(texts: Iterable[str]) -> Iterator[str]:
    """Texts as the formatter leaves them: two empty lines around a class, one between other statements."""
    before = ""
    for text in texts:
        yield "\n\n" if text.startswith("class ") or before.startswith("class ") else "\n"
        yield f"{text}\n"
        before = text


def _camel(key: str) -> str:
    return "".join(part.capitalize() for part in key.split("_"))


def _choice_lists(registry: Registry) -> Iterator[tuple[str, str]]:
    for name, choices in registry.choices.items():
        yield _camel(name), _literal(_camel(name), (choice.key for choice in choices))


def _literal(name: str, keys: Iterable[str]) -> str:
    several = list(keys)
    if len(several) == 1:
        return f'{name}: TypeAlias = Literal["{several[0]}"]'
    members = "".join(f'    "{key}",\n' for key in several)
    return f"{name}: TypeAlias = Literal[\n{members}]"


def _own_choices(owner: str, fields: Mapping[str, Field]) -> Iterator[tuple[str, str]]:
    """A type for each field that lists its choices itself."""
    for key, field in fields.items():
        if field.choices and not field.choice_list:
            name = f"{owner}{_camel(key)}"
            yield name, _literal(name, (choice.key for choice in field.choices))


def _model(model: Model) -> Iterator[tuple[str, str]]:
    name = _camel(model.key)
    if model.states:
        yield f"{name}State", _literal(f"{name}State", model.states.transitions)
    yield from _own_choices(name, model.fields)
    row = {key: _shown(each, name, required=key in _ALWAYS) for key, each in system_fields(model).items()}
    row |= {key: _shown(each, name, required=each.required) for key, each in model.fields.items()}
    about = f"{model.label.en} {model.label.zh}"
    yield name, _typed_dict(name, f"{about}, as it is read.", row, total=True)
    given = {key: each for key, each in model.fields.items() if each.formula is None}
    values = {key: _shown(each, name, required=each.required, values=True) for key, each in given.items()}
    if model.kind != "view":
        yield f"{name}Values", _typed_dict(f"{name}Values", f"{about}, as it is written.", values, total=False)
    for step in model.steps.values():
        title = f"{name}{_camel(step.key)}Inputs"
        yield from _inputs(title, f"What the step {model.key}.{step.key} takes.", step.inputs)


def _inputs(title: str, about: str, inputs: Mapping[str, Field]) -> Iterator[tuple[str, str]]:
    """A class for the inputs, after one for each of their lines; none where there are no inputs."""
    if not inputs:
        return
    fields: dict[str, str] = {}
    owner = title.removesuffix("Inputs")
    yield from _own_choices(owner, inputs)
    for key, each in inputs.items():
        if each.type != "lines":
            fields[key] = _shown(each, owner, required=each.required)
            continue
        line = f"{owner}{_camel(key)}Line"
        yield from _own_choices(line, each.fields)
        columns = {name: _shown(column, line, required=column.required) for name, column in each.fields.items()}
        yield line, _typed_dict(line, f"One line of {key}.", columns, total=True)
        fields[key] = f"list[{line}]"
    yield title, _typed_dict(title, about, fields, total=True)


def _shown(field: Field, owner: str, *, required: bool, values: bool = False) -> str:
    """The Python type of a field's value; one that may be empty takes None too."""
    kind = (field.formula_type or "text") if field.type == "formula" else field.type
    if kind == "lines":
        return f"list[{_camel(field.of)}{'Values' if values else ''}]"
    if kind in {"choice", "choices"}:
        # The state of a record is a choice without choices of its own: its type is named like theirs.
        shown = _camel(field.choice_list) if field.choice_list else f"{owner}{_camel(field.key)}"
        shown = f"list[{shown}]" if kind == "choices" else shown
    elif kind == "link" and field.to == "any":
        shown = "tuple[str, str]"
    else:
        shown = _PYTHON.get(kind, "Any")
    return shown if required or shown == "Any" else f"{shown} | None"


def _typed_dict(name: str, about: str, fields: Mapping[str, str], *, total: bool) -> str:
    """A class, or the call form where a field's name is a word of Python."""
    note = about.replace('"', "'").replace("\\", "/")
    if any(iskeyword(key) for key in fields):
        members = "".join(f'        "{key}": "{shown.replace(chr(34), chr(39))}",\n' for key, shown in fields.items())
        ending = "" if total else "    total=False,\n"
        return f'{name} = TypedDict(\n    "{name}",\n    {{\n{members}    }},\n{ending})\n"""{note}"""'
    head = f"class {name}(TypedDict):" if total else f"class {name}(TypedDict, total=False):"
    body = "".join(f"    {key}: {shown}\n" for key, shown in fields.items())
    return f'{head}\n    """{note}"""\n\n{body}'.rstrip()
