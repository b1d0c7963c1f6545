"""A list of schools from a sheet: read, mended row by row, registered a stretch at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import defer

from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import Organisation, SchoolSheet, SheetState, db
from portal.rules import regions
from portal.services import cooperation, organisations
from portal.spreadsheets.reader import open_sheet
from portal.spreadsheets.recognition import mapping_of, recognise
from portal.spreadsheets.refusal import FileRefused
from portal.spreadsheets.schools import FIELDS, SCHOOLS
from portal.values import clock
from portal.values.fault import Fault, Invalid, Refused
from portal.values.phone import Phone

#: Schools in one file: a province of the largest has three thousand.
MOST = 5_000
#: Registered at once: the longest that others wait for the write lock.
STRETCH = 100
_LONGEST = {"name": 160, "address": 300, "contact_name": 120, "contact_email": 254}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


@dataclass(slots=True)
class Row:
    """A school of the sheet: its number in the file, its cells, and what is wrong with them."""

    number: int
    cells: dict[str, str]
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Examined:
    """A sheet as things stand now: rows to be mended, rows ready to be registered, and schools that are there already
    (NPSN of this branch's own)."""

    faulty: Sequence[Row]
    ready: Sequence[Row]
    known: Sequence[Row]


@audited(Action.SHEET_RECEIVED, needs=Permission.ORGANISATION_WRITE)
def receive(actor: Actor, *, content: bytes, filename: str) -> SchoolSheet:
    """Read a file; nobody is registered yet.

    `Refused`: schools.columns, schools.no_rows, schools.rows, and every `file.…` of a sheet.
    """
    with open_sheet(content, filename, profile=SCHOOLS) as sheet:
        mapping = mapping_of(recognise(sheet.header, sheet.sample, SCHOOLS))
        if missing := [SCHOOLS.by_field[each].title for each in SCHOOLS.required if each not in mapping]:
            raise FileRefused.because("schools.columns", "file", columns=", ".join(missing))
        rows: list[list[Any]] = []
        for batch in sheet.rows():
            rows += [[row.number, *(_cell(row.cells, mapping, each) for each in FIELDS)] for row in batch]
            if len(rows) > MOST:
                raise FileRefused.because("schools.rows", "file", most=MOST)
    if not rows:
        raise FileRefused.because("schools.no_rows", "file")
    kept = SchoolSheet(
        branch_id=actor.branch_id,
        title=(" ".join(filename.split()) or "Daftar sekolah")[:200],
        rows=rows,
        created_by=actor.user_id,
        created_at=clock.now(),
    )
    fact(rows=len(rows))
    db.session.add(kept)
    return kept


def examined(sheet: SchoolSheet) -> Examined:
    """What is right and wrong with each row, as things stand now; one query, whatever its length."""
    rows = [Row(int(number), dict(zip(FIELDS, map(str, cells), strict=True))) for number, *cells in sheet.rows]
    first: dict[str, int] = {}
    for row in rows:
        _examine(row)
        npsn = row.cells["npsn"]
        if npsn in first:
            row.faults.append(Fault("schools.twice", "npsn", params={"row": first[npsn]}))
        elif not row.faults:
            first[npsn] = row.number
    taken = _taken(set(first))
    faulty: list[Row] = []
    ready: list[Row] = []
    known: list[Row] = []
    for row in rows:
        holder = taken.get(row.cells["npsn"])
        if row.faults:
            faulty.append(row)
        elif holder is None:
            ready.append(row)
        elif holder == sheet.branch_id:
            known.append(row)
        else:
            row.faults.append(Fault("npsn.taken_elsewhere", "npsn"))
            faulty.append(row)
    return Examined(faulty, ready, known)


@audited(Action.SHEET_KEPT, needs=Permission.ORGANISATION_WRITE)
def keep(actor: Actor, sheet: SchoolSheet) -> int:
    """Register up to `STRETCH` of the good rows and let go of those that are there already; how many stand anew.

    What has to be mended stays in the sheet; without any left it is done. `Refused`: sheet.closed.
    """
    _hold(sheet)
    found = examined(sheet)
    stretch = found.ready[:STRETCH]
    for row in stretch:
        cells = row.cells
        school = organisations.register_school(
            actor,
            name=cells["name"],
            npsn=cells["npsn"],
            address=cells["address"],
            contact_name=cells["contact_name"],
            contact_phone=cells["contact_phone"] or None,
            contact_email=cells["contact_email"] or None,
        )
        if cells["village"]:
            cooperation.place(actor, school, cells["village"])
    done = {row.number for row in (*stretch, *found.known)}
    _left(sheet, [row for row in sheet.rows if row[0] not in done])
    sheet.registered += len(stretch)
    fact(schools=len(stretch), title=sheet.title)
    return len(stretch)


@audited(Action.SHEET_MENDED, needs=Permission.ORGANISATION_WRITE)
def mend(actor: Actor, sheet: SchoolSheet, number: int, cells: Mapping[str, str]) -> Row:
    """Put other cells into one row, which comes back with what is still wrong with it. `Refused`: sheet.closed,
    sheet.no_row."""
    del actor
    _hold(sheet)
    _find(sheet, number)
    anew = [number, *(" ".join(cells.get(each, "").split()) for each in FIELDS)]
    sheet.rows = [anew if row[0] == number else row for row in sheet.rows]
    return next(row for part in _parts(sheet) for row in part if row.number == number)


@audited(Action.SHEET_MENDED, needs=Permission.ORGANISATION_WRITE)
def skip(actor: Actor, sheet: SchoolSheet, number: int) -> SchoolSheet:
    """One row is not registered. `Refused`: sheet.closed, sheet.no_row."""
    del actor
    _hold(sheet)
    _find(sheet, number)
    _left(sheet, [row for row in sheet.rows if row[0] != number])
    return sheet


@audited(Action.SHEET_DROPPED, needs=Permission.ORGANISATION_WRITE)
def drop(actor: Actor, sheet: SchoolSheet) -> SchoolSheet:
    """Put away what is left of it. `Refused`: sheet.closed."""
    del actor
    _hold(sheet)
    sheet.state, sheet.rows = SheetState.DROPPED, []
    fact(title=sheet.title)
    return sheet


def row(sheet: SchoolSheet, number: int) -> Row | None:
    """One row with what is wrong with it; None for one that is not there, or not any more."""
    return next((row for part in _parts(sheet) for row in part if row.number == number), None)


def drafts(actor: Actor) -> Sequence[SchoolSheet]:
    """Sheets that wait for this branch, the latest first; without their rows."""
    waiting = actor.sees(SchoolSheet).where(SchoolSheet.state == SheetState.DRAFT)
    return db.session.scalars(waiting.options(defer(SchoolSheet.rows)).order_by(SchoolSheet.id.desc()).limit(5)).all()


def _parts(sheet: SchoolSheet) -> tuple[Sequence[Row], ...]:
    found = examined(sheet)
    return found.faulty, found.ready, found.known


def _examine(row: Row) -> None:
    """Brings the cells to the form in which they are kept, or says what is wrong with them."""
    cells = row.cells
    try:
        cells["npsn"] = organisations.npsn_of(cells["npsn"])
    except Refused as refused:
        row.faults += refused.faults
    if not any(mark.isalpha() for mark in cells["name"]):
        row.faults.append(Fault("organisation.name", "name"))
    if cells["village"]:
        try:
            cells["village"] = regions.village(cells["village"]).code
        except Refused as refused:
            row.faults += refused.faults
    if cells["contact_phone"]:
        try:
            cells["contact_phone"] = Phone.parse(cells["contact_phone"]).e164
        except Invalid:
            row.faults.append(Fault("phone.form", "contact_phone"))
    if cells["contact_email"] and not _EMAIL.fullmatch(cells["contact_email"]):
        row.faults.append(Fault("schools.email", "contact_email"))
    for name, longest in _LONGEST.items():
        if len(cells[name]) > longest:
            row.faults.append(Fault("schools.long", name, params={"most": longest}))


def _taken(numbers: set[str]) -> dict[str, Any]:
    """NPSN → whose branch has the school, of those that are registered anywhere."""
    holders = everyone(Organisation, because="an NPSN belongs to one school in the country").where(
        Organisation.npsn.in_(numbers)
    )
    found = db.session.execute(holders.with_only_columns(Organisation.npsn, Organisation.branch_id))
    return {str(npsn): branch for npsn, branch in found}


def _cell(cells: Sequence[str], mapping: Mapping[str, int], name: str) -> str:
    return " ".join(cells[mapping[name]].split()) if name in mapping else ""


def _find(sheet: SchoolSheet, number: int) -> None:
    if not any(row[0] == number for row in sheet.rows):
        raise Refused.because("sheet.no_row")


def _left(sheet: SchoolSheet, rows: list[Any]) -> None:
    sheet.rows = rows
    if not rows:
        sheet.state = SheetState.KEPT


def _hold(sheet: SchoolSheet) -> None:
    """As it is now, until the transaction ends."""
    db.session.refresh(sheet, with_for_update=True)
    if sheet.state is not SheetState.DRAFT:
        raise Refused.because("sheet.closed")
