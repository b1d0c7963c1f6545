"""A tree as a sheet: read it, look at what it would make, keep it or put it away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased, defer

from portal.access import audit
from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import Organisation, SheetState, UnitSheet, db
from portal.rules.outline import Line, Outline, Standing, folded_code, outline
from portal.services import levels, trees, units
from portal.spreadsheets.columns import UNITS
from portal.spreadsheets.reader import open_sheet
from portal.spreadsheets.recognition import mapping_of, recognise
from portal.spreadsheets.refusal import FileRefused
from portal.values import clock
from portal.values.fault import Refused

#: Units in one file: four times the largest ormas of a province.
MOST = 20_000
_FIELDS = ("code", "name", "level", "parent")
#: So many codes are asked for one by one; beyond, a whole subtree is read at once.
_FEW = 500
_COLUMNS = (
    "id",
    "branch_id",
    "kind",
    "parent_id",
    "path",
    "top_id",
    "name",
    "name_key",
    "code",
    "address",
    "contact_name",
    "stage",
    "needs_principal",
    "funding",
    "withheld",
    "created_at",
)


@audited(Action.SHEET_RECEIVED, needs=Permission.UNIT_WRITE)
def receive(actor: Actor, unit: Organisation, *, content: bytes, filename: str) -> UnitSheet:
    """Read a file that describes what stands below `unit`; nothing of the tree changes yet.

    `Refused`: unit.closed, tree.columns, tree.no_rows, tree.rows, and every `file.…` of a sheet.
    """
    if unit.closed_at:
        raise Refused.because("unit.closed", name=unit.name)
    with open_sheet(content, filename, profile=UNITS) as sheet:
        mapping = mapping_of(recognise(sheet.header, sheet.sample, UNITS))
        if missing := [UNITS.by_field[field].title for field in UNITS.required if field not in mapping]:
            raise FileRefused.because("tree.columns", "file", columns=", ".join(missing))
        rows: list[list[str | int]] = []
        for batch in sheet.rows():
            rows += [
                [row.number, *(row.cells[mapping[field]] if field in mapping else "" for field in _FIELDS)]
                for row in batch
            ]
            if len(rows) > MOST:
                raise FileRefused.because("tree.rows", "file", most=MOST)
    if not rows:
        raise FileRefused.because("tree.no_rows", "file")
    kept = UnitSheet(
        organisation_id=unit.id,
        branch_id=unit.branch_id,
        title=(" ".join(filename.split()) or "Daftar unit")[:200],
        rows=rows,
        created_by=actor.user_id,
        created_at=clock.now(),
    )
    fact(rows=len(rows))
    db.session.add(kept)
    return kept


@audited(Action.SHEET_KEPT, needs=Permission.UNIT_WRITE)
def keep(actor: Actor, sheet: UnitSheet) -> UnitSheet:
    """Make the units of the sheet; those that stand already stay as they are.

    Read once more, since the tree may have changed while somebody looked. `Refused`: sheet.closed, sheet.faulty.
    """
    unit = actor.find(Organisation, sheet.organisation_id)
    trees.hold(actor, unit)
    db.session.refresh(sheet)
    if sheet.state is not SheetState.DRAFT:
        raise Refused.because("sheet.closed")
    found = outlined(actor, sheet)
    if found.faults:
        raise Refused.because("sheet.faulty", count=len(found.faults))
    if found.own and not unit.code:
        unit.code = folded_code(found.own.code)
    made = _made(actor, unit, found)
    audit.bulk_insert(Organisation, _COLUMNS, [[getattr(each, column) for column in _COLUMNS] for each in made])
    sheet.state = SheetState.KEPT
    fact(units=len(made), title=sheet.title)
    return sheet


@audited(Action.SHEET_DROPPED, needs=Permission.UNIT_WRITE)
def drop(actor: Actor, sheet: UnitSheet) -> UnitSheet:
    """Put it away; nothing was made of it. `Refused`: sheet.closed."""
    if sheet.state is not SheetState.DRAFT:
        raise Refused.because("sheet.closed")
    sheet.state, sheet.rows = SheetState.DROPPED, []
    fact(title=sheet.title)
    return sheet


def drafts(actor: Actor, unit: Organisation) -> Sequence[UnitSheet]:
    """Sheets of this unit that wait to be kept or put away, the latest first; without their rows."""
    waiting = actor.sees(UnitSheet, of=unit).where(UnitSheet.state == SheetState.DRAFT)
    return db.session.scalars(waiting.options(defer(UnitSheet.rows)).order_by(UnitSheet.id.desc()).limit(5)).all()


def outlined(actor: Actor, sheet: UnitSheet) -> Outline:
    """The tree that the sheet would make, and what is wrong with it, as things stand now. Four queries, whatever its
    length."""
    unit = actor.find(Organisation, sheet.organisation_id)
    lines = [Line(int(number), *map(str, texts)) for number, *texts in sheet.rows]
    codes = {folded_code(text) for line in lines for text in (line.code, line.parent)} - {""}
    inside = _inside(actor, unit, codes)
    below = _names_below(actor, unit, {each.id for each in inside.values()})
    own = Standing(unit.code or "", unit.name, unit.depth, closed=unit.closed_at is not None, below=below[unit.id])
    return outline(
        lines,
        own=own,
        standing={
            code: Standing(code, each.name, each.depth, each.parent_code or "", each.closed, below[each.id])
            for code, each in inside.items()
        },
        taken=frozenset(_borne(unit, codes) - inside.keys() - {own.code}),
        levels=levels.names(actor, unit),
    )


@dataclass(frozen=True, slots=True)
class _There:
    """What is asked of a unit that stands already."""

    id: UUID
    name: str
    path: str
    closed_at: datetime | None
    parent_code: str | None

    @property
    def depth(self) -> int:
        return self.path.count("/") - 1

    @property
    def closed(self) -> bool:
        return self.closed_at is not None


def _inside(actor: Actor, unit: Organisation, codes: set[str]) -> dict[str, _There]:
    """code → unit, of those below `unit` that the file names."""
    parent = aliased(Organisation)
    found = (
        actor.sees(Organisation)
        .outerjoin(parent, parent.id == Organisation.parent_id)
        .where(Organisation.within(unit.path), Organisation.id != unit.id, _bears_one_of(codes))
        .with_only_columns(
            Organisation.code,
            Organisation.id,
            Organisation.name,
            Organisation.path,
            Organisation.closed_at,
            parent.code.label("parent_code"),
        )
    )
    return {
        code: _There(id_, name, path, closed_at, parent_code)
        for code, id_, name, path, closed_at, parent_code in db.session.execute(found)
        if code in codes
    }


def _borne(unit: Organisation, codes: set[str]) -> set[str]:
    """Which of these codes some unit of the ormas bears, in sight or not."""
    borne = everyone(Organisation, because="a code names one unit in its ormas").where(
        Organisation.top_id == unit.top_id, _bears_one_of(codes)
    )
    return {code for code in db.session.scalars(borne.with_only_columns(Organisation.code)) if code in codes}


def _names_below(actor: Actor, unit: Organisation, parents: set[UUID]) -> dict[UUID, frozenset[str]]:
    """For each of these and `unit`, the folded names of the open units directly below."""
    parents = parents | {unit.id}
    some = Organisation.parent_id.in_(parents) if len(parents) <= _FEW else Organisation.within(unit.path)
    below = actor.sees(Organisation).where(some, Organisation.closed_at.is_(None))
    found: dict[UUID, set[str]] = {parent: set() for parent in parents}
    for parent, key in db.session.execute(below.with_only_columns(Organisation.parent_id, Organisation.name_key)):
        if parent in found:
            found[parent].add(key)
    return {parent: frozenset(keys) for parent, keys in found.items()}


def _bears_one_of(codes: set[str]) -> ColumnElement[bool]:
    """Few are asked for by name; of many, all with a code are read and chosen from."""
    return Organisation.code.in_(codes) if len(codes) <= _FEW else Organisation.code.is_not(None)


def _made(actor: Actor, unit: Organisation, found: Outline) -> list[Organisation]:
    """The new units from the top down, so that each finds its parent."""
    wanted = {node.parent for node in found.new}
    by_code = {
        each.code: each
        for each in db.session.scalars(
            actor.sees(Organisation).where(Organisation.within(unit.path), _bears_one_of(wanted))
        )
        if each.code in wanted
    }
    if unit.code:
        by_code[unit.code] = unit
    made = []
    for node in found.new:
        by_code[node.code] = units.made(by_code[node.parent], name=node.name, code=node.code)
        made.append(by_code[node.code])
    return made
