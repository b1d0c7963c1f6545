"""The queue: what waits, rows given back with a reason, approval with a code in one step, one look in the clear."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from portal.models import Enrolment, EnrolmentState, Invoice, InvoiceState, ReadEvent, RosterRow, Submission, db
from portal.models import SubmissionState as State
from tests.attacks.order import disorder
from tests.browser import Browser
from tests.cast import Cast
from tests.make import journey, people


def sent(cast: Cast, numbers: range = range(3), **of_wave: object) -> UUID:
    way = journey.sent(cast.sari, numbers, start=date(2027, 1, 4), end=date(2027, 4, 2), **of_wave)  # type: ignore[arg-type]
    assert way.submission is not None
    return way.submission


def rows(cast: Cast) -> list[Enrolment]:
    actor = cast.hasan.actor()
    return list(db.session.scalars(actor.sees(Enrolment).order_by(Enrolment.id)))


def test_the_oldest_stands_on_top_with_its_share_of_warnings(cast: Cast, hasan: Browser) -> None:
    sent(cast, range(3), name="PKL Tua")
    sent(cast, range(3, 6), name="PKL Muda")
    page = hasan.get("/cabang/pengajuan/")
    assert page.words.index("PKL Tua") < page.words.index("PKL Muda")
    assert "Tidak ada yang menunggu" not in page.words
    assert "Tidak ada pengajuan di sini" in hasan.get("/cabang/pengajuan/?keadaan=disetujui").words


def test_a_submission_explains_its_bill_and_masks_its_people(cast: Cast, hasan: Browser) -> None:
    submission = sent(cast)
    page = hasan.get(f"/cabang/pengajuan/{submission}")
    assert "3 orang × 4 bulan × Rp16.800" in page.words
    assert "dua ratus satu ribu enam ratus rupiah" in page.words
    assert people.nik(0).masked in page.words
    assert people.nik(0).digits not in page.text


def test_approving_issues_the_bill_under_its_code(cast: Cast, hasan: Browser) -> None:
    submission = sent(cast)
    page = hasan.get(f"/cabang/pengajuan/{submission}")
    refused = hasan.submit(page, "/persetujuan", {"kode_iuran": "  "}, status=422)
    assert "Kode iuran wajib diisi" in refused.words
    done = hasan.submit(page, "/persetujuan", {"kode_iuran": "8801 2345"})
    assert "Disetujui" in hasan.follow(done).words
    actor = cast.hasan.actor()
    invoice = db.session.scalars(actor.sees(Invoice)).one()
    assert (invoice.state, invoice.kode_iuran) == (InvoiceState.ISSUED, "88012345")
    assert {each.state for each in rows(cast)} == {EnrolmentState.APPROVED}
    assert actor.find(Submission, submission).state is State.APPROVED


def test_ticked_rows_go_back_with_their_reason_and_the_others_stay(cast: Cast, hasan: Browser) -> None:
    submission = sent(cast)
    first, second, third = (each.id for each in rows(cast))
    url = f"/cabang/pengajuan/{submission}"
    assert "Centang dahulu" in hasan.post(f"{url}/pengembalian", {"reason": "x"}, status=422).words
    assert "Tulis alasan" in hasan.post(f"{url}/pengembalian", {"baris_dicentang": str(first)}, status=422).words
    done = hasan.post(
        f"{url}/pengembalian",
        {"baris_dicentang": [str(first), str(second)], "reason": "NIK lain", f"alasan-{second}": "KK belum terbaca"},
    )
    assert "2 baris dikembalikan" in hasan.follow(done).words
    actor = cast.hasan.actor()
    reasons = {
        row.id: row.returned_reason for row in db.session.scalars(actor.sees(RosterRow)) if row.returned_reason
    }
    assert reasons == {first: "NIK lain", second: "KK belum terbaca"}
    left = actor.find(Submission, submission)
    assert (left.people, left.returned, left.total.amount) == (1, 2, 67_200)
    assert [each.id for each in rows(cast) if each.state is EnrolmentState.WAITING] == [third]


def test_a_row_is_seen_in_the_clear_only_with_a_reason_that_is_kept(cast: Cast, hasan: Browser) -> None:
    submission = sent(cast)
    row = rows(cast)[0].id
    page = hasan.get(f"/cabang/pengajuan/{submission}/baris/{row}")
    hasan.submit(page, "/buka", {"reason": ""}, status=422)
    assert not db.session.scalars(cast.hasan.actor().sees(ReadEvent)).all()
    clear = hasan.submit(page, "/buka", {"reason": "mencocokkan dengan KK"}, status=200, unmasked=True)
    assert any(people.nik(number).digits in clear.text for number in range(3))
    event = db.session.scalars(cast.hasan.actor().sees(ReadEvent)).one()
    assert (event.reason, event.actor_name) == ("mencocokkan dengan KK", "Hasan Basri")


def test_a_row_of_another_submission_is_not_there(cast: Cast, hasan: Browser) -> None:
    first, second = sent(cast), sent(cast, range(5, 7), name="Lain")
    row = next(each for each in rows(cast) if each.submission_id == first).id
    hasan.get(f"/cabang/pengajuan/{second}/baris/{row}", status=404)


def test_strangers_find_nothing(cast: Cast, mira: Browser, sari: Browser) -> None:
    submission = sent(cast)
    row = rows(cast)[0].id
    url = f"/cabang/pengajuan/{submission}"
    assert "SMK Negeri 1" not in mira.get("/cabang/pengajuan/").words
    for stranger in (mira, sari):
        stranger.get(url, status=404)
        stranger.get(f"{url}/baris/{row}", status=404)
        stranger.post(f"{url}/baris/{row}/buka", {"reason": "ingin tahu"}, status=404)
        stranger.post(f"{url}/persetujuan", {"kode_iuran": "123456"}, status=404)
        stranger.post(f"{url}/pengembalian", {"baris_dicentang": str(row), "reason": "salah"}, status=404)


def test_many_rows_stand_on_pages(cast: Cast, hasan: Browser) -> None:
    submission = sent(cast, range(60))
    seen: list[str] = []
    url = f"/cabang/pengajuan/{submission}?baris=semua"
    for expected in (25, 25, 10):
        page = hasan.get(url)
        names = [tag.get_text(strip=True) for tag in page.soup.select("#baris-pengajuan td.main")]
        assert len(names) == expected
        seen += names
        following = page.soup.select_one("a[rel=next]")
        url = str(following["href"]) if following else ""
    assert url == ""
    assert len(set(seen)) == 60
    back = page.soup.select_one("a[rel=prev]")
    assert back is not None
    middle = hasan.get(str(back["href"]))
    assert [tag.get_text(strip=True) for tag in middle.soup.select("#baris-pengajuan td.main")] == seen[25:50]


def test_ticked_rows_are_approved_before_the_others_under_a_bill_of_their_own(cast: Cast, hasan: Browser) -> None:
    submission = sent(cast)
    first, second, third = (each.id for each in rows(cast))
    url = f"/cabang/pengajuan/{submission}"
    page = hasan.get(url)
    assert "Setujui yang dicentang dahulu" in page.words
    assert "Centang dahulu siswa yang disetujui" in hasan.post(f"{url}/bagian", status=422).words
    everybody = {"baris_dicentang": [str(first), str(second), str(third)]}
    assert "Semua siswa dicentang" in hasan.post(f"{url}/bagian", everybody, status=422).words
    done = hasan.post(f"{url}/bagian", {"baris_dicentang": [str(first), str(third)]})
    apart = hasan.follow(done)
    assert "2 siswa dipisahkan" in apart.words
    assert "2 orang × 4 bulan × Rp16.800" in apart.words
    assert done.location != url
    hasan.follow(hasan.submit(apart, "/persetujuan", {"kode_iuran": "88012345"}))
    actor = cast.hasan.actor()
    left, taken = db.session.scalars(actor.sees(Submission).order_by(Submission.id)).all()
    assert (left.state, left.people, left.total.amount) == (State.AWAITING_BRANCH, 1, 67_200)
    assert (taken.state, taken.people, taken.total.amount) == (State.APPROVED, 2, 134_400)
    assert {each.id: each.state for each in rows(cast)} == {
        first: EnrolmentState.APPROVED,
        second: EnrolmentState.WAITING,
        third: EnrolmentState.APPROVED,
    }
    hasan.follow(hasan.submit(hasan.get(url), "/persetujuan", {"kode_iuran": "88012346"}))
    assert sorted(each.total.amount for each in db.session.scalars(actor.sees(Invoice))) == [67_200, 134_400]
    again = {"baris_dicentang": [str(second)]}
    assert "sudah diputuskan" in hasan.post(f"{url}/bagian", again, status=422).words
    assert disorder() == []
