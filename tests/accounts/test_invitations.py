"""The door that an invitation opens, once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import time_machine
from flask import Flask
from sqlalchemy import select

from portal.access.permissions import Role
from portal.models import Invitation, Membership, Organisation, User, db
from portal.models.transaction import transaction
from portal.services import invitations
from portal.values import clock
from portal.values.token import Token
from tests.accounts.test_sessions import events, sign_in
from tests.browser import Browser
from tests.cast import PASSWORD, Cast, Person

CHOSEN = {"password": "embun jatuh di ladang", "repeated": "embun jatuh di ladang"}


def invited(by: Person, organisation_id: UUID | None = None, **details: Any) -> str:
    """An invitation; the path of its link."""
    token = Token.fresh()
    told = {"name": "Jaka Susilo", "role": Role.SCHOOL_READER, "email": "jaka@contoh.sch.id", **details}
    with transaction():
        actor = by.actor()
        organisation = actor.find(Organisation, organisation_id) if organisation_id else None
        invitations.invite(actor, token, organisation=organisation, **told)
    return f"/undangan/{token.text}"


def jaka() -> User:
    db.session.rollback()
    return db.session.scalars(select(User).where(User.email == "jaka@contoh.sch.id")).one()


def test_somebody_new_makes_an_account_and_is_in(cast: Cast, anonymous: Browser, app: Flask) -> None:
    link = invited(cast.sari, phone="0812 7777 8888")
    page = anonymous.get(link)
    for words in ("Jaka Susilo", "Sari Wulandari", "SMK Negeri 1 Bandung", "Rekan (hanya melihat)", "0812 7777 8888"):
        assert words in page.words
    done = anonymous.submit(page, link, CHOSEN)
    assert done.location == "/sekolah/"
    assert "Selamat datang" in anonymous.follow(done).words
    event = events("invitation_accepted")[-1]
    assert (event.actor_name, event.organisation_id) == ("Jaka Susilo", cast.smkn1)
    assert "jaka@" not in str(event.facts)
    for identifier in ("jaka@contoh.sch.id", "081277778888"):
        assert sign_in(Browser(app), identifier, CHOSEN["password"]).location == "/sekolah/"


def test_an_invitation_opens_once(cast: Cast, anonymous: Browser, app: Flask) -> None:
    link = invited(cast.sari)
    page = anonymous.get(link)
    anonymous.submit(page, link, CHOSEN)
    other = Browser(app)
    assert "tidak berlaku lagi" in other.get(link, status=404).words
    other.post(link, {"name": "Orang Lain", **CHOSEN}, status=404)
    assert jaka().name == "Jaka Susilo"


def test_a_double_tap_gives_the_first_answer_again(cast: Cast, anonymous: Browser) -> None:
    link = invited(cast.sari)
    page = anonymous.get(link)
    twin = anonymous.twin()
    assert anonymous.submit(page, link, CHOSEN).location == "/sekolah/"
    assert twin.submit(page, link, CHOSEN).location == "/sekolah/"


def test_of_two_browsers_at_once_one_wins(cast: Cast, app: Flask) -> None:
    link = invited(cast.sari)
    browsers = [Browser(app), Browser(app)]
    for each in browsers:
        each.get(link)

    def accept(browser: Browser) -> int:
        data = {"name": "Jaka Susilo", **CHOSEN, "csrf_token": browser.csrf_token()}
        return browser.client.post(link, data=data).status_code

    with ThreadPoolExecutor(2) as both:
        answers = sorted(both.map(accept, browsers))
    assert answers[0] == 303
    assert answers[1] in {404, 422}
    db.session.rollback()
    assert len(list(db.session.scalars(select(Membership).where(Membership.user_id == jaka().id)))) == 1


def test_an_invitation_ends_after_three_days(cast: Cast, anonymous: Browser) -> None:
    link = invited(cast.sari)
    with time_machine.travel(clock.now() + timedelta(hours=71, minutes=59), tick=True):
        anonymous.get(link)
    with time_machine.travel(clock.now() + timedelta(hours=72, seconds=1), tick=True):
        anonymous.get(link, status=404)
        anonymous.post(link, {"name": "Jaka Susilo", **CHOSEN}, status=404)


def test_a_revoked_invitation_opens_nothing(cast: Cast, sari: Browser, anonymous: Browser) -> None:
    link = invited(cast.sari)
    page = sari.get("/sekolah/rekan/")
    assert "Undangan yang belum diterima" in page.words
    sari.submit(page, "/batalkan")
    anonymous.get(link, status=404)
    assert "Jaka" not in sari.get("/sekolah/rekan/").soup.find("main").get_text().replace("Jaka Susilo sudah", "")
    assert len(events("invitation_revoked")) == 1


def test_a_guessed_link_opens_nothing(cast: Cast, anonymous: Browser) -> None:
    invited(cast.sari)
    anonymous.get("/undangan/" + "x" * 43, status=404)
    anonymous.get("/undangan/%00%ff", status=404)


def test_only_the_fingerprint_of_the_link_is_kept(cast: Cast, app: Flask) -> None:
    link = invited(cast.sari)
    db.session.rollback()
    (kept,) = db.session.scalars(select(Invitation))
    assert link.rpartition("/")[2].encode() not in kept.token_hash
    assert "token_hash" not in str([event.facts for event in events("invited")]).replace(
        "'token_hash': [None, '•••']", ""
    )


def test_a_weak_password_is_refused_and_the_invitation_stays_open(cast: Cast, anonymous: Browser) -> None:
    link = invited(cast.sari)
    page = anonymous.get(link)
    for password, words in (
        ("xq7-lembu", "paling sedikit 10"),
        ("bandungbandung9", "mudah ditebak"),
        ("jaka suka bakso", "memuat nama"),
        ("kambing negeri jauh", "tempat Anda bertugas"),
    ):
        refused = anonymous.submit(page, link, {"password": password, "repeated": password}, status=422)
        assert words in refused.words
        assert password not in refused.text
    refused = anonymous.submit(page, link, {**CHOSEN, "repeated": "lain sama sekali"}, status=422)
    assert "Tidak sama" in refused.words
    anonymous.submit(page, link, CHOSEN)


def test_who_has_an_account_signs_in_and_comes_back_to_accept(cast: Cast, anonymous: Browser) -> None:
    link = invited(cast.hasan, cast.smkn2, name="Sari", role=Role.SCHOOL_OPERATOR, email=cast.sari.email)
    page = anonymous.get(link)
    assert "Anda sudah punya akun" in page.words
    assert page.soup.find("input", {"name": "password"}) is None
    anonymous.post(link, {"name": "Penyusup", **CHOSEN}, status=422)
    assert anonymous.submit(page, "/masuk").location == "/masuk"
    back = sign_in(anonymous, cast.sari.email, PASSWORD)
    assert back.location == link
    page = anonymous.follow(back)
    assert "Anda masuk sebagai Sari Wulandari" in page.words
    done = anonymous.submit(page, "/terima")
    assert "SMK Negeri 2 Bandung" in anonymous.follow(done).words
    assert "SMK Negeri 1 Bandung" in anonymous.get("/akun/bertindak").words


def test_only_the_invited_account_can_accept(cast: Cast, rina: Browser) -> None:
    link = invited(cast.hasan, cast.smkn1, name="Sari", role=Role.SCHOOL_OPERATOR, email=cast.rina.email)
    other = invited(cast.hasan, None, name="Wahyu", role=Role.BRANCH_OFFICER, email=cast.wahyu.email)
    assert "akun lain" in rina.get(other).words
    assert "akun lain" in rina.post(other + "/terima", status=422).words
    rina.submit(rina.get(link), "/terima")


def test_an_account_under_another_address_may_take_it_up(cast: Cast, rina: Browser) -> None:
    link = invited(cast.sari, email="rina.kedua@contoh.sch.id")
    assert rina.submit(rina.get(link), "/terima").location == "/sekolah/"
    assert "SMK Negeri 1 Bandung" in rina.get("/sekolah/").words


def test_the_link_stands_in_no_log(cast: Cast, anonymous: Browser, capsys: Any) -> None:
    link = invited(cast.sari)
    anonymous.submit(anonymous.get(link), link, CHOSEN)
    logged = capsys.readouterr().out
    assert "accounts.invitations" in logged
    assert not re.search(link.rpartition("/")[2], logged)
    assert "jaka" not in logged
