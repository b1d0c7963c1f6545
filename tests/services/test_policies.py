"""A branch's decisions: from their day on, only there, one a day, never for the past."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.models import Policy, db
from portal.models.transaction import transaction
from portal.services import policies
from portal.values.clock import today
from portal.values.fault import Refused
from tests.cast import Cast

KEY = "pkl_relief"


def decide(cast: Cast, value: str = "on", *, key: str = KEY, days: int = 0, reason: str = "Surat Kanwil 12") -> None:
    with transaction():
        policies.decide(cast.hasan.actor(), key, value, today() + timedelta(days=days), reason)


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
