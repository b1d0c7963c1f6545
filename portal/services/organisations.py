"""Partners of a branch: what all of them share, and schools. An ormas has a file of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError

from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited
from portal.access.permissions import Permission
from portal.models import Organisation, OrganisationKind, Stage, db, new_id
from portal.rules.contributions import Funding
from portal.services import submissions
from portal.values import clock
from portal.values.fault import Refused
from portal.values.naming import name_key

#: Digits for most, letters possible; the first is the island group, 9 abroad (domain paper, section 7).
_NPSN = re.compile(r"[0-9A-Z]{8}")
_LEAST_DIGITS = 5
#: The number BPJS gives a wadah; its form is not published (domain paper, section 3).
_NPW = re.compile(r"[0-9A-Z][0-9A-Z./-]{2,31}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The PKS between school and branch; days are WIB, both included. All empty: not signed yet."""

    number: str = ""
    start: date | None = None
    end: date | None = None


def stage_said(partner: Organisation, stage: Stage, agreement: Agreement) -> Stage:
    """The stage as it was said; where that was left as it is, a first agreement brings a partner to "PKS"."""
    early = partner.stage in {Stage.REGISTERED, Stage.BRIEFED}
    signed = bool(agreement.number) and not partner.agreement_number
    return Stage.AGREED if early and signed and stage is partner.stage else stage


@audited(Action.ORGANISATION_REGISTERED, needs=Permission.ORGANISATION_WRITE)
def register_school(
    actor: Actor,
    *,
    name: str,
    npsn: str,
    address: str = "",
    contact_name: str = "",
    contact_phone: str | None = None,
    contact_email: str | None = None,
    agreement: Agreement | None = None,
    funding: Funding = Funding.OWN,
    needs_principal: bool = False,
) -> Organisation:
    """A school under the actor's branch; at the stage "PKS" when its agreement is known, else "registered".

    `Refused`: organisation.name, npsn.form, npsn.taken, agreement.dates, agreement.period.
    """
    agreement = agreement or Agreement()
    key = new_id()
    school = Organisation(
        id=key,
        branch_id=actor.branch_id,
        kind=OrganisationKind.SCHOOL,
        path=f"/{key}/",
        created_at=clock.now(),
        stage=Stage.AGREED if agreement.number else Stage.REGISTERED,
        needs_principal=needs_principal,
        funding=funding,
    )
    _describe(
        school,
        name=name,
        npsn=npsn,
        address=address,
        contact_name=contact_name,
        contact_phone=contact_phone,
        contact_email=contact_email,
        agreement=agreement,
    )
    return _kept(school)


@audited(Action.ORGANISATION_CHANGED, needs=Permission.ORGANISATION_WRITE)
def change(
    actor: Actor,
    organisation: Organisation,
    *,
    name: str,
    npsn: str,
    address: str,
    contact_name: str,
    contact_phone: str | None,
    contact_email: str | None,
    agreement: Agreement,
    stage: Stage,
    funding: Funding,
    needs_principal: bool,
) -> Organisation:
    """Everything the branch knows of a school, anew. What waits for a principal who need not approve any more goes on
    to the branch. `Refused` as `register_school`."""
    organisation.stage = stage_said(organisation, stage, agreement)
    organisation.funding, organisation.needs_principal = funding, needs_principal
    with db.session.no_autoflush:
        _describe(
            organisation,
            name=name,
            npsn=npsn,
            address=address,
            contact_name=contact_name,
            contact_phone=contact_phone,
            contact_email=contact_email,
            agreement=agreement,
        )
    kept = _kept(organisation)
    if not needs_principal:
        submissions.let_on(actor, organisation)
    return kept


def npsn_of(text: str) -> str:
    """An NPSN as it is kept: eight characters, mostly digits. `Refused` npsn.form."""
    npsn = re.sub(r"[\s.\-]", "", text).upper()
    if not _NPSN.fullmatch(npsn) or sum(mark.isdigit() for mark in npsn) < _LEAST_DIGITS:
        raise Refused.because("npsn.form", "npsn")
    return npsn


def npw_of(organisation: Organisation, text: str) -> str:
    """An NPW as it is kept, or nothing; no other wadah's. `Refused`: npw.form, npw.taken."""
    npw = "".join(text.upper().split())
    if not npw:
        return ""
    if not _NPW.fullmatch(npw):
        raise Refused.because("npw.form", "npw")
    holder = everyone(Organisation, because="an NPW belongs to one wadah in the country").where(
        Organisation.npw == npw, Organisation.id != organisation.id
    )
    if db.session.scalar(holder.with_only_columns(Organisation.id).limit(1)) is not None:
        raise Refused.because("npw.taken", "npw")
    return npw


def _describe(
    school: Organisation,
    *,
    name: str,
    npsn: str,
    address: str,
    contact_name: str,
    contact_phone: str | None,
    contact_email: str | None,
    agreement: Agreement,
) -> None:
    if not any(mark.isalpha() for mark in name):
        raise Refused.because("organisation.name", "name")
    npsn = npsn_of(npsn)
    _refuse_taken(school, npsn)
    school.npsn = npsn
    describe(
        school,
        name=name,
        address=address,
        contact_name=contact_name,
        contact_phone=contact_phone,
        contact_email=contact_email,
        agreement=agreement,
    )


def describe(
    organisation: Organisation,
    *,
    name: str,
    address: str,
    contact_name: str,
    contact_phone: str | None,
    contact_email: str | None,
    agreement: Agreement,
) -> None:
    """What is known of a partner of whatever kind; a step of registering and of changing.

    `Refused`: agreement.dates, agreement.period.
    """
    if bool(agreement.start) != bool(agreement.end) or (agreement.number and not agreement.start):
        raise Refused.because("agreement.dates", "agreement_start")
    if agreement.start and agreement.end and agreement.end < agreement.start:
        raise Refused.because("agreement.period", "agreement_end")
    organisation.name, organisation.name_key, organisation.address = name, name_key(name), address
    organisation.contact_name, organisation.contact_phone = contact_name, contact_phone or None
    organisation.contact_email = contact_email or None
    organisation.agreement_number = agreement.number or None
    organisation.agreement_start, organisation.agreement_end = agreement.start, agreement.end


def _refuse_taken(school: Organisation, npsn: str) -> None:
    holder = db.session.execute(
        everyone(Organisation, because="an NPSN belongs to one school in the country")
        .where(Organisation.npsn == npsn, Organisation.id != school.id)
        .with_only_columns(Organisation.branch_id, Organisation.name)
    ).one_or_none()
    if holder is None:
        return
    if holder.branch_id == school.branch_id:
        raise Refused.because("npsn.taken", "npsn", name=holder.name)
    raise Refused.because("npsn.taken_elsewhere", "npsn")


def _kept(school: Organisation) -> Organisation:
    """Two officers may register the same school at the same moment: the second is told so too."""
    try:
        with db.session.begin_nested():
            db.session.add(school)
    except IntegrityError:
        raise Refused.because("npsn.taken_elsewhere", "npsn") from None
    return school
