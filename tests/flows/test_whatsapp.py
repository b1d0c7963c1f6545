"""WhatsApp by hand: who is asked, the words, the note of who sent it, and on to wa.me."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlalchemy import select, update

from portal.access import audit
from portal.access.audit import Action
from portal.models import AuditEvent, Channel, Message, MessageState, Organisation, Participant, User, db
from portal.models.transaction import transaction
from portal.services import messages
from portal.values import clock
from tests.browser import Browser
from tests.cast import Cast, Person
from tests.make import journey, people

WAHYU = "+6281234567890"


def give_phone(person: Person, phone: str | None) -> None:
    with transaction() as session, audit.personal(Action.PROFILE_CHANGED, None):
        session.get_one(User, person.user_id).phone = phone


def give_contact(cast: Cast, name: str, phone: str) -> None:
    with transaction() as session, audit.personal(Action.ORGANISATION_CHANGED, None):
        school = session.scalars(cast.hasan.actor().sees(Organisation).where(Organisation.id == cast.smkn1)).one()
        school.contact_name, school.contact_phone = name, phone


def notes() -> list[Message]:
    db.session.rollback()
    return list(db.session.scalars(select(Message).where(Message.channel == Channel.WHATSAPP).order_by(Message.id)))


def opened(location: str) -> tuple[str, str]:
    """Phone and text of a wa.me link."""
    parts = urlsplit(location)
    assert (parts.scheme, parts.netloc) == ("https", "wa.me")
    return parts.path.strip("/"), parse_qs(parts.query)["text"][0]


def test_an_operator_reminds_the_principal_of_a_bill(cast: Cast, sari: Browser, rina: Browser) -> None:
    give_phone(cast.wahyu, WAHYU)
    step = journey.approved(cast.sari, cast.hasan)
    bill = sari.get(f"/sekolah/tagihan/{step.invoice}")
    assert "Ingatkan lewat WhatsApp" in bill.words
    page = sari.get(f"/sekolah/tagihan/{step.invoice}/whatsapp/")
    assert "Kepada Wahyu Hidayat" in page.words
    assert WAHYU.removeprefix("+") not in page.text
    done = sari.submit(page, "/whatsapp/")
    leads = sari.get(done.location, status=303)
    phone, text = opened(leads.headers["Location"])
    assert phone == "6281234567890"
    assert text.startswith("Halo Wahyu Hidayat,\n")
    assert "Sari Wulandari (SMK Negeri 1 Bandung)" in text
    assert "untuk 3 orang, Rp" in text
    assert "Kode iuran: " in text
    (note,) = notes()
    assert (note.state, note.sent_by, note.about_id) == (MessageState.SENT, cast.sari.user_id, step.invoice)
    again = sari.get(f"/sekolah/tagihan/{step.invoice}/whatsapp/").words
    assert "Kepada Wahyu Hidayat , dikirim oleh Sari Wulandari pada" in again
    history = sari.get(f"/sekolah/tagihan/{step.invoice}").words
    assert "Mengirim pesan lewat WhatsApp (kepada Wahyu Hidayat). Sari Wulandari" in history
    rina.get(f"/sekolah/tagihan/{step.invoice}/whatsapp/", status=404)


def test_a_double_tap_is_one_note(cast: Cast, sari: Browser) -> None:
    give_phone(cast.wahyu, WAHYU)
    step = journey.approved(cast.sari, cast.hasan)
    page = sari.get(f"/sekolah/tagihan/{step.invoice}/whatsapp/")
    first, second = sari.submit(page, "/whatsapp/"), sari.submit(page, "/whatsapp/")
    assert first.location == second.location
    assert WAHYU[1:] not in first.location
    assert len(notes()) == 1


def test_the_browser_may_go_on_to_whatsapp_from_there_and_nowhere_else(cast: Cast, sari: Browser) -> None:
    give_phone(cast.wahyu, WAHYU)
    step = journey.approved(cast.sari, cast.hasan)
    page = sari.get(f"/sekolah/tagihan/{step.invoice}/whatsapp/")
    policy = page.headers["Content-Security-Policy"]
    assert "form-action 'self' https://wa.me https://api.whatsapp.com;" in policy
    assert "wa.me" not in sari.get("/sekolah/").headers["Content-Security-Policy"]


def test_the_branch_reminds_the_contact_of_the_school(cast: Cast, hasan: Browser, mira: Browser) -> None:
    give_contact(cast, "Pak Asep", "0812-3456-7890")
    step = journey.approved(cast.sari, cast.hasan)
    page = hasan.get(f"/cabang/tagihan/{step.invoice}/whatsapp/?kepada={cast.smkn1}")
    assert "Kepada Pak Asep" in page.words
    assert {"Sari Wulandari", "Wahyu Hidayat"} <= {
        each for each in ("Sari Wulandari", "Wahyu Hidayat") if each in page.words
    }
    done = hasan.submit(page, "/whatsapp/")
    phone, text = opened(hasan.get(done.location, status=303).headers["Location"])
    assert phone == "6281234567890"
    assert "Hasan Basri (Kantor Cabang Bandung)" in text
    mira.get(f"/cabang/tagihan/{step.invoice}/whatsapp/", status=404)
    mira.get(done.location, status=404)


def test_a_student_is_told_how_cover_stands(cast: Cast, sari: Browser) -> None:
    step = journey.covered(cast.sari, cast.hasan)
    row = sari.get(f"/sekolah/peserta/?gelombang={step.wave}").soup.find("tbody")
    assert row is not None
    page = sari.get(str(row.find("a")["href"]))  # type: ignore[index]
    assert "Kabari lewat WhatsApp" in page.words
    writing = sari.get(page.url + "/whatsapp/")
    name = db.session.scalars(cast.sari.actor().sees(Participant).order_by(Participant.name)).all()[0].name
    assert f"Kepada {name}" in writing.words
    done = sari.submit(writing, "/whatsapp/")
    phone, text = opened(sari.get(done.location, status=303).headers["Location"])
    assert phone.startswith("62812")
    assert "Anda terlindungi mulai" in text
    assert "/periksa/" in text
    assert not any(people.nik(number).digits in text for number in range(3))


def test_who_leaves_uncovered_is_told_to_the_principal(cast: Cast, sari: Browser) -> None:
    give_phone(cast.wahyu, WAHYU)
    step = journey.sent(cast.sari)
    page = sari.get(f"/sekolah/berangkat/?gelombang={step.wave}")
    assert "Ingatkan lewat WhatsApp" in page.words
    writing = sari.get(f"/sekolah/berangkat/{step.wave}/whatsapp/")
    _, text = opened(sari.get(sari.submit(writing, "/whatsapp/").location, status=303).headers["Location"])
    assert "3 siswa PKL Gelombang 1 berangkat" in text
    assert "belum terlindungi" in text
    covered = journey.covered(cast.sari, cast.hasan, range(5, 7), name="Lunas")
    assert (
        "Tidak ada lagi yang perlu diingatkan"
        in sari.get(f"/sekolah/berangkat/{covered.wave}/whatsapp/", status=422).words
    )


@pytest.mark.parametrize(
    "text",
    ["NIK 3273014401080001", "nik: 3273 0144 0108 0001", "32.73.01.44.01.08.0001", "3273-0144-0108-0001 tolong"],
)
def test_no_text_holds_a_nik(cast: Cast, sari: Browser, text: str) -> None:
    give_phone(cast.wahyu, WAHYU)
    step = journey.approved(cast.sari, cast.hasan)
    url = f"/sekolah/tagihan/{step.invoice}/whatsapp/"
    refused = sari.post(url, {"text": text}, status=422, unmasked=True)
    assert "jangan kirim NIK lewat WhatsApp" in refused.words
    assert notes() == []


def test_what_cannot_be_sent_is_said(cast: Cast, sari: Browser) -> None:
    step = journey.approved(cast.sari, cast.hasan)
    url = f"/sekolah/tagihan/{step.invoice}/whatsapp/"
    assert "Nomor HP Wahyu Hidayat belum ada" in sari.get(url).words
    assert "Nomor HP-nya belum ada" in sari.post(url, {"text": "Halo"}, status=422).words
    give_phone(cast.wahyu, WAHYU)
    assert "Isi pesan wajib diisi" in sari.post(url, {"text": "  "}, status=422).words
    assert "paling banyak 1.500" in sari.post(url, {"text": "a" * 1501}, status=422).words
    assert "Pilih dahulu" in sari.post(url, {"text": "Halo", "kepada": str(uuid4())}, status=422).words
    assert notes() == []


def test_who_may_only_read_writes_to_nobody(cast: Cast, budi: Browser) -> None:
    give_phone(cast.wahyu, WAHYU)
    step = journey.approved(cast.sari, cast.hasan)
    assert "Ingatkan lewat WhatsApp" not in budi.get(f"/sekolah/tagihan/{step.invoice}").words
    budi.get(f"/sekolah/tagihan/{step.invoice}/whatsapp/", status=403)
    budi.post(f"/sekolah/tagihan/{step.invoice}/whatsapp/", {"text": "Halo"}, status=403)


def test_who_wants_no_messages_gets_none(cast: Cast, sari: Browser) -> None:
    give_phone(cast.wahyu, WAHYU)
    step = journey.approved(cast.sari, cast.hasan)
    url = f"/sekolah/tagihan/{step.invoice}/whatsapp/"
    done = sari.submit(sari.get(url), "/izin")
    page = sari.follow(done)
    assert "Wahyu Hidayat tidak mau dikirimi pesan" in page.words
    assert "tidak mau dikirimi pesan" in sari.post(url, {"text": "Halo"}, status=422).words
    assert notes() == []
    sari.submit(page, "/izin")
    sari.submit(sari.get(url), "/whatsapp/")
    assert len(notes()) == 1
    kept = [event.action for event in db.session.scalars(cast.hasan.actor().sees(AuditEvent))]
    assert {"messages_stopped", "messages_allowed", "whatsapp_sent"} <= set(kept)


def test_the_text_is_forgotten_and_the_note_stays(cast: Cast, sari: Browser) -> None:
    give_phone(cast.wahyu, WAHYU)
    step = journey.approved(cast.sari, cast.hasan)
    url = f"/sekolah/tagihan/{step.invoice}/whatsapp/"
    done = sari.submit(sari.get(url), "/whatsapp/")
    with time_machine.travel(clock.now() + messages.TEXTS_KEPT + timedelta(hours=1)), transaction():
        assert messages.forget_texts() == 1
    assert sari.get(done.location, status=303).location == url
    assert "dikirim oleh Sari Wulandari" in sari.get(url).words


def test_the_text_rests_sealed(cast: Cast, sari: Browser) -> None:
    give_phone(cast.wahyu, WAHYU)
    step = journey.approved(cast.sari, cast.hasan)
    sari.submit(sari.get(f"/sekolah/tagihan/{step.invoice}/whatsapp/"), "/whatsapp/")
    with db.engine.connect() as connection:
        (kept,) = connection.exec_driver_sql("select body from message").one()
        places = connection.exec_driver_sql("select location from idempotency_key").scalars().all()
    assert b"Wahyu" not in bytes(kept)
    assert not any("wa.me" in (place or "") for place in places)


def test_a_note_opens_only_below_its_own_thing(cast: Cast, sari: Browser) -> None:
    give_phone(cast.wahyu, WAHYU)
    step = journey.approved(cast.sari, cast.hasan)
    other = journey.approved(cast.sari, cast.hasan, range(5, 7), name="Lain")
    done = sari.submit(sari.get(f"/sekolah/tagihan/{step.invoice}/whatsapp/"), "/whatsapp/")
    note = UUID(done.location.rpartition("/")[2])
    elsewhere = f"/sekolah/tagihan/{other.invoice}/whatsapp/{note}"
    assert sari.get(elsewhere, status=303).location == f"/sekolah/tagihan/{other.invoice}/whatsapp/"


def test_a_number_that_is_no_mobile_is_no_number(cast: Cast, hasan: Browser) -> None:
    with transaction() as session, audit.personal(Action.ORGANISATION_CHANGED, None):
        session.execute(
            update(Organisation)
            .where(Organisation.id == cast.smkn1)
            .values(contact_phone="(022) 420 1234", contact_name="Bu Tini")
            .execution_options(seen_by="bulk", synchronize_session=False)
        )
    step = journey.approved(cast.sari, cast.hasan)
    page = hasan.get(f"/cabang/tagihan/{step.invoice}/whatsapp/?kepada={cast.smkn1}")
    assert "Nomor HP Bu Tini belum ada" in page.words
