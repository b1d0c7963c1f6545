"""Trees of units, made by the services; each step is a transaction of its own and takes and gives ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

import pytest

from portal.access.actor import Actor
from portal.models import Organisation, SheetState, UnitSheet
from portal.models.transaction import transaction
from portal.services import unit_sheets, units
from portal.values.fault import Refused
from tests.cast import Person

TITLES = "Kode;Nama;Tingkat;Kode Induk"


def opened(by: Person, parent: UUID, name: str, code: str = "") -> UUID:
    """A unit below another."""
    with transaction():
        actor = by.actor()
        return units.open_unit(actor, actor.find(Organisation, parent), name=name, code=code).id


def sheet(*lines: str) -> bytes:
    """A sheet as Indonesian Excel writes it; a line is "code;name;level;parent's code"."""
    return "\n".join((TITLES, *lines)).encode("utf-8-sig")


def received(by: Person, unit: UUID, content: bytes) -> UUID:
    """A sheet that waits below `unit`."""
    with transaction():
        actor = by.actor()
        return unit_sheets.receive(actor, actor.find(Organisation, unit), content=content, filename="unit.csv").id


def kept(by: Person, unit: UUID, lines: Iterable[str]) -> None:
    """The units of a sheet."""
    came = received(by, unit, sheet(*lines))
    with transaction():
        actor = by.actor()
        assert unit_sheets.keep(actor, actor.find(UnitSheet, came)).state is SheetState.KEPT


def refused(code: str, deed: Callable[[Actor], object], by: Person) -> None:
    """The deed is declined with this fault, and nothing else."""
    with pytest.raises(Refused) as told, transaction():
        deed(by.actor())
    assert [fault.code for fault in told.value.faults] == [code]
