"""Workbooks for SIPP: who waits to be handed over, a file of them made, taken away, loaded there, or put away."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, or_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from portal.access import audit
from portal.access.actor import Actor, NotVisible, everyone
from portal.access.audit import Action, audited, bulk_insert, bulk_update, fact
from portal.access.permissions import Permission
from portal.models import (
    Enrolment,
    Organisation,
    Participant,
    Sipp,
    SippFile,
    SippFileState,
    SippLine,
    SippLineState,
    db,
    new_id,
)
from portal.rules.contributions import Segment
from portal.services import policies
from portal.services.disclosures import reason_of
from portal.spreadsheets import sipp
from portal.spreadsheets.sipp import Entrant, Layout
from portal.values import clock
from portal.values.fault import Refused
from portal.values.phone import Phone

#: States in which its people still wait for SIPP, so that it may be put away.
DROPPABLE = (SippFileState.MADE, SippFileState.HANDED_OVER)
#: Partners that a page names; beyond, one makes files of everybody.
MOST_PARTNERS = 100
_LINE = ("id", "organisation_id", "branch_id", "file_id", "enrolment_id", "participant_id", "number", "state")


@audited(Action.SIPP_FILE_MADE, needs=Permission.SIPP_WRITE)
def make(actor: Actor, partner: Organisation | None = None) -> SippFile:
    """A workbook of the approved who were not handed over: of one partner, or of all, as many as a file takes.

    Who has a KPJ already needs none; who waits for an answer in another file, here or elsewhere, waits on. Of
    somebody with several enrolments one goes. `Refused`: sipp.nothing, sipp.meanwhile.
    """
    waits = everyone(SippLine, because="nobody waits for an answer of SIPP twice").where(SippLine.WAITS)
    query = due(actor, partner).where(
        Enrolment.participant_id.not_in(waits.with_only_columns(SippLine.participant_id))
    )
    columns = (Enrolment.id, Enrolment.organisation_id, Enrolment.participant_id, Enrolment.name_key)
    ordered = query.with_only_columns(*columns).order_by(Enrolment.organisation_id, Enrolment.end, Enrolment.id)
    found = db.session.execute(ordered.limit(sipp.MOST).with_for_update(of=Enrolment)).all()
    chosen = _chosen(found)
    if not chosen:
        raise Refused.because("sipp.nothing")
    made = SippFile(
        id=new_id(),
        branch_id=actor.branch_id,
        people=len(chosen),
        made_by=actor.user_id,
        made_by_name=actor.name,
        made_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    lines = [
        (new_id(), each.organisation_id, actor.branch_id, made.id, each.id, each.participant_id, number, "waiting")
        for number, each in enumerate(chosen, 1)
    ]
    try:
        with db.session.begin_nested():
            bulk_insert(SippLine, _LINE, lines)
    except IntegrityError:
        raise Refused.because("sipp.meanwhile") from None
    _turn(of_file(made), Sipp.TAKEN)
    db.session.expire_all()
    fact(people=len(chosen))
    return made


def _chosen(found: Sequence[Row[Any]]) -> list[Row[Any]]:
    """Each person once, by partner and name."""
    once = {each.participant_id: each for each in found}
    return sorted(once.values(), key=lambda each: (str(each.organisation_id), each.name_key, each.id))


@audited(Action.SIPP_FILE_TAKEN, needs=Permission.SIPP_TAKE)
def take(actor: Actor, file: SippFile, content: bytes, *, reason: str) -> SippFile:
    """Somebody takes the workbook with them: who, why and its fingerprint stand in the record, its bytes nowhere.

    `Refused`: reveal.reason, reveal.digits, sipp.closed.
    """
    reason = reason_of(reason)
    held = own(actor, file, DROPPABLE, "sipp.closed")
    held.taken_by_name, held.taken_at = actor.name, clock.now()
    fact(people=held.people, reason=reason, sha256=hashlib.sha256(content).hexdigest())
    audit.taken(actor, held, fields=("nik", "mother_name", "phone"), reason=reason)
    return held


@audited(Action.SIPP_FILE_HANDED_OVER, needs=Permission.SIPP_WRITE)
def hand_over(actor: Actor, file: SippFile) -> SippFile:
    """It was loaded into SIPP; from now on its answers may come. `Refused`: sipp.not_taken, sipp.handed_over."""
    held = own(actor, file, (SippFileState.MADE,), "sipp.handed_over")
    if held.taken_at is None:
        raise Refused.because("sipp.not_taken")
    held.state = SippFileState.HANDED_OVER
    held.handed_over_by_name, held.handed_over_at = actor.name, clock.now()
    fact(people=held.people)
    return held


@audited(Action.SIPP_FILE_DROPPED, needs=Permission.SIPP_WRITE)
def drop(actor: Actor, file: SippFile) -> SippFile:
    """Put it away while nobody in it has an answer: its people wait for another file. `Refused`: sipp.closed,
    sipp.answered."""
    held = own(actor, file, DROPPABLE, "sipp.closed")
    if held.accepted or held.returned:
        raise Refused.because("sipp.answered")
    _turn(of_file(held), Sipp.DUE)
    lines = update(SippLine).where(SippLine.file_id == held.id)
    bulk_update(SippLine, lines.values(state=SippLineState.DROPPED))
    held.state = SippFileState.DROPPED
    db.session.flush()
    db.session.expire_all()
    return held


def of_file(file: SippFile) -> ColumnElement[bool]:
    """The enrolments that stand in a file."""
    lines = everyone(SippLine, because="a file's people are those of its lines").where(SippLine.file_id == file.id)
    return Enrolment.id.in_(lines.with_only_columns(SippLine.enrolment_id))


def _turn(which: ColumnElement[bool], to: Sipp) -> None:
    bulk_update(Enrolment, update(Enrolment).where(which).values(sipp=to))


def own(actor: Actor, file: SippFile, states: Sequence[SippFileState], otherwise: str) -> SippFile:
    """The file as it is now, held until the transaction ends: of two who act at once the second is told."""
    found = actor.sees(SippFile).where(SippFile.id == file.id).with_for_update()
    held = db.session.scalars(found.execution_options(populate_existing=True)).one_or_none()
    if held is None:
        raise NotVisible("sipp_file")
    if held.state not in states:
        raise Refused.because(otherwise)
    return held


# ── Reading.


def due(actor: Actor, partner: Organisation | None = None) -> Any:
    """Approved people whose time is not over, who were not handed over, and have no KPJ yet."""
    query = (
        actor.sees(Enrolment)
        .join(Participant, Participant.id == Enrolment.participant_id)
        .where(
            Enrolment.HANDED_OVER_NEXT,
            or_(Enrolment.end.is_(None), Enrolment.end >= clock.today()),
            Participant.kpj.is_(None),
        )
    )
    return query if partner is None else query.where(Enrolment.organisation_id == partner.id)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of a partner wait to be handed over."""

    partner_id: UUID
    name: str
    people: int


def waiting(actor: Actor) -> list[Waiting]:
    """By partner, the most first; one query."""
    people = func.count()
    counted = (
        due(actor)
        .join(Organisation, Organisation.id == Enrolment.organisation_id)
        .with_only_columns(Organisation.id, Organisation.name, people)
        .group_by(Organisation.id, Organisation.name)
        .order_by(people.desc(), Organisation.name)
        .limit(MOST_PARTNERS)
    )
    return [Waiting(*each) for each in db.session.execute(counted)]


def lines(actor: Actor, file: SippFile) -> Any:
    """The lines of a file with whom they name, to be paged by (number, id)."""
    return (
        actor.sees(SippLine)
        .where(SippLine.file_id == file.id)
        .options(joinedload(SippLine.organisation), joinedload(SippLine.enrolment).joinedload(Enrolment.participant))
    )


@dataclass(frozen=True, slots=True)
class Lacking:
    """Of how many people in a file something is unknown that SIPP asks for."""

    mothers: int
    birth_places: int
    phones: int


def lacking(actor: Actor, file: SippFile) -> Lacking:
    """What SIPP is likely to send back, said before it does; one query."""
    counted = _people(actor, file).with_only_columns(
        func.count().filter(Participant.mother_name.is_(None)),
        func.count().filter(Participant.birth_place == ""),
        func.count().filter(Participant.phone.is_(None)),
    )
    return Lacking(*db.session.execute(counted).one())


def layout(actor: Actor) -> Layout:
    """How a workbook that is taken away today is laid out, as the branch decided; one query."""
    decided = policies.in_force(actor.branch_id, clock.today())
    return sipp.PLAIN if decided.bpu_template == "plain" else sipp.DATA_TK_BARU


def content(actor: Actor, file: SippFile, laid_out: Layout = sipp.DATA_TK_BARU) -> bytes:
    """The workbook as things stand now, in memory alone; whoever is given it goes through `take`."""
    return sipp.workbook(entrants(actor, file), laid_out)


def entrants(actor: Actor, file: SippFile) -> Iterator[Entrant]:
    """The people of a file in its order, as the workbook tells of them; one query."""
    columns = (
        SippLine.number,
        Participant.name,
        Participant.phone,
        Participant.email,
        Participant.birth_place,
        Participant.birth_date,
        Participant.mother_name,
        Participant.nik,
        Participant.sex,
        Enrolment.segment,
        Enrolment.income,
        Participant.address,
        Enrolment.start,
        Enrolment.end,
    )
    for each in db.session.execute(_people(actor, file).with_only_columns(*columns).order_by(SippLine.number)):
        yield Entrant(
            each.number,
            each.name,
            Phone(each.phone).dialled if each.phone else "",
            each.email or "",
            each.birth_place,
            each.birth_date,
            each.mother_name or "",
            each.nik.digits,
            each.sex.value,
            False if each.segment is Segment.PKL else None,  # pupils; of others nobody asked
            each.income.amount,
            each.address,
            each.start,
            each.end,
        )


def _people(actor: Actor, file: SippFile) -> Any:
    return (
        actor.sees(SippLine)
        .join(Enrolment, Enrolment.id == SippLine.enrolment_id)
        .join(Participant, Participant.id == SippLine.participant_id)
        .where(SippLine.file_id == file.id)
    )
