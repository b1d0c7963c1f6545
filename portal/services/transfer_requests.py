"""Asking for those who are covered through another sponsor, where that is first seen: among the applicants, and on
the page where members are registered. What they said is what is asked with; nothing is typed again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from portal.access.actor import Actor
from portal.access.audit import Action, audited
from portal.access.permissions import Permission
from portal.models import Applicant, Belonging, Consent, Organisation, OrmasMember, Transfer
from portal.services import applicants, member_registrations, registrations, transfers
from portal.services.newcomers import Said
from portal.values.fault import Refused


@audited(Action.APPLICANT_ASKED_FOR, needs=Permission.REGISTRATION_WRITE)
def for_applicant(actor: Actor, applicant: Applicant, said: Said = None) -> Transfer:
    """Ask for somebody who waits, from the first day on which that can be; they are registered by themselves when
    their sponsor lets them go, and placed on the roster as is `said` now.

    `Refused`: applicant.none, applicant.moving, and as `transfers.ask`.
    """
    applicant = applicants.held(actor, applicant)
    unit = actor.find(Organisation, applicant.organisation_id)
    transfer = transfers.ask(
        actor,
        unit,
        applicant.content,
        wanted_from=_soonest(unit, applicant.content),
        consent=applicant.consent,
        sure=True,
    )
    applicant.transfer_id = transfer.id
    applicant.belonging = said if isinstance(said, Belonging) else None
    applicant.member_id = actor.find(OrmasMember, said).id if isinstance(said, UUID) else None
    return transfer


@audited(Action.MEMBER_ASKED_FOR, needs=Permission.REGISTRATION_WRITE)
def for_member(
    actor: Actor, member: OrmasMember, said: Mapping[str, str], *, consent: Consent | None, sure: bool = False
) -> Transfer:
    """Ask for a member, with what was typed of them now and what the roster knows; who they are is known from now on.

    `Refused`: member.left, member.nik_taken, member.insured_twice, and as `transfers.ask`.
    """
    texts = member_registrations.texts_of(member, said)
    if refused := member_registrations.refusals(actor, [member], {member.id: texts}):
        raise Refused(*refused[member.id])
    unit = actor.find(Organisation, member.organisation_id)
    wanted_from = _soonest(unit, texts)
    transfer = transfers.ask(actor, unit, texts, wanted_from=wanted_from, consent=consent, sure=sure)
    if not member_registrations.link(actor, {member.id: registrations.examined(texts).values}):
        raise Refused.because("member.insured_twice", "nik")
    return transfer


def _soonest(unit: Organisation, texts: Mapping[str, str]) -> date:
    found = registrations.foreseen([(unit.id, texts)])[0]
    for fault in found.faults:
        if fault.code in transfers.ELSEWHERE:
            return transfers.soonest(fault)
    if found.has_errors:
        raise Refused(*found.faults)
    raise Refused.because("transfer.free", "nik")
