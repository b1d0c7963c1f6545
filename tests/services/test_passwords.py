"""Passwords: what is refused, what is kept, and what it costs."""

from __future__ import annotations

import secrets
import threading
import time

import pytest
from argon2 import PasswordHasher

from portal.services import passwords
from portal.values.fault import Refused

ABOUT = ("Sari Wulandari", "sari.hubin@smkn1.sch.id", "+6281234567890", "SMK Negeri 1 Bandung")
GOOD = [
    "kuda-lumping-menari-pagi",
    "x7#Qm!02pLw9z",
    "hujan turun di sawah",
    "ありがとうございます本当に",
    "7 kelereng, 3 bola",
]


def code_of(password: str) -> str:
    with pytest.raises(Refused) as refused:
        passwords.refuse_weak(password, about=ABOUT)
    return refused.value.faults[0].code


@pytest.mark.unit
@pytest.mark.parametrize("password", GOOD)
def test_a_long_and_uncommon_password_is_taken_without_rules_of_composition(password: str) -> None:
    passwords.refuse_weak(password, about=ABOUT)


@pytest.mark.unit
@pytest.mark.parametrize(
    "password",
    [
        "indonesia123",
        "Indonesia123!",
        "sayangku12345",
        "Sayang Sayang",
        "bismillah123",
        "bpjsketenagakerjaan",
        "B1sm1ll4h!!",
        "smkn1bisa2026",
        "sekolahku2026",
        "operatordapodik",
        "admin12345",
        "p@ssw0rd123",
        "qwertyuiop",
        "1234567890",
        "0987654321",
        "zyxwvutsrq",
        "aaaaaaaaaaaa",
        "abababababab",
        "kata1kata1kata1",
        "17agustus1945",
        "rahasia-rahasia",
    ],
)
def test_what_many_people_choose_is_refused(password: str) -> None:
    assert code_of(password) == "password.common"


@pytest.mark.unit
@pytest.mark.parametrize(
    "password",
    ["milik-wulandari-7x", "xx Sari lembayung", "hubin-lembayung-9", "lembayung 34567890", "merpati bandung jauh"],
)
def test_what_colleagues_would_try_first_is_refused(password: str) -> None:
    assert code_of(password) == "password.personal"


@pytest.mark.unit
def test_the_length_has_its_bounds() -> None:
    assert code_of("xq7-lembu") == "password.short"
    assert code_of("xq7-lembu " * 13) == "password.long"
    passwords.refuse_weak("xq7-lembu " * 12 + "12345678", about=ABOUT)


@pytest.mark.unit
def test_a_password_is_kept_as_owasp_says_and_as_it_was_typed() -> None:
    kept = passwords.hashed("  Kuda Lumping  ")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.matches(kept, "  Kuda Lumping  ")
    assert not passwords.matches(kept, "Kuda Lumping")
    assert not passwords.matches(kept, "  kuda lumping  ")
    assert passwords.hashed("  Kuda Lumping  ") != kept


@pytest.mark.unit
def test_a_hash_of_another_day_is_known_as_such() -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("x")
    assert passwords.is_dated(cheap)
    assert not passwords.is_dated(passwords.hashed("x"))


@pytest.mark.unit
@pytest.mark.parametrize("kept", [None, "", "not a hash"])
def test_where_there_is_no_password_none_matches(kept: str | None) -> None:
    assert not passwords.matches(kept, "")
    assert not passwords.matches(kept, secrets.token_hex())


@pytest.mark.unit
def test_no_more_hashes_run_at_once_than_the_machine_can_bear(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, lock = 0, 0, threading.Lock()
    real = PasswordHasher.hash

    def counted(self: PasswordHasher, password: str, *, salt: bytes | None = None) -> str:
        nonlocal running, most
        with lock:
            running, most = running + 1, max(most, running + 1)
        time.sleep(0.005)
        try:
            return real(self, password, salt=salt)
        finally:
            with lock:
                running -= 1

    monkeypatch.setattr(PasswordHasher, "hash", counted)
    monkeypatch.setattr(passwords, "_at_once", threading.BoundedSemaphore(2))
    crowd = [threading.Thread(target=passwords.hashed, args=("x",)) for _ in range(12)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    assert most == 2
