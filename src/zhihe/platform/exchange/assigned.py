"""A mapping as a screen gives it: which heading feeds which field, what stands for all rows, which words mean which.

``{"columns": {"Heading": "field" or null}, "constants": {"field": "value"}, "values": {"Heading": {"old": "new"}},
"formats": {"Heading": ["%d.%m.%Y"]}, "empty": {"Heading": ["n/a"]}, "by": {"Heading": "name"}, "document": ["Heading"],
"steps": [], "blank": "keep" or "clear"}``: all of it optional. A heading that is not named there feeds the field of
its name; one that has none, or that is given null, is not read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

import orjson

from zhihe.errors import Invalid
from zhihe.platform.exchange.columns import LEFT_OUT, columns_of, plain, spellings
from zhihe.platform.exchange.mapping import BLANK, Blank, FileMapping, Origin, formats_sound, read_mapping
from zhihe.platform.model.elements import Model, Registry
from zhihe.platform.model.problems import allowed
from zhihe.platform.model.reader import Source

KEYS: Final = ("columns", "constants", "values", "formats", "empty", "by", "document", "steps", "blank")
_LARGEST: Final = 100_000


def given_mapping(
    registry: Registry, model: Model, header: Sequence[str], told: Mapping[str, Any] | None
) -> FileMapping:
    """The mapping behind what was sent: this short form, or with ``fields`` a whole mapping file as JSON."""
    told = told or {}
    if "fields" in told:
        text = orjson.dumps(told, default=str).decode()
        if len(text) > _LARGEST:
            raise Invalid("mapping.size", f"The mapping is longer than {_LARGEST} characters.", field="mapping")
        return read_mapping(text)
    for key in told:
        if key not in KEYS:
            raise _wrong(f"there is no {key!r} in it; {allowed(key, KEYS)}")
    return _Short(told).read(registry, model, header)


class _Short:
    """Reads the short form; what is wrong raises at once, with its place."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.told = told
        self.columns = {plain(heading): field for heading, field in self.table("columns").items()}

    def read(self, registry: Registry, model: Model, header: Sequence[str]) -> FileMapping:
        headings = {plain(each) for each in header}
        for key in ("columns", "values", "formats", "empty", "by"):
            for heading in self.table(key):
                if plain(heading) not in headings:
                    raise _wrong(f"{key}: the file has no column {heading!r}; {allowed(heading, header)}")
        fields = {key: Origin(constant=_text(value, key)) for key, value in self.table("constants").items()}
        fields |= self.fed(registry, model, header)
        blank = self.told.get("blank", "keep")
        if blank not in BLANK:
            raise _wrong(f"blank is {' or '.join(BLANK)}, not {blank!r}")
        return FileMapping(
            Source("mapping"),
            fields=fields,
            document=_texts(self.told.get("document"), "document"),
            steps=_texts(self.told.get("steps"), "steps"),
            blank=cast("Blank", blank),
        )

    def fed(self, registry: Registry, model: Model, header: Sequence[str]) -> dict[str, Origin]:
        """What each column feeds, by field: as it was said, else the field of its name where only one has it."""
        known = columns_of(registry, model)
        names = spellings(known)
        found: dict[str, Origin] = {}
        said = {field for field in self.columns.values() if field}
        for heading in header:
            if plain(heading) in self.columns:
                key = self.columns[plain(heading)]
                if key is not None and (not isinstance(key, str) or key not in known):
                    raise _wrong(f"columns: {model.key} has no field {key!r}; {allowed(str(key), known)}")
                if key in found:
                    raise _wrong(f"columns: {key} is fed twice; give one of the columns null")
            else:
                keys = () if heading.startswith(LEFT_OUT) else names.get(plain(heading), ())
                free = len(keys) == 1 and known[keys[0]].given and keys[0] not in said and keys[0] not in found
                key = keys[0] if free else None
            if key is not None:
                found[key] = self.origin(heading)
        return found

    def origin(self, heading: str) -> Origin:
        formats = _texts(self.of("formats", heading), "formats")
        if strange := [each for each in formats if not formats_sound(each)]:
            raise _wrong(f"formats: {strange[0]!r} is no format of dates such as %Y-%m-%d or %d-%b-%y")
        words = self.of("values", heading) or {}
        if not isinstance(words, Mapping):
            raise _wrong(f"values: {heading!r} needs pairs of a word and what it stands for")
        return Origin(
            column=heading,
            formats=formats,
            empty=frozenset(each.strip() for each in _texts(self.of("empty", heading), "empty")),
            words={key.strip(): _text(value, heading) for key, value in words.items()},
            by=_text(self.of("by", heading) or "", heading),
        )

    def of(self, key: str, heading: str) -> Any:
        return next((value for name, value in self.table(key).items() if plain(name) == plain(heading)), None)

    def table(self, key: str) -> Mapping[str, Any]:
        found = self.told.get(key) or {}
        if not isinstance(found, Mapping):
            raise _wrong(f"{key} is an object")
        return found


def _text(value: object, key: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _wrong(f"{key}: {value!r} is no text")
    return str(value)


def _texts(value: object, key: str) -> tuple[str, ...]:
    listed = [] if value is None else value if isinstance(value, list) else [value]
    return tuple(_text(each, key) for each in listed)


def _wrong(message: str) -> Invalid:
    return Invalid("mapping.invalid", f"mapping: {message}.", field="mapping")
