"""For whom one acts."""

from __future__ import annotations

from uuid import uuid4

from portal.access.audit import Action, personal
from portal.models import Membership, db
from portal.models.transaction import transaction
from portal.services import memberships
from tests.accounts.people import another_place
from tests.accounts.test_sessions import events
from tests.browser import Browser
from tests.cast import Cast, authenticator, code_of


def test_switching_changes_what_is_seen_and_is_recorded(cast: Cast, sari: Browser) -> None:
    there = another_place(cast.sari, cast.rina)
    page = sari.get("/akun/bertindak")
    assert "Sedang dipakai" in page.words
    assert sari.post("/akun/bertindak", {"membership": there}).location == "/sekolah/"
    assert "SMK Negeri 2 Bandung" in sari.get("/sekolah/").words
    (event,) = events("acting_changed")
    assert (event.user_id, event.organisation_id) == (cast.sari.user_id, cast.smkn2)


def test_a_school_and_a_branch_may_be_served_by_one_person(cast: Cast, sari: Browser) -> None:
    there = another_place(cast.sari, cast.hasan)
    assert sari.post("/akun/bertindak", {"membership": there}).location == "/cabang/"
    assert sari.get("/cabang/", status=303).location == "/masuk/pengaman"
    with transaction(), personal(Action.FACTOR_ADDED, None, who="test"):
        db.session.add(authenticator(cast.sari.user_id))
    shown = sari.submit(sari.get("/masuk/pengaman"), "/masuk/pengaman", {"code": code_of(cast.sari.email)})
    assert shown.location == "/cabang/"
    sari.get("/cabang/")
    sari.get("/sekolah/", status=404)


def test_nobody_acts_for_a_place_that_is_not_theirs(cast: Cast, sari: Browser) -> None:
    for stranger in (cast.rina.membership_id, cast.budi.membership_id, uuid4(), "bukan-id", ""):
        sari.post("/akun/bertindak", {"membership": stranger}, status=404)
    assert "SMK Negeri 1 Bandung" in sari.get("/sekolah/").words


def test_a_membership_that_ended_is_gone_at_the_next_click(cast: Cast, budi: Browser) -> None:
    budi.get("/sekolah/")
    with transaction():
        hasan = cast.hasan.actor()
        memberships.end(hasan, hasan.find(Membership, cast.budi.membership_id))
    assert budi.get("/sekolah/", status=303).location == "/akun/bertindak"
    budi.post("/akun/bertindak", {"membership": cast.budi.membership_id}, status=404)


def test_a_changed_role_holds_at_the_next_click(cast: Cast, budi: Browser) -> None:
    budi.get("/sekolah/rekan/undang", status=403)
    with transaction():
        hasan = cast.hasan.actor()
        memberships.change_role(hasan, hasan.find(Membership, cast.budi.membership_id), cast.sari.role)
    budi.get("/sekolah/rekan/undang")
