"""Registration sheets of paper: numbered lines that go round at a meeting and are typed back, a line at a time.

A line is kept as it is typed, also with faults: a phone that dies takes nothing with it. What is on it waits like
those who came by a link, and is confirmed where they are (`services.applicants`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from portal.access import audit
from portal.access.actor import Actor, NotVisible
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import Applicant, ApplicantState, Consent, MeetingSheet, Organisation, SheetPhoto, db, new_id
from portal.services import applicants, registrations
from portal.values import clock
from portal.values.fault import Fault, Refused

LONGEST_TITLE = 120
#: Lines of one paper; a larger meeting has several.
MOST_LINES = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was typed, with what is wrong on it; nothing is wrong with one that was decided upon."""

    applicant: Applicant
    faults: tuple[Fault, ...]

    @property
    def number(self) -> int:
        return self.applicant.number or 0


@audited(Action.MEETING_SHEET_ADDED, needs=Permission.REGISTRATION_WRITE)
def begin(actor: Actor, unit: Organisation, *, title: str, day: date, lines: int) -> MeetingSheet:
    """A fresh paper of a unit. `Refused`: unit.closed, link.title, meeting.lines."""
    title = " ".join(title.split())
    if unit.closed_at:
        raise Refused.because("unit.closed", "unit", name=unit.name)
    if not any(mark.isalpha() for mark in title):
        raise Refused.because("link.title", "title")
    if not 1 <= lines <= MOST_LINES:
        raise Refused.because("meeting.lines", "lines", most=MOST_LINES)
    sheet = MeetingSheet(
        id=new_id(),
        organisation_id=unit.id,
        branch_id=unit.branch_id,
        title=title[:LONGEST_TITLE],
        day=day,
        lines=lines,
        created_by=actor.user_id,
        created_by_name=actor.name,
        created_at=clock.now(),
    )
    db.session.add(sheet)
    return sheet


@audited(Action.MEETING_LINE_TYPED, needs=Permission.REGISTRATION_WRITE)
def put(
    actor: Actor, sheet: MeetingSheet, number: int, texts: Mapping[str, str], *, signed: bool, consent_version: str
) -> Line:
    """Keep what stands on a line, whatever is wrong with it; typed again it is said better, a NIK left empty stays.

    `Refused`: meeting.number, meeting.empty, meeting.decided.
    """
    if not 1 <= number <= sheet.lines:
        raise Refused.because("meeting.number", "number", most=sheet.lines)
    said = {name: texts.get(name, "") for name in applicants.FIELDS}
    line = _line(actor, sheet, number)
    if line is None:
        if not any(text.strip() for text in said.values()):
            raise Refused.because("meeting.empty", "nik")
        line = _kept(actor, sheet, number)
    if line.state is not ApplicantState.WAITING:
        raise Refused.because("meeting.decided", "number", number=number)
    said["nik"] = said["nik"] or str(line.content.get("nik", ""))
    line.content = said
    if signed and line.consent is None:
        line.consent, line.consented_at, line.consent_version = Consent.SIGNED, clock.now(), consent_version
    elif not signed:
        line.consent, line.consented_at, line.consent_version = None, None, ""
    fact(number=number)
    return Line(line, registrations.foreseen([(sheet.organisation_id, said)])[0].faults)


@audited(Action.MEETING_SHEET_DROPPED, needs=Permission.REGISTRATION_WRITE)
def drop(actor: Actor, sheet: MeetingSheet) -> MeetingSheet:
    """Away with a paper, what was typed from it and its photographs. `Refused`: meeting.registered, for what people
    signed who are participants by it is kept."""
    hold(actor, sheet)
    on_it = actor.sees(Applicant).where(Applicant.sheet_id == sheet.id)
    registered = on_it.where(Applicant.state == ApplicantState.REGISTERED).with_only_columns(func.count())
    if count := db.session.scalar(registered):
        raise Refused.because("meeting.registered", count=count)
    for model in (Applicant, SheetPhoto):
        audit.bulk_delete(model, delete(model).where(model.sheet_id == sheet.id))
    db.session.delete(sheet)
    return sheet


def listed(actor: Actor, unit: Organisation) -> Select[Any]:
    """The papers of a unit and of all below it, to be paged by the id."""
    return actor.within(unit).sees(MeetingSheet).options(joinedload(MeetingSheet.organisation))


def find(actor: Actor, id_: UUID) -> MeetingSheet:
    """One paper with its unit; raises `NotVisible`."""
    return actor.find(MeetingSheet, id_, joinedload(MeetingSheet.organisation))


def hold(actor: Actor, sheet: MeetingSheet) -> None:
    """Nobody else adds to this paper or takes it away until the transaction ends; `NotVisible` when somebody did."""
    mine = actor.sees(MeetingSheet).where(MeetingSheet.id == sheet.id).with_only_columns(MeetingSheet.id)
    if db.session.scalar(mine.with_for_update()) is None:
        raise NotVisible("meeting_sheet")


def lines(actor: Actor, sheet: MeetingSheet) -> list[Line]:
    """What was typed so far, by number; two queries."""
    mine = actor.sees(Applicant).where(Applicant.sheet_id == sheet.id).order_by(Applicant.number)
    found = db.session.scalars(mine).all()
    waiting = [each for each in found if each.state is ApplicantState.WAITING]
    told = registrations.foreseen([(each.organisation_id, each.content) for each in waiting])
    faults = {each.id: examined.faults for each, examined in zip(waiting, told, strict=True)}
    return [Line(each, faults.get(each.id, ())) for each in found]


def typed(actor: Actor, sheets: list[UUID]) -> dict[UUID, int]:
    """Paper → how many of its lines were typed; one query."""
    mine = actor.sees(Applicant).where(Applicant.sheet_id.in_(sheets)).group_by(Applicant.sheet_id)
    found = db.session.execute(mine.with_only_columns(Applicant.sheet_id, func.count()))
    return {sheet_id: count for sheet_id, count in found if sheet_id}


def _line(actor: Actor, sheet: MeetingSheet, number: int) -> Applicant | None:
    mine = actor.sees(Applicant).where(Applicant.sheet_id == sheet.id, Applicant.number == number)
    return db.session.scalars(mine.with_for_update().execution_options(populate_existing=True)).one_or_none()


def _kept(actor: Actor, sheet: MeetingSheet, number: int) -> Applicant:
    """A line nobody has typed; or the one that a colleague typed in this very moment. `NotVisible`: one who took the
    whole paper away."""
    fresh = Applicant(
        id=new_id(),
        organisation_id=sheet.organisation_id,
        branch_id=sheet.branch_id,
        sheet_id=sheet.id,
        number=number,
        state=ApplicantState.WAITING,
        content={},
        consent_version="",
        decided_by="",
        reason="",
        created_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(fresh)
    except IntegrityError:
        theirs = _line(actor, sheet, number)
        if theirs is None:
            raise NotVisible("meeting_sheet") from None
        return theirs
    return fresh
