"""Wadah of Perisai agents and clinics (PLKK) as partners of a branch: what is known of them, and their agreement."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from portal.access.actor import Actor
from portal.access.audit import Action, audited
from portal.access.permissions import Permission
from portal.models import Organisation, OrganisationKind, Stage, db, new_id
from portal.rules import agents, regions
from portal.rules.contributions import Funding
from portal.services import organisations
from portal.services.organisations import Agreement
from portal.values import clock
from portal.values.fault import Refused

#: Kinds that are registered here.
KINDS = (OrganisationKind.PERISAI, OrganisationKind.CLINIC)
NOT_SIGNED = Agreement()


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What the branch knows. `region` names a regency or city; a wadah has an NPW, a clinic has none."""

    name: str
    region: str
    npw: str = ""
    address: str = ""
    contact_name: str = ""
    contact_phone: str | None = None
    contact_email: str | None = None
    agreement: Agreement = NOT_SIGNED
    funding: Funding = Funding.OWN


@audited(Action.ORGANISATION_REGISTERED, needs=Permission.ORGANISATION_WRITE)
def register(actor: Actor, kind: OrganisationKind, said: Description) -> Organisation:
    """A wadah or a clinic under the actor's branch; at the stage "PKS" when its agreement is known.

    `Refused`: partner.name, npw.missing, npw.form, npw.taken, region.unknown, region.unclear, agreement.dates,
    agreement.period, agreement.too_long.
    """
    assert kind in KINDS
    key = new_id()
    partner = Organisation(
        id=key,
        branch_id=actor.branch_id,
        kind=kind,
        path=f"/{key}/",
        created_at=clock.now(),
        stage=Stage.AGREED if said.agreement.number else Stage.REGISTERED,
    )
    _describe(partner, said)
    return _kept(partner)


@audited(Action.ORGANISATION_CHANGED, needs=Permission.ORGANISATION_WRITE)
def change(actor: Actor, partner: Organisation, said: Description, *, stage: Stage) -> Organisation:
    """Everything the branch knows of it, anew. `Refused` as `register`."""
    del actor  # the partner was found by it
    stage = organisations.stage_said(partner, stage, said.agreement)
    with db.session.no_autoflush:
        _describe(partner, said)
    partner.stage = stage
    return _kept(partner)


def _describe(partner: Organisation, said: Description) -> None:
    if not any(mark.isalpha() for mark in said.name):
        raise Refused.because("partner.name", "name")
    npw = organisations.npw_of(partner, said.npw) if partner.kind is OrganisationKind.PERISAI else ""
    if partner.kind is OrganisationKind.PERISAI and not npw:
        raise Refused.because("npw.missing", "npw")
    region = regions.named(said.region)
    organisations.describe(
        partner,
        name=said.name,
        address=said.address,
        contact_name=said.contact_name,
        contact_phone=said.contact_phone,
        contact_email=said.contact_email,
        agreement=said.agreement,
    )
    if partner.kind is OrganisationKind.PERISAI and said.agreement.start and said.agreement.end:
        last, reason = agents.longest_agreement(said.agreement.start)
        if said.agreement.end > last:
            raise Refused.because("agreement.too_long", "agreement_end", last=last, **reason.params)
    partner.npw, partner.region, partner.funding = npw or None, region.code, said.funding


def _kept(partner: Organisation) -> Organisation:
    """Two officers may register the same wadah at the same moment: the second is told so."""
    try:
        with db.session.begin_nested():
            db.session.add(partner)
    except IntegrityError:
        raise Refused.because("npw.taken", "npw") from None
    return partner
