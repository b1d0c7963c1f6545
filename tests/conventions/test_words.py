"""Everything the house can utter has its words: faults, actions, names."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterable, Iterator
from enum import StrEnum

import pytest

from portal.access.audit import Action
from portal.models import Base, Fate, RosterState
from portal.models.gauge import What as Counted
from portal.models.kinds import Kind
from portal.rules.contributions import Funding, Sector, Segment
from portal.values.nik import Sex
from portal.web.wording.actions import SENTENCES
from portal.web.wording.faults import FAULTS
from portal.web.wording.names import NAMES, name_of
from portal.web.wording.record import FACTS, FIELDS, THINGS
from tests.conventions.source import Source, last_name, sources

pytestmark = pytest.mark.unit

_CODE = re.compile(r"[a-z][a-z_0-9]*(\.[a-z_0-9]+)*")
_UTTERERS = {"Fault", "Invalid", "because"}
#: Ends of codes that are put together from a field's name (`start.form`).
_MADE = (".form", ".outside")
#: Enumerations that rest in the database and have no badge: said by the form that asks (funding, sex), by the law
#: that explains a bill (sector, segment), or a column of sums.
UNSPOKEN = {Counted, Funding, Sex, Sector, Segment}


def uttered(some: Iterable[Source]) -> Iterator[tuple[str, str, set[str] | None]]:
    """(code, where, names of its params) of each fault that is made; None for params that are not written out."""
    for source in some:
        for node in source.nodes:
            if not isinstance(node, ast.Call) or last_name(node.func) not in _UTTERERS or not node.args:
                continue
            params = _params(node)
            for each in ast.walk(node.args[0]):
                if isinstance(each, ast.Constant) and isinstance(each.value, str) and _CODE.fullmatch(each.value):
                    yield each.value, f"{source.name}:{node.lineno}", params


def job_errors(some: Iterable[Source]) -> Iterator[tuple[str, str]]:
    """Codes by which a job fails: they become sentences on its page."""
    for source in some:
        for called, node in source.calls:
            given = [each.value for each in node.keywords if each.arg == "error"]
            given += node.args if called in {"_failed", "_ended"} else []
            for each in given:
                if isinstance(each, ast.Constant) and isinstance(each.value, str) and source.room == "jobs":
                    yield each.value, f"{source.name}:{node.lineno}"


def _params(node: ast.Call) -> set[str] | None:
    if any(each.arg is None for each in node.keywords):
        return None
    given = {str(each.arg) for each in node.keywords}
    if last_name(node.func) != "Fault":
        return given
    for each in node.keywords:
        if each.arg == "params":
            if not isinstance(each.value, ast.Dict):
                return None
            return {str(key.value) for key in each.value.keys if isinstance(key, ast.Constant)}
    return set() if len(node.args) < 4 else None


def places(text: str) -> set[str]:
    return {str(name) for _, name, *_ in string.Formatter().parse(text) if name}


def speechless(some: Iterable[Source], sentences: dict[str, str]) -> list[str]:
    """Faults without a sentence, or whose sentence has a gap that nothing fills."""
    found = []
    for code, where, params in uttered(some):
        if code not in sentences:
            found.append(f"{where}: no sentence for {code}")
        elif params is not None and (gaps := places(sentences[code]) - params):
            found.append(f"{where}: nothing fills {sorted(gaps)} of {code}")
    return found


def test_the_sweep_catches_the_planted() -> None:
    sinner = Source("services/sinner.py", "Refused.because('never.said')\nRefused.because('half.said', 'x', days=3)")
    assert speechless([sinner], {"half.said": "Paling lama {days} hari sejak {start}."}) == [
        "services/sinner.py:1: no sentence for never.said",
        "services/sinner.py:2: nothing fills ['start'] of half.said",
    ]
    choice = Source("x.py", "because('a.one' if x else 'a.two')")
    assert {code for code, *_ in uttered([choice])} == {"a.one", "a.two"}


def test_every_fault_has_a_sentence_without_a_gap() -> None:
    found = speechless(sources(), FAULTS)
    assert not found, "\n".join(["", *found])
    assert len({code for code, *_ in uttered(sources())}) > 80


def test_every_way_a_job_fails_has_a_sentence() -> None:
    assert {code for code, _ in job_errors(sources())} >= {"job_unexpected", "job_worker_died"}
    missing = sorted({f"{where}: {code}" for code, where in job_errors(sources()) if code not in FAULTS})
    assert not missing, "\n".join(["", *missing])


def test_no_sentence_is_kept_for_nothing() -> None:
    constants = {
        str(node.value)
        for source in sources()
        if not source.name.startswith("web/wording/")
        for node in source.nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    made = {code for code in FAULTS if code.endswith(_MADE)}
    assert sorted(set(FAULTS) - constants - made) == []


def test_sentences_are_sentences() -> None:
    for code, text in FAULTS.items():
        assert text[0].isupper() or text[0] in '{“"', f"{code}: {text}"
        assert text.rstrip().endswith((".", "?", "!")), f"{code}: {text}"
        assert not re.search(r"\b(?:invalid|error|please|must)\b", text, re.IGNORECASE), f"{code}: {text}"


def test_a_fault_carries_no_personal_data() -> None:
    for code, where, params in uttered(sources()):
        assert not (params or set()) & {"nik", "mother_name", "digits", "phone", "email"}, f"{where} {code}"


def test_every_action_is_told() -> None:
    assert set(Action) == set(SENTENCES)
    assert all(SENTENCES.values())


def _spoken() -> set[type[StrEnum]]:
    """Enumerations that rest in the database, and so can come to a page."""
    found = set()
    for mapper in Base.registry.mappers:
        for column in mapper.local_table.columns:
            if isinstance(column.type, Kind):
                found.add(column.type.enum)
    return found - UNSPOKEN


def test_every_state_and_kind_has_a_name() -> None:
    spoken = _spoken()
    assert len(spoken) > 8
    unnamed = {f"{kind.__name__}.{each.name}" for kind in spoken for each in kind if (kind, each.value) not in NAMES}
    assert unnamed == set()


def test_members_of_two_kinds_that_read_alike_have_names_of_their_own() -> None:
    """A StrEnum equals its text, and so RosterState.OPEN equals Fate.OPEN: a dictionary of members would lose one."""
    assert RosterState.OPEN == Fate.OPEN
    assert name_of(RosterState.OPEN) != name_of(Fate.OPEN)


def test_names_have_a_tone_that_exists() -> None:
    assert {tone for _, tone in NAMES.values()} <= {"neutral", "info", "success", "warning", "danger"}


#: Tables whose rows nobody reads of in the record: counters, sums and keys, which the house keeps for itself.
UNTOLD = {"audit_head", "case_number", "gauge", "idempotency_key", "invoice_number", "receipt_number", "tally"}


def test_the_record_speaks_of_everything_in_words() -> None:
    assert set(THINGS) | UNTOLD == set(Base.metadata.tables)
    facts = {
        given.arg
        for source in sources()
        for called, node in source.calls
        if called == "fact"
        for given in node.keywords
        if given.arg
    }
    assert len(facts) > 30
    assert facts <= set(FACTS) | set(FIELDS)
