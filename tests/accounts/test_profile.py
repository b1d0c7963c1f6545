"""One's own account: name, password, sessions."""

from __future__ import annotations

from portal.models import User, db
from portal.services import passwords
from tests.accounts.people import password_of
from tests.accounts.test_sessions import events, living, sign_in
from tests.browser import Browser
from tests.cast import PASSWORD, Cast

CHOSEN = {"present": PASSWORD, "password": "embun jatuh di ladang", "repeated": "embun jatuh di ladang"}
CHROME = "Mozilla/5.0 (Linux; Android 13; SM-A146P) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"


def test_a_name_is_mended(cast: Cast, sari: Browser) -> None:
    done = sari.submit(sari.get("/akun"), "/akun", {"name": "  Sari   Wulandari, S.Pd. "})
    assert "Sari Wulandari, S.Pd." in sari.follow(done).words
    (event,) = events("profile_changed")
    assert event.facts["changes"][0][2]["name"] == ["Sari Wulandari", "Sari Wulandari, S.Pd."]
    assert "harus memuat huruf" in sari.submit(sari.get("/akun"), "/akun", {"name": "123"}, status=422).words
    assert db.session.get_one(User, cast.sari.user_id).name == "Sari Wulandari, S.Pd."


def test_a_new_password_ends_every_other_session(cast: Cast, sari: Browser, anonymous: Browser) -> None:
    sign_in(anonymous, cast.sari.email)
    done = sari.submit(sari.get("/akun/kata-sandi"), "/akun/kata-sandi", CHOSEN)
    assert "sudah diganti" in sari.follow(done).words
    assert anonymous.get("/sekolah/", status=303).location == "/masuk"
    sign_in(anonymous, cast.sari.email, PASSWORD, status=422)
    sign_in(anonymous, cast.sari.email, CHOSEN["password"])
    (event,) = events("password_changed")
    assert event.facts["sessions_ended"] == 1
    assert "embun" not in str(event.facts)


def test_the_present_password_is_needed(cast: Cast, sari: Browser) -> None:
    page = sari.get("/akun/kata-sandi")
    wrong = {**CHOSEN, "present": "bukan-kata-sandinya"}
    assert "sekarang tidak cocok" in sari.submit(page, "/akun/kata-sandi", wrong, status=422).words
    weak = {**CHOSEN, "password": "wulandari manis", "repeated": "wulandari manis"}
    assert "memuat nama" in sari.submit(page, "/akun/kata-sandi", weak, status=422).words
    assert passwords.matches(password_of(cast.sari), PASSWORD)


def test_the_present_password_cannot_be_guessed_in_a_stolen_session(cast: Cast, sari: Browser) -> None:
    wrong = {**CHOSEN, "present": "bukan-kata-sandinya"}
    for _ in range(8):
        sari.post("/akun/kata-sandi", wrong, status=422)
    assert "Tunggu" in sari.post("/akun/kata-sandi", CHOSEN, status=429).words


def test_sessions_are_listed_by_the_name_of_their_device(cast: Cast, sari: Browser, anonymous: Browser) -> None:
    data = {"identifier": cast.sari.email, "password": PASSWORD, "_key": None}
    anonymous.post("/masuk", data, headers={"User-Agent": CHROME}, environ_base={"REMOTE_ADDR": "180.252.10.20"})
    words = sari.get("/akun").words
    assert "Chrome di Android" in words
    assert "180.252.10.20" in words
    assert words.count("Sesi ini") == 1


def test_one_session_is_ended(cast: Cast, sari: Browser, anonymous: Browser) -> None:
    sign_in(anonymous, cast.sari.email)
    other = max(living(cast), key=lambda session: session.id).id
    sari.submit(sari.get("/akun"), f"/{other}/akhiri")
    assert anonymous.get("/sekolah/", status=303).location == "/masuk"
    sari.get("/sekolah/")
    assert len(events("session_ended")) == 1


def test_all_others_are_ended(cast: Cast, sari: Browser, anonymous: Browser) -> None:
    sign_in(anonymous, cast.sari.email)
    done = sari.submit(sari.get("/akun"), "/akhiri-lainnya")
    assert "1 sesi lain" in sari.follow(done).words
    assert len(living(cast)) == 1
    assert anonymous.get("/sekolah/", status=303).location == "/masuk"


def test_ending_the_session_one_is_in_is_signing_out(cast: Cast, sari: Browser) -> None:
    (mine,) = living(cast)
    assert sari.submit(sari.get("/akun"), f"/{mine.id}/akhiri").location == "/masuk"
    sari.get("/sekolah/", status=303)


def test_nobody_ends_a_session_of_another(cast: Cast, sari: Browser, budi: Browser) -> None:
    (theirs,) = living(cast, "budi")
    sari.post(f"/akun/sesi/{theirs.id}/akhiri", status=404)
    budi.get("/sekolah/")


def test_a_stranger_sees_no_account(cast: Cast, anonymous: Browser) -> None:
    for url in ("/akun", "/akun/kata-sandi", "/akun/bertindak"):
        assert anonymous.get(url, status=303).location == "/masuk"
