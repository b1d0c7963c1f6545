"""Pages of moving people: from a refused registration to an answer, masked for one side and whole for the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from portal.models import Consent, Enrolment, EnrolmentState, Message, Organisation, Transfer, db
from portal.models.transaction import transaction
from portal.services import transfers
from portal.values.clock import today
from tests.browser import Browser
from tests.cast import Cast
from tests.make import journey, people, workers


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True):
        yield


@pytest.mark.once
@pytest.mark.usefixtures("mailbox")
def test_a_refused_registration_leads_on_to_a_request_and_an_answer(
    cast: Cast, agus: Browser, euis: Browser, hasan: Browser, rina: Browser
) -> None:
    workers.registered(cast.euis, [1, 2])
    texts = {key: text for key, text in workers.texts(1).items() if text}
    texts |= {"occupation": "guru-ngaji", "consent": "y"}
    form = agus.get("/ormas/pendaftaran/")
    refused = agus.submit(form, "/ormas/pendaftaran/", texts, status=422, unmasked=True)
    assert "masih terdaftar lewat pihak lain" in refused.words
    assert "Minta pindah ke sini" in refused.words
    assert "PAC Andir" not in refused.words
    wrong = texts | {"wanted_from": "2020-01-01"}
    early = agus.post("/ormas/pendaftaran/pindah", wrong, status=422, unmasked=True)
    assert "Pilih hari antara" in early.words
    day = (today() + timedelta(days=1)).isoformat()
    done = agus.post("/ormas/pendaftaran/pindah", texts | {"wanted_from": day})
    mine = agus.follow(done)
    assert "sudah terlindungi lewat pihak lain tanpa hari selesai" in mine.words
    assert "PAC Andir" not in mine.words
    assert "Menunggu jawaban" in agus.get("/ormas/pindah/?arah=keluar").words
    assert "Tidak ada yang diminta pindah" in agus.get("/ormas/pindah/").words
    rina.get(done.location.replace("/ormas/", "/sekolah/"), status=404)

    # The present unit sees who asks for whom; the branch too, which has to say why it does not wait.
    transfer_id = done.location.rpartition("/")[2]
    assert people.name(1) in euis.get("/ormas/pindah/").words
    theirs = euis.get(f"/ormas/pindah/{transfer_id}")
    assert "Ranting Arjuna" in theirs.words
    office = hasan.get(f"/cabang/pindah/{transfer_id}")
    assert "PAC Andir" in office.words
    path = f"/cabang/pindah/{transfer_id}/persetujuan"
    hasty = hasan.submit(office, path, {"moves_on": day}, status=422)
    assert "Tulis alasan kantor cabang" in hasty.words
    path = f"/ormas/pindah/{transfer_id}/penolakan"
    assert "dengan jelas" in euis.submit(theirs, path, {"reason": "tidak"}, status=422).words
    agus.post(f"/ormas/pindah/{transfer_id}/persetujuan", {"moves_on": day}, status=422)
    gone = euis.follow(euis.submit(theirs, f"/ormas/pindah/{transfer_id}/persetujuan", {"moves_on": day}))
    assert "Kepesertaannya di sini berakhir 21 November 2026" in gone.words
    here = agus.get(f"/ormas/pindah/{transfer_id}")
    assert "Ia sudah terdaftar di sini" in here.words
    made = db.session.scalars(cast.agus.actor().sees(Transfer)).one().made_id
    assert "Peserta" in agus.get(f"/ormas/peserta/{made}").words
    letters = db.session.scalars(db.select(Message).order_by(Message.id)).all()
    assert [(each.kind, each.recipient) for each in letters] == [
        ("transfer_asked", cast.euis.email),
        ("transfer_answered", cast.agus.email),
    ]
    assert people.name(1) not in "".join(each.body or "" for each in letters)
    assert "Ranting Arjuna" in (letters[0].body or "")
    assert "PAC Andir" not in (letters[1].body or "")

    # Another name under the same number is pointed at; what was asked can be taken back.
    other = agus.post("/ormas/pendaftaran/pindah", texts | {"nik": workers.nik(2).digits, "wanted_from": day})
    other_id = other.location.rpartition("/")[2]
    assert "Namanya lain" in euis.get(f"/ormas/pindah/{other_id}").words
    back = agus.post(f"/ormas/pindah/{other_id}/hapus", {})
    assert "Ditarik kembali" in agus.follow(back).words


@pytest.mark.once
def test_whoever_waits_for_the_branch_is_let_go_once_they_are_taken_back(
    cast: Cast, agus: Browser, sari: Browser, hasan: Browser
) -> None:
    sent = journey.sent(cast.sari, [0], start=today() + timedelta(days=1))
    day = today() + timedelta(days=5)
    with transaction():
        actor = cast.agus.actor()
        texts = workers.texts(1) | {"nik": people.nik(0).digits, "name": people.name(0)}
        unit = actor.find(Organisation, cast.arjuna)
        asked = transfers.ask(actor, unit, texts, wanted_from=day, consent=Consent.SIGNED, sure=True).id
    submission = f"/sekolah/pengajuan/{sent.submission}"
    page = sari.get(f"/sekolah/pindah/{asked}")
    assert "Pengajuannya belum diputuskan kantor cabang" in page.words
    assert any(link["href"] == submission for link in page.soup.find_all("a", href=True))
    assert f"/cabang/pengajuan/{sent.submission}" in hasan.get(f"/cabang/pindah/{asked}").text
    path = f"/sekolah/pindah/{asked}/persetujuan"
    waits = sari.submit(page, path, {"moves_on": day.isoformat()}, status=422)
    assert "Tarik pengajuannya, atau minta kantor cabang mengembalikan barisnya" in waits.words
    sari.post(f"{submission}/tarik")
    sari.submit(page, path, {"moves_on": day.isoformat(), "_key": "lain"})
    made = db.session.scalars(cast.agus.actor().sees(Enrolment)).one()
    assert (made.state, made.start) == (EnrolmentState.APPROVED, day)
