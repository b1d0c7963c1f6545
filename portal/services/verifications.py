"""What anyone may learn who holds a card or a receipt: as little as proves it, and from where a paper says it.

The code on a paper is the only key. It cannot be guessed, so whoever has it was shown the paper.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import joinedload

from portal.access.actor import everyone
from portal.models import (
    Agent,
    AgentState,
    Enrolment,
    EnrolmentState,
    Invoice,
    Organisation,
    OrganisationKind,
    Payment,
    Wave,
    db,
)
from portal.rules.coverage import Cover
from portal.services import coverage
from portal.values import clock
from portal.values.rupiah import Rupiah

_CODE = re.compile(r"[2-9A-HJKMNP-TV-Z]{12}")
_BETWEEN = re.compile(r"[\s.\-\u200b\u200e\u200f]+")

_address = ""


def stand_at(address: str) -> None:
    """Say once where the public pages are: ``https://gandeng.example``. Papers are printed outside requests too."""
    global _address  # noqa: PLW0603  (one process serves one installation)
    _address = address


def card_url(code: str) -> str:
    """Where the QR of a card leads."""
    return f"{_address}/periksa/{code}"


def receipt_url(code: str) -> str:
    """Where the QR of a receipt leads."""
    return f"{_address}/kuitansi/{code}"


def wave_url(code: str) -> str:
    """Where the QR of a wave's papers leads."""
    return f"{_address}/rombongan/{code}"


def agent_url(code: str) -> str:
    """Where the QR of an agent's letters leads."""
    return f"{_address}/agen/{code}"


def house_url(path: str) -> str:
    """Where the QR of a printed sheet of dues leads: to the sheet itself, for those who may see it."""
    return f"{_address}{path}"


def registration_url(code: str, invitation: str = "") -> str:
    """Where the QR of a registration link leads: to the form, for anyone; handed on by an officer, it says so."""
    return f"{_address}/daftar/{code}" + (f"?ajakan={invitation}" if invitation else "")


def class_url(code: str) -> str:
    """Where the QR of a class's link leads: to the form of one line, for its pupils."""
    return f"{_address}/kelas/{code}"


def consent_url(sheet_id: UUID) -> str:
    """Where the QR of a sheet of consent leads: to where its lines are ticked, for the school."""
    return f"{_address}/sekolah/lembar-wali/{sheet_id}"


def meeting_url(sheet_id: UUID) -> str:
    """Where the QR of a registration sheet leads: to where its lines are typed back."""
    return f"{_address}/ormas/pendaftar/lembar/{sheet_id}"


def case_url(portal: str, case_id: UUID) -> str:
    """Where somebody reads of a case; `portal` is the first word of their portal's addresses."""
    return f"{_address}/{portal}/kasus/{case_id}"


def emergency_url(code: str) -> str:
    """Where a card leads when somebody is hurt."""
    return f"{_address}/darurat/{code}"


def code_of(text: str) -> str | None:
    """A code as a person types it off a paper, small or with gaps; None for what no paper carries."""
    code = _BETWEEN.sub("", text).upper()
    return code if _CODE.fullmatch(code) else None


@dataclass(frozen=True, slots=True)
class VerifiedCard:
    """A card as a stranger may see it: no number, no birth date, no school. `at` is the instant asked."""

    name: str
    cover: Cover
    start: date
    end: date | None
    programmes: tuple[str, ...]
    sponsor: OrganisationKind
    at: datetime
    #: Whether it was ever valid, so that an accident of its bearer may be told of.
    approved: bool


@dataclass(frozen=True, slots=True)
class VerifiedReceipt:
    """A receipt as it was given; `voided_at` when it counts no more."""

    number: str
    amount: Rupiah
    paid_at: datetime
    sponsor: str
    voided_at: datetime | None


@dataclass(frozen=True, slots=True)
class VerifiedWave:
    """A wave of interns as whoever holds one of its papers may see it: counted, and nobody named."""

    name: str
    school: str
    start: date
    end: date
    people: int
    paid: int


@dataclass(frozen=True, slots=True)
class VerifiedAgent:
    """An agent as whoever they stand before may see them. `holds`: the letter of assignment holds today."""

    name: str
    number: str
    wadah: str
    until: date | None
    holds: bool


def card(code: str) -> VerifiedCard | None:
    """Whose card this is, masked, and whether it covers now; None when no card has this code."""
    asked = everyone(Enrolment, because="whoever holds a card may check whether it covers").where(
        Enrolment.card_code == code
    )
    found = db.session.scalars(
        asked.options(joinedload(Enrolment.participant), joinedload(Enrolment.organisation))
    ).one_or_none()
    if found is None:
        return None
    now = clock.now()
    return VerifiedCard(
        masked(found.participant.name),
        coverage.answer(found, now),
        found.start,
        found.end,
        tuple(found.programmes.split("+")),
        found.organisation.kind,
        now,
        found.state is EnrolmentState.APPROVED,
    )


def receipt(code: str) -> VerifiedReceipt | None:
    """What a receipt says; None when no receipt has this code."""
    asked = everyone(Payment, because="whoever holds a receipt may check that it is ours").where(Payment.code == code)
    found = db.session.scalars(
        asked.options(joinedload(Payment.invoice).joinedload(Invoice.organisation))
    ).one_or_none()
    if found is None:
        return None
    return VerifiedReceipt(
        found.number, found.amount, found.paid_at, found.invoice.organisation.name, found.voided_at
    )


def wave(code: str) -> VerifiedWave | None:
    """Whose papers these are and how things stand now; None when no wave has this code."""
    asked = everyone(Wave, because="whoever holds a paper of a wave may check that it is ours").where(
        Wave.code == code
    )
    found = db.session.scalars(asked).one_or_none()
    if found is None:
        return None
    theirs = everyone(Enrolment, because="a paper of a wave says how many are registered").where(
        Enrolment.wave_id == found.id, Enrolment.state == EnrolmentState.APPROVED
    )
    counted = theirs.with_only_columns(func.count(), func.count(Enrolment.covered_from))
    people, paid = db.session.execute(counted).one()
    school = db.session.scalars(
        everyone(Organisation, because="a paper of a wave says whose it is").where(
            Organisation.id == found.organisation_id
        )
    ).one()
    return VerifiedWave(found.name, school.name, found.start, found.end, people, paid)


def agent(code: str) -> VerifiedAgent | None:
    """Who goes about with this letter, and whether they may today; None when no agent has this code."""
    asked = everyone(Agent, because="whoever is shown an agent's letter may check it").where(Agent.code == code)
    found = db.session.scalars(asked.options(joinedload(Agent.organisation))).one_or_none()
    if found is None or found.approved_at is None:
        return None
    today = clock.today()
    until = min((each for each in (found.assignment_end, found.certificate_until) if each), default=None)
    begun = found.assignment_start is not None and found.assignment_start <= today
    holds = found.state is AgentState.ACTIVE and begun and until is not None and until >= today
    return VerifiedAgent(found.name, found.number or "", found.organisation.name, until, holds)


def masked(name: str) -> str:
    """``B*** S******``: enough for whom it stands before, too little to look someone up."""
    return " ".join(word[0] + "*" * min(len(word) - 1, 9) for word in name.split())
