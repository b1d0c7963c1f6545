"""What a school decides for itself."""

from __future__ import annotations

from uuid import UUID

from portal.models import Membership, Organisation, Submission, SubmissionState, db
from portal.models.transaction import transaction
from portal.services import memberships
from tests.accounts.test_sessions import events
from tests.browser import Browser
from tests.cast import Cast
from tests.make import journey


def wanted(cast: Cast) -> bool:
    db.session.rollback()
    hasan = cast.hasan.actor()
    return hasan.find(Organisation, cast.smkn1).needs_principal


def state(cast: Cast, submission_id: UUID | None) -> SubmissionState:
    assert submission_id is not None
    db.session.rollback()
    return cast.hasan.actor().find(Submission, submission_id).state


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


def test_what_waits_for_a_principal_who_need_not_approve_goes_on_to_the_branch(
    cast: Cast, sari: Browser, wahyu: Browser, hasan: Browser
) -> None:
    sari.post("/sekolah/pengaturan/", {"needs_principal": "y"})
    first = journey.sent(cast.sari, range(2), name="Pertama").submission
    assert state(cast, first) is SubmissionState.AWAITING_PRINCIPAL
    wahyu.post("/sekolah/pengaturan/", {})
    assert state(cast, first) is SubmissionState.AWAITING_BRANCH
    assert "Pertama" in hasan.get("/cabang/").words
    assert events("organisation_changed")[-1].facts["submissions"] == 1

    sari.post("/sekolah/pengaturan/", {"needs_principal": "y"})
    second = journey.sent(cast.sari, range(2, 4), name="Kedua").submission
    form = hasan.get(f"/cabang/mitra/{cast.smkn1}/ubah")
    hasan.submit(form, f"/mitra/{cast.smkn1}", {"needs_principal": None})
    assert not wanted(cast)
    assert state(cast, second) is SubmissionState.AWAITING_BRANCH


def test_nobody_is_asked_who_is_not_there(cast: Cast, rina: Browser, sari: Browser) -> None:
    told = rina.post("/sekolah/pengaturan/", {"needs_principal": "y"}, status=422)
    assert "Undang kepala sekolah" in told.words
    with transaction():
        hasan = cast.hasan.actor()
        memberships.end(hasan, hasan.find(Membership, cast.wahyu.membership_id))
    sari.post("/sekolah/pengaturan/", {"needs_principal": "y"}, status=422)
    assert not wanted(cast)
