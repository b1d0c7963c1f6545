"""Ormas as partners of a branch: the agreement, and the unit at the top of the tree. What is below is theirs."""

from __future__ import annotations

from collections.abc import Sequence

from portal.access.actor import Actor
from portal.access.audit import Action, audited
from portal.access.permissions import Permission
from portal.models import Organisation, OrganisationKind, Stage, db, new_id
from portal.rules.contributions import Funding
from portal.services import levels, organisations, trees, units
from portal.services.organisations import Agreement
from portal.values import clock


@audited(Action.ORGANISATION_REGISTERED, needs=Permission.ORGANISATION_WRITE)
def register(
    actor: Actor,
    *,
    name: str,
    level_names: Sequence[str],
    code: str = "",
    npw: str = "",
    address: str = "",
    contact_name: str = "",
    contact_phone: str | None = None,
    contact_email: str | None = None,
    agreement: Agreement | None = None,
    funding: Funding = Funding.OWN,
) -> Organisation:
    """An ormas by its top unit, and what it calls its levels from there down.

    `Refused`: unit.name, unit.code_form, npw.form, npw.taken, level.…, agreement.dates, agreement.period.
    """
    agreement = agreement or Agreement()
    called = levels.checked(level_names)
    key = new_id()
    top = Organisation(
        id=key,
        branch_id=actor.branch_id,
        kind=OrganisationKind.ORMAS,
        path=f"/{key}/",
        top_id=key,
        created_at=clock.now(),
        stage=Stage.AGREED if agreement.number else Stage.REGISTERED,
        funding=funding,
    )
    _describe(
        top,
        name=name,
        code=code,
        npw=npw,
        address=address,
        contact_name=contact_name,
        contact_phone=contact_phone,
        contact_email=contact_email,
        agreement=agreement,
    )
    db.session.add(top)
    db.session.flush()
    levels.put(actor, top, called)
    return top


@audited(Action.ORGANISATION_CHANGED, needs=Permission.ORGANISATION_WRITE)
def change(
    actor: Actor,
    top: Organisation,
    *,
    name: str,
    code: str,
    npw: str,
    address: str,
    contact_name: str,
    contact_phone: str | None,
    contact_email: str | None,
    agreement: Agreement,
    stage: Stage,
    funding: Funding,
) -> Organisation:
    """Everything the branch knows of an ormas, anew; its levels and its tree are its own. `Refused` as `register`."""
    trees.hold(actor, top)
    stage = organisations.stage_said(top, stage, agreement)
    with db.session.no_autoflush:
        _describe(
            top,
            name=name,
            code=code,
            npw=npw,
            address=address,
            contact_name=contact_name,
            contact_phone=contact_phone,
            contact_email=contact_email,
            agreement=agreement,
        )
    top.stage, top.funding = stage, funding
    return top


def _describe(
    top: Organisation,
    *,
    name: str,
    code: str,
    npw: str,
    address: str,
    contact_name: str,
    contact_phone: str | None,
    contact_email: str | None,
    agreement: Agreement,
) -> None:
    units.refuse_name(name)
    code = units.code_of(code)
    units.refuse_code(top, code)
    npw = organisations.npw_of(top, npw)
    organisations.describe(
        top,
        name=name,
        address=address,
        contact_name=contact_name,
        contact_phone=contact_phone,
        contact_email=contact_email,
        agreement=agreement,
    )
    top.code, top.npw = code or None, npw or None
