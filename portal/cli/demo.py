"""flask demo: a branch, a few schools, rosters in every state, made by the same services that people use."""

from __future__ import annotations

import csv
import io
import random
from datetime import date, timedelta
from uuid import UUID

import click
from flask import Flask
from sqlalchemy import select

from portal.access import audit
from portal.access.actor import Actor, everyone
from portal.access.audit import Action
from portal.access.permissions import Role
from portal.cli import demo_cases, demo_members, demo_perisai, demo_sipp, demo_tree
from portal.models import (
    ApproachWay,
    Branch,
    FactorKind,
    Fate,
    Grade,
    Invoice,
    Organisation,
    Roster,
    RosterRow,
    SecondFactor,
    Source,
    Stage,
    Submission,
    User,
    Wave,
    db,
)
from portal.models.transaction import transaction
from portal.services import (
    approaches,
    class_links,
    cooperation,
    entries,
    examination,
    memberships,
    organisations,
    payments,
    roster_rows,
    rosters,
    second_factors,
    settings,
    submissions,
    waves,
)
from portal.values import clock
from portal.web.wording import consents

PASSWORD = "berangkat-terlindungi"

_BOYS = [
    "Asep",
    "Budi",
    "Candra",
    "Dimas",
    "Eko",
    "Fajar",
    "Galih",
    "Hendra",
    "Irfan",
    "Joko",
    "Kurnia",
    "Lukman",
    "Maulana",
    "Nanda",
    "Oki",
    "Putra",
    "Rizki",
    "Yusuf",
]
_GIRLS = [
    "Ayu",
    "Bunga",
    "Citra",
    "Dewi",
    "Elsa",
    "Fitri",
    "Gita",
    "Hana",
    "Intan",
    "Jihan",
    "Kartika",
    "Lestari",
    "Melati",
    "Nabila",
    "Putri",
    "Rina",
    "Siti",
    "Wulan",
]
_FAMILY = [
    "Pratama",
    "Saputra",
    "Hidayat",
    "Ramadhan",
    "Nugraha",
    "Permana",
    "Setiawan",
    "Maulida",
    "Kurniawan",
    "Firmansyah",
    "Gunawan",
    "Wijaya",
    "Utami",
]
_MOTHERS = [
    "Nurhayati",
    "Sumiati",
    "Rohayati",
    "Kartini",
    "Aminah",
    "Sulastri",
    "Yuliana",
    "Maryam",
    "Halimah",
    "Suryani",
]
_HOSTS = (
    ("CV Maju Bersama", "Jl. Industri 12, Cimahi", "Dedi Kurniawan"),
    ("Bengkel Jaya Motor", "Jl. Kopo 88, Bandung", "Ujang Hidayat"),
    ("Koperasi Sejahtera", "Jl. Asia Afrika 101, Bandung", ""),
)
_CLASSES = ("XII TKJ 1", "XII TKJ 2", "XII AKL 1", "XII TBSM", "XII Tata Boga")


def sign_ins() -> list[tuple[str, str, str]]:
    """(who, sign-in, password) of the demo's people, for the page that make run prints."""
    return [
        ("Sari, operator SMKN 1 Contoh", "sari@smkn1.contoh.sch.id", PASSWORD),
        ("Budi, rekan SMKN 1 (hanya melihat)", "budi@smkn1.contoh.sch.id", PASSWORD),
        ("Wahyu, kepala SMKN 2 Contoh", "wahyu@smkn2.contoh.sch.id", PASSWORD),
        ("Rina, operator SMKN 2 Contoh", "rina@smkn2.contoh.sch.id", PASSWORD),
        ("Lina, operator SMK Harapan (belum ada isi)", "lina@smkharapan.contoh.sch.id", PASSWORD),
        ("Mulyana, koordinator ormas (MPW)", "mulyana@garudabangkit.contoh.id", PASSWORD),
        ("Yanto, koordinator PAC Sukamekar", "yanto@garudabangkit.contoh.id", PASSWORD),
        ("Agus, koordinator Ranting Cibening", "agus@garudabangkit.contoh.id", PASSWORD),
        ("Ratna, pengurus wadah Perisai", "ratna@sinarmandiri.contoh.id", PASSWORD),
        ("Dewi, agen Perisai", "dewi@sinarmandiri.contoh.id", PASSWORD),
        ("Joko, agen Perisai", "joko@sinarmandiri.contoh.id", PASSWORD),
        ("Citra, calon agen Perisai", "citra@sinarmandiri.contoh.id", PASSWORD),
        ("Tono, petugas Klinik Sehat Sentosa", "tono@sehatsentosa.contoh.id", PASSWORD),
        ("Hasan, petugas kantor cabang", "hasan@cabang.contoh.id", PASSWORD),
    ]


def init_app(app: Flask) -> None:
    @app.cli.command("demo")
    def demo() -> None:
        """Fill an empty database with a branch, schools and rosters to try things on."""
        if db.session.scalars(select(User.id).limit(1)).first() is not None:
            click.echo("Basis data sudah berisi; contoh tidak ditambahkan.")
            return
        with transaction():
            fill(clock.today())
        click.echo("Contoh dibuat.")


def fill(today: date) -> None:
    """Everything of the demo, dated around `today` so that something is always waiting."""
    chance = random.Random(2027)
    hasan = _branch()
    one = _school(hasan, "SMKN 1 Contoh", "20219101")
    two = _school(hasan, "SMKN 2 Contoh", "20219102")
    three = _school(hasan, "SMK Harapan Bangsa Contoh", "69912003")
    sari = _person("Sari Wulandari", "sari@smkn1.contoh.sch.id", Role.SCHOOL_OPERATOR, one)
    _person("Budi Hartono", "budi@smkn1.contoh.sch.id", Role.SCHOOL_READER, one)
    rina = _person("Rina Marlina", "rina@smkn2.contoh.sch.id", Role.SCHOOL_OPERATOR, two)
    wahyu = _person("Wahyu Hidayat", "wahyu@smkn2.contoh.sch.id", Role.SCHOOL_PRINCIPAL, two)
    _person("Lina Kusuma", "lina@smkharapan.contoh.sch.id", Role.SCHOOL_OPERATOR, three)

    monday = today + timedelta(days=7 - today.weekday())
    students = Students(chance, today)

    paid = waves.add(sari, name="Gelombang 1", start=today, end=today + timedelta(days=95))
    done = _sent(sari, paid, students.sheet(38))
    submissions.approve(hasan, done, kode_iuran="7701260001")
    _pay(hasan, done)
    demo_sipp.fill(hasan, one)

    soon = waves.add(sari, name="Gelombang 2", start=monday, end=monday + timedelta(days=180))
    billed = _sent(sari, soon, students.sheet(37))
    submissions.approve(hasan, billed, kode_iuran="7701260002")
    mixed = rosters.receive(
        sari, soon, content=students.sheet(24, faults=7), filename="Daftar_PD-SMKN1 Kelas XII.csv", source=Source.FILE
    )
    _return_some(sari, hasan, mixed)
    pasted = "\n".join(f"{at}. {name} – {nik}" for at, (name, nik) in enumerate(students.pairs(5), 1))
    rosters.receive(sari, soon, content=pasted.encode(), filename="", source=Source.PASTE)
    _filled_in(sari, soon, [students.one() for _ in range(4)])

    later = waves.add(rina, name="PKL Semester Genap", start=monday, end=monday + timedelta(days=120))
    _sent(rina, later, students.sheet(21, faults=2))
    settings.want_principal(wahyu, wahyu.find(Organisation, two), True)
    _sent(rina, later, students.sheet(12))
    demo_members.fill(hasan, demo_tree.fill(hasan, today, _person), today)
    dewi, tono = demo_perisai.fill(hasan, today, _person)
    demo_cases.fill(hasan, sari, dewi, tono)


class Students:
    """Names and identity numbers that could be real and are nobody's: region 32.73, serials from 9001."""

    def __init__(self, chance: random.Random, today: date) -> None:
        self.chance = chance
        self.today = today
        self.serial = 9000

    def one(self) -> dict[str, str]:
        chance = self.chance
        girl = chance.random() < 0.5
        born = date(self.today.year - 17, 1, 1) + timedelta(days=chance.randrange(700))
        self.serial += 1
        day = born.day + (40 if girl else 0)
        name = f"{chance.choice(_GIRLS if girl else _BOYS)} {chance.choice(_FAMILY)}"
        return {
            "Nama": name,
            "JK": "P" if girl else "L",
            "Tempat Lahir": "Bandung",
            "Tanggal Lahir": born.strftime("%d/%m/%Y"),
            "NIK": f"3273{chance.randrange(1, 30):02}{day:02}{born.month:02}{born.year % 100:02}{self.serial:04}",
            "Nama Ibu Kandung": chance.choice(_MOTHERS),
            "HP": f"08{chance.randrange(1_000_000_000, 9_999_999_999)}",
            "Rombel Saat Ini": chance.choice(_CLASSES),
            "Nama DU/DI": (host := _HOSTS[self.serial % len(_HOSTS)])[0],
            "Alamat DU/DI": host[1],
            "Pembimbing Industri": host[2],
        }

    def sheet(self, count: int, faults: int = 0) -> bytes:
        """A CSV such as Indonesian Excel writes, its last rows with the mistakes that real ones have."""
        rows = [self.one() for _ in range(count)]
        for at, row in enumerate(rows[-faults:] if faults else []):
            match at % 5:
                case 0:
                    row["NIK"] = row["NIK"][:15]
                case 1:
                    row["Tanggal Lahir"] = "31/02/2008"
                case 2:
                    row["JK"] = "L" if row["JK"] == "P" else "P"
                case 3:
                    row["NIK"] = "3,27E+15"
                case _:
                    row["Nama Ibu Kandung"] = ""
        made = io.StringIO()
        writer = csv.DictWriter(made, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
        return made.getvalue().encode("utf-8-sig")

    def pairs(self, count: int) -> list[tuple[str, str]]:
        return [(row["Nama"], row["NIK"]) for row in (self.one() for _ in range(count))]


def _branch() -> Actor:
    branch = Branch(code="J04", name="Kantor Cabang Bandung (contoh)", created_at=clock.now())
    with audit.personal(Action.BRANCH_OPENED, branch, who="Penyiap contoh"):
        db.session.add(branch)
        db.session.flush()
    member = memberships.admit(
        name="Hasan Basri", role=Role.BRANCH_OFFICER, branch=branch, email="hasan@cabang.contoh.id", password=PASSWORD
    )
    authenticator = SecondFactor(kind=FactorKind.TOTP, secret=second_factors.PUBLISHED)
    second_factors.add(db.session.get_one(User, member.user_id), authenticator, name="HP contoh")
    return Actor.acting(member.id)


def _school(hasan: Actor, name: str, npsn: str) -> UUID:
    """A school that was briefed this week, in Sukabungah."""
    school = organisations.register_school(hasan, name=name, npsn=npsn, address="Jl. Contoh No. 1, Bandung")
    cooperation.place(hasan, school, "32.73.07.1005")
    today = clock.today()
    briefed = approaches.Said(
        way=ApproachWay.BRIEFING,
        day=today - timedelta(days=3),
        stage=Stage.BRIEFED,
        note="Kepala sekolah setuju, PKS ditandatangani minggu depan.",
        next_step="Ambil PKS yang sudah ditandatangani",
        next_on=today + timedelta(days=7),
    )
    approaches.note(hasan, school, briefed)
    return school.id


def _person(name: str, email: str, role: Role, school: UUID) -> Actor:
    organisation = db.session.scalars(
        everyone(Organisation, because="the demo admits its own people").where(Organisation.id == school)
    ).one()
    branch = db.session.get_one(Branch, organisation.branch_id)
    member = memberships.admit(
        name=name, role=role, branch=branch, organisation=organisation, email=email, password=PASSWORD
    )
    return Actor.acting(member.id)


def _sent(actor: Actor, wave: Wave, sheet: bytes) -> Submission:
    roster = rosters.receive(actor, wave, content=sheet, filename="Daftar siswa PKL.csv", source=Source.FILE)
    return submissions.send(actor, roster)


def _filled_in(sari: Actor, wave: Wave, people: list[dict[str, str]]) -> None:
    """A class's link by which these sent their lines, the last of them a friend's too."""
    link = class_links.begin(sari, wave, classes=["XII TKJ 1", "XII TKJ 2"], last_day=wave.start)
    db.session.flush()
    behind = class_links.find(sari, link.id)
    twice = people[-1] | {"Nama": people[0]["Nama"], "HP": people[0]["HP"]}
    for person in (*people, twice):
        said = {
            "nik": person["NIK"],
            "name": person["Nama"],
            "birth_place": person["Tempat Lahir"],
            "birth_date": person["Tanggal Lahir"],
            "mother_name": person["Nama Ibu Kandung"],
            "phone": person["HP"],
            "class_name": "XII TKJ 1",
            "host": person["Nama DU/DI"],
        }
        entries.receive(behind, said, consent_version=consents.CURRENT_PUPIL)


def _pay(hasan: Actor, submission: Submission) -> None:
    invoice = db.session.scalars(hasan.sees(Invoice).where(Invoice.submission_id == submission.id)).one()
    payments.record(
        hasan,
        invoice,
        amount=invoice.total,
        paid_at=clock.now(),
        channel="Transfer bank",
        reference="TRX-0001",
    )


def _return_some(sari: Actor, hasan: Actor, roster: Roster) -> None:
    submission = submissions.send(sari, roster)
    sent = db.session.scalars(
        hasan.sees(RosterRow).where(RosterRow.roster_id == roster.id, RosterRow.fate == Fate.SENT).limit(3)
    ).all()
    submissions.return_rows(hasan, submission, {row.id: "Nama tidak sama dengan KK. Periksa lagi." for row in sent})
    faulty = examination.waiting(sari, roster).where(RosterRow.grade == Grade.FAULTY).limit(1)
    row = db.session.scalars(faulty).first()
    if row is not None:
        roster_rows.skip(sari, row)
