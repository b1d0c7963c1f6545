"""Somebody whom SIPP refused comes back to the school with the reason, is mended, and goes with the next workbook."""

from __future__ import annotations

from collections.abc import Callable

import time_machine

from portal.models import Enrolment, Sipp, SippFile, db
from portal.models.transaction import transaction
from portal.services import sipp_files
from tests.browser import Browser
from tests.cast import Cast, Person
from tests.make import journey, people
from tests.make.handing_over import answered, handed_over, refused, valid


def test_refused_mended_and_handed_over_again(cast: Cast, browser: Callable[[Person], Browser]) -> None:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True):
        journey.approved(cast.sari, cast.hasan, range(4))
        file_id = handed_over(cast.hasan)
        answered(cast.hasan, file_id, *valid(0), *refused(1, 2, why="Nama ibu kandung tidak sesuai"))
        sari, budi, hasan = browser(cast.sari), browser(cast.budi), browser(cast.hasan)
        assert "2 siswa dikembalikan BPJS Ketenagakerjaan" in sari.get("/sekolah/").words
        listed = sari.get("/sekolah/peserta/?keadaan=ditolak").words
        assert people.name(1) in listed
        assert people.name(0) not in listed
        assert people.name(1) in hasan.get("/cabang/peserta/?keadaan=ditolak").words
        found = {
            each.name_key.strip(): each.id
            for each in db.session.scalars(cast.sari.actor().sees(Enrolment).where(Enrolment.sipp == Sipp.RETURNED))
        }
        db.session.rollback()
        one, two = (f"/sekolah/peserta/{found[people.name(each).lower()]}" for each in (1, 2))
        assert "Nama ibu kandung tidak sesuai" in sari.get(one).words
        assert "Perbaiki data" not in budi.get(one).words
        sari.submit(sari.get(f"{one}/ubah"), one, {"mother_name": "Ibu Euis Rohaeti"})
        assert "Dikembalikan BPJS" not in sari.get(one).words
        # The other is right as it stands, and the school says why.
        form = sari.get(f"{two}/serah-lagi/")
        assert "Nama ibu kandung tidak sesuai" in form.words
        assert (
            "dengan kata-kata"
            in sari.submit(form, "/serah-lagi/", {"reason": f"NIK {people.nik(2).digits}"}, status=422).words
        )
        sari.submit(form, "/serah-lagi/", {"reason": "sudah dicocokkan dengan kartu keluarga"})
        assert (
            "tidak sedang dikembalikan"
            in sari.post(f"{two}/serah-lagi/", {"reason": "sudah dicocokkan"}, status=422).words
        )
        assert "dikembalikan BPJS Ketenagakerjaan" not in sari.get("/sekolah/").words
        assert "ikut berkas berikutnya" in hasan.get(f"/cabang/sipp/{file_id}").words
        with transaction():
            actor = cast.hasan.actor()
            made = sipp_files.make(actor)
            told = {each.nik: each.mother_name for each in sipp_files.entrants(actor, made)}
            assert told == {people.nik(1).digits: "Ibu Euis Rohaeti", people.nik(2).digits: people.mother(2)}
        # The first file's fourth person still waits there, and the late answers change nobody else.
        assert actor.find(SippFile, file_id).waiting == 1
