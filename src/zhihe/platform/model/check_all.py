"""The whole check of a set of definition files: every problem with its file, line and key, not only the first."""

from __future__ import annotations

from zhihe.platform.model.assemble import Assembly, Files, assemble
from zhihe.platform.model.check_apps import check_apps
from zhihe.platform.model.check_handlers import check_handlers
from zhihe.platform.model.check_layout import check_access, check_form, check_prints
from zhihe.platform.model.check_ledger import check_ledger
from zhihe.platform.model.check_models import check_model
from zhihe.platform.model.check_rules import check_rules
from zhihe.platform.model.check_states import check_states
from zhihe.platform.model.checking import Checking, reach_of
from zhihe.platform.model.content import made
from zhihe.platform.model.decisions import check_decisions
from zhihe.platform.model.elements import Registry
from zhihe.platform.model.events import causes, rings
from zhihe.platform.model.places import Places
from zhihe.platform.model.problems import Problem


def check(files: Files, company: str = "", *, handlers: bool = False) -> list[Problem]:
    """Every problem of these files, in order of file and line; none means they can be published.

    ``handlers`` also looks for the functions that lines name, by importing the apps' handler files.
    """
    checking = checked(assemble(files, company))
    if handlers:
        check_handlers(checking)
    return sorted(checking.places.problems)


def checked(assembly: Assembly) -> Checking:
    """Run every check over assembled definitions; problems are in the places."""
    making, registry = made(assembly)
    checking = Checking(making, registry, reach_of(registry))
    check_apps(checking)
    for key, model in registry.models.items():
        data = making.models[key]
        check_model(checking, model, data)
        check_states(checking, model, data)
        check_form(checking, model)
        check_prints(checking, model)
        check_access(checking, model)
        check_ledger(checking, model)
    check_decisions(checking)
    check_rules(checking)
    _rings(assembly.places, registry)
    return checking


def _rings(places: Places, registry: Registry) -> None:
    """Report rings of events that no condition can end; they would always reach the depth limit."""
    for ring in rings(causes(registry, certain=True)):
        model, _, _ = ring[0].partition(".")
        message = f"these events cause one another without a condition: {' -> '.join(ring)}; give one line an if"
        places.problem(("model", model), ("when",), message)
