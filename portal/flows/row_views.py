"""A roster's row as a page shows it: opened once, a NIK masked unless it is one that cannot be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from portal.models import Fate, Grade, Roster, RosterKind, RosterRow
from portal.spreadsheets.cells import shown
from portal.values.fault import Fault, Severity
from portal.values.nik import Nik

#: A number that is nearly somebody's; the form where it is mended shows it whole.
_NEARLY = re.compile(r"([0-9]{4})[0-9 .\-]{5,}([0-9]{4})")


@dataclass(frozen=True, slots=True)
class RowView:
    id: UUID
    number: int
    name: str
    #: The class, or the unit, as the row has it.
    group: str
    #: By which the list knows the person: the NIK masked, or the KTA number.
    identity: str
    faults: tuple[Fault, ...]
    grade: Grade
    fate: Fate
    returned_reason: str | None

    @property
    def waits(self) -> bool:
        """Whether the row is still with the school, to be mended or sent."""
        return self.fate in {Fate.OPEN, Fate.RETURNED}

    @property
    def has_errors(self) -> bool:
        return any(fault.severity is Severity.ERROR for fault in self.faults)


def view(roster: Roster, row: RosterRow) -> RowView:
    content = row.content
    values = content["values"]
    of_members = roster.kind is RosterKind.MEMBERS
    return RowView(
        row.id,
        row.number,
        values.get("name") or _raw(roster, row, "name"),
        values.get("unit" if of_members else "class_name", ""),
        (values.get("kta") or _raw(roster, row, "kta")) if of_members else _nik(roster, row),
        tuple(Fault.from_json(fault) for fault in content["faults"]),
        row.grade,
        row.fate,
        row.returned_reason,
    )


def views(roster: Roster, rows: Sequence[RosterRow]) -> list[RowView]:
    return [view(roster, row) for row in rows]


def _nik(roster: Roster, row: RosterRow) -> str:
    nik = row.content["values"].get("nik")
    return Nik(nik).masked if nik else _NEARLY.sub(r"\1••••••••\2", _raw(roster, row, "nik"))


def _raw(roster: Roster, row: RosterRow, field: str) -> str:
    """The text as it stands, which no value could be made of."""
    text = row.content["mends"].get(field)
    if text is None and field in roster.mapping:
        text = row.content["cells"][int(roster.mapping[field])]
    return shown(text or "")[:60]
