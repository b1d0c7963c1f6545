"""The forms of a case: handed in once each, and pressed for when their time runs out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from portal.access import audit
from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import Case, CaseStep, OrganisationKind, StepKind, db, new_id
from portal.papers import letters
from portal.rules.accidents import OWES, Duty, Form, Hue, Party
from portal.services import cases, contacts, messages, opt_outs
from portal.services.verifications import case_url
from portal.values import clock
from portal.values.fault import Refused

#: How urgent a form has to be for a mail to those who owe it; the branch is told when it is urgent or late.
PRESSED = (Hue.SOON, Hue.URGENT, Hue.LATE)
ESCALATED = (Hue.URGENT, Hue.LATE)
#: A worker that was away longer than this presses nobody for what is past.
LATEST = timedelta(days=30)
#: Where each reads of it.
PORTALS = {
    OrganisationKind.SCHOOL: "sekolah",
    OrganisationKind.ORMAS: "ormas",
    OrganisationKind.PERISAI: "perisai",
    OrganisationKind.CLINIC: "perisai",
}
#: Cases that one run presses for; the next follows at once.
CHUNK = 50


@audited(Action.CASE_FORM_HANDED_IN, needs=Permission.CASE_WRITE)
def hand_in(actor: Actor, case: Case, form: Form) -> Case:
    """This form came to the branch, now. Only the clinic's or the branch's people can say so of the doctor's.

    `Refused`: case.decided, case.form_twice, case.form_early, case.form_doctor.
    """
    case = cases.held(actor, case)
    if form is not Form.KK1 and case.declared_at is None:
        raise Refused.because("case.form_early", "form")
    if OWES[form] is Party.CLINIC and not cases.reads_health(actor, case):
        raise Refused.because("case.form_doctor", "form")
    try:
        with db.session.begin_nested():
            cases.step(case, StepKind.HANDED_IN, actor.name, form=form, mark=f"form:{form.value}")
    except IntegrityError:
        raise Refused.because("case.form_twice", "form") from None
    cases.wind(case)
    fact(form=form.value)
    return case


def press() -> int:
    """Tell those who owe a form that its time runs out, once for each stage; how many cases were pressed for.

    What a worker that was away missed is one letter about how it stands now, not one for each stage.
    """
    now = clock.now()
    due = everyone(Case, because="a form's time runs out whoever looks").where(Case.PRESSES, Case.presses_at <= now)
    found = db.session.scalars(
        due.order_by(Case.presses_at)
        .options(joinedload(Case.organisation), joinedload(Case.enrolment))
        .limit(CHUNK)
        .with_for_update(of=Case)
    ).all()
    for case in found:
        with audit.personal(Action.CASES_PRESSED, case, who="Gandeng", branch_id=case.branch_id):
            if case.state in cases.OPEN:
                _press(case, cases.duties_of(case), now)
            cases.wind(case)
    return len(found)


def _press(case: Case, duties: Iterable[Duty], now: datetime) -> None:
    for duty in duties:
        hue = duty.hue(now)
        if hue not in PRESSED or duty.deadline is None or now - duty.deadline.at > LATEST:
            continue
        mark = f"{duty.form.value}:{hue.value}"
        known = everyone(CaseStep, because="nobody is pressed twice for the same").where(
            CaseStep.case_id == case.id, CaseStep.mark == mark
        )
        if db.session.scalar(known.with_only_columns(CaseStep.id)) is not None:
            continue
        cases.step(case, StepKind.PRESSED, "Gandeng", form=duty.form, hue=hue, mark=mark)
        _write(case, duty, hue)


def _write(case: Case, duty: Duty, hue: Hue) -> None:
    """A mail that names the case and nobody: it may be read by others."""
    assert duty.deadline is not None
    if messages.outlet() is None:
        return
    for name, address, portal in _addressees(case, duty, hue):
        id_ = new_id()
        subject, body = letters.letter(
            "case_pressed",
            name=name,
            number=case.number,
            form=duty.form.value,
            hue=hue.value,
            at=duty.deadline.at,
            url=case_url(portal, case.id),
            stop_url=opt_outs.stop_url(id_),
        )
        messages.queue(
            kind="case_pressed", recipient=address, subject=subject, body=body, branch_id=case.branch_id, id_=id_
        )


def _addressees(case: Case, duty: Duty, hue: Hue) -> Iterator[tuple[str, str, str]]:
    """Name, e-mail and portal of those who owe a form: of a wadah its manager and the person's own agent."""
    kind, write = case.organisation.kind, Permission.CASE_WRITE
    if duty.owes is Party.CLINIC and case.clinic_id is not None:
        told, portal = contacts.whom_to_tell(case.clinic_id, write), PORTALS[OrganisationKind.CLINIC]
    elif kind is OrganisationKind.PERISAI:
        told, portal = contacts.whom_to_tell(case.organisation_id, Permission.AGENT_WRITE), PORTALS[kind]
        if case.enrolment.agent_id is not None:
            told += contacts.of_membership(case.enrolment.agent_id)
    else:
        told, portal = contacts.whom_to_tell(case.organisation_id, write), PORTALS[kind]
    yield from ((name, email, portal) for name, email in told)
    if hue in ESCALATED:
        yield from (
            (name, email, "cabang") for name, email in contacts.officers(case.branch_id, Permission.CASE_DECIDE)
        )
