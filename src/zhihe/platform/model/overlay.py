"""Laying an overlay over a shipped model: add, change, hide, retire, and rule lines; nothing is ever deleted.

What is protected may only be tightened: make required, narrow choices, narrow limits, add a guard, turn ``yes``
into ``no`` or a role. Labels and order are always free. The laws of ledgers cannot be reached.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from zhihe.platform.model.overlay_access import widened
from zhihe.platform.model.places import Owner, Places
from zhihe.platform.model.problems import allowed
from zhihe.platform.model.reader import Path, Source

FREE: Final = frozenset({"label", "note", "uid"})
"""Attributes an overlay may change on anything."""
SHOWN: Final = frozenset({"form", "list", "search", "title", "label", "note"})
RULES: Final = ("fill", "guard", "when")


def lay(model: dict[str, Any], data: Mapping[str, Any], source: Source, places: Places, key: str) -> None:
    """Merge one overlay into a model's data in place; refusals go to the overlay's problems."""
    _Laying(model, source, places, ("model", key)).run(data)


@dataclass(slots=True)
class _Laying:
    model: dict[str, Any]
    source: Source
    places: Places
    owner: Owner

    @property
    def ruled(self) -> bool:
        """Whether the model as a whole is protected."""
        return bool(self.model.get("protected"))

    def run(self, data: Mapping[str, Any]) -> None:
        for section, value in data.get("add", {}).items():
            self._add(section, value)
        for section, value in data.get("change", {}).items():
            self._change(section, value)
        self._lines(data)
        for verb in ("hide", "retire"):
            for index, name in enumerate(data.get(verb, ())):
                self._put_away(verb, name, (verb, index))

    def _note(self, path: Path, origin: Path) -> None:
        self.places.move(self.owner, path, self.source, origin)

    # add ---------------------------------------------------------------------------------------------------

    def _add(self, section: str, value: Any) -> None:
        if section == "states":
            self._add_states(value)
        elif isinstance(value, list):
            kept = self.model.setdefault(section, [])
            for index, item in enumerate(value):
                self._note((section, len(kept)), ("add", section, index))
                kept.append(deepcopy(item))
        else:
            self._add_elements(section, value)

    def _add_elements(self, section: str, value: Mapping[str, Any]) -> None:
        if self.model["kind"] not in {"record", "edges", "series"} and section == "fields":
            self.source.problem(("add", section), f"a {self.model['kind']} takes no fields from an overlay")
            return
        home = "edge" if section == "fields" and self.model["kind"] == "edges" else section
        kept = self.model.setdefault(home, {})
        for name, item in value.items():
            origin = ("add", section, name)
            if name in kept:
                self.source.problem(origin, f"{name} exists already; say it under change")
                continue
            if section == "access" and not self._keeps_rights(name, item, origin):
                continue
            added = deepcopy(item)
            if section == "fields":
                # A drawn column is named by its uid for ever; text of users is never an identifier.
                added["column"] = f"f_{added['uid'][:8]}"
            kept[name] = added
            self._note((home, name), origin)

    def _add_states(self, value: Mapping[str, Any]) -> None:
        states = self.model.get("states")
        if states is None:
            self.source.problem(("add", "states"), f"{self.owner[1]} has no states an overlay could add to")
            return
        closed = set(states.get("protected", ())) | (set(states) if self.ruled else set())
        for name, steps in value.items():
            origin: Path = ("add", "states", name)
            if name == "labels":
                self._merge_labels(states, steps, origin)
            elif name in closed:
                self.source.problem(origin, f"state {name} is protected; an overlay cannot add steps to it")
            else:
                kept = states.setdefault(name, {})
                for step, target in steps.items():
                    if step in kept and kept[step] != target:
                        self.source.problem((*origin, step), f"{name} has the step {step} already; it stays as it is")
                    else:
                        kept[step] = target
                        self._note(("states", name, step), (*origin, step))

    def _merge_labels(self, states: dict[str, Any], labels: Mapping[str, Any], origin: Path) -> None:
        for name, label in labels.items():
            states.setdefault("labels", {})[name] = label
            self._note(("states", "labels", name), (*origin, name))

    # change ------------------------------------------------------------------------------------------------

    def _change(self, section: str, value: Any) -> None:
        origin: Path = ("change", section)
        each = {"fields": self._change_field, "steps": self._change_step, "movements": self._change_movement}
        if section in each:
            for name, item in value.items():
                each[section](name, item, (*origin, name))
        elif section == "states":
            self._rename_states(value, origin)
        elif section == "access":
            for role, item in value.items():
                if self._keeps_rights(role, item, (*origin, role)):
                    self.model.setdefault("access", {})[role] = deepcopy(item)
                    self._note(("access", role), (*origin, role))
        elif section == "controlled" and value is not True and self.model.get("controlled") and self.ruled:
            self.source.problem(origin, f"{self.owner[1]} is protected; its changes keep their reason")
        elif section in SHOWN or section == "controlled" or not self.ruled:
            self.model[section] = deepcopy(value)
            self._note((section,), origin)
        else:
            self.source.problem(origin, f"{self.owner[1]} is protected; an overlay cannot change its {section}")

    def _keeps_rights(self, role: str, item: Mapping[str, Any], origin: Path) -> bool:
        """Whether a role has no more rights on a protected model than before; else the right is a problem."""
        right = widened(self.model.get("access", {}).get(role), item) if self.ruled else ""
        if right:
            name = self.owner[1]
            message = f"{name} is protected; an overlay may only narrow the rights of {role}, and this widens {right}"
            self.source.problem((*origin, right), message)
        return not right

    def _rename_states(self, value: Mapping[str, Any], origin: Path) -> None:
        if "states" not in self.model:
            self.source.problem(origin, f"{self.owner[1]} has no states")
        else:
            self._merge_labels(self.model["states"], value.get("labels", {}), (*origin, "labels"))

    def _element(self, section: str, name: str, uid: str | None, origin: Path) -> tuple[str, dict[str, Any]] | None:
        """Find an element by uid when one is given, else by name."""
        kept: dict[str, dict[str, Any]] = self.model.get(section, {})
        if uid is not None:
            for key, element in kept.items():
                if element.get("uid") == uid:
                    return key, element
            self.source.problem((*origin, "uid"), f"nothing under {section} has the uid {uid}")
            return None
        if name in kept:
            return name, kept[name]
        self.source.problem(origin, f"there is no {name} under {section}; {allowed(name, kept)}")
        return None

    def _change_field(self, name: str, item: Mapping[str, Any], origin: Path) -> None:
        section = next((each for each in self._field_sections() if name in self.model.get(each, {})), "")
        found = self._element(section or self._field_sections()[0], name, item.get("uid"), origin)
        if found is None:
            return
        key, element = found
        hard = self.ruled or bool(element.get("protected")) or self.model["kind"] == "ledger"
        for attribute, value in item.items():
            if attribute == "uid":
                continue
            if hard and not tightens(attribute, element.get(attribute), value):
                message = f"{key} is protected; an overlay may only tighten it, and this loosens or changes {attribute}"
                self.source.problem((*origin, attribute), message)
                continue
            element[attribute] = deepcopy(value)
            self._note((section, key, attribute), (*origin, attribute))

    def _field_sections(self) -> tuple[str, ...]:
        kind = self.model["kind"]
        return {"ledger": ("dimensions", "measures"), "edges": ("edge",)}.get(kind, ("fields",))

    def _change_step(self, name: str, item: Mapping[str, Any], origin: Path) -> None:
        found = self._element("steps", name, item.get("uid"), origin)
        if found is None:
            return
        key, element = found
        for attribute, value in item.items():
            if attribute == "uid":
                continue
            if attribute == "inputs":
                self._add_inputs(key, element, value, (*origin, "inputs"))
            else:
                element[attribute] = deepcopy(value)
                self._note(("steps", key, attribute), (*origin, attribute))

    def _add_inputs(self, key: str, element: dict[str, Any], inputs: Mapping[str, Any], origin: Path) -> None:
        kept = element.setdefault("inputs", {})
        for name, item in inputs.items():
            if name in kept:
                self.source.problem((*origin, name), f"step {key} has the input {name} already; it stays as it is")
            elif item.get("required"):
                self.source.problem(
                    (*origin, name), "callers that do not know this input would fail; leave it optional"
                )
            else:
                kept[name] = deepcopy(item)
                self._note(("steps", key, "inputs", name), (*origin, name))

    def _change_movement(self, name: str, item: Mapping[str, Any], origin: Path) -> None:
        found = self._element("movements", name, None, origin)
        if found is None:
            return
        _, element = found
        if "label" in item:
            element["label"] = item["label"]
        for side in ("out", "in"):
            for status, cell in item.get(side, {}).items():
                before = element.get(side, {}).get(status, "no")
                if not cell_tightens(before, cell):
                    message = (
                        f"{before} cannot become {cell}; an overlay may turn yes into no or a role, a right into no"
                    )
                    self.source.problem((*origin, side, status), message)
                else:
                    element.setdefault(side, {})[status] = cell
                    self._note(("movements", name, side, status), (*origin, side, status))

    # rules, hide, retire -----------------------------------------------------------------------------------

    def _lines(self, data: Mapping[str, Any]) -> None:
        for section in RULES:
            for event, lines in data.get(section, {}).items():
                kept = self.model.setdefault(section, {}).setdefault(event, [])
                for index, line in enumerate(lines):
                    self._note((section, event, len(kept)), (section, event, index))
                    kept.append(deepcopy(line))
        for index, line in enumerate(data.get("at", ())):
            kept = self.model.setdefault("at", [])
            self._note(("at", len(kept)), ("at", index))
            kept.append(deepcopy(line))

    def _put_away(self, verb: str, name: str, origin: Path) -> None:
        section, _, key = name.partition(".")
        if section == "fields" and key:
            self._put_field_away(verb, key, origin)
        elif section == "lines" and key and verb == "retire":
            self._retire_line(key, origin)
        else:
            what = "fields.<field>" if verb == "hide" else "fields.<field> or lines.<uid>"
            self.source.problem(origin, f"{name!r} cannot be put under {verb}; allowed: {what}")

    def _put_field_away(self, verb: str, key: str, origin: Path) -> None:
        section = next((each for each in self._field_sections() if key in self.model.get(each, {})), "fields")
        found = self._element(section, key, None, origin)
        if found is None:
            return
        _, element = found
        if verb == "retire" and (self.ruled or element.get("protected") or self.model["kind"] == "ledger"):
            self.source.problem(origin, f"{key} is protected; an overlay may hide it but not retire it")
            return
        element["hidden" if verb == "hide" else "retired"] = True
        self._note((section, key, verb), origin)

    def _retire_line(self, uid: str, origin: Path) -> None:
        for section in RULES:
            for lines in self.model.get(section, {}).values():
                for line in lines:
                    if line.get("uid") == uid:
                        self._drop(line, uid, origin)
                        return
        self.source.problem(origin, f"{self.owner[1]} has no rule line with the uid {uid}")

    def _drop(self, line: dict[str, Any], uid: str, origin: Path) -> None:
        if self.ruled or line.get("protected"):
            self.source.problem(origin, f"the line {uid} is protected; an overlay cannot retire it")
        else:
            line["retired"] = True


def tightens(attribute: str, before: Any, after: Any) -> bool:
    """Whether changing an attribute of a protected field keeps every law it stands under."""
    if attribute in FREE or attribute == "hidden" or before == after:
        return True
    if attribute in {"required", "readonly", "unique", "sensitive", "never_negative"}:
        return after is True
    if attribute in {"min", "max", "decimals", "length"}:
        return before is None or _narrower(attribute, Decimal(str(before)), Decimal(str(after)))
    if attribute == "of" and not isinstance(before, str):
        return isinstance(after, (list, dict)) and set(after) <= set(before)
    return attribute == "required_if" and before is None


def _narrower(attribute: str, before: Decimal, after: Decimal) -> bool:
    return after >= before if attribute == "min" else after <= before


def cell_tightens(before: str, after: str) -> bool:
    """Whether a cell of a ledger's matrix may become another: yes to anything, a right only to no."""
    return before in {after, "yes"} or after == "no"
