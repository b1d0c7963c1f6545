"""An officer's second factors in a real browser: set up on a phone, a passkey made and shown; and the new rooms."""

from __future__ import annotations

import re

import pyotp
import pytest
from playwright.sync_api import expect

from portal.access.permissions import Role
from portal.models import Membership
from portal.models.transaction import transaction
from portal.services import second_factors
from tests.cast import PASSWORD, newcomer
from tests.stories.conftest import Visit
from tests.stories.house import House
from tests.stories.visitor import Visitor

pytestmark = [pytest.mark.story, pytest.mark.timeout(180)]


def enters(who: Visitor, email: str) -> None:
    who.opens("/masuk", "Masuk")
    who.fills("E-mail atau nomor HP", email)
    who.fills("Kata sandi", PASSWORD)
    who.presses("Masuk")


def test_a_new_officer_sets_up_a_phone_and_comes_back_with_a_passkey(house: House, visit: Visit) -> None:
    with house.app.app_context():
        with transaction():
            lilis = newcomer("Lilis Suryaningsih", Role.BRANCH_OFFICER, house.cast.bandung, None)
        with transaction():
            hasan = house.cast.hasan.actor()
            second_factors.forget(hasan, hasan.find(Membership, lilis.membership_id))
    phone = visit(width=360, at_home=True)
    enters(phone, lilis.email)
    phone.arrives("Amankan akun Anda")
    phone.unfolds("Tidak dapat memindai?")
    secret = phone.page.locator(".disclosure .code").inner_text().replace(" ", "")
    phone.fills("Kode 6 angka", pyotp.TOTP(secret).now())
    phone.presses("Simpan pengaman")
    phone.arrives("Simpan kode pemulihan")
    code = phone.page.locator("#kode-pemulihan .code").first.inner_text()
    phone.follows("Sudah saya simpan, lanjut")
    phone.arrives(re.compile("."))

    session = phone.context.new_cdp_session(phone.page)
    session.send("WebAuthn.enable")
    made = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    made |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": made})
    phone.opens("/akun/pengaman", "Pengaman masuk")
    phone.presses("Buat kunci sandi di perangkat ini")
    expect(phone.page.get_by_role("row").filter(has_text="Kunci sandi")).to_have_count(1)
    phone.looks()

    phone.page.locator("summary", has_text="Lilis").click()
    phone.presses("Keluar")
    phone.arrives("Masuk")
    enters(phone, lilis.email)
    phone.arrives("Tunjukkan pengaman")
    phone.presses("Pakai kunci sandi")
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("Yang menunggu hari ini")

    elsewhere = visit(js=False, at_home=True)
    enters(elsewhere, lilis.email)
    elsewhere.arrives("Tunjukkan pengaman")
    elsewhere.fills("Kode", code)
    elsewhere.presses("Lanjut")
    elsewhere.arrives("Yang menunggu hari ini")
    for path, heading in (
        ("/cabang/audit/", "Audit"),
        ("/cabang/audit/dilihat/", "Data yang dilihat"),
        ("/cabang/audit/rantai/", "Keutuhan catatan"),
        ("/cabang/pesan/naskah/", "Naskah pesan"),
        ("/cabang/pesan/naskah/reminder", "Pengingat lewat e-mail"),
        ("/cabang/pesan/keluar/", "Pesan keluar"),
        ("/cabang/rekan/peran/", "Siapa boleh apa"),
    ):
        elsewhere.opens(path, heading)
        phone.opens(path, heading)
    elsewhere.opens("/cabang/pesan/naskah/dues_by_whatsapp", "Iuran, kepada peserta")
    elsewhere.fills("Naskah", "Halo {nama}, {keadaan} Salam dari {pengirim}.")
    elsewhere.presses("Lihat contoh")
    elsewhere.sees(re.compile("Salam dari Hasan Basri"))
    elsewhere.presses("Simpan naskah")
    elsewhere.arrives("Naskah pesan")
