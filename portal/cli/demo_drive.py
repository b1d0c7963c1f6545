"""The demo's drive: a ranting with a roster, a briefing that was held, a meeting to come, and calls to be made."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from portal.access.actor import Actor
from portal.models import Attendance, EventKind, Organisation, db
from portal.services import attendances, events, leads, members, referrals
from portal.services.attendances import Guest
from portal.services.events import Plan
from portal.services.members import Description
from portal.values import clock
from portal.values.clock import WIB
from portal.values.rupiah import Rupiah

_ROSTER = (
    "Ade Suherman",
    "Cucu Sunarti",
    "Dede Kurnia",
    "Eman Sulaeman",
    "Imas Masitoh",
    "Jajang Nurjaman",
    "Kokom Komalasari",
    "Lilis Suryani",
    "Maman Abdurahman",
    "Nana Supriatna",
    "Otong Rukmana",
    "Yayah Rokayah",
)
_INTERESTED = 7


def fill(agus: Actor, unit: Organisation) -> None:
    """Eight of twelve members and two guests came last week, seven are interested, four are to be called (two of
    them today); another meeting is in six days; one number came by the officer's link."""
    today = clock.today()
    people = [
        members.add(agus, unit, Description(name, f"GBN.{at:04}", phone=f"+62812110000{at:02}"))
        for at, name in enumerate(_ROSTER, 1)
    ]
    held = events.plan(
        agus,
        unit,
        Plan(
            EventKind.BRIEFING,
            "Sosialisasi BPJS Ketenagakerjaan",
            "Balai RW 02",
            datetime.combine(today - timedelta(days=6), time(19, 30), WIB),
            Rupiah(450_000),
        ),
    )
    events.plan(
        agus,
        unit,
        Plan(
            EventKind.MEETING,
            "Rapat anggota bulanan",
            "Rumah Bapak Ketua",
            datetime.combine(today + timedelta(days=6), time(19, 0), WIB),
            Rupiah(200_000),
        ),
    )
    db.session.flush()
    attendances.tick(agus, held, {each.id: True for each in people[:8]})
    attendances.add_guests(agus, held, [Guest("Warsito", "+6281299887701"), Guest("Titin Supartini", None)])
    came = attendances.listed(agus, held).order_by(Attendance.name_key, Attendance.id)
    interested = [each.id for each in db.session.scalars(came)][:_INTERESTED]
    attendances.note_interest(agus, held, dict.fromkeys(interested, True))
    leads.share_out(agus, held, interested[:2], caller_id=agus.membership_id, due_on=today)
    leads.share_out(agus, held, interested[2:4], caller_id=agus.membership_id, due_on=today + timedelta(days=2))
    referrals.leave(referrals.of(agus), name="Rahmat Hidayat", phone="0812 9988 7702")
