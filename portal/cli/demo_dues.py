"""The demo's participants of an ormas: registered at a meeting, some paid, the rest on this month's sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from portal.access.actor import Actor
from portal.models import Consent, Organisation, db
from portal.services import dues_sheets, invoices, payments, registrations
from portal.services.dues_sheets import Tick
from portal.values import clock
from portal.values.month import Month

#: Name, occupation, income, as a form is filled in.
Worker = tuple[str, str, str]

_PEOPLE: Sequence[Worker] = (
    ("Asep Sunandar", "ojol", "3 juta"),
    ("Cucu Rohimah", "guru-ngaji", "1 juta"),
    ("Dadan Ramdani", "Sopir angkot", "2,5 juta"),
    ("Eti Kusmiati", "Pedagang sayur", "1,8 juta"),
    ("Iwan Setiawan", "Tukang bangunan", "2 juta"),
    ("Jajang Nurjaman", "ojol", "3,5 juta"),
    ("Kokom Komariah", "Penjahit", "1,5 juta"),
    ("Maman Abdurahman", "Marbot", "1 juta"),
    ("Nining Suryani", "Pedagang kue", "1,2 juta"),
    ("Otong Koswara", "Tukang parkir", "1,6 juta"),
    ("Pepen Efendi", "Kurir", "2,8 juta"),
    ("Yeyet Rohayati", "Tukang cuci", "1 juta"),
)
_AHEAD = {2: 3}
_WOMEN = {"Cucu", "Eti", "Kokom", "Nining", "Yeyet", "Enok", "Lilis", "Neneng", "Titin"}


def fill(hasan: Actor, agus: Actor, ranting: Organisation) -> None:
    """Twelve participants of a ranting; five paid under one kode iuran, two more are ticked on the open sheet."""
    registered(agus, ranting, _PEOPLE)
    paid(hasan, agus, ranting, range(1, 6), reference="NTB-CONTOH-IURAN")
    rest = dues_sheets.open_sheet(agus, ranting, Month.of(clock.today()))
    dues_sheets.tick(agus, rest, {1: Tick(paid=True), 4: Tick(paid=True)})


def registered(by: Actor, sponsor: Organisation, people: Sequence[Worker], *, serial: int = 9901) -> None:
    """All of them, on signed sheets."""
    done = registrations.register_all(by, sponsor, list(_texts(people, serial)), consent=Consent.SIGNED)
    assert not done.refused, done.refused


def paid(hasan: Actor, by: Actor, sponsor: Organisation, numbers: Iterable[int], *, reference: str) -> None:
    """Those of these numbers on this month's sheet have paid, under a kode iuran of their own."""
    sheet = dues_sheets.open_sheet(by, sponsor, Month.of(clock.today()))
    dues_sheets.tick(by, sheet, {number: Tick(paid=True, ahead=_AHEAD.get(number)) for number in numbers})
    invoice = dues_sheets.bill(by, sheet)
    invoices.issue(hasan, invoice, kode_iuran=f"8888800{invoice.id.int % 10**5:05}")
    db.session.flush()
    payments.record(
        hasan, invoice, amount=invoice.total, paid_at=clock.now(), channel="Teller bank", reference=reference
    )


def _texts(people: Sequence[Worker], serial: int) -> Iterator[dict[str, str]]:
    """NIK of nobody: a kabupaten's code and a serial that no civil registry has given out yet."""
    for at, (name, occupation, income) in enumerate(people):
        born = date(1979, 3, 5) + timedelta(days=431 * at)
        woman = name.split()[0] in _WOMEN
        yield {
            "nik": f"320499{born.day + 40 * woman:02}{born:%m%y}{serial + at}",
            "name": name,
            "phone": f"0812{serial + at:04}{at:05}",
            "occupation": occupation,
            "income": income,
            "jht": "ya" if at % 4 == 0 else "",
        }
