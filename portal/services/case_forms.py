"""The forms of a case filled in: by what the portal knows, and by what this actor may read."""

from __future__ import annotations

from portal.access import audit
from portal.access.actor import Actor
from portal.models import Branch, Case, db
from portal.papers.accident_forms import OUTCOME, WHERE, Section, Sheet
from portal.papers.days import day, span
from portal.rules import occupations
from portal.rules.accidents import Form
from portal.rules.contributions import Segment
from portal.services import case_health, case_tellings, verifications
from portal.services.case_health import Record
from portal.values.clock import in_wib
from portal.values.nik import Sex
from portal.values.phone import Phone


def filled(actor: Actor, case: Case, form: Form, *, printed: str) -> Sheet:
    """A form with what is known, numbers in the clear; that it was printed is recorded. What is said of the body
    stands on it only for who reads the health record. A step of printing; the case as `cases.find` gives it."""
    record = case_health.read(actor, case)
    audit.printed(actor, case.enrolment.participant, fields=("nik", "phone"), reason=f"mencetak {form.value}")
    parts = [_person(case), _sponsor(case), _accident(case, record)]
    if form is Form.KK1:
        parts += [_injury(record), _clinic(case)]
    elif form is Form.KK2:
        parts += [_clinic(case), _ended(case, record)]
    else:
        parts = [parts[0], parts[2], _clinic(case), _doctor(case, record)]
    return Sheet(form.value, case.number, printed, verifications.card_url(case.enrolment.card_code), parts)


def _person(case: Case) -> Section:
    person, enrolment = case.enrolment.participant, case.enrolment
    occupation = occupations.find(enrolment.occupation, in_wib(case.happened_at).date())
    student = enrolment.segment is Segment.PKL
    return Section(
        "Peserta",
        [
            ("Nama", person.name),
            ("NIK", person.nik.digits),
            ("Nomor kartu (KPJ)", person.kpj or ""),
            ("Tempat, tanggal lahir", f"{person.birth_place}, {day(person.birth_date)}".removeprefix(", ")),
            ("Jenis kelamin", "Perempuan" if person.sex is Sex.FEMALE else "Laki-laki"),
            ("Alamat", person.address),
            ("Nomor HP", Phone(person.phone).local if person.phone else ""),
            ("Pekerjaan", "Siswa PKL" if student else occupation.name if occupation else enrolment.occupation),
        ],
    )


def _sponsor(case: Case) -> Section:
    sponsor = case.organisation
    branch = db.session.get_one(Branch, case.branch_id)
    return Section(
        "Wadah, mitra, sekolah, atau pemberi kerja",
        [
            ("Nama", sponsor.name),
            ("NPP, NPW, atau NPSN", sponsor.npw or sponsor.npsn or ""),
            ("Alamat", sponsor.address),
            ("Kantor cabang", branch.name),
            ("Masa kepesertaan", span(case.enrolment.start, case.enrolment.end)),
        ],
    )


def _accident(case: Case, record: Record | None) -> Section:
    """Where nobody wrote the chronology yet, what the first who told of it said, for who may read that."""
    heard = case_tellings.heard(case, words=record is not None)
    local = case.happened_at.astimezone(case.zone.clock)
    told = case.told
    contact = " · ".join(each for each in (told["contact_name"], told["contact_phone"]) if each)
    return Section(
        "Kecelakaan",
        [
            ("Tanggal", day(local.date())),
            ("Jam", f"{local:%H.%M} {case.zone.value}"),
            ("Tempat", told["place"]),
            ("Di mana", WHERE[case.where.value]),
            ("Kecelakaan lalu lintas", "Ya" if case.traffic else "Tidak"),
            ("Kronologi", told["chronology"] or next((each.words for each in heard), "")),
            ("Yang dapat dihubungi", contact),
            ("Saksi 1 (nama, alamat)", ""),
            ("Saksi 2 (nama, alamat)", ""),
        ],
    )


def _injury(record: Record | None) -> Section:
    return Section(
        "Akibat kecelakaan",
        [("Bagian tubuh yang terluka", record.injury if record else ""), ("Tindakan pertama", "")],
    )


def _clinic(case: Case) -> Section:
    clinic = case.clinic
    return Section(
        "Tempat perawatan",
        [("Rumah sakit atau klinik", clinic.name if clinic else ""), ("Alamat", clinic.address if clinic else "")],
    )


def _ended(case: Case, record: Record | None) -> Section:
    return Section(
        "Akhir perawatan",
        [
            ("Dinyatakan", OUTCOME[record.outcome.value] if record and case.declared_at else ""),
            ("Tanggal dinyatakan", day(in_wib(case.declared_at).date()) if case.declared_at else ""),
            ("Lama tidak mampu bekerja", f"{record.days_off} hari" if record and record.days_off else ""),
            ("Biaya yang dikeluarkan", ""),
        ],
    )


def _doctor(case: Case, record: Record | None) -> Section:
    said = record or Record()
    known = record is not None
    return Section(
        "Keterangan dokter",
        [
            ("Luka atau keluhan", said.injury),
            ("Diagnosis", said.diagnosis),
            ("Tindakan", said.treatment),
            ("Dinyatakan", OUTCOME[said.outcome.value] if known and case.declared_at else ""),
            ("Tanggal dinyatakan", day(in_wib(case.declared_at).date()) if known and case.declared_at else ""),
            ("Lama tidak mampu bekerja", f"{said.days_off} hari" if said.days_off else ""),
            ("Persen cacat menurut tabel", f"{said.percent}%" if said.percent else ""),
        ],
    )
