"""Somebody who is hurt at work: insured through an agent, asked about at a clinic's desk; photographs of a card."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import segno
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from portal.models import Case, CoverCheck, Enrolment, Purpose
from portal.models.transaction import transaction
from portal.papers.incoming import Paper
from portal.rules.accidents import Evidence, Form, Where
from portal.services import (
    case_documents,
    case_health,
    case_reports,
    cases,
    cover_checks,
    enrolments,
    notices,
    verifications,
)
from portal.services.case_health import Record
from portal.services.cases import Account
from portal.services.cover_checks import Subject
from portal.values import clock
from portal.values.clock import Zone
from tests.cast import Cast, Person
from tests.make import dues, workers


def insured(cast: Cast, numbers: Iterable[int] = (1,), *, paid_at: datetime | None = None) -> list[UUID]:
    """Vendors whom Dewi brought in, this month paid: their enrolments."""
    found = list(numbers)
    enrolled = workers.registered(cast.dewi, found)
    sheet = dues.opened(cast.dewi)
    dues.ticked(cast.dewi, sheet, range(1, len(found) + 1))
    dues.paid(cast.hasan, dues.billed(cast.dewi, sheet), paid_at=paid_at)
    return enrolled


def reached(by: Person, enrolment_id: UUID, email: str) -> None:
    """From now on there is a mailbox on file."""
    with transaction():
        actor = by.actor()
        enrolments.change(actor, actor.find(Enrolment, enrolment_id), {"email": email}, sure=True)


def checked(by: Person, text: str, *, at: datetime | None = None, traffic: bool = False) -> UUID:
    """The check of somebody by a number or a code."""
    with transaction():
        made = cover_checks.ask(
            by.actor(),
            Subject.typed(text),
            happened_at=at or clock.now(),
            zone=Zone.WIB,
            traffic=traffic,
            purpose=Purpose.AT_THE_DESK,
        )
        return made.id


def answer(by: Person, check_id: UUID) -> CoverCheck:
    return by.actor().find(CoverCheck, check_id)


def card_of(by: Person, enrolment_id: UUID) -> str:
    """The address in the QR of somebody's card."""
    return verifications.card_url(by.actor().find(Enrolment, enrolment_id).card_code)


def photo(text: str, *, scale: int = 12) -> bytes:
    """A PNG of a QR code, as large as a phone makes it."""
    made = io.BytesIO()
    segno.make(text, error="m").save(made, kind="png", scale=scale, border=4)
    return made.getvalue()


def account(**other: Any) -> Account:
    """A fall from a ladder half an hour ago."""
    known = {
        "happened_at": clock.now() - timedelta(minutes=30),
        "where": Where.AT_WORK,
        "place": "Pasar Andir, Bandung",
        "chronology": "Menurunkan barang dari rak atas, tangga bergeser, lalu jatuh.",
        "contact_name": "Ujang Kasir",
        "contact_phone": "+6281200001111",
    }
    return Account(**(known | other))


def opened(by: Person, enrolment_id: UUID, *, clinic: UUID | None = None, injury: str = "", **other: Any) -> UUID:
    """A case that a sponsor, an agent or the branch opened."""
    with transaction():
        actor = by.actor()
        where = next((each for each in cases.clinics(by.branch_id) if each.id == clinic), None)
        enrolment = actor.find(Enrolment, enrolment_id)
        return cases.open_case(actor, enrolment, account(**other), clinic=where, injury=injury).id


def noticed(by: Person, enrolment_id: UUID, *, injury: str = "", **other: Any) -> UUID:
    """A case that somebody with the card told of; `by` is anybody who sees the enrolment."""
    with transaction():
        return notices.receive(by.actor().find(Enrolment, enrolment_id), account(**other), injury=injury).id


def opened_at(by: Person, check_id: UUID, *, injury: str = "", **other: Any) -> UUID:
    """A case that a clinic opened, or joined."""
    with transaction():
        actor = by.actor()
        check = actor.find(CoverCheck, check_id)
        return cases.open_from_check(actor, check, account(**other), injury=injury).id


def case_of(by: Person, case_id: UUID) -> Case:
    """The case as it stands, with what its page needs."""
    return cases.find(by.actor(), case_id)


def noted(by: Person, case_id: UUID, **said: Any) -> None:
    """What the clinic writes down."""
    with transaction():
        case = case_of(by, case_id)
        case_health.note(by.actor(), case, Record(**said), version=case.version)


def handed_in(by: Person, case_id: UUID, *forms: Form) -> None:
    for form in forms:
        with transaction():
            case_reports.hand_in(by.actor(), case_of(by, case_id), form)


def paper(number: int = 1) -> Paper:
    """A paper as it is kept, another for each number."""
    return Paper(b"%PDF-1.7 " + bytes([number]), "application/pdf", 1, number.to_bytes(32, "big"))


def brought(by: Person, case_id: UUID, kind: Evidence, number: int = 1) -> UUID:
    """A paper in the file of a case."""
    with transaction():
        return case_documents.add(by.actor(), case_of(by, case_id), kind, paper(number)).id


def pdf(pages: int = 1, *, password: str = "", script: bool = False) -> bytes:
    """A PDF of blank pages, as a scanner makes it."""
    writer, made = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if script:
        deed = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("halo")}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(deed)
        writer.add_attachment("rahasia.txt", b"isi lampiran")
        writer.add_metadata({"/Author": "Orang Dalam"})
    if password:
        writer.encrypt(password)
    writer.write(made)
    return made.getvalue()
