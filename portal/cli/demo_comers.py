"""The demo's applicants: a link of a ranting, one of its coming meeting, and people who came by them."""

from __future__ import annotations

from datetime import date, timedelta

from portal.access.actor import Actor
from portal.models import Consent, Event, Organisation, db
from portal.services import applicants, events, registration_links, registrations
from portal.values import clock
from portal.web.wording import consents

#: Name, occupation, income, KTA; the second has a namesake on the roster, the third wrote down their card.
_COMERS = (
    ("Rohman Efendi", "Pedagang kaki lima", "1,5 juta", ""),
    ("Jajang Nurjaman", "Ojek online", "2,5 juta", ""),
    ("Imas Masitoh", "Penjahit", "1 juta", "GBN.0005"),
    ("Komarudin", "Tukang bangunan", "2 juta", ""),
)


def fill(above: Actor, agus: Actor, unit: Organisation) -> None:
    """Four wait for the officer: one came by his invitation, two by the meeting's link, one is covered through the
    unit at the top."""
    top = above.find(Organisation, above.organisation_id or unit.id)
    people = [_texts(at) for at in range(len(_COMERS))]
    registrations.register(above, top, people[3], consent=Consent.SIGNED)
    link = registration_links.begin(
        agus, unit, title="Pendaftaran anggota ranting", last_day=clock.today() + timedelta(days=90)
    )
    coming = events.coming(agus, unit).order_by(Event.starts_at, Event.id).limit(1)
    meeting = registration_links.for_event(agus, db.session.scalars(coming).one())
    db.session.flush()
    for at, (way, invited_by) in enumerate(
        ((link, agus.membership_id), (meeting, None), (meeting, None), (link, None))
    ):
        behind = registration_links.find(agus, way.id)
        applicants.receive(behind, people[at], consent_version=consents.CURRENT, invited_by=invited_by)


def _texts(at: int) -> dict[str, str]:
    """NIK of nobody, as in `demo_dues`."""
    name, occupation, income, kta = _COMERS[at]
    born = date(1984, 7, 9) + timedelta(days=397 * at)
    woman = name.startswith("Imas")
    return {
        "nik": f"320499{born.day + 40 * woman:02}{born:%m%y}{9951 + at}",
        "name": name,
        "birth_date": f"{born:%d/%m/%Y}",
        "phone": f"0812991{at:05}",
        "occupation": occupation,
        "income": income,
        "kta": kta,
    }
