"""Answers of SIPP, loaded back: who was taken gets their KPJ, who was refused goes back to whoever sponsors them.

A row that cannot be right (unknown here, twice, another's number) is left alone and told; the others go on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, func, update

from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited, bulk_update, fact
from portal.access.permissions import Permission
from portal.models import (
    Enrolment,
    Organisation,
    OrganisationKind,
    Participant,
    Sipp,
    SippFile,
    SippFileState,
    SippLine,
    SippLineState,
    SippResult,
    db,
    new_id,
)
from portal.models.columns import blind_nik
from portal.rules.sipp_answers import About, Answer, answer, compared
from portal.services import policies, sipp_files
from portal.spreadsheets.reader import open_sheet
from portal.spreadsheets.recognition import mapping_of, recognise
from portal.spreadsheets.refusal import FileRefused
from portal.spreadsheets.sipp import MOST
from portal.spreadsheets.sipp_columns import ANSWERS
from portal.values import clock
from portal.values.fault import Fault, Refused

T = TypeVar("T")

#: Rows of a statement at once.
_CHUNK = 1_000
#: States of a file whose answers may come; a partial file may be answered again and again.
_AWAITED = (SippFileState.HANDED_OVER, SippFileState.ANSWERED)


@audited(Action.SIPP_RESULT_READ, needs=Permission.SIPP_WRITE)
def read(actor: Actor, file: SippFile, content: bytes, *, title: str, about: About = About.MIXED) -> SippResult:
    """Take in what SIPP said of the people of a file.

    `Refused`: sipp.not_handed_over, sipp.same_result, sipp.columns, sipp.rows, sipp.no_match, and every `file.…`.
    """
    held = sipp_files.own(actor, file, _AWAITED, "sipp.not_handed_over")
    sha256 = hashlib.sha256(content).digest()
    _refuse_same(actor, sha256)
    usual = policies.in_force(actor.branch_id, clock.today()).kpj_length
    answers = compared([answer(at, texts, about=about, usual=usual) for at, texts in _rows(content, title)])
    verdict = _judged(actor, held, answers)
    if not verdict.matched:
        raise Refused.because("sipp.no_match", "file")
    now = clock.now()
    _accept(verdict.accepted, now)
    _send_back(verdict.returned, now)
    db.session.expire_all()
    _count(actor, held)
    result = SippResult(
        id=new_id(),
        branch_id=actor.branch_id,
        file_id=held.id,
        title=title,
        sha256=sha256,
        rows=len(answers),
        accepted=len(verdict.accepted),
        returned=len(verdict.returned),
        known=verdict.known,
        faults={"rows": [[number, found.as_json()] for number, found in verdict.faults]},
        faulty=verdict.faulty,
        read_by=actor.user_id,
        read_by_name=actor.name,
        read_at=now,
    )
    db.session.add(result)
    fact(
        rows=result.rows,
        accepted=result.accepted,
        returned=result.returned,
        faulty=result.faulty,
        sha256=sha256.hex(),
    )
    return result


def _refuse_same(actor: Actor, sha256: bytes) -> None:
    earlier = db.session.scalars(actor.sees(SippResult).where(SippResult.sha256 == sha256)).one_or_none()
    if earlier is not None:
        day = clock.in_wib(earlier.read_at).date()
        raise Refused.because("sipp.same_result", "file", day=day, name=earlier.read_by_name)


def _rows(content: bytes, title: str) -> list[tuple[int, dict[str, str]]]:
    """Every row's number in the file and its texts by field."""
    with open_sheet(content, title, profile=ANSWERS) as sheet:
        mapping = mapping_of(recognise(sheet.header, sheet.sample, ANSWERS))
        if "nik" not in mapping:
            raise FileRefused.because("sipp.columns", "file")
        rows = []
        for batch in sheet.rows():
            rows += [(row.number, {field: row.cells[at] for field, at in mapping.items()}) for row in batch]
            if len(rows) > MOST:
                raise FileRefused.because("sipp.rows", "file", most=MOST)
    return rows


@dataclass(slots=True)
class _Verdict:
    """What the answers come to beside what is known: lines to change, with the answer; rows left alone."""

    accepted: list[tuple[Row[Any], Answer]]
    returned: list[tuple[Row[Any], Answer]]
    known: int
    faults: list[tuple[int, Fault]]
    #: How many rows were left alone: warnings hold nothing back.
    faulty: int

    @property
    def matched(self) -> bool:
        return bool(self.accepted or self.returned or self.known)


def _judged(actor: Actor, file: SippFile, answers: Sequence[Answer]) -> _Verdict:
    lines = _lines(actor, file)
    holders = _holders([each.kpj for each in answers if each.kpj])
    verdict = _Verdict([], [], 0, [], 0)
    for each in answers:
        line = lines.get(blind_nik(each.nik)) if each.nik else None
        if wrong := each.fault or _wrong(each, line, holders):
            verdict.faults.append((each.number, wrong))
            verdict.faulty += 1
            continue
        assert line is not None
        if each.warning:
            verdict.faults.append((each.number, each.warning))
        if each.taken and (line.state is not SippLineState.ACCEPTED or (each.kpj and not line.kpj)):
            verdict.accepted.append((line, each))
        elif not each.taken and line.state is SippLineState.WAITING:
            verdict.returned.append((line, each))
        else:
            verdict.known += 1
    return verdict


def _wrong(said: Answer, line: Row[Any] | None, holders: dict[str, UUID]) -> Fault | None:
    """Why an answer cannot be right, beside what is known."""
    if line is None:
        return Fault("sipp.unknown", "nik")
    if not said.taken:
        return Fault("sipp.taken_before") if line.state is SippLineState.ACCEPTED else None
    if said.kpj and line.kpj and said.kpj != line.kpj:
        return Fault("sipp.kpj_differs", "kpj")
    if said.kpj and holders.get(said.kpj, line.participant_id) != line.participant_id:
        return Fault("sipp.kpj_taken", "kpj")
    return None


def _lines(actor: Actor, file: SippFile) -> dict[bytes, Row[Any]]:
    """The people of a file by the index of their NIK; one query."""
    columns = (
        SippLine.id,
        SippLine.state,
        SippLine.enrolment_id,
        SippLine.participant_id,
        Participant.kpj,
        Participant.nik_index,
    )
    found = (
        actor.sees(SippLine)
        .join(Participant, Participant.id == SippLine.participant_id)
        .where(SippLine.file_id == file.id)
        .with_only_columns(*columns)
    )
    lines: Sequence[Any] = db.session.execute(found).all()
    return {bytes(each.nik_index): each for each in lines}


def _holders(numbers: Sequence[str]) -> dict[str, UUID]:
    """Whose these numbers of the card are already."""
    known: dict[str, UUID] = {}
    for some in _by_chunks(numbers):
        asked = everyone(Participant, because="a number of the card is one person's").where(Participant.kpj.in_(some))
        columns = (Participant.kpj, Participant.id)
        known |= {str(kpj): id_ for kpj, id_ in db.session.execute(asked.with_only_columns(*columns))}
    return known


def _by_chunks(some: Sequence[T]) -> Iterator[Sequence[T]]:
    for at in range(0, len(some), _CHUNK):
        yield some[at : at + _CHUNK]


def _accept(found: Sequence[tuple[Row[Any], Answer]], now: Any) -> None:
    """Taken: the line, the person's number, and every enrolment of theirs that waited for it."""
    if not found:
        return
    numbered = [{"id": line.participant_id, "kpj": said.kpj} for line, said in found if said.kpj]
    if numbered:
        bulk_update(Participant, update(Participant), numbered)
    lines = [{"id": line.id, "state": SippLineState.ACCEPTED, "reason": "", "answered_at": now} for line, _ in found]
    bulk_update(SippLine, update(SippLine), lines)
    for some in _by_chunks(found):
        whose = Enrolment.participant_id.in_([line.participant_id for line, _ in some])
        bulk_update(Enrolment, update(Enrolment).where(whose, Enrolment.sipp != Sipp.VALID).values(sipp=Sipp.VALID))


def _send_back(found: Sequence[tuple[Row[Any], Answer]], now: Any) -> None:
    if not found:
        return
    lines = [
        {"id": line.id, "state": SippLineState.RETURNED, "reason": said.reason, "answered_at": now}
        for line, said in found
    ]
    bulk_update(SippLine, update(SippLine), lines)
    for some in _by_chunks(found):
        whose = Enrolment.id.in_([line.enrolment_id for line, _ in some])
        bulk_update(Enrolment, update(Enrolment).where(whose).values(sipp=Sipp.RETURNED))


def _count(actor: Actor, file: SippFile) -> None:
    """The file's figures are those of its lines."""
    counted = (
        actor.sees(SippLine)
        .where(SippLine.file_id == file.id)
        .with_only_columns(SippLine.state, func.count())
        .group_by(SippLine.state)
    )
    by: dict[SippLineState, int] = {each[0]: each[1] for each in db.session.execute(counted)}
    file.accepted = by.get(SippLineState.ACCEPTED, 0)
    file.returned = by.get(SippLineState.RETURNED, 0) + by.get(SippLineState.MENDED, 0)
    file.state = SippFileState.HANDED_OVER if file.waiting else SippFileState.ANSWERED


# ── Reading.


def faults(result: SippResult) -> list[tuple[int, Fault]]:
    """Rows that were left alone, and those worth a look: number in the file, and why."""
    return [(number, Fault.from_json(found)) for number, found in result.faults.get("rows", ())]


@dataclass(frozen=True, slots=True)
class SentBack:
    """How many people of a sponsor were refused in one result."""

    organisation_id: UUID
    kind: OrganisationKind
    name: str
    people: int


def sent_back(actor: Actor, result: SippResult) -> list[SentBack]:
    """Whom to tell, the most first; one query."""
    counted = (
        actor.sees(SippLine)
        .join(Organisation, Organisation.id == SippLine.organisation_id)
        .where(
            SippLine.file_id == result.file_id,
            SippLine.answered_at == result.read_at,
            SippLine.state.in_([SippLineState.RETURNED, SippLineState.MENDED]),
        )
        .with_only_columns(Organisation.id, Organisation.kind, Organisation.name, func.count())
        .group_by(Organisation.id, Organisation.kind, Organisation.name)
        .order_by(func.count().desc(), Organisation.name)
    )
    return [SentBack(*each) for each in db.session.execute(counted)]


def of_file(actor: Actor, file: SippFile) -> Sequence[SippResult]:
    """The results of a file, the latest first."""
    return db.session.scalars(
        actor.sees(SippResult).where(SippResult.file_id == file.id).order_by(SippResult.id.desc()).limit(20)
    ).all()
