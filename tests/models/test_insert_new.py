"""A row that is there already is not new, on either engine."""

from __future__ import annotations

import pytest

from portal.models import AuditHead, IdempotencyKey, engine
from portal.models.transaction import transaction
from portal.values import clock

ROWS = {
    IdempotencyKey: {"key": "k", "scope": "s", "status": 0, "location": None, "created_at": clock.now()},
    AuditHead: {"chain": "c", "sequence": 0, "digest": bytes(32)},
}


@pytest.mark.parametrize("model", ROWS)
def test_only_the_first_is_new(app: object, model: type) -> None:
    new = []
    for _ in range(3):
        with transaction() as session:
            new.append(engine.insert_new(session, model, ROWS[model]))
    assert new == [True, False, False]


def test_within_one_transaction_too(app: object) -> None:
    with transaction() as session:
        assert engine.insert_new(session, IdempotencyKey, ROWS[IdempotencyKey])
        assert not engine.insert_new(session, IdempotencyKey, ROWS[IdempotencyKey])
        kept = session.get(IdempotencyKey, "k")
        assert kept is not None
        assert kept.scope == "s"
