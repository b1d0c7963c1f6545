"""Pages of leaving and of a death: the choice, the day, the guidance for the heirs, and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine

from portal.models import Consent, Enrolment, EnrolmentState, Message, Organisation, OrmasMember, db
from portal.models.transaction import transaction
from portal.services import leavings, members, tallies, transfers
from portal.services.leavings import Way
from portal.services.members import Description
from portal.values.clock import today
from tests.attacks.order import disorder
from tests.browser import Browser
from tests.cast import Cast, Person
from tests.make import abroad, dues, journey, people, workers


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


@pytest.mark.usefixtures("mailbox")
def test_a_death_ends_what_others_have_too_and_they_are_told_the_day_and_not_by_whom(
    cast: Cast, agus: Browser, browser: Callable[[Person], Browser]
) -> None:
    """With Agus today, from 1 December with an ormas of another branch, which has the same person on its roster."""
    citra = abroad.citra(cast)
    [here] = workers.registered(cast.agus, [1])
    with transaction():
        actor = citra.actor()
        unit = actor.find(Organisation, citra.organisation_id or UUID(int=0))
        member = members.add(actor, unit, Description("Warga Garut", "G1", nik=workers.nik(1))).id
        day = today() + timedelta(days=10)
        asked = transfers.ask(actor, unit, workers.texts(1), wanted_from=day, consent=Consent.SIGNED, sure=True).id
    with transaction():
        actor = cast.agus.actor()
        transfers.accept(actor, transfers.find(actor, asked), moves_on=day)
    there = db.session.scalars(citra.actor().sees(Enrolment)).one().id
    hers = browser(citra)
    path = f"/ormas/peserta/{here}/meninggal"
    noted = agus.post(path, {"day": today().isoformat()})

    db.session.rollback()
    actor = citra.actor()
    assert actor.find(Enrolment, there).state is EnrolmentState.WITHDRAWN
    assert actor.find(OrmasMember, member).left_reason == "Meninggal dunia"
    assert tallies.of(actor, actor.find(Organisation, unit_id := citra.organisation_id or UUID(int=0))).members == 0
    page = hers.get(f"/ormas/peserta/{there}")
    assert "Tercatat meninggal dunia 21 November 2026" in page.words
    assert "mencatat meninggal dunia" in page.words.lower()
    listed = hers.get(f"/ormas/anggota/{member}")
    told = [each for each in letters() if each.kind == "death_told"]
    assert {each.recipient for each in told} == {citra.email}
    for text in (page.text, listed.text, *(each.body or "" for each in told)):
        assert "Agus" not in text
        assert "Ranting Arjuna" not in text
    assert not any(people.name(1) in (each.body or "") for each in told), "others may read it"
    assert hers.get(f"/ormas/peserta/{there}/meninggal", status=303).location == f"/ormas/peserta/{there}"
    again = hers.post(f"/ormas/peserta/{there}/meninggal", {"day": today().isoformat()}, status=422)
    assert "Sudah dicatat" in again.words
    hers.get(noted.location, status=404)

    agus.post(f"{noted.location}/hapus", {})
    db.session.rollback()
    actor = citra.actor()
    back = actor.find(Enrolment, there)
    assert (back.state, back.start, back.end) == (EnrolmentState.APPROVED, day, None)
    assert actor.find(OrmasMember, member).left_at is None
    assert tallies.of(actor, actor.find(Organisation, unit_id)).members == 1
    assert "Tercatat meninggal" not in hers.get(f"/ormas/peserta/{there}").words
    assert [each.subject for each in letters()][-1].startswith("Catatan meninggal dunia dibatalkan")
    assert disorder() == []


def letters() -> list[Message]:
    db.session.rollback()
    return list(db.session.scalars(db.select(Message).order_by(Message.id)))


@pytest.mark.once
def test_whoever_dies_while_others_decide_is_pointed_out_and_not_handed_on(
    cast: Cast, agus: Browser, hasan: Browser
) -> None:
    """Insured with Agus for some days more, asked for by Euis, sent in by a school for the time after."""
    said = {"nik": people.nik(0).digits, "name": people.name(0)}
    [here] = workers.registered(cast.agus, [3], **said)
    day = today() + timedelta(days=5)
    with transaction():
        actor = cast.euis.actor()
        unit = actor.find(Organisation, cast.andir)
        texts = workers.texts(3) | said
        asked = transfers.ask(actor, unit, texts, wanted_from=day, consent=Consent.SIGNED, sure=True).id
    with transaction():
        actor = cast.agus.actor()
        leavings.leave(actor, actor.find(Enrolment, here), Way.DAY, day=today() + timedelta(days=10))
    sent = journey.sent(cast.sari, [0], start=today() + timedelta(days=20))
    assert "meninggal" not in hasan.get(f"/cabang/pengajuan/{sent.submission}").words
    agus.post(f"/ormas/peserta/{here}/meninggal", {"day": today().isoformat()})
    page = hasan.get(f"/cabang/pengajuan/{sent.submission}")
    assert "Ada yang tercatat meninggal dunia" in page.words
    assert f"{people.name(0)} , 21 November 2026" in page.words
    path = f"/ormas/pindah/{asked}/persetujuan"
    refused = agus.post(path, {"moves_on": day.isoformat()}, status=422)
    assert "Tercatat meninggal dunia 21 November 2026" in refused.words
