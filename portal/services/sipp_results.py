"""Answers of SIPP, loaded back: who was taken gets their KPJ, who was refused goes back to whoever sponsors them.

A row that cannot be right (unknown here, twice, another's number) is left alone and told; the others go on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, delete, func, update

from portal.access import audit
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
    SippLayout,
    SippLine,
    SippLineState,
    SippResult,
    SippSheet,
    db,
    new_id,
)
from portal.models.columns import blind_nik
from portal.rules.sipp_answers import About, Answer, answer, compared
from portal.services import policies, sipp_files
from portal.spreadsheets.cells import Row as Line
from portal.spreadsheets.cells import shown
from portal.spreadsheets.reader import open_sheet
from portal.spreadsheets.recognition import Match, mapping_of, recognise, remembered
from portal.spreadsheets.refusal import FileRefused
from portal.spreadsheets.sipp import MOST
from portal.spreadsheets.sipp_columns import ANSWERS
from portal.values import clock
from portal.values.fault import Fault, Refused
from portal.values.nik import without_numbers

T = TypeVar("T")

#: Rows of a statement at once.
_CHUNK = 1_000
#: One of these tells of a row what SIPP said, where the file itself is of both kinds.
_TELLING = frozenset({"kpj", "verdict", "reason"})
#: How long a file waits for somebody to say what its columns are: it holds many people's numbers.
KEPT = timedelta(days=7)
#: States of a file whose answers may come; a partial file may be answered again and again.
_AWAITED = (SippFileState.HANDED_OVER, SippFileState.ANSWERED)


@audited(Action.SIPP_RESULT_READ, needs=Permission.SIPP_WRITE)
def read(
    actor: Actor, file: SippFile, content: bytes, *, title: str, about: About = About.MIXED
) -> SippResult | SippSheet:
    """Take in what SIPP said of the people of a file; where its titles do not tell which column is what, keep it
    until a person has said so.

    `Refused`: sipp.not_handed_over, sipp.same_result, sipp.rows, sipp.no_match, and every `file.…`.
    """
    held = sipp_files.own(actor, file, _AWAITED, "sipp.not_handed_over")
    sha256 = hashlib.sha256(content).digest()
    if (kept := _refuse_same(actor, sha256)) is not None:
        return kept
    columns = mapping_of(_recognised(actor, content, title)[0])
    if "nik" in columns and (about is not About.MIXED or _TELLING & set(columns)):
        return _taken_in(actor, held, _rows(content, title, columns), title=title, about=about, sha256=sha256)
    sheet = SippSheet(
        id=new_id(),
        branch_id=actor.branch_id,
        file_id=held.id,
        title=title,
        sha256=sha256,
        about=about,
        content=content,
        brought_by=actor.user_id,
        brought_by_name=actor.name,
        brought_at=clock.now(),
    )
    db.session.add(sheet)
    fact(sha256=sha256.hex(), size=len(content))
    return sheet


@audited(Action.SIPP_RESULT_READ, needs=Permission.SIPP_WRITE)
def map_columns(actor: Actor, sheet: SippSheet, fields: Mapping[int, str]) -> SippResult:
    """A person says what the columns are: index → field ("" for ignored); the rows are taken in by it, and it is
    remembered for the branch's next file.

    `Refused`: mapping.twice, mapping.missing, and what `read` refuses.
    """
    chosen = {field: index for index, field in fields.items() if field}
    if len(chosen) < sum(1 for field in fields.values() if field):
        raise Refused.because("mapping.twice")
    if "nik" not in chosen:
        raise Refused.because("mapping.missing", fields=ANSWERS.by_field["nik"].title)
    held = sipp_files.own(actor, actor.find(SippFile, sheet.file_id), _AWAITED, "sipp.not_handed_over")
    rows = _rows(sheet.content, sheet.title, chosen)
    _remember(actor, {match.key: fields.get(match.index, "") for match, _ in columns_of(actor, sheet)})
    result = _taken_in(actor, held, rows, title=sheet.title, about=sheet.about, sha256=sheet.sha256)
    db.session.delete(sheet)
    return result


@audited(Action.SIPP_SHEET_DROPPED, needs=Permission.SIPP_WRITE)
def drop(actor: Actor, sheet: SippSheet) -> SippFile:
    """The file was another than one thought: nothing of it stays."""
    file = actor.find(SippFile, sheet.file_id)
    db.session.delete(sheet)
    return file


def forget() -> int:
    """Files whose columns nobody has said in `KEPT`; how many. A step of the daily tidying."""
    return audit.bulk_delete(SippSheet, delete(SippSheet).where(SippSheet.brought_at < clock.now() - KEPT))


def columns_of(actor: Actor, sheet: SippSheet, most: int = 3) -> list[tuple[Match, list[str]]]:
    """What each column of the file seems to be, with a few of its texts to recognise it by; numbers masked."""
    matches, sample = _recognised(actor, sheet.content, sheet.title)
    found = []
    for match in matches:
        texts = [row.cells[match.index] for row in sample if match.index < len(row.cells) and row.cells[match.index]]
        found.append((match, [without_numbers(shown(text))[:60] for text in texts[:most]]))
    return found


def _taken_in(
    actor: Actor,
    held: SippFile,
    rows: Sequence[tuple[int, dict[str, str]]],
    *,
    title: str,
    about: About,
    sha256: bytes,
) -> SippResult:
    usual = policies.in_force(actor.branch_id, clock.today()).kpj_length
    answers = compared([answer(at, texts, about=about, usual=usual) for at, texts in rows])
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


def _refuse_same(actor: Actor, sha256: bytes) -> SippSheet | None:
    """The same file, where it still waits for its columns."""
    earlier = db.session.scalars(actor.sees(SippResult).where(SippResult.sha256 == sha256)).one_or_none()
    if earlier is not None:
        day = clock.in_wib(earlier.read_at).date()
        raise Refused.because("sipp.same_result", "file", day=day, name=earlier.read_by_name)
    return db.session.scalars(actor.sees(SippSheet).where(SippSheet.sha256 == sha256)).one_or_none()


def _recognised(actor: Actor, content: bytes, title: str) -> tuple[list[Match], Sequence[Line]]:
    """What the columns seem to be, as a person once said where one did; and the first rows."""
    with open_sheet(content, title, profile=ANSWERS) as sheet:
        matches, sample = recognise(sheet.header, sheet.sample, ANSWERS), list(sheet.sample)
    layout = _layout(actor)
    return (remembered(matches, layout.mapping) if layout else matches), sample


def _rows(content: bytes, title: str, columns: Mapping[str, int]) -> list[tuple[int, dict[str, str]]]:
    """Every row's number in the file and its texts by field."""
    with open_sheet(content, title, profile=ANSWERS) as sheet:
        rows = []
        for batch in sheet.rows():
            rows += [(row.number, {field: row.cells[at] for field, at in columns.items()}) for row in batch]
            if len(rows) > MOST:
                raise FileRefused.because("sipp.rows", "file", most=MOST)
    return rows


def _layout(actor: Actor) -> SippLayout | None:
    return db.session.scalars(actor.sees(SippLayout)).one_or_none()


def _remember(actor: Actor, said: Mapping[str, str]) -> None:
    layout = _layout(actor)
    if layout is None:
        layout = SippLayout(branch_id=actor.branch_id, mapping={})
        db.session.add(layout)
    layout.mapping, layout.updated_at = dict(layout.mapping) | dict(said), clock.now()
    db.session.flush()


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
