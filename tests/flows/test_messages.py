"""Messages: the proof that reminders went, day by day and name by name, for the branch and for each school."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from portal.access import audit
from portal.access.actor import Actor
from portal.access.audit import Action
from portal.models import Branch, MessageState, Organisation, User
from portal.models.transaction import transaction
from portal.services import messages, reminders
from portal.services.messages import Mailbox, Outlet
from portal.values import clock
from tests.browser import Browser
from tests.cast import Cast
from tests.flows.test_whatsapp import WAHYU, give_phone, opened
from tests.make.post import somewhere
from tests.services.test_reminders import agreement_ends, early, round_of, written


def morning(cast: Cast, worker: Any) -> str:
    """An agreement that ends in thirty days, and this morning's round; the day as addresses have it."""
    agreement_ends(cast, clock.today() + timedelta(days=30))
    with early():
        round_of(clock.today(), worker)
        return clock.today().isoformat()


def test_a_branch_sees_every_name_and_a_school_its_own(
    cast: Cast, worker: Any, hasan: Browser, sari: Browser, rina: Browser, mira: Browser
) -> None:
    assert "Belum ada pengingat" in hasan.get("/cabang/pesan/").words
    day = morning(cast, worker)
    page = hasan.get("/cabang/pesan/")
    assert "Server surat belum dipasang" in page.words
    assert "Cocok" in page.words
    names = hasan.get(f"/cabang/pesan/{day}").words
    assert "3 orang harus diingatkan; 3 tercatat" in names
    for person in (cast.sari, cast.wahyu, cast.hasan):
        assert person.name in names
    assert "PKS SMK Negeri 1 Bandung" in names
    assert "Server surat belum dipasang" in names
    assert "Tidak ada di sini" in hasan.get(f"/cabang/pesan/{day}?keadaan=terkirim").words
    mine = sari.get(f"/sekolah/pesan/{day}").words
    assert "2 orang harus diingatkan; 2 tercatat" in mine
    assert cast.hasan.name not in mine
    rina.get(f"/sekolah/pesan/{day}", status=404)
    assert cast.sari.name not in mira.get(f"/cabang/pesan/{day}").words
    for wrong in ("2026-13-40", "1999-01-01", "besok"):
        hasan.get(f"/cabang/pesan/{wrong}", status=404)
    hasan.get("/cabang/pesan/?sampai=1999-01-01")


def test_who_was_not_reached_by_mail_is_by_whatsapp(cast: Cast, worker: Any, hasan: Browser, sari: Browser) -> None:
    give_phone(cast.wahyu, WAHYU)
    day = morning(cast, worker)
    mine = next(each for each in written() if each.recipient_name == cast.wahyu.name).id
    page = hasan.get(f"/cabang/pesan/{day}")
    assert f"/cabang/pesan/pengingat/{mine}/whatsapp/" in page.text
    writing = hasan.get(f"/cabang/pesan/pengingat/{mine}/whatsapp/")
    done = hasan.submit(writing, "/whatsapp/")
    phone, text = opened(hasan.get(done.location, status=303).headers["Location"])
    assert phone == WAHYU[1:]
    assert "PKS SMK Negeri 1 Bandung" in text
    assert "lewat WhatsApp oleh Hasan Basri" in hasan.get(f"/cabang/pesan/{day}?keadaan=terkirim").words
    again = sari.post(f"/sekolah/pesan/pengingat/{mine}/whatsapp/", {"text": "Halo"}, status=422)
    assert "sudah terkirim" in again.words
    missing = next(each for each in written() if each.recipient_name == cast.hasan.name).id
    assert "Nomor HP Hasan Basri belum ada" in hasan.get(f"/cabang/pesan/pengingat/{missing}/whatsapp/").words
    sari.get(f"/sekolah/pesan/pengingat/{missing}/whatsapp/", status=404)


def test_a_server_that_is_down_is_said(cast: Cast, worker: Any, hasan: Browser, sari: Browser) -> None:
    messages.use(Outlet.parse(f"smtp://127.0.0.1:{somewhere()}", "gandeng@contoh.id"))
    try:
        day = morning(cast, worker)
        for page in (hasan.get("/cabang/pesan/"), hasan.get(f"/cabang/pesan/{day}?keadaan=menunggu")):
            assert "Surat belum dapat dikirim sejak" in page.words
            assert "; 3 menunggu" in page.words
        assert "; 2 menunggu" in sari.get("/sekolah/pesan/").words
        waiting = written()[0].id
        assert "masih menunggu" in hasan.post(f"/cabang/pesan/pengingat/{waiting}/kirim-ulang", status=422).words
    finally:
        messages.use(None)


def test_once_more_when_what_was_in_the_way_is_mended(cast: Cast, worker: Any, hasan: Browser, budi: Browser) -> None:
    day = morning(cast, worker)
    one = next(each for each in written() if each.recipient_name == cast.sari.name).id
    url = f"/pesan/pengingat/{one}/kirim-ulang"
    assert "Server surat belum dipasang" in hasan.post(f"/cabang{url}", status=422).words
    budi.post(f"/sekolah{url}", status=403)
    messages.use(Mailbox())
    try:
        page = hasan.get(f"/cabang/pesan/{day}")
        assert "Kirim ulang" in page.words
        assert "dikirim ulang" in hasan.follow(hasan.post(f"/cabang{url}")).words
        with transaction() as session, audit.personal(Action.PROFILE_CHANGED, None):
            session.get_one(User, cast.wahyu.user_id).email = None
        other = next(each for each in written() if each.recipient_name == cast.wahyu.name).id
        refused = hasan.post(f"/cabang/pesan/pengingat/{other}/kirim-ulang", status=422).words
        assert "belum punya alamat e-mail" in refused
        worker.drain()
    finally:
        messages.use(None)
    assert next(each for each in written() if each.id == one).state is MessageState.SENT


@pytest.mark.once
def test_a_long_history_is_read_in_pages(cast: Cast, hasan: Browser) -> None:
    for back in range(18):
        with early(-back), transaction() as session:
            house = Actor.of_the_house(session.get_one(Branch, cast.bandung))
            reminders.write_to_officers(house, reminders.Outlook(house, clock.today()))
    older = hasan.get("/cabang/pesan/").soup.find("a", rel="next")
    assert older is not None
    before = hasan.get(str(older["href"]))
    assert len(before.soup.find_all("tr")) == 1 + 4
    newer = before.soup.find("a", rel="prev")
    assert newer is not None
    assert len(hasan.get(str(newer["href"])).soup.find_all("tr")) == 1 + 14


@pytest.mark.once
def test_a_contact_without_number_leads_to_where_it_is_added(cast: Cast, hasan: Browser) -> None:
    from tests.make import journey

    with transaction() as session, audit.personal(Action.ORGANISATION_CHANGED, None):
        school = session.scalars(cast.hasan.actor().sees(Organisation).where(Organisation.id == cast.smkn1)).one()
        school.contact_name, school.contact_phone = "Bu Tini", "(022) 420 1234"
    step = journey.approved(cast.sari, cast.hasan)
    page = hasan.get(f"/cabang/tagihan/{step.invoice}/whatsapp/?kepada={cast.smkn1}")
    assert "Nomor HP Bu Tini belum ada" in page.words
    assert "Isi nomor narahubung di data mitra" in page.words
