"""A NIK that was wrong from the beginning (NIK yang benar): the sponsor says which is right, the branch agrees.

Only of somebody whom SIPP sent back, since SIPP knows nobody by the wrong one: then it is the same person, whose
months and card stay theirs. In any other state another NIK is another person.
"""

from __future__ import annotations

from sqlalchemy import Select
from sqlalchemy.exc import IntegrityError

from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import Enrolment, Participant, SippLine, db
from portal.models.columns import blind_nik
from portal.services import enrolments, participants, sipp_returns
from portal.services.disclosures import reason_of
from portal.values import clock
from portal.values.fault import Fault, Invalid, Refused
from portal.values.nik import Nik


@audited(Action.NIK_PROPOSED, needs=Permission.ENROLMENT_WRITE)
def propose(actor: Actor, enrolment: Enrolment, text: str) -> Enrolment:
    """The sponsor says which NIK is right; said again, the latest counts.

    `Refused`: sipp.not_returned, nik_proposal.same, nik_proposal.taken, the codes of `Nik.parse`, and what
    `enrolments.refuse_locked` refuses.
    """
    line = sipp_returns.of(actor, enrolment)
    if line is None:
        raise Refused.because("sipp.not_returned")
    enrolments.refuse_locked(actor, enrolment)
    try:
        nik = Nik.parse(text)
    except Invalid as invalid:
        raise Refused(Fault(invalid.fault.code, "nik", params=invalid.fault.params)) from None
    if nik == enrolment.participant.nik:
        raise Refused.because("nik_proposal.same", "nik")
    if _is_known(nik):
        raise Refused.because("nik_proposal.taken", "nik")
    line.proposed_nik, line.proposed_by_name, line.proposed_at = nik, actor.name, clock.now()
    return enrolment


def asked(actor: Actor) -> Select[SippLine]:
    """Lines of those whose NIK the branch is asked about."""
    return actor.sees(SippLine).where(SippLine.PROPOSED)


def fits(person: Participant, nik: Nik) -> bool:
    """Whether a number says the birth date and the sex that are known of a person."""
    return nik.born(clock.today()) == person.birth_date and nik.sex is person.sex


def differing(was: Nik, wanted: Nik) -> list[int]:
    """The places, from 1, at which two numbers differ: enough to judge a slip by, without showing either."""
    return [at for at, (one, other) in enumerate(zip(was.digits, wanted.digits, strict=True), 1) if one != other]


@audited(Action.NIK_AGREED, needs=Permission.SIPP_WRITE)
def agree(actor: Actor, line: SippLine) -> Enrolment:
    """The branch agrees: the person has this NIK, and goes with the next workbook. `Refused`: nik_proposal.gone,
    nik_proposal.taken."""
    line = _held(actor, line)
    nik = line.proposed_nik
    assert nik is not None
    enrolment = enrolments.find(actor, line.enrolment_id)
    person = enrolment.participant
    participants.hold([person.nik_index, blind_nik(nik)])
    try:
        with db.session.begin_nested():
            person.nik, person.nik_index = nik, blind_nik(nik)
            db.session.flush()
    except IntegrityError:
        raise Refused.because("nik_proposal.taken") from None
    _settle(line)
    db.session.flush()
    sipp_returns.mend(actor, enrolment)
    return enrolment


@audited(Action.NIK_DECLINED, needs=Permission.SIPP_WRITE)
def decline(actor: Actor, line: SippLine, reason: str) -> Enrolment:
    """The branch does not agree; the sponsor reads why beside SIPP's own words. `Refused`: nik_proposal.gone,
    reveal.reason, reveal.digits."""
    line = _held(actor, line)  # that it is answered already is said before what its reason lacks
    reason = reason_of(reason)
    line.reason = f"{line.reason} · {actor.branch_name}: {reason}"[:300]
    _settle(line)
    fact(reason=reason)
    return enrolments.find(actor, line.enrolment_id)


def _held(actor: Actor, line: SippLine) -> SippLine:
    held = db.session.scalars(
        actor.sees(SippLine).where(SippLine.id == line.id).with_for_update().execution_options(populate_existing=True)
    ).one()
    if held.proposed_nik is None:
        raise Refused.because("nik_proposal.gone")
    return held


def _settle(line: SippLine) -> None:
    line.proposed_nik, line.proposed_by_name, line.proposed_at = None, "", None


def _is_known(nik: Nik) -> bool:
    known = everyone(Participant, because="a NIK is one person's").where(Participant.nik_index == blind_nik(nik))
    return db.session.scalar(known.with_only_columns(Participant.id)) is not None
