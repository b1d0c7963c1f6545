"""The demo's wadah of Perisai agents with the vendors around them, and the clinic (PLKK) that would treat them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select, update

from portal.access.actor import Actor
from portal.access.audit import Action, audited, bulk_update
from portal.access.permissions import Permission, Role
from portal.cli.demo_dues import Worker, paid, registered
from portal.models import Contribution, Enrolment, Invoice, OrganisationKind, Payment
from portal.rules.agents import Document
from portal.services import agents, partners
from portal.services.agents import Description as AgentDescription
from portal.services.agents import Letters
from portal.services.organisations import Agreement
from portal.services.partners import Description
from portal.values import clock
from portal.values.clock import start_of
from portal.values.month import Month

_OF_DEWI: tuple[Worker, ...] = (
    ("Ujang Rustandi", "Pedagang bakso", "2,4 juta"),
    ("Lilis Suryani", "Pedagang kue", "1,3 juta"),
    ("Engkos Kosasih", "Tukang parkir", "1,5 juta"),
    ("Neneng Hasanah", "Pedagang sayur", "1,8 juta"),
    ("Tatang Sutisna", "Ojek pangkalan", "2,2 juta"),
    ("Titin Sumarni", "Penjahit", "1,6 juta"),
    ("Herman Suherman", "Tukang bangunan", "2,5 juta"),
)
_OF_JOKO: tuple[Worker, ...] = (
    ("Slamet Riyadi", "Kurir", "2,9 juta"),
    ("Enok Rohaeti", "Tukang cuci", "1 juta"),
    ("Karta Wijaya", "Pemulung", "1 juta"),
)

Admit = Callable[[str, str, Role, UUID], Actor]


def fill(hasan: Actor, today: date, admit: Admit) -> tuple[Actor, Actor]:
    """A wadah with two agents, who see their own people only, and a candidate; one of them works at the clinic, where
    somebody sits at the desk. Returns the first agent and whoever sits there."""
    wadah = partners.register(
        hasan,
        OrganisationKind.PERISAI,
        Description(
            name="Wadah Sinar Mandiri (contoh)",
            npw="NPW-CONTOH-01",
            region="Kota Bandung",
            address="Jl. Contoh No. 8, Bandung",
            contact_name="Ratna Juwita",
            agreement=Agreement(
                number="PKS/88/2026", start=today - timedelta(days=40), end=today + timedelta(days=324)
            ),
        ),
    )
    clinic = partners.register(
        hasan,
        OrganisationKind.CLINIC,
        Description(
            name="Klinik Sehat Sentosa (contoh)",
            region="Kota Bandung",
            address="Jl. Contoh No. 12, Bandung",
            contact_name="Tono Hartono",
            agreement=Agreement(
                number="PLKK/12/2026", start=today - timedelta(days=200), end=today + timedelta(days=500)
            ),
        ),
    )
    ratna = admit("Ratna Juwita", "ratna@sinarmandiri.contoh.id", Role.PERISAI_MANAGER, wadah.id)
    dewi = admit("Dewi Anggraini", "dewi@sinarmandiri.contoh.id", Role.PERISAI_AGENT, wadah.id)
    joko = admit("Joko Susilo", "joko@sinarmandiri.contoh.id", Role.PERISAI_AGENT, wadah.id)
    for number, each in enumerate((dewi, joko), 1):
        _onboarded(hasan, ratna, each, number, today, clinic_id=clinic.id if each is joko else None)
    citra = admit("Citra Lestari", "citra@sinarmandiri.contoh.id", Role.PERISAI_AGENT, wadah.id)
    half = AgentDescription(name=citra.name, citizen=True, documents=["identity", "photo"])
    agents.describe(ratna, agents.find(ratna, citra.membership_id), half)
    tono = admit("Tono Hartono", "tono@sehatsentosa.contoh.id", Role.CLINIC_CLERK, clinic.id)
    registered(dewi, wadah, _OF_DEWI[:1], serial=9801)
    paid(hasan, dewi, wadah, [1], reference="NTB-CONTOH-DULU")
    _came_earlier(dewi, 2)
    registered(dewi, wadah, _OF_DEWI[1:], serial=9811)
    paid(hasan, dewi, wadah, range(2, 5), reference="NTB-CONTOH-DEWI")
    registered(joko, wadah, _OF_JOKO, serial=9851)
    paid(hasan, joko, wadah, [1], reference="NTB-CONTOH-JOKO")
    return dewi, tono


@audited(Action.PEOPLE_REGISTERED, needs=Permission.REGISTRATION_WRITE)
def _came_earlier(dewi: Actor, months: int) -> None:
    """As if the people so far had come and paid some months ago: a list of who pays late needs somebody who could."""
    month = Month.of(clock.today()) + -months
    begun = start_of(month.first_day)
    theirs = select(Enrolment.id).where(Enrolment.agent_id == dewi.membership_id)
    days = {"start": month.first_day, "approved_at": begun, "covered_from": begun, "paid_through": month}
    bulk_update(Enrolment, update(Enrolment).where(Enrolment.agent_id == dewi.membership_id).values(**days))
    paid_for = update(Contribution).where(Contribution.enrolment_id.in_(theirs))
    bulk_update(Contribution, paid_for.values(month=month))
    own_bills = select(Invoice.id).where(Invoice.agent_id == dewi.membership_id)
    bulk_update(Payment, update(Payment).where(Payment.invoice_id.in_(own_bills)).values(paid_at=begun))


def _onboarded(hasan: Actor, ratna: Actor, who: Actor, number: int, today: date, *, clinic_id: UUID | None) -> None:
    """All that is asked of an agent, and the branch's approval; the second letter runs out soon."""
    agent = agents.find(ratna, who.membership_id)
    born = date(1988, 4, 9 + number)
    agents.describe(
        ratna,
        agent,
        AgentDescription(
            name=who.name,
            nik=f"320499{born.day:02}{born:%m%y}{9870 + number}",
            citizen=True,
            not_employee=True,
            documents=[each.value for each in Document],
            trained_on=today - timedelta(days=50),
            training="Pelatihan dasar Perisai, Bandung",
            tested_on=today - timedelta(days=48),
            score=78 + number,
            bank="Bank Contoh",
            account=f"00123456{number:02}",
            account_holder=who.name,
            clinic_id=clinic_id,
        ),
    )
    letters = Letters(
        number=f"AG-{number:04}",
        certificate_number=f"SERT/{number}/2026",
        certificate_until=today + timedelta(days=600),
        assignment_number=f"ST/{number}/2026",
        assignment_start=today - timedelta(days=40),
        assignment_end=today + timedelta(days=300 if number == 1 else 45),
    )
    agents.approve(hasan, agents.find(hasan, who.membership_id), letters, vouched=True)
