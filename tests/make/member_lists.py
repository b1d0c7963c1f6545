"""Lists of members, put in and taken onto the roster by the services; each step is a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from portal.models import Likeness, Organisation, Roster, Source, db
from portal.models.transaction import transaction
from portal.services import admissions, rosters
from tests.cast import Person
from tests.make import people

TITLES = "No KTA;Nama Anggota;Ranting;No HP;NIK;Tgl Lahir;Pekerjaan;PU/Karyawan"


def sheet(*lines: str) -> bytes:
    """A sheet as Indonesian Excel writes it."""
    return "\r\n".join((TITLES, *lines)).encode()


def listed(by: Person, unit: UUID, lines: Iterable[str]) -> UUID:
    """A list of a unit's members that was read and examined."""
    with transaction():
        actor = by.actor()
        return rosters.receive(
            actor,
            actor.find(Organisation, unit),
            content=sheet(*lines),
            filename="anggota.csv",
            source=Source.FILE,
        ).id


def admitted(by: Person, unit: UUID, lines: Iterable[str]) -> UUID:
    """The same, and every good row of it a member."""
    roster_id = listed(by, unit, lines)
    with transaction():
        actor = by.actor()
        admissions.admit(actor, actor.find(Roster, roster_id))
    return roster_id


def likeness(by: Person, unit: UUID, kta: str, number: int) -> UUID:
    """A member without NIK who is like the `number`-th intern, whom a school has enrolled."""
    admitted(by, unit, [f"{kta};{people.name(number)};;;;{people.born(number):%d/%m/%Y};;"])
    db.session.rollback()
    newest = by.actor().sees(Likeness).order_by(Likeness.id.desc()).limit(1)
    return db.session.scalars(newest).one().id
