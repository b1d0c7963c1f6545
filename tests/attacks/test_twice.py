"""Double taps: every button of the portal pressed twice gives the first answer again, and one effect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from portal.models import Invoice
from portal.values import clock
from portal.values.clock import in_wib
from portal.values.month import Month
from portal.web.wording.consents import CURRENT_GUARDIAN
from tests.attacks.knocks import knock, overlapping
from tests.attacks.order import QUIET, counted, disorder
from tests.browser import Browser
from tests.cast import PASSWORD, Cast, Person
from tests.conventions.atlas import Door, World, doors
from tests.conventions.tally import rows
from tests.make import journey, people, photos, workers

NEW_PASSWORD = "gudeg-rebab-lurik-senja"

#: Numbers and days of an agent's letters.
LETTERS = {
    "number": "AG-77",
    "certificate_number": "SERT/77",
    "certificate_until": f"{clock.today() + timedelta(days=90):%Y-%m-%d}",
    "assignment_number": "ST/77",
    "assignment_start": f"{clock.today():%Y-%m-%d}",
    "assignment_end": f"{clock.today() + timedelta(days=80):%Y-%m-%d}",
}
#: What a person sends at each door. What is not here is sent empty: pressed, and no more.
SENT: dict[str, dict[str, Any]] = {
    "accounts.invitations.create": {"name": "Tamu", "password": NEW_PASSWORD, "repeated": NEW_PASSWORD},
    "accounts.passwords.update": {"present": PASSWORD, "password": NEW_PASSWORD, "repeated": NEW_PASSWORD},
    "accounts.profile.update": {"name": "Sari Wulandari Baru"},
    "accounts.resets.create": {"identifier": "budi@contoh.sch.id"},
    "accounts.resets.update": {"password": NEW_PASSWORD, "repeated": NEW_PASSWORD},
    "accounts.sessions.create": {"identifier": "sari@contoh.sch.id", "password": PASSWORD},
    "accounts.pins.update": {"present": PASSWORD, "pin": "482915", "repeated": "482915"},
    "colleagues.create": {"name": "Tuti", "email": "tuti@contoh.sch.id", "role": "school_reader"},
    "colleagues.update": {"role": "school_principal", "sure": "y"},
    "colleagues.destroy": {"sure": "y"},
    "branch.colleagues.create": {"name": "Tuti", "email": "tuti@contoh.sch.id", "role": "branch_officer"},
    "branch.colleagues.update": {"role": "branch_officer"},
    "ormas.colleagues.create": {"name": "Tuti", "email": "tuti@contoh.or.id", "role": "ormas_officer"},
    "ormas.colleagues.update": {"role": "ormas_officer"},
    "perisai.colleagues.create": {"name": "Tuti", "email": "tuti@contoh.or.id", "role": "perisai_agent"},
    "perisai.colleagues.update": {"role": "perisai_manager"},
    "agents.update": {"name": "Orang Lain"},
    "stops.create": {"reason": "Mengundurkan diri"},
    "agent_returns.create": {"reason": "Diminta wadahnya"},
    "agent_approvals.create": LETTERS,
    "agent_renewals.update": LETTERS,
    "branch.wadah.create": {"name": "Wadah Baru", "npw": "NPW-9", "region": "Kota Bandung", "funding": "own"},
    "branch.wadah.update": {
        "name": "Wadah Sinar",
        "npw": "NPW-8",
        "region": "Kota Bandung",
        "funding": "own",
        "stage": "active",
    },
    "branch.clinics.create": {"name": "Klinik Baru", "region": "Kota Bandung"},
    "branch.clinics.update": {"name": "Klinik Sehat", "region": "Kota Bandung", "stage": "active"},
    "unit_colleagues.create": {"name": "Tuti", "email": "tuti@contoh.or.id", "role": "ormas_officer"},
    "unit_colleagues.update": {"role": "ormas_officer"},
    "openings.create": {"name": "Anak Ranting Baru"},
    "names.update": {"name": "Ranting Ganti Nama"},
    "closures.create": {"reason": "SK bubar 7/2026"},
    "tenures.create": {"name": "Ujang", "title": "Ketua", "start": "2026-01-04"},
    "tenures.update": {"name": "Ujang", "title": "Wakil Ketua", "start": "2026-01-04"},
    "tenures.destroy": {"day": f"{clock.today():%Y-%m-%d}"},
    "handovers.create": {"name": "Asep", "day": f"{clock.today():%Y-%m-%d}"},
    "sheets.create": {"file": (b"Kode;Nama;Kode Induk\nX9;Anak Satu;BDG-01-01\n", "unit.csv")},
    "branch.ormas.create": {"name": "Karya Bersama", "names": "MPC\nPAC", "funding": "own"},
    "branch.ormas.update": {"name": "Garuda Muda", "code": "BDG", "funding": "own", "stage": "active"},
    "branch.approvals.create": {"kode_iuran": "261234567890"},
    "bank_statements.create": {
        "channel": "Bank Dua Kali",
        "file": (b"Tanggal;Keterangan;Jumlah\n21/11/2026;setoran;5.000\n", "mutasi.csv"),
    },
    "bank_columns.update": {"kolom-0": "date", "kolom-1": "text", "kolom-3": "amount"},
    "refunds.create": {"reason": "transfer ganda, ke rekening sekolah"},
    "bank_dismissals.create": {"reason": "bukan untuk kantor ini"},
    "branch.codes.create": {"kode_iuran": "261234567890"},
    "branch.organisations.create": {"name": "SMK Baru", "npsn": "20211111", "funding": "own", "stage": "registered"},
    "branch.organisations.update": {"name": "SMKN 1", "npsn": "20219158", "funding": "own", "stage": "active"},
    "branch.approaches.create": {
        "way": "call",
        "day": f"{clock.today():%Y-%m-%d}",
        "stage": "agreed",
        "next_step": "Ambil PKS",
        "next_on": f"{clock.today():%Y-%m-%d}",
    },
    "branch.school_sheets.create": {"file": (b"NPSN;Nama Sekolah\n20217778;SMK Satu\n", "smk.csv")},
    "branch.school_rows.update": {"npsn": "20217779", "name": "SMK Mendadak"},
    "branch.suspensions.create": {"reason": "PKS belum diperpanjang"},
    "branch.partner_closures.create": {"reason": "Sekolah digabung"},
    "branch.villages.update": {"village": "32.73.07.1005"},
    "branch.agreements.create": {"file": (photos.photo(), "pks.jpg")},
    "branch.policies.update": {"reason": "Surat edaran nomor 1"},
    "branch.reversals.create": {"reason": "salah tagihan"},
    "branch.signals.update": {"answer": "Satu keluarga, sudah ditelepon."},
    "branch.voids.create": {"reason": "salah kode iuran"},
    "branch.rows.reveal": {"reason": "mencocokkan dengan kartu keluarga"},
    "disclosures.create": {"reason": "mencocokkan dengan kartu keluarga"},
    "searches.create": {"q": "siti"},
    "rosters.replacements.create": {"field": "class_name", "old": "XI RPL 1", "new": "XII RPL 2"},
    "rosters.rows.update": {"class_name": "XII RPL 3"},
    "ormas.rosters.rows.update": {"phone": "081234567899"},
    "ormas.rosters.replacements.create": {"field": "unit", "old": "", "new": "Ranting Arjuna"},
    "ormas.rosters.create": {"text": "No KTA\tNama\nT-1\tAgus\nT-2\tBudi"},
    "likenesses.update": {"keputusan": "sama"},
    "transfers.acceptances.create": {
        "moves_on": f"{clock.today() + timedelta(days=25):%Y-%m-%d}",
        "reason": "sudah disepakati lewat telepon",
    },
    "transfers.refusals.create": {"reason": "masih anggota di sini"},
    "leavings.create": {"way": "day", "day": f"{clock.today() + timedelta(days=15):%Y-%m-%d}"},
    "periods.update": {"end": f"{clock.today() + timedelta(days=150):%Y-%m-%d}"},
    "guardians.create": {"name": "Ibu Euis", "relation": "mother"},
    "guardian_consents.create": {
        "name": "Ibu Euis",
        "relation": "mother",
        "agreed": "y",
        "version": CURRENT_GUARDIAN,
    },
    "placements.create": {"host": "CV Maju Bersama", "region": "Kota Bandung"},
    "placements.update": {"host": "CV Maju Bersama", "region": "Kota Bandung"},
    "class_links.create": {"classes": "XI TKJ 1", "last_day": clock.today().isoformat()},
    "class_links.update": {"classes": "XI TKJ 3", "last_day": clock.today().isoformat()},
    "consent_sheets.create": {"class_name": "XI RPL 1"},
    "consent_sheets.update": {"baris": "2"},
    "consent_photos.create": {"photo": (photos.photo(), "lembar.jpg")},
    "copies.create": {"classes": "XI RPL 1"},
    "passings.create": {"day": f"{clock.today():%Y-%m-%d}"},
    "member_deaths.create": {"day": f"{clock.today():%Y-%m-%d}"},
    "ormas.links.create": {"title": "Rapat Dua Kali", "last_day": clock.today().isoformat()},
    "ormas.links.update": {"title": "Rapat Lain", "last_day": clock.today().isoformat()},
    "ormas.meetings.create": {"title": "Rapat Dua Kali", "day": clock.today().isoformat(), "lines": "15"},
    "ormas.meeting_lines.create": {"number": "3", "signed": "y"} | workers.texts(2_990),
    "ormas.sheet_photos.create": {"photos": (photos.photo(), "lembar.jpg")},
    "ormas.photo_looks.create": {"reason": "menyalin isi lembar"},
    "ormas.applicants.update": workers.texts(2_991),
    "incentive_terms.create": {
        "version": "v2018",
        "since": str(Month.of(clock.today()) + 1),
        "agreement": "PKS/9/2026",
        "reason": "adendum lama",
    },
    "disputes.create": {"said": "NIK ini belum pernah terdaftar."},
    "branch.disputes.update": {"answer": "Benar, datanya tertukar.", "righted": "10.000"},
    "payout_returns.create": {"reason": "rekening sudah ditutup"},
    "sipp_files.create": {"mitra": ""},
    "sipp_takings.create": {"reason": "diunggah ke SIPP"},
    "sipp_returns.create": {"reason": "dicocokkan dengan kartu keluarga"},
    "incentives.accounts.update": {"bank": "BJB", "account": "0012345678", "holder": "Sinar Mandiri"},
    "waves.create": {"name": "PKL Dua Kali", "start": "2027-01-04", "end": "2027-03-31"},
    "waves.update": {"name": "PKL Lain", "start": "2027-01-04", "end": "2027-03-31"},
    "interns.create": {
        "nik": people.nik(699).digits,
        "name": "Asep",
        "birth_date": f"{people.born(699):%d/%m/%Y}",
        "sex": "P",
        "mother_name": "Euis",
        "phone": "081234567890",
        "class_name": "XI",
    },
}
#: What a second tap may leave behind by the end of the door's name, and why that is no second effect.
AGAIN = {
    "rows.reveal": "read_event",  # whoever looks again is written down again
    "disclosures.create": "read_event",
    "likenesses.show": "read_event",
    "photo_looks.create": "read_event",
    "sipp_takings.create": "read_event",
    "colleagues.create": "invitation",  # the page shows its link this once; the earlier link opens nothing any more
    "colleagues.reset": "password_reset",  # the same; setting a password closes every other link
    "accounts.sessions.create": "login_session",  # lets go of its key while the password is tried
}


def sent_at(door: Door, world: World) -> dict[str, Any]:
    """The longest name in `SENT` that ends the door's; what depends on the place is added here."""
    names = [name for name in SENT if door.endpoint.endswith(name)]
    data = dict(SENT[max(names, key=len)]) if names else {}
    url = world.url(door)
    if door.endpoint in {"schools.rosters.create", "schools.interns.create"}:
        data["gelombang"] = str(world.groups["listed"].wave)
    if door.endpoint == "schools.rosters.create":
        data["text"] = people.pasted(range(600, 603)).decode()
    if door.endpoint == "schools.placements.create":
        data["people"] = str(world._one_of("covered", 0).id)
    if door.endpoint == "schools.copies.create":
        data["into"] = str(world.groups["listed"].wave)
    if door.endpoint == "schools.consent_photos.update":
        data["sheet"] = str(world.consent_sheet)
    if door.endpoint in {"schools.entry_approvals.create", "schools.entry_skips.create"}:
        data["isian"] = str(world.filled_in)
    if door.endpoint == "accounts.acting.create":
        data["membership"] = str(world.cast.wahyu.membership_id)
    if door.endpoint in {"ormas.moves.create", "ormas.mergers.create"}:
        data |= dict.fromkeys(("parent", "into"), str(world.cast.arjuna))
    if door.endpoint in {"ormas.relocations.create", "ormas.relocations.previews.create"}:
        data |= {"ke": str(world.cast.arjuna), "anggota": str(world.bough.listed), "jumlah": "1"}
    if door.endpoint in {"ormas.approvals.create", "ormas.refusals.create"}:
        data |= {"orang": str(world.waiting), "reason": "bukan anggota kita"}
    if door.endpoint.endswith(".handovers.create") and "agent_id" in door.arguments:
        world.recruit()
        data |= {"taker": str(world.cast.joko.membership_id), "whom": "semua", "reason": "pindah ke luar kota"}
        data["day"] = f"{clock.today():%Y-%m-%d}"
    if door.endpoint.startswith("ormas.member_registrations."):
        member = str(world.bough.listed)
        data |= {"halaman": member, "anggota": member, "consent": "y"}
        data |= {f"{name}-{member}": text for name, text in workers.texts(2_992).items()}
    if door.endpoint == "branch.bank_rows.update":
        data["tagihan"] = str(world.groups["approved"].invoice)
    if door.endpoint == "branch.payments.create":
        data |= payment(world)
    if door.endpoint == "schools.splits.create":
        page = world.browser_of_sari.get(url)  # type: ignore[attr-defined]
        data["orang"] = str(page.soup.select_one("input[name=orang]")["value"])
    if door.endpoint == "branch.returns.create":
        row = next(each for each in doors(world.app) if each.endpoint == "branch.rows.show")
        data |= {"baris_dicentang": world.url(row).rsplit("/", 1)[1], "reason": "nama berbeda dari KK"}
    if door.endpoint == "branch.policies.update":
        data |= {"value": "", "valid_from": f"{clock.today():%d/%m/%Y}"}
    return data


def payment(world: World) -> dict[str, str]:
    group = world.groups["approved"]
    assert group.invoice
    bill, now = world.cast.hasan.actor().find(Invoice, group.invoice), in_wib(clock.now())
    return {
        "amount": str(bill.total.amount),
        "paid_on": f"{now:%d/%m/%Y}",
        "paid_time": f"{now:%H:%M}",
        "channel": "ATM",
        "reference": bill.number,
    }


@pytest.mark.parametrize("house", ["schools", "ormas", "perisai", "branch", "accounts", "public"])
def test_every_button_twice(app: Flask, cast: Cast, browser: Callable[[Person], Browser], house: str) -> None:
    world, wrong, done = World.of(app, cast), [], 0
    at_home = {"schools": cast.sari, "ormas": cast.yanto, "branch": cast.hasan, "accounts": cast.wahyu}
    at_home["perisai"] = cast.ratna
    world.visitor = cast.wahyu
    world.browser_of_sari = browser(cast.sari)  # type: ignore[attr-defined]
    signed_in = browser(at_home.get(house, cast.sari))
    buttons = [door for door in doors(app) if door.method == "POST" and door.portal == house]
    for door in buttons:
        outside = door.endpoint.startswith(
            ("accounts.resets", "accounts.invitations", "accounts.sessions.create", "public.")
        )
        tab = Browser(app) if outside else signed_in.twin()
        other = tab.twin()
        url, data, key = world.url(door), sent_at(door, world), str(uuid4())
        world.keep()
        try:
            first = knock(tab, url, data, key=key, unmasked=True)
            once = rows()
            second = knock(other, url, data, key=key, unmasked=True)
        except Exception as error:
            wrong.append(f"{door}: broke: {type(error).__name__}: {str(error)[:300]}")
            continue
        done += first.status in {200, 303}
        if (first.status, first.location) != (second.status, second.location) and second.location != "/masuk":
            wrong.append(f"{door}: {first.status} {first.location}, then {second.status} {second.location}")
        twice, allowed = rows(), {table for name, table in AGAIN.items() if door.endpoint.endswith(name)}
        if more := {table for table in once if twice[table] != once[table]} - allowed - QUIET:
            wrong.append(f"{door}: done twice: {sorted(more)}")
        if world.changed:
            wrong += [f"{door}: {each}" for each in disorder()]
            world.renew()
    assert not wrong, "\n".join(wrong)
    assert done >= 2 + len(buttons) // 5, f"only {done} of {len(buttons)} did anything: the sweep has shown little"


def test_no_button_is_left_out(app: Flask) -> None:
    houses = {door.portal for door in doors(app) if door.method == "POST"}
    assert houses <= {"schools", "ormas", "perisai", "branch", "accounts", "public"}


@pytest.mark.parametrize("what", ["sending", "paying", "a wave"])
def test_the_second_tap_waits_for_the_first_and_gets_its_answer(
    app: Flask, cast: Cast, sari: Browser, hasan: Browser, what: str
) -> None:
    if what == "paying":
        world = World.of(app, cast)
        who, url, data = hasan, f"/cabang/tagihan/{world.groups['approved'].invoice}/pembayaran", payment(world)
    elif what == "sending":
        who, url, data = sari, f"/sekolah/daftar/{journey.listed(cast.sari).roster}/ajukan/", {}
    else:
        who, url, data = sari, "/sekolah/gelombang/", SENT["waves.create"]
    tap = partial(knock, url=url, data=data, key=str(uuid4()))
    one, other = overlapping(app, partial(tap, who.twin()), partial(tap, who.twin()))
    assert (one.status, one.location) == (other.status, other.location)
    assert one.status == 303
    assert disorder() == []


def test_a_key_is_worth_nothing_to_another(cast: Cast, sari: Browser, rina: Browser) -> None:
    key = str(uuid4())
    first = knock(sari, "/sekolah/gelombang/", SENT["waves.create"], key=key)
    assert first.status == 303
    other_person = knock(rina, "/sekolah/gelombang/", SENT["waves.create"], key=key)
    assert other_person.status == 409
    assert not other_person.location
    other_door = knock(sari, "/akun", {"name": "Sari"}, key=key)
    assert other_door.status == 409
    assert counted()["wave"] == 1


@pytest.mark.parametrize("key", ["", "x" * 5_000, "'; drop table wave; --", "{{7*7}}", "\u0660\u0661", "\0"])
def test_a_strange_key_does_no_harm(sari: Browser, key: str) -> None:
    for _ in range(2):
        answer = knock(sari, "/sekolah/gelombang/", SENT["waves.create"] | {"_key": key})
        assert answer.status in {303, 400, 422}
    assert counted()["wave"] <= 1
