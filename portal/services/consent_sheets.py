"""Printed sheets of consent (lembar persetujuan): one a class, signed by the parents, ticked off line by line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func
from sqlalchemy.orm import joinedload

from portal.access.actor import Actor, NotVisible
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import LIVE, ConsentPhoto, ConsentSheet, Enrolment, GuardianConsent, Relation, Wave, db, new_id
from portal.services import guardian_consents
from portal.services.guardian_consents import Said
from portal.values import clock
from portal.values.fault import Refused

#: Lines of one sheet; no class is larger, and a wave without classes wants them first.
MOST_LINES = 120


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands now; the person is None who is not registered any more."""

    number: int
    enrolment: Enrolment | None
    given: GuardianConsent | None

    @property
    def is_open(self) -> bool:
        """Whether it may be ticked: registered, and no consent stands."""
        return self.enrolment is not None and self.given is None


def classes(actor: Actor, wave: Wave) -> dict[str, tuple[int, int]]:
    """Class → (its people, how many of them are without consent), by name; one query."""
    counted = guardian_consents.of_wave(actor, wave).options()
    counted = counted.with_only_columns(Enrolment.class_name, func.count(), func.count(GuardianConsent.id))
    found = db.session.execute(counted.group_by(Enrolment.class_name).order_by(Enrolment.class_name))
    return {name: (people, people - given) for name, people, given in found}


@audited(Action.CONSENT_SHEET_MADE, needs=Permission.ENROLMENT_WRITE)
def begin(actor: Actor, wave: Wave, class_name: str, *, version: str) -> ConsentSheet:
    """The sheet of a class with a line for everybody without consent, by name; the same as before while nobody came
    or went. `Refused`: sheet.nobody, sheet.many."""
    without = guardian_consents.of_wave(actor, wave).options().with_only_columns(Enrolment.id)
    without = without.where(Enrolment.class_name == class_name, GuardianConsent.id.is_(None))
    lines = [str(id_) for id_ in db.session.scalars(without.order_by(Enrolment.name_key, Enrolment.id))]
    if not lines:
        raise Refused.because("sheet.nobody", "class_name")
    if len(lines) > MOST_LINES:
        raise Refused.because("sheet.many", "class_name", most=MOST_LINES)
    for before in db.session.scalars(of_wave(actor, wave)):
        if (before.class_name, before.version, before.lines) == (class_name, version, lines):
            return before
    sheet = ConsentSheet(
        id=new_id(),
        organisation_id=wave.organisation_id,
        branch_id=wave.branch_id,
        wave_id=wave.id,
        class_name=class_name,
        version=version,
        lines=lines,
        created_by=actor.user_id,
        created_by_name=actor.name,
        created_at=clock.now(),
    )
    db.session.add(sheet)
    fact(people=len(lines), wave=wave.name, version=version)
    return sheet


def of_wave(actor: Actor, wave: Wave) -> Select[ConsentSheet]:
    """The sheets of a wave, the latest first; some dozens at most."""
    its = actor.sees(ConsentSheet).where(ConsentSheet.wave_id == wave.id)
    return its.options(joinedload(ConsentSheet.wave)).order_by(ConsentSheet.id.desc()).limit(200)


def latest(actor: Actor) -> Sequence[ConsentSheet]:
    """The school's latest sheets with their waves, to say of which a photograph is."""
    its = actor.sees(ConsentSheet).options(joinedload(ConsentSheet.wave))
    return db.session.scalars(its.order_by(ConsentSheet.id.desc()).limit(60)).all()


def find(actor: Actor, id_: UUID) -> ConsentSheet:
    """One sheet with its wave; raises `NotVisible`."""
    return actor.find(ConsentSheet, id_, joinedload(ConsentSheet.wave))


def lines(actor: Actor, sheet: ConsentSheet) -> list[Line]:
    """Every line as it stands now; one query."""
    people = {enrolment.id: (enrolment, given) for enrolment, given in db.session.execute(_people(actor, sheet))}
    return [Line(at, *people.get(UUID(id_), (None, None))) for at, id_ in enumerate(sheet.lines, start=1)]


def signed(actor: Actor, sheets: Collection[UUID]) -> dict[UUID, tuple[int, int]]:
    """Sheet → (consents that were ticked on it and stand, its photographs); two queries."""
    ticked = actor.sees(GuardianConsent).where(GuardianConsent.sheet_id.in_(sheets), GuardianConsent.STANDS)
    photos = actor.sees(ConsentPhoto).where(ConsentPhoto.sheet_id.in_(sheets))
    consents = _counted(ticked, GuardianConsent.sheet_id)
    pictures = _counted(photos, ConsentPhoto.sheet_id)
    return {id_: (consents.get(id_, 0), pictures.get(id_, 0)) for id_ in sheets}


@audited(Action.CONSENTS_TICKED, needs=Permission.ENROLMENT_WRITE)
def sign(actor: Actor, sheet: ConsentSheet, numbers: Collection[int]) -> int:
    """The parents of these lines have signed; how many consents that made. A line that has one already, or whose
    pupil is not registered any more, is passed over. `Refused`: sheet.no_photo, sheet.none."""
    hold(actor, sheet)
    photos = actor.sees(ConsentPhoto).where(ConsentPhoto.sheet_id == sheet.id).with_only_columns(ConsentPhoto.id)
    if db.session.scalar(photos.limit(1)) is None:
        raise Refused.because("sheet.no_photo")
    said = Said("", Relation.ON_SHEET, sheet.version)
    some = [line.enrolment for line in lines(actor, sheet) if line.number in numbers and line.given is None]
    made = [each for each in some if each is not None and guardian_consents.sign(actor, each, said, sheet)]
    if not made:
        raise Refused.because("sheet.none")
    fact(people=len(made), version=sheet.version)
    return len(made)


def hold(actor: Actor, sheet: ConsentSheet) -> None:
    """Nobody else ticks this sheet until the transaction ends."""
    mine = actor.sees(ConsentSheet).where(ConsentSheet.id == sheet.id).with_only_columns(ConsentSheet.id)
    if db.session.scalar(mine.with_for_update()) is None:
        raise NotVisible("consent_sheet")


def _counted(some: Select[Any], by: Any) -> dict[UUID, int]:
    found = db.session.execute(some.with_only_columns(by, func.count()).group_by(by))
    return {row[0]: row[1] for row in found}


def _people(actor: Actor, sheet: ConsentSheet) -> Select[Any]:
    return (
        actor.sees(Enrolment)
        .outerjoin(
            GuardianConsent, (GuardianConsent.enrolment_id == Enrolment.id) & GuardianConsent.withdrawn_at.is_(None)
        )
        .where(Enrolment.id.in_([UUID(id_) for id_ in sheet.lines]), Enrolment.state.in_(LIVE))
        .options(joinedload(Enrolment.participant))
        .add_columns(GuardianConsent)
    )
