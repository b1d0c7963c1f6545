"""Policies: what holds, since when and why; a decision with a day and a reason, and what it would change."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.models import Policy, db
from portal.models.transaction import transaction
from portal.rules.policies import CATALOGUE
from portal.services import policies
from portal.values.clock import today
from portal.values.fault import Refused
from portal.web.wording.policies import POLICIES, choices, meaning
from tests.browser import Browser
from tests.cast import Cast

KEY = "pkl_relief"


def decide(cast: Cast, value: str = "on", *, key: str = KEY, days: int = 0, reason: str = "Surat Kanwil 12") -> None:
    with transaction():
        policies.decide(cast.hasan.actor(), key, value, today() + timedelta(days=days), reason)


def test_every_policy_is_worded_and_so_is_each_of_its_choices() -> None:
    assert POLICIES.keys() == CATALOGUE.keys()
    for key, point in CATALOGUE.items():
        assert meaning(key, point.text(point.default))
        assert all(words != text for text, words in choices(key))


def test_a_decision_holds_from_its_day_and_only_here(cast: Cast) -> None:
    decide(cast, days=3)
    assert policies.in_force(cast.bandung, today()).pkl_relief is False
    assert policies.in_force(cast.bandung, today() + timedelta(days=3)).pkl_relief is True
    assert policies.in_force(cast.garut, today() + timedelta(days=3)).pkl_relief is False
    decide(cast, "off", days=5)
    assert policies.in_force(cast.bandung, today() + timedelta(days=4)).pkl_relief is True
    assert policies.in_force(cast.bandung, today() + timedelta(days=9)).pkl_relief is False


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"key": "nonsense"}, "policy.unknown"),
        ({"value": "maybe"}, "policy.switch"),
        ({"key": "kpj_length", "value": "99"}, "policy.count"),
        ({"days": -1}, "policy.past"),
        ({"reason": "ok"}, "policy.reason"),
    ],
)
def test_a_decision_that_cannot_be(cast: Cast, change: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refused:
        decide(cast, **change)  # type: ignore[arg-type]
    assert refused.value.faults[0].code == code


def test_one_decision_a_day(cast: Cast) -> None:
    decide(cast)
    with pytest.raises(Refused) as refused:
        decide(cast, "off")
    assert refused.value.faults[0].code == "policy.twice"
    assert len(db.session.scalars(cast.hasan.actor().sees(Policy)).all()) == 1


def test_deciding_on_the_page_shows_what_it_would_change(cast: Cast, browser, time_machine) -> None:  # type: ignore[no-untyped-def]
    time_machine.move_to("2026-11-21T03:00:00Z")
    hasan = browser(cast.hasan)
    page = hasan.get(f"/cabang/kebijakan/{KEY}")
    assert "Rp8.400" in page.words
    assert "Rp16.800" in page.words
    refused = hasan.submit(
        page, f"/{KEY}", {"value": "on", "valid_from": "2026-11-20", "reason": "Surat 12"}, status=422
    )
    assert "paling cepat hari ini" in refused.words
    done = hasan.submit(page, f"/{KEY}", {"value": "on", "valid_from": "2026-11-21", "reason": "Surat Kanwil 12"})
    words = hasan.follow(done).words
    assert "Surat Kanwil 12 (Hasan Basri)" in words
    assert "Bawaan: Tidak diberikan" in words


def test_strangers_see_and_decide_their_own(cast: Cast, mira: Browser, sari: Browser) -> None:
    decide(cast)
    assert "Surat Kanwil" not in mira.get("/cabang/kebijakan/").words
    sari.get("/cabang/kebijakan/", status=404)
    mira.get("/cabang/kebijakan/nonsense", status=404)
