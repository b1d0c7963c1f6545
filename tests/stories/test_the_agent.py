"""An agent on the street: registers people without JavaScript; and what becomes of a phone's queue when session,
person or clock is another by then."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from portal.access.permissions import Role
from portal.models import Enrolment, LoginSession, OrganisationKind, User, db
from portal.models.transaction import transaction
from portal.services import phones, pins
from portal.values import clock
from tests.cast import PASSWORD, Person, newcomer, partner
from tests.make import people, workers
from tests.stories.conftest import Visit
from tests.stories.house import House
from tests.stories.street import FORM, STORES, asks_for, count, fills_in, is_kept_by_the_phone
from tests.stories.visitor import Visitor

pytestmark = [pytest.mark.story, pytest.mark.timeout(300)]


def agents(house: House, at: int) -> tuple[Person, Person]:
    """Two of a wadah of its own, so that no story meets another's."""
    with house.app.app_context(), transaction():
        wadah = partner(house.cast.bandung, OrganisationKind.PERISAI, f"Wadah Jalanan {at}", npw=f"NPW-99-{at:04}")
        return tuple(  # type: ignore[return-value]
            newcomer(f"{name}{at} Agen", Role.PERISAI_AGENT, house.cast.bandung, wadah) for name in ("Lilis", "Maman")
        )


def registered(house: House, by: Person) -> list[str]:
    with house.app.app_context():
        found = list(db.session.scalars(by.actor().sees(Enrolment).with_only_columns(Enrolment.name_key)))
        db.session.remove()
        return [name.strip() for name in found]


def test_two_vendors_without_javascript_one_covered_elsewhere(house: House, visit: Visit) -> None:
    one, two = 8_020, 8_021
    person, _ = agents(house, 2)
    with house.app.app_context():
        workers.registered(house.cast.agus, [two])
        db.session.remove()
    agent = visit(width=360, js=False)
    agent.signs_in(person.email)
    agent.arrives("Orang binaan saya")
    agent.goes_to("Daftarkan", "Daftarkan peserta")
    agent.sees(re.compile("JKK \\+ JKM\\): Rp"))
    fills_in(agent, one)
    agent.presses("Daftarkan")
    agent.arrives(people.name(one))
    agent.sees(re.compile("Sistem Informasi Perisai"))
    agent.goes_to("Daftarkan", "Daftarkan peserta")
    asks_for(agent, two, held_by="Ranting Arjuna")
    assert len(registered(house, person)) == 1


def test_a_queue_outlives_a_session_and_belongs_to_one_person(house: House, visit: Visit) -> None:
    lilis, maman = agents(house, 3)
    phone = visit(width=360)
    phone.expects("422")
    phone.signs_in(lilis.email)
    phone.arrives("Orang binaan saya")
    phone.goes_to("Daftarkan", "Daftarkan peserta")
    is_kept_by_the_phone(phone)

    # No network; and a clock that says 1970, as after an empty battery.
    phone.loses_the_network()
    phone.page.clock.set_fixed_time(0)
    for number in (8_101, 8_102):
        fills_in(phone, number)
        phone.presses("Daftarkan")
        phone.sees("Tersimpan di HP ini. Terkirim sendiri begitu ada jaringan.")
    count(phone, 2)
    phone.page.clock.set_fixed_time(clock.now())
    phone.opens("/perisai/", "Daftarkan peserta")  # any page of the portal leads to the one there is
    count(phone, 2)

    # The session ended meanwhile: nothing is sent, nothing is lost, and it is said what to do.
    end_sessions(house, lilis)
    phone.finds_the_network()
    phone.sees(re.compile("^Sesi Anda sudah berakhir, antreannya tetap tersimpan"))
    assert registered(house, lilis) == []

    # Another person on the same phone: sees that something waits, not what, and sends none of it.
    phone.signs_in(maman.email)
    phone.arrives("Daftarkan peserta")
    phone.sees("Ada antrean milik orang lain di HP ini. Terkirim bila orangnya masuk dan membuka halaman ini.")
    assert people.name(8_101) not in phone.has_read()
    signs_out(phone)
    phone.arrives("Masuk")
    assert registered(house, lilis) == registered(house, maman) == []

    # One of the two was registered elsewhere meanwhile; the other goes up by itself.
    with house.app.app_context():
        workers.registered(house.cast.agus, [8_102])
        db.session.remove()
    phone.signs_in(lilis.email)
    phone.arrives("Orang binaan saya")
    phone.opens(FORM, "Daftarkan peserta")
    phone.sees(re.compile("^Ada yang belum diterima"))
    count(phone, 1)
    assert len(registered(house, lilis)) == 1
    phone.looks()
    phone.presses("Buka dan perbaiki")
    phone.sees("Minta pindah ke sini")
    assert phone.page.get_by_label(re.compile("^Nama lengkap")).input_value() == people.name(8_102)

    # Signing out does not lose it unseen; and when it does go, nothing stays on the phone.
    signs_out(phone)
    phone.sees(re.compile("^Masih ada yang belum terkirim"))
    phone.presses("Hapus antrean dan keluar")
    phone.arrives("Masuk")
    assert phone.page.evaluate(STORES) == ""
    assert phone.page.evaluate("caches.keys()") == []

    # Whom the phone keeps nothing for is told why no page comes, in words and not by the browser's dinosaur.
    phone.loses_the_network()
    phone.expects("503")
    phone.opens("/perisai/", "Tidak ada jaringan")
    phone.finds_the_network()
    phone.follows("Coba lagi")
    phone.arrives("Masuk")


#: What waits on this phone was typed then, and its day has passed.
AGE = """async at => {
  for (const { name } of await indexedDB.databases()) {
    const base = await new Promise(done => { const r = indexedDB.open(name); r.onsuccess = () => done(r.result) })
    const items = base.transaction('items', 'readwrite').objectStore('items')
    const all = await new Promise(done => { const r = items.getAll(); r.onsuccess = () => done(r.result) })
    for (const each of all) {
      await new Promise(done => { items.put({ ...each, at, until: at + 86400000 }).onsuccess = done })
    }
    base.close()
  }
}"""


def test_a_day_is_as_long_as_a_phone_keeps_what_was_not_sent(house: House, visit: Visit) -> None:
    lilis, _ = agents(house, 4)
    phone = visit(width=360)
    phone.signs_in(lilis.email)
    phone.arrives("Orang binaan saya")
    phone.goes_to("Daftarkan", "Daftarkan peserta")
    is_kept_by_the_phone(phone)
    phone.loses_the_network()
    fills_in(phone, 8_201)
    phone.presses("Daftarkan")
    count(phone, 1)
    phone.page.clock.set_fixed_time(clock.now() + timedelta(hours=25))
    phone.page.reload()
    expect(phone.page.locator("#antrean")).to_be_visible()
    count(phone, 0)
    phone.sees(re.compile(r"^1 pendaftaran yang lebih dari 24 jam belum terkirim.* dihapus dari HP ini"))
    assert phone.page.evaluate(STORES) == ""
    # It is said once.
    phone.page.clock.set_fixed_time(clock.now())
    phone.page.reload()
    for number in (8_202, 8_203):
        fills_in(phone, number)
        phone.presses("Daftarkan")
        phone.sees("Tersimpan di HP ini. Terkirim sendiri begitu ada jaringan.")
    count(phone, 2)
    expect(phone.page.get_by_text("dihapus dari HP ini")).to_be_hidden()
    # And of those that went while another page was open.
    phone.page.evaluate(AGE, int((clock.now() - timedelta(hours=25)).timestamp() * 1000))
    phone.page.goto("about:blank")
    phone.finds_the_network()
    phone.opens("/perisai/", "Orang binaan saya")
    phone.page.wait_for_function("async () => (await indexedDB.databases()).length === 2")
    phone.opens(FORM, "Daftarkan peserta")
    phone.sees(re.compile(r"^2 pendaftaran yang lebih dari 24 jam belum terkirim"))
    assert registered(house, lilis) == []


def test_a_shared_phone_keeps_nothing_past_the_hour_of_its_pins(house: House, visit: Visit) -> None:
    lilis, _ = agents(house, 5)
    with house.app.app_context(), transaction() as session:
        pins.choose(session.get_one(User, lilis.user_id), present=PASSWORD, pin="482915", actor=None)
    phone = visit(width=360)
    phone.signs_in(lilis.email)
    phone.arrives("Orang binaan saya")
    phone.opens("/hp/bersama", "HP bersama")
    phone.presses("Pakai HP ini bersama")
    phone.arrives("Orang binaan saya")
    phone.goes_to("Daftarkan", "Daftarkan peserta")
    is_kept_by_the_phone(phone)
    phone.loses_the_network()
    opened = clock.now()
    # Typed an hour before, it is kept for that hour and not for eight.
    phone.page.clock.set_fixed_time(opened + phones.OPEN - timedelta(hours=1))
    fills_in(phone, 8_301)
    phone.presses("Daftarkan")
    count(phone, 1)
    phone.page.clock.set_fixed_time(opened + phones.OPEN + timedelta(minutes=1))
    phone.page.reload()
    expect(phone.page.locator("#antrean")).to_be_visible()
    count(phone, 0)
    assert phone.page.evaluate(STORES) == ""


def signs_out(phone: Visitor) -> None:
    phone.page.locator("details.account summary").click()
    phone.presses("Keluar")


def end_sessions(house: House, person: Person) -> None:
    from sqlalchemy import update

    with house.app.app_context(), transaction() as session:
        session.execute(
            update(LoginSession).where(LoginSession.user_id == person.user_id).values(ended_at=clock.now())
        )
