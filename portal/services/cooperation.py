"""A partner suspended for a while, or closed for good: its people read on, and nobody is left without cover by it."""

from __future__ import annotations

from sqlalchemy import func, update

from portal.access.actor import Actor
from portal.access.audit import Action, audited, bulk_update, fact
from portal.access.permissions import Permission
from portal.models import LIVE, Enrolment, Invoice, Organisation, OrganisationKind, db
from portal.rules import regions
from portal.services.invoices import OPEN
from portal.values import clock
from portal.values.fault import Refused
from portal.values.month import Month


@audited(Action.PARTNER_SUSPENDED, needs=Permission.ORGANISATION_WRITE)
def suspend(actor: Actor, partner: Organisation, *, reason: str) -> Organisation:
    """From now on its people, and those of the units below, read and do only what cannot wait. Nobody loses cover.

    `Refused`: partner.closed, partner.suspended.
    """
    del actor  # the partner was found by it
    refuse_closed(partner)
    if partner.suspended_at is not None:
        raise Refused.because("partner.suspended")
    _set(partner, suspended=True, reason=reason)
    fact(reason=reason)
    return partner


@audited(Action.PARTNER_RESUMED, needs=Permission.ORGANISATION_WRITE)
def resume(actor: Actor, partner: Organisation) -> Organisation:
    """All of them do again what their roles permit. `Refused`: partner.closed."""
    del actor
    refuse_closed(partner)
    _set(partner, suspended=False)
    return partner


@audited(Action.PARTNER_CLOSED, needs=Permission.ORGANISATION_WRITE)
def close(actor: Actor, partner: Organisation, *, reason: str) -> Organisation:
    """The cooperation is over; what there was stays to be read.

    `Refused`: partner.closed, partner.bills, partner.covered (people whose paid months have not ended).
    """
    refuse_closed(partner)
    unpaid = actor.sees(Invoice, of=partner).where(Invoice.state.in_(OPEN))
    if bills := db.session.scalar(unpaid.with_only_columns(func.count())):
        raise Refused.because("partner.bills", count=bills)
    covered = actor.sees(Enrolment, of=partner).where(
        Enrolment.state.in_(LIVE), Enrolment.paid_through >= Month.of(clock.today())
    )
    if people := db.session.scalar(covered.with_only_columns(func.count())):
        raise Refused.because("partner.covered", count=people)
    _set(partner, suspended=True, reason=reason)
    partner.closed_at, partner.next_step, partner.next_on = clock.now(), "", None
    fact(reason=reason)
    return partner


@audited(Action.PARTNER_REOPENED, needs=Permission.ORGANISATION_WRITE)
def reopen(actor: Actor, partner: Organisation) -> Organisation:
    """A closed one begins again where it was."""
    del actor
    partner.closed_at = None
    _set(partner, suspended=False)
    return partner


@audited(Action.PARTNER_PLACED, needs=Permission.ORGANISATION_WRITE)
def place(actor: Actor, partner: Organisation, code: str) -> Organisation:
    """Keep in which village (kelurahan, desa) a partner stands. `Refused`: village.unknown."""
    del actor
    village = regions.village(code)
    partner.village, partner.region = village.code, village.regency
    return partner


def refuse_closed(partner: Organisation) -> None:
    if partner.closed_at is not None:
        raise Refused.because("partner.closed", name=partner.name)


def _set(partner: Organisation, *, suspended: bool, reason: str = "") -> None:
    at = clock.now() if suspended else None
    partner.suspended_at, partner.suspended_because = at, reason
    if partner.kind is OrganisationKind.ORMAS:
        below = update(Organisation).where(Organisation.within(partner.path), Organisation.id != partner.id)
        bulk_update(Organisation, below.values(suspended_at=at, suspended_because=reason))
