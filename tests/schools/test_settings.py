"""What a school decides for itself."""

from __future__ import annotations

from portal.models import Membership, Organisation, db
from portal.models.transaction import transaction
from portal.services import memberships
from tests.accounts.test_sessions import events
from tests.browser import Browser
from tests.cast import Cast


def wanted(cast: Cast) -> bool:
    db.session.rollback()
    hasan = cast.hasan.actor()
    return hasan.find(Organisation, cast.smkn1).needs_principal


def test_the_second_pair_of_eyes_is_wanted_and_recorded(cast: Cast, sari: Browser) -> None:
    page = sari.get("/sekolah/pengaturan/")
    done = sari.submit(page, "/pengaturan/", {"needs_principal": "y"})
    assert "tersimpan" in sari.follow(done).words
    assert wanted(cast)
    (event,) = events("organisation_changed")
    assert event.facts["changes"][0][2]["needs_principal"] == [False, True]


def test_the_principal_may_do_without_again(cast: Cast, sari: Browser, wahyu: Browser) -> None:
    sari.post("/sekolah/pengaturan/", {"needs_principal": "y"})
    page = wahyu.get("/sekolah/pengaturan/")
    box = page.soup.find("input", id="needs_principal")
    assert box is not None
    assert box.has_attr("checked")
    wahyu.post("/sekolah/pengaturan/", {})
    assert not wanted(cast)


def test_nobody_is_asked_who_is_not_there(cast: Cast, rina: Browser, sari: Browser) -> None:
    told = rina.post("/sekolah/pengaturan/", {"needs_principal": "y"}, status=422)
    assert "Undang kepala sekolah" in told.words
    with transaction():
        hasan = cast.hasan.actor()
        memberships.end(hasan, hasan.find(Membership, cast.wahyu.membership_id))
    sari.post("/sekolah/pengaturan/", {"needs_principal": "y"}, status=422)
    assert not wanted(cast)
