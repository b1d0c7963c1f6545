"""Pages of leaving and of a death: the choice, the day, the guidance for the heirs, and taking it back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from portal.models import Enrolment, Organisation, OrmasMember, db
from portal.models.transaction import transaction
from portal.services import members
from portal.services.members import Description
from portal.values.clock import today
from tests.browser import Browser
from tests.cast import Cast
from tests.make import dues, journey, workers


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True):
        yield


@pytest.mark.once
def test_the_heirs_of_a_participant_are_told_and_a_mistake_is_undone(cast: Cast, agus: Browser) -> None:
    [enrolment_id] = workers.registered(cast.agus, [1])
    sheet = dues.opened(cast.agus)
    dues.ticked(cast.agus, sheet, [1])
    dues.paid(cast.hasan, dues.billed(cast.agus, sheet))
    form = agus.get(f"/ormas/peserta/{enrolment_id}/meninggal")
    path = f"/ormas/peserta/{enrolment_id}/meninggal"
    assert "wajib diisi" in agus.submit(form, path, {"day": ""}, status=422).words
    assert "tidak boleh sesudah hari ini" in agus.submit(form, path, {"day": "2030-01-01"}, status=422).words
    done = agus.submit(form, path, {"day": today().isoformat()})
    told = agus.follow(done)
    for words in ("Rp10.000.000", "Rp42.000.000", "Aturan tiga bulan", "Janda, duda, atau anak", "perkiraan"):
        assert words in told.words
    assert "Panduan untuk ahli waris" in agus.get(f"/ormas/peserta/{enrolment_id}").words
    assert agus.get(path, status=303).location == done.location
    back = agus.submit(told, done.location + "/hapus", {})
    assert "Catatan ini dibatalkan" in agus.follow(back).words
    assert "Panduan untuk ahli waris" not in agus.get(f"/ormas/peserta/{enrolment_id}").words
    assert "sudah dibatalkan" in agus.post(done.location + "/hapus", {}, status=422).words


@pytest.mark.once
def test_a_member_dies_leaves_and_moves(cast: Cast, agus: Browser, yanto: Browser) -> None:
    with transaction():
        actor = cast.agus.actor()
        unit = actor.find(Organisation, cast.arjuna)
        ids = [
            members.add(actor, unit, Description(f"Warga {mark}", f"U{mark}", nik=workers.nik(number))).id
            for number, mark in ((1, "A"), (2, "B"))
        ]
        alone = members.add(actor, unit, Description("Warga C", "UC")).id
    workers.registered(cast.agus, [1, 2])
    form = agus.get(f"/ormas/anggota/{alone}/meninggal")
    told = agus.follow(agus.submit(form, f"/ormas/anggota/{alone}/meninggal", {"day": today().isoformat()}))
    assert "Belum pernah menjadi peserta" in told.words
    assert "Meninggal dunia" in agus.get(f"/ormas/anggota/{alone}").words

    choice = agus.post(f"/ormas/anggota/{ids[0]}/keluar", {"reason": "Pindah kota"})
    asked = agus.follow(choice)
    assert "Melanjutkan sendiri" in asked.words
    path = choice.location
    assert "Pilih dahulu" in agus.submit(asked, path, {}, status=422).words
    ended = agus.submit(asked, path, {"way": "day", "day": (today() + timedelta(days=3)).isoformat()})
    assert "24 Nov 2026" in agus.follow(ended).words
    assert "tetap lewat sini" in agus.follow(agus.submit(asked, path, {"way": "stay", "_key": "lain"})).words

    page = yanto.get(f"/ormas/anggota/{ids[1]}/pindah?ke={cast.cicendo}")
    assert "Pindahkan juga kepesertaannya" in page.words
    yanto.submit(page, f"/ormas/anggota/{ids[1]}/pindah", {"kepesertaan": "y"})
    assert "PAC Cicendo" in yanto.get(f"/ormas/anggota/{ids[1]}").words
    person = cast.yanto.actor().find(OrmasMember, ids[1]).participant_id
    held = cast.yanto.actor().sees(Enrolment).where(Enrolment.participant_id == person)
    assert cast.cicendo in {each.organisation_id for each in db.session.scalars(held)}


@pytest.mark.once
def test_who_soon_turns_65_is_named_in_the_unit(cast: Cast, agus: Browser) -> None:
    with transaction():
        actor = cast.agus.actor()
        unit = actor.find(Organisation, cast.arjuna)
        members.add(actor, unit, Description("Warga Sepuh", birth_date=today().replace(year=1961, month=12)))
    assert "1 anggota segera mencapai batas usia" in agus.get("/ormas/").words
    told = agus.get("/ormas/cakupan/").words
    assert "Akan berusia 65 dalam 90 hari" in told
    assert "Warga Sepuh" in told
    born = today().replace(year=1961, month=12)
    [enrolment_id] = workers.registered(cast.agus, [1], nik=f"327301{born:%d%m%y}0001", birth_date=f"{born:%d/%m/%Y}")
    assert "Berusia 65 tahun 21 Desember 2026" in agus.get(f"/ormas/peserta/{enrolment_id}").words


@pytest.mark.once
def test_a_school_notes_it_of_an_intern(cast: Cast, sari: Browser) -> None:
    journey.covered(cast.sari, cast.hasan, [0], start=today() + timedelta(days=1))
    enrolment = db.session.scalars(cast.sari.actor().sees(Enrolment)).one()
    form = sari.get(f"/sekolah/peserta/{enrolment.id}/berhenti")
    assert "Melanjutkan sendiri" not in form.words
    form = sari.get(f"/sekolah/peserta/{enrolment.id}/meninggal")
    done = sari.submit(form, f"/sekolah/peserta/{enrolment.id}/meninggal", {"day": today().isoformat()})
    assert "Belum pernah menjadi peserta" in sari.follow(done).words
