"""Somebody who is hurt at work: insured through an agent, asked about at a clinic's desk; photographs of a card."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import segno

from portal.models import CoverCheck, Enrolment, Purpose
from portal.models.transaction import transaction
from portal.services import cover_checks, verifications
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
