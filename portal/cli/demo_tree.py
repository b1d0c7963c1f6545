"""The demo's ormas: an invented one of five levels, its tree loaded from a sheet as its own secretary would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from uuid import UUID

from portal.access.actor import Actor
from portal.access.permissions import Role
from portal.cli import demo_comers, demo_drive, demo_dues
from portal.models import Organisation, db
from portal.services import ormas, tenures, unit_sheets
from portal.services.organisations import Agreement

LEVELS = ("MPW", "MPC", "PAC", "Ranting", "Anak Ranting")

#: MPC → PAC → Ranting; places that could be anywhere.
_TREE: dict[str, dict[str, tuple[str, ...]]] = {
    "Kota Sukaraya": {
        "Sukamekar": ("Cibening", "Margaluyu", "Pasirjaya", "Sukahaji"),
        "Tanjungwangi": ("Babakan Asri", "Cikaret", "Tegalsari"),
        "Mandalawangi": ("Kebonjati", "Neglasari", "Ranca Indah"),
    },
    "Kabupaten Margajaya": {
        "Cikembang": ("Cipari", "Sindangsari", "Wanasari"),
        "Pamoyanan": ("Karangtengah", "Lebaksari"),
        "Rancamaya": ("Bojongmanik", "Sirnagalih", "Sukasirna"),
    },
}
_OFFICERS = (("Ketua", "Agus Salim"), ("Sekretaris", "Ujang Kosasih"), ("Bendahara", "Iis Rohaeti"))

Admit = Callable[[str, str, Role, UUID], Actor]


def fill(hasan: Actor, today: date, admit: Admit) -> Actor:
    """The ormas under the branch's agreement, its units, officers with terms (some end soon), three coordinators, a
    sheet that still waits for its mistakes to be mended, and a ranting's participants with their dues; gives the
    coordinator at the top."""
    top = ormas.register(
        hasan,
        name="Garuda Bangkit Nusantara (contoh)",
        code="GBN",
        level_names=LEVELS,
        address="Jl. Contoh No. 17, Bandung",
        contact_name="Mulyana",
        agreement=Agreement(number="PKS/17/2026", start=today - timedelta(days=60), end=today + timedelta(days=670)),
    )
    mulyana = admit("Mulyana Sastra", "mulyana@garudabangkit.contoh.id", Role.ORMAS_COORDINATOR, top.id)
    sheet = unit_sheets.receive(mulyana, top, content=_csv(_lines()), filename="Pohon unit 2026.csv")
    unit_sheets.keep(mulyana, sheet)
    pac, ranting = _unit(mulyana, "PAC Sukamekar"), _unit(mulyana, "Ranting Cibening")
    yanto = admit("Yanto Kusnadi", "yanto@garudabangkit.contoh.id", Role.ORMAS_COORDINATOR, pac.id)
    agus = admit("Agus Salim", "agus@garudabangkit.contoh.id", Role.ORMAS_COORDINATOR, ranting.id)
    began = today - timedelta(days=1060)
    for title, name in _OFFICERS:
        end = today + timedelta(days=35)
        tenures.begin(yanto, ranting, name=name, title=title, decree="SK-PAC/004", start=began, end=end)
    first = began - timedelta(days=1500)
    chair = tenures.begin(mulyana, pac, name="Dadang Suhendar", title="Ketua", start=first, end=began)
    db.session.flush()
    after = today + timedelta(days=400)
    tenures.hand_over(mulyana, chair, name="Yanto Kusnadi", day=began, decree="SK-MPC/021", end=after)
    wrong = (
        "GBN-01-09;PAC Cipaku;PAC;GBN-01",
        "GBN-01-09-01;Ranting Legok;Ranting;GBN-01-10",
        "GBN-01-09-02;Ranting Situ;Anak Ranting;GBN-01-09",
    )
    unit_sheets.receive(mulyana, top, content=_csv(wrong), filename="Unit tambahan (perlu diperbaiki).csv")
    demo_dues.fill(hasan, agus, ranting)
    demo_drive.fill(agus, ranting)
    demo_comers.fill(mulyana, agus, ranting)
    return mulyana


def _lines() -> Iterator[str]:
    for at, (city, districts) in enumerate(_TREE.items(), 1):
        mpc = f"GBN-{at:02}"
        yield f"{mpc};MPC {city};MPC;GBN"
        for number, (district, villages) in enumerate(districts.items(), 1):
            pac = f"{mpc}-{number:02}"
            yield f"{pac};PAC {district};PAC;{mpc}"
            for row, village in enumerate(villages, 1):
                ranting = f"{pac}-{row:02}"
                yield f"{ranting};Ranting {village};Ranting;{pac}"
                for rw in range(1, 2 + row % 2 + (row == 1)):
                    yield f"{ranting}-{rw:02};Anak Ranting RW {rw:02};Anak Ranting;{ranting}"


def _csv(lines: Iterator[str] | tuple[str, ...]) -> bytes:
    return "\n".join(("Kode;Nama;Tingkat;Kode Induk", *lines)).encode("utf-8-sig")


def _unit(actor: Actor, name: str) -> Organisation:
    return db.session.scalars(actor.sees(Organisation).where(Organisation.name == name)).one()
