"""From a roster to covered interns: the quote, the sending, the branch, the money, and every way back."""

from __future__ import annotations

import threading
from datetime import date
from uuid import UUID

import pytest
import time_machine

from portal.models import (
    Contribution,
    ContributionState,
    Enrolment,
    EnrolmentState,
    Fate,
    Invoice,
    InvoiceState,
    Participant,
    Roster,
    RosterRow,
    Submission,
    SubmissionState,
    Wave,
    db,
)
from portal.models.transaction import transaction
from portal.services import rosters, waves
from portal.values.month import Month
from portal.values.rupiah import Rupiah
from tests.flows.test_rosters import GOOD, GOOD_TOO, OTHER_SEX, SHORT, csv, put


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True):
        yield


@pytest.fixture
def wave(app, november, cast) -> Wave:
    with transaction():
        made = waves.add(cast.sari.actor(), name="PKL", start=date(2026, 12, 7), end=date(2027, 3, 5))
        wave_id = made.id
    return cast.sari.actor().find(Wave, wave_id)


def roster_of(cast) -> Roster:
    db.session.rollback()
    return db.session.scalars(cast.sari.actor().sees(Roster)).one()


def all_of(cast, model):
    db.session.rollback()
    return db.session.scalars(cast.hasan.actor().sees(model)).all()


def send(sari, cast, wave, *lines: str) -> Submission:
    put(sari, wave, csv(*lines))
    sari.post(f"/sekolah/daftar/{roster_of(cast).id}/ajukan/")
    return all_of(cast, Submission)[-1]


def test_the_bill_is_shown_before_sending_and_explains_itself(sari, cast, wave):
    put(sari, wave, csv(GOOD, GOOD_TOO, SHORT, OTHER_SEX))
    page = sari.get(f"/sekolah/daftar/{roster_of(cast).id}/ajukan/")
    assert "Ajukan 3 siswa" in page.words
    assert "1 siswa diajukan dengan peringatan" in page.words
    assert "1 baris yang salah tidak ikut" in page.words
    assert "Januari – Maret 2027" in page.words
    assert "Rp201.600" in page.words  # 3 people × 4 months × 16,800
    assert "dua ratus satu ribu enam ratus rupiah" in page.words
    assert "PP 44/2015" in page.words


def test_good_rows_go_on_and_bad_rows_stay(sari, cast, wave):
    submission = send(sari, cast, wave, GOOD, GOOD_TOO, SHORT)
    assert (submission.people, submission.total) == (2, Rupiah(134_400))
    assert submission.state is SubmissionState.AWAITING_BRANCH
    assert [row.fate for row in sorted(all_of(cast, RosterRow), key=lambda row: row.number)] == [
        Fate.SENT,
        Fate.SENT,
        Fate.OPEN,
    ]
    months = sorted({contribution.month for contribution in all_of(cast, Contribution)})
    assert months == [Month(2026, 12), Month(2027, 1), Month(2027, 2), Month(2027, 3)]
    page = sari.get(f"/sekolah/pengajuan/{submission.id}")
    assert "Menunggu kantor cabang" in page.words
    assert "Siti Aminah" in page.words


def test_relief_granted_by_the_branch_makes_a_mixed_bill(sari, hasan, cast, wave):
    from portal.services import policies

    with transaction():
        policies.decide(
            cast.hasan.actor(), "pkl_relief", "on", valid_from=date(2026, 11, 21), reason="Surat kantor wilayah 12"
        )
    put(sari, wave, csv(GOOD))
    page = sari.get(f"/sekolah/daftar/{roster_of(cast).id}/ajukan/")
    assert "Desember 2026" in page.words
    assert "Rp8.400" in page.words
    assert "Rp58.800" in page.words  # 8,400 + 3 × 16,800
    assert "berakhir 31 Desember 2026" in page.words


def test_the_whole_way_to_cover(sari, hasan, cast, wave):
    submission = send(sari, cast, wave, GOOD, GOOD_TOO)
    queue = hasan.get("/cabang/pengajuan/")
    assert "SMK Negeri 1 Bandung" in queue.words
    with transaction():
        from portal.services import submissions

        submissions.approve(
            cast.hasan.actor(), cast.hasan.actor().find(Submission, submission.id), kode_iuran="77 0126 0001"
        )
    (invoice,) = all_of(cast, Invoice)
    assert (invoice.state, invoice.total, invoice.kode_iuran) == (InvoiceState.ISSUED, Rupiah(134_400), "7701260001")
    assert "7701260001" in sari.get(f"/sekolah/tagihan/{invoice.id}").words
    with transaction():
        from portal.services import payments
        from portal.values import clock

        payments.record(
            cast.hasan.actor(),
            cast.hasan.actor().find(Invoice, invoice.id),
            amount=invoice.total,
            paid_at=clock.now(),
            channel="Bank",
            reference="1",
        )
    people = all_of(cast, Enrolment)
    assert all(person.covered_from and person.paid_through == Month(2027, 3) for person in people)
    assert {contribution.state for contribution in all_of(cast, Contribution)} == {ContributionState.PAID}
    assert "Lunas" in sari.get(f"/sekolah/tagihan/{invoice.id}").words


def test_single_rows_come_back_with_a_reason_and_go_in_again(sari, hasan, cast, wave):
    submission = send(sari, cast, wave, GOOD, GOOD_TOO)
    row = next(row for row in all_of(cast, RosterRow) if row.number == 2)
    with transaction():
        from portal.services import submissions

        submissions.return_rows(
            cast.hasan.actor(),
            cast.hasan.actor().find(Submission, submission.id),
            {row.id: "Nama tidak sama dengan KK"},
        )
    page = sari.get(f"/sekolah/pengajuan/{submission.id}")
    assert "1 siswa dikembalikan" in page.words
    assert page.words.count("Budi") >= 1
    shown = sari.get(f"/sekolah/daftar/{row.roster_id}?saring=kembali")
    assert "Nama tidak sama dengan KK" in shown.words
    assert "Budi" not in shown.words
    sari.htmx_post(f"/sekolah/daftar/{row.roster_id}/baris/{row.id}/", {"name": "Siti Aminah Putri"})
    sari.post(f"/sekolah/daftar/{row.roster_id}/ajukan/")
    again = max(all_of(cast, Submission), key=lambda each: each.id)
    assert (again.people, again.total) == (1, Rupiah(67_200))
    assert len(all_of(cast, Enrolment)) == 2, "the same row is the same enrolment"
    live = [each for each in all_of(cast, Contribution) if each.state is not ContributionState.VOID]
    assert len(live) == 8
    assert all_of(cast, RosterRow)[0].returned_reason is None
    assert "Siti Aminah Putri" in {person.name for person in all_of(cast, Participant)}, "the mend reaches the person"


def test_a_sending_is_undone_while_nothing_is_billed(sari, cast, wave):
    submission = send(sari, cast, wave, GOOD)
    done = sari.post(f"/sekolah/pengajuan/{submission.id}/tarik")
    assert "ditarik kembali" in sari.follow(done).words
    assert {row.fate for row in all_of(cast, RosterRow)} == {Fate.OPEN}
    assert {person.state for person in all_of(cast, Enrolment)} == {EnrolmentState.WITHDRAWN}
    assert {bill.state for bill in all_of(cast, Invoice)} == {InvoiceState.VOID}
    sari.post(f"/sekolah/daftar/{submission.roster_id}/ajukan/")
    assert {person.state for person in all_of(cast, Enrolment)} == {EnrolmentState.WAITING}


def test_the_principal_is_a_second_pair_of_eyes(sari, hasan, cast, wave, wahyu):
    from portal.models import Organisation
    from portal.services import settings

    with transaction():
        actor = cast.wahyu.actor()
        settings.want_principal(actor, actor.find(Organisation, cast.smkn1), True)
    submission = send(sari, cast, wave, GOOD)
    assert submission.state is SubmissionState.AWAITING_PRINCIPAL
    sari.post(f"/sekolah/pengajuan/{submission.id}/persetujuan/", status=403)
    assert "Setujui dan teruskan" in wahyu.get(f"/sekolah/pengajuan/{submission.id}").words
    wahyu.post(f"/sekolah/pengajuan/{submission.id}/persetujuan/")
    assert all_of(cast, Submission)[0].state is SubmissionState.AWAITING_BRANCH
    wahyu.post(f"/sekolah/pengajuan/{submission.id}/persetujuan/", status=422)


def test_the_principal_gives_back_with_a_reason(sari, cast, wave, wahyu):
    from portal.models import Organisation
    from portal.services import settings

    with transaction():
        actor = cast.wahyu.actor()
        settings.want_principal(actor, actor.find(Organisation, cast.smkn1), True)
    submission = send(sari, cast, wave, GOOD)
    wahyu.post(f"/sekolah/pengajuan/{submission.id}/persetujuan/tolak", {"reason": "Belum lengkap"})
    assert "Belum lengkap" in sari.get(f"/sekolah/daftar/{submission.roster_id}?saring=kembali").words


def test_two_tabs_sending_one_roster_make_one_submission(sari, cast, wave, app):
    put(sari, wave, csv(GOOD, GOOD_TOO))
    url = f"/sekolah/daftar/{roster_of(cast).id}/ajukan/"
    tabs = [sari.twin(), sari.twin()]
    statuses: list[int] = []

    def press(tab) -> None:
        answer = tab.client.post(url, data={"csrf_token": tab.csrf_token(), "_key": str(id(tab))})
        statuses.append(answer.status_code)

    threads = [threading.Thread(target=press, args=(tab,)) for tab in tabs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303, 422]
    assert len(all_of(cast, Submission)) == 1
    assert len(all_of(cast, Enrolment)) == 2


def test_a_person_another_school_sent_is_masked_and_not_sent_twice(sari, rina, cast, wave):
    send(sari, cast, wave, GOOD)
    with transaction():
        theirs = waves.add(cast.rina.actor(), name="Kami", start=date(2027, 1, 4), end=date(2027, 6, 30))
        theirs_id = theirs.id
    page = rina.follow(rina.post("/sekolah/daftar/", {"gelombang": str(theirs_id), "file": (csv(GOOD), "a.csv")}))
    assert "masih terdaftar melalui sponsor lain sampai 5 Maret 2027" in page.words
    assert "SMK Negeri 1" not in page.words
    rina.post(f"{page.url}/ajukan/", status=422)


def test_a_month_billed_before_is_not_billed_again(sari, cast, wave):
    send(sari, cast, wave, GOOD)  # touches December to March
    with transaction():
        second = waves.add(cast.sari.actor(), name="Kedua", start=date(2027, 3, 8), end=date(2027, 4, 30))
        second_id = second.id
    page = sari.follow(
        sari.post("/sekolah/daftar/", {"gelombang": str(second_id), "file": (csv(GOOD), "b.csv"), "again": "y"})
    )
    quote = sari.get(f"{page.url}/ajukan/")
    assert "1 bulan tidak ditagih lagi (Rp16.800)" in quote.words
    sari.post(f"{page.url}/ajukan/")
    latest = max(all_of(cast, Submission), key=lambda each: each.id)
    assert latest.total == Rupiah(16_800)
    assert len(all_of(cast, Participant)) == 1


def test_many_people_go_by_a_job_that_can_be_watched(sari, cast, wave, worker):
    lines = [
        GOOD.replace("Siti Aminah", f"Siti {chr(65 + at % 26)}{chr(65 + at // 26)}").replace("0001", f"{at + 1:04}")
        for at in range(320)
    ]
    put(sari, wave, csv(*lines))
    roster = roster_of(cast)
    done = sari.post(f"/sekolah/daftar/{roster.id}/ajukan/")
    page = sari.follow(done)
    assert "Mencatat siswa" in page.words
    sari.post(f"/sekolah/daftar/{roster.id}/ajukan/", status=422)
    worker.drain()
    page = sari.get(page.url)
    assert "Menunggu kantor cabang" in page.words
    (submission,) = all_of(cast, Submission)
    assert (submission.people, submission.total) == (320, Rupiah(320 * 4 * 16_800))


def test_a_reader_cannot_send(sari, budi, cast, wave):
    put(sari, wave, csv(GOOD))
    budi.get(f"/sekolah/daftar/{roster_of(cast).id}/ajukan/", status=403)
    budi.post(f"/sekolah/daftar/{roster_of(cast).id}/ajukan/", status=403)


def test_one_student_by_form_is_a_row_like_any_other(sari, cast, wave):
    form = sari.get(f"/sekolah/siswa-baru/?gelombang={wave.id}", unmasked=True)
    refused = sari.submit(form, "/siswa-baru/", {"nik": "327301", "name": "Siti"}, status=422)
    assert "NIK harus 16 angka, di sini 6" in refused.words
    form = sari.get(f"/sekolah/siswa-baru/?gelombang={wave.id}", unmasked=True)
    done = sari.submit(form, "/siswa-baru/", {"nik": "3273014401090001", "name": "Siti Aminah"})
    assert "Siti Aminah dicatat" in sari.follow(done).words
    (row,) = all_of(cast, RosterRow)
    assert row.content["values"]["birth_date"] == "2009-01-04"
    assert UUID(str(row.roster_id))


def test_long_rosters_are_read_by_a_job(sari, cast, wave, worker, monkeypatch):
    monkeypatch.setattr(rosters, "INLINE_ROWS", 3)
    lines = [GOOD.replace("0001;N", f"{at + 1:04};N") for at in range(9)]
    done = put(sari, wave, csv(*lines))
    page = sari.follow(done)
    assert "Membaca dan memeriksa baris" in page.words
    worker.drain()
    assert "9 siap" in sari.get(page.url).words
    assert roster_of(cast).content is None, "the file is not kept once its rows are"


def test_departures_show_at_home(sari, cast, wave, browser):
    put(sari, wave, csv(GOOD, SHORT))
    with time_machine.travel("2026-12-01 03:00:00+00:00", tick=True):
        page = browser(cast.sari).get("/sekolah/")
    assert "2 siswa berangkat Senin, 7 Desember 2026, belum aktif" in page.words
