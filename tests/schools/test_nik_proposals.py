"""A wrong NIK that SIPP refused: the school says which is right, the branch agrees, and the months stay paid."""

from __future__ import annotations

from uuid import UUID

from portal.models import AuditEvent, Enrolment, Participant, Sipp, SippLine, db
from portal.models.transaction import transaction
from portal.services import sipp_files
from tests.browser import Browser
from tests.cast import Cast
from tests.make import journey, people
from tests.make.handing_over import answered, handed_over, refused

QUEUE = "/cabang/sipp/nik/"
#: Somebody's number with the last digit mistyped, and one that is another's.
WRONG, RIGHT, OTHER = people.nik(1), people.nik(701), people.nik(0)


def sent_back(cast: Cast) -> UUID:
    """The enrolment of a covered student whose NIK SIPP does not know."""
    journey.covered(cast.sari, cast.hasan, range(2))
    answered(cast.hasan, handed_over(cast.hasan), *refused(1, why="NIK tidak ditemukan"))
    found = cast.sari.actor().sees(Enrolment).where(Enrolment.sipp == Sipp.RETURNED)
    enrolment_id = db.session.scalars(found).one().id
    db.session.rollback()
    return enrolment_id


def test_the_school_says_which_and_the_branch_agrees(
    cast: Cast, sari: Browser, budi: Browser, rina: Browser, hasan: Browser, mira: Browser
) -> None:
    assert (WRONG.digits[:12], WRONG.sex) == (RIGHT.digits[:12], RIGHT.sex)
    enrolment_id = sent_back(cast)
    here = f"/sekolah/peserta/{enrolment_id}"
    asked = f"{here}/nik"
    assert f'href="{asked}"' in sari.get(here).text
    assert f'href="{asked}"' in sari.get(f"{here}/ubah").text
    budi.get(asked, status=403)
    rina.get(asked, status=404)
    form = sari.get(asked)
    for typed, said in (
        ("", "NIK wajib diisi"),
        ("327301", "NIK harus 16 angka"),
        (WRONG.digits, "NIK itu sama dengan yang tercatat"),
        (OTHER.digits, "NIK itu milik orang lain yang sudah terdaftar"),
    ):
        answer = sari.submit(form, asked, {"nik": typed}, status=422)
        assert said in answer.words, typed
        assert not typed or typed not in answer.text
    sari.submit(form, asked, {"nik": RIGHT.digits})
    assert "NIK yang benar sudah diajukan" in sari.get(here).words

    # Correcting something else meanwhile does not send the wrong number to SIPP once more.
    sari.submit(sari.get(f"{here}/ubah"), here, {"mother_name": "Ibu Euis Rohaeti"})
    assert cast.hasan.actor().find(Enrolment, enrolment_id).sipp is Sipp.RETURNED

    assert "1 NIK yang dibetulkan sekolah menunggu persetujuan" in hasan.get("/cabang/sipp/").words
    assert people.name(1) not in mira.get(QUEUE).words
    shown = hasan.get(QUEUE)
    assert "Angka ke-16" in shown.words
    assert "Cocok dengan tanggal lahir dan jenis kelamin" in shown.words
    for number in (WRONG, RIGHT):
        assert number.digits not in shown.text
    line_id = db.session.scalars(cast.hasan.actor().sees(SippLine).where(SippLine.PROPOSED)).one().id
    mira.post(f"{QUEUE}{line_id}", status=404)

    assert "1 NIK yang dibetulkan, belum dijawab" in hasan.get("/cabang/").words
    waiting = hasan.get("/cabang/antrean/nik")
    assert "SMK Negeri 1 Bandung Sari" in waiting.words
    assert people.name(1) not in waiting.words
    assert people.name(1) not in mira.get("/cabang/antrean/nik").words
    give = {"baris": str(line_id), "petugas": str(cast.hasan.membership_id)}
    assert "1 baris dibagi" in hasan.follow(hasan.post("/cabang/antrean/nik/petugas", give)).words
    link = waiting.soup.select_one("td.act a")
    assert link is not None
    only = hasan.get(str(link["href"]))
    assert people.name(1) in only.words
    assert "Tampilkan semua yang menunggu" in only.words
    assert "Tidak ada NIK yang menunggu" in hasan.get(f"{QUEUE}?baris={enrolment_id}").words, "another id is nobody"
    hasan.submit(only, f"{QUEUE}{line_id}")
    assert "Tidak ada NIK yang menunggu" in hasan.get(QUEUE).words
    assert "Tidak ada yang menunggu" in hasan.get("/cabang/antrean/nik").words
    assert "0 NIK yang dibetulkan, belum dijawab" in hasan.get("/cabang/").words
    assert "sudah dijawab rekan lain" in hasan.post(f"{QUEUE}{line_id}", status=422).words

    actor = cast.hasan.actor()
    enrolment = actor.find(Enrolment, enrolment_id)
    person = actor.find(Participant, enrolment.participant_id)
    assert (person.nik, enrolment.sipp, enrolment.covered_from is not None) == (RIGHT, Sipp.DUE, True)
    with transaction():
        actor = cast.hasan.actor()
        [entrant] = sipp_files.entrants(actor, sipp_files.make(actor))
        assert entrant.nik == RIGHT.digits
    for event in db.session.scalars(cast.hasan.actor().sees(AuditEvent)):
        assert RIGHT.digits not in repr(vars(event))
    # By the number that was wrong nobody is found any more.
    assert people.name(1) not in sari.post("/sekolah/peserta/cari/", {"q": WRONG.digits}, status=404).words


def test_the_branch_may_disagree_and_a_number_may_be_right_after_all(
    cast: Cast, sari: Browser, hasan: Browser
) -> None:
    enrolment_id = sent_back(cast)
    here = f"/sekolah/peserta/{enrolment_id}"
    sari.submit(sari.get(f"{here}/nik"), f"{here}/nik", {"nik": people.nik(2).digits})
    shown = hasan.get(QUEUE)
    assert "Tidak cocok dengan tanggal lahir atau jenis kelamin" in shown.words
    line_id = db.session.scalars(cast.hasan.actor().sees(SippLine).where(SippLine.PROPOSED)).one().id
    hasan.submit(shown, "/tolak", {"reason": ""}, status=422)
    # Somebody is registered by that very number meanwhile.
    journey.sent(cast.sari, [2], name="PKL Menyusul")
    assert "milik orang lain" in hasan.submit(shown, f"{QUEUE}{line_id}", status=422).words
    hasan.submit(shown, "/tolak", {"reason": "lampirkan kartu keluarga dahulu"})
    assert "lampirkan kartu keluarga dahulu" in sari.get(here).words
    assert "sudah diajukan" not in sari.get(here).words
    assert "sudah dijawab rekan lain" in hasan.post(f"{QUEUE}{line_id}", status=422).words

    sari.submit(sari.get(f"{here}/nik"), f"{here}/nik", {"nik": RIGHT.digits})
    again = sari.get(f"{here}/serah-lagi/")
    sari.submit(again, "/serah-lagi/", {"reason": "sudah dicocokkan dengan kartu keluarga"})
    assert cast.hasan.actor().find(Enrolment, enrolment_id).sipp is Sipp.DUE
    assert "Tidak ada NIK yang menunggu" in hasan.get(QUEUE).words
    assert "NIK ini tidak dapat diganti" in sari.post(f"{here}/nik", {"nik": RIGHT.digits}, status=422).words
