"""What can be done is an audited action: nothing writes that does not say what it is."""

from __future__ import annotations

import ast
import inspect
import pkgutil
from collections.abc import Iterable, Iterator
from importlib import import_module
from types import ModuleType

import pytest

from portal import services
from portal.access.audit import Action
from tests.conventions.source import Source, last_name, sources

pytestmark = pytest.mark.unit

_WRITES = {"add", "add_all", "delete", "bulk_insert", "bulk_update", "bulk_copy", "bulk_set", "bulk_delete", "merge"}
#: Public functions that write and are no action of their own, each with the action they are a step of.
STEPS = {
    "applicants.forget": "a step of the daily tidying",
    "applicants.keep": "a step of receiving somebody, or a pupil's line",
    "ktp_photos.forget": "a step of the daily tidying",
    "consent_photos.forget": "a step of the daily tidying",
    "sheet_photos.forget": "a step of the daily tidying",
    "sipp_results.forget": "a step of the daily tidying",
    "one_time_codes.forget": "a step of the daily tidying",
    "one_time_codes.ask": "kept for whoever is typed, known or not: a line of the record would tell which",
    "agents.begin": "a step of taking up an invitation",
    "agents.note_acquired": "a step of registering people",
    "agents.note_transacted": "a step of recording a payment",
    "agents.forget_transacted": "a step of voiding one",
    "matching.by_nik": "a step of taking members in, and of matching",
    "matching.ask": "the same, and of confirming applicants",
    "cases.note_injury": "a step of opening a case",
    "cases.step": "a step of whatever is done with a case",
    "examination.put": "a step of mending, examining, replacing",
    "invoices.propose": "a step of the sending",
    "messages.forget_notes": "a step of the daily tidying",
    "messages.queue": "a mail goes with the deed that causes it",
    "rosters.recognised": "a step of receiving and of reading",
    "sipp_returns.mend": "a step of correcting a person, and of handing them over again",
    "tallies.shift": "a step of whatever changes a member's standing or unit",
    "unit_members.carry": "a step of moving a unit",
    "unit_members.hand_over": "a step of merging units",
    "invoices.restore": "a step of undoing a death",
    "invoices.strike": "a step of whatever ends an enrolment",
    "transfers.hand_over": "a step of merging units",
    "levels.put": "a step of naming and of registering an ormas",
    "placements.from_rows": "a step of enrolling",
    "submissions.take_out": "a step of withdrawing somebody who does not go",
    "participants.found_or_made": "a step of enrolling",
    "contributions.put": "a step of enrolling, and of billing a sheet",
    "acquisitions.write": "a step of closing a month",
    "ledger.write": "a step of a payment, and of closing a month",
    "ledger.reverse": "the same",
    "month_numbers.give": "a step of recording a payment",
    "month_numbers.take_back": "a step of voiding one",
    "cover_days.anew": "a step of recording payments, and of voiding one",
    "paid_months.book": "a step of recording a payment, and of closing a month",
    "payout_runs.added": "a step of preparing a payout, and one for what came back",
    "payout_runs.put": "the same",
    "invoices.recount": "a step of whatever moved months",
    "credits.note": "a step of recording payments",
}


def modules() -> list[ModuleType]:
    return [import_module(f"portal.services.{found.name}") for found in pkgutil.iter_modules(services.__path__)]


def writers(some: Iterable[Source]) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Public functions of services that write themselves, or assign to what they were given."""
    for source in some:
        for node in source.tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and _writes(node):
                yield f"{source.name.removeprefix('services/').removesuffix('.py')}.{node.name}", node


def _writes(function: ast.FunctionDef) -> bool:
    given = {argument.arg for argument in function.args.args[1:]}
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            holder = last_name(node.func.value)
            if node.func.attr in _WRITES and holder in {"session", "audit"}:
                return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _WRITES - {"add"}:
            return True
        if isinstance(node, ast.Assign):
            targets = [each for target in node.targets for each in ast.walk(target)]
            if any(isinstance(t, ast.Attribute) and last_name(t.value) in given for t in targets):
                return True
    return False


def undeclared(some: Iterable[Source]) -> list[str]:
    """Writers that are neither audited, nor open a personal action, nor run only within one."""
    return [
        name
        for name, function in writers(some)
        if not any(last_name(_called(each)) == "audited" for each in function.decorator_list)
        and not any(isinstance(n, ast.Call) and last_name(n.func) == "personal" for n in ast.walk(function))
    ]


def _called(decorator: ast.expr) -> ast.expr:
    return decorator.func if isinstance(decorator, ast.Call) else decorator


def test_the_sweep_catches_the_planted() -> None:
    sinner = Source(
        "services/sinner.py",
        "def add(actor, name):\n    db.session.add(Wave(name))\n"
        "def rename(actor, wave, name):\n    wave.name = name\n"
        "def many(actor, rows):\n    bulk_insert(Wave, rows)\n"
        "def shown(actor, wave):\n    return wave.name\n"
        "@audited(Action.X, needs=None)\ndef good(actor, wave):\n    wave.name = 'x'\n",
    )
    assert undeclared([sinner]) == ["sinner.add", "sinner.rename", "sinner.many"]


def test_every_service_that_writes_is_an_audited_action() -> None:
    found = [name for name in undeclared(s for s in sources() if s.room == "services") if name not in STEPS]
    assert not found, "\n".join(["", *found])


def test_no_step_is_listed_for_nothing() -> None:
    assert set(STEPS) - set(undeclared(s for s in sources() if s.room == "services")) == set()


def test_actions_ask_for_a_permission_that_writes() -> None:
    seen = 0
    for module in modules():
        for name, function in inspect.getmembers(module, inspect.isfunction):
            action = getattr(function, "action", None)
            if action is None or function.__module__ != module.__name__:
                continue
            seen += 1
            assert isinstance(action, Action)
            needs = function.needs  # type: ignore[attr-defined]
            assert needs is not None, f"{module.__name__}.{name} asks for no permission"
            assert not needs.endswith(":read"), f"{module.__name__}.{name} is guarded by {needs}"
    assert seen > 25


def test_every_action_is_somebody_s() -> None:
    """An action that nothing records is a sentence for nothing."""
    used = {
        node.attr
        for source in sources()
        if not source.name.startswith("web/wording/")
        for node in source.nodes
        if isinstance(node, ast.Attribute) and last_name(node.value) in {"Action", "A"}
    }
    assert {action.name for action in Action} - used == set()


def test_services_and_everything_below_know_no_request() -> None:
    below = {"services", "access", "models", "rules", "values", "spreadsheets", "papers"}
    for source in sources():
        if source.room not in below:
            continue
        for node in source.nodes:
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.partition(".")[0] in {"flask", "flask_login", "wtforms"} for name in names), (
                source.name
            )
