"""A notice of an accident by anybody who holds the card (Permenaker 1/2025 Pasal 48A): three things are enough.

The number is the card's; what happened, and a name with a telephone number, are asked for. Whoever sends it learns
nothing about the person.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import joinedload

from portal.access import audit
from portal.access.actor import everyone
from portal.access.audit import Action, fact
from portal.models import (
    Case,
    CaseState,
    Enrolment,
    EnrolmentState,
    Organisation,
    OrganisationKind,
    Origin,
    StepKind,
    db,
    new_id,
)
from portal.services import case_tellings, cases, contacts
from portal.services.cases import Account
from portal.services.numbers import Series, next_number
from portal.values import clock
from portal.values.fault import Refused

#: Of how many people a case keeps what they told: a crash has many witnesses, a joker many names.
MOST_TELLING = 6


def bearer(code: str) -> Enrolment | None:
    """Whose card it is; None for a code that no card carries, and for a card that was never valid."""
    asked = everyone(Enrolment, because="whoever holds a card may report that its bearer is hurt").where(
        Enrolment.card_code == code, Enrolment.state == EnrolmentState.APPROVED
    )
    return db.session.scalars(
        asked.options(joinedload(Enrolment.participant), joinedload(Enrolment.organisation))
    ).one_or_none()


def receive(enrolment: Enrolment, account: Account, *, injury: str = "") -> Case:
    """Somebody reports that the bearer of a card is hurt. An accident that is known already gains a contact.

    How it happened stays beside the account of the case, which sponsor and agent read, until somebody writes that.

    `Refused`: check.future, check.too_early, case.text, case.contact.
    """
    account = replace(
        account,
        place=cases.tidy(account.place),
        chronology=cases.tidy(account.chronology),
        contact_name=cases.tidy(account.contact_name),
        contact_phone=contacts.phone(account.contact_phone),
    )
    if len(account.contact_name) < 2:
        raise Refused.because("case.contact", "contact_name")
    cases.refuse_account(account, branch_id=enrolment.branch_id)
    same = cases.same_accident(enrolment.participant_id, account.happened_at)
    with audit.personal(Action.CASE_NOTICED, same or enrolment, who="Pemberi tahu", branch_id=enrolment.branch_id):
        if same is not None:
            _add_contact(same, account, injury)
            return same
        made = Case(
            id=new_id(),
            organisation_id=enrolment.organisation_id,
            branch_id=enrolment.branch_id,
            number=next_number(Series.KAS),
            enrolment_id=enrolment.id,
            participant_id=enrolment.participant_id,
            state=CaseState.NOTICED,
            origin=Origin.PUBLIC,
            told=account.words | {"chronology": ""},
            papers={},
            version=1,
            opened_by_name=account.contact_name[:120],
            opened_at=clock.now(),
            decided_by_name="",
            reason="",
            **account.facts,
        )
        db.session.add(made)
        db.session.flush()
        case_tellings.add(made, account, account.contact_name[:120])
        cases.note_injury(made, injury, account.contact_name[:120])
        cases.step(made, StepKind.NOTICED, account.contact_name[:120])
        cases.wind(made)
        fact(number=made.number)
        return made


def _add_contact(case: Case, account: Account, injury: str) -> None:
    if case.state in cases.OPEN and len(case_tellings.heard(case, words=False)) < MOST_TELLING:
        by_name = account.contact_name[:120]
        case_tellings.add(case, account, by_name)
        cases.note_injury(case, injury, by_name)
        cases.step(case, StepKind.NOTICED, by_name)


def clinics_by_region() -> dict[str, list[Organisation]]:
    """The clinics (PLKK) of the country that say where they stand, by the code of their regency or city."""
    asked = everyone(Organisation, because="whoever is hurt may know which clinics treat them").where(
        Organisation.kind == OrganisationKind.CLINIC,
        Organisation.closed_at.is_(None),
        Organisation.region.is_not(None),
    )
    found: dict[str, list[Organisation]] = {}
    for clinic in db.session.scalars(asked.order_by(Organisation.name_key, Organisation.id)):
        found.setdefault(clinic.region or "", []).append(clinic)
    return found
