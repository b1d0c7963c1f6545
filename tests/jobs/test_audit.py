"""A long record is looked through in chunks, and a look that was interrupted goes on where it was."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete

from portal.models import AuditEvent, AuditHead, db, engine
from portal.services import chains
from portal.services.chains import Break, Broken, Place
from tests.cast import Cast


def test_a_look_in_many_steps_finds_what_one_step_finds(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = str(cast.bandung)
    db.session.rollback()
    with engine.writing(), db.engine.begin() as connection:
        connection.execute(delete(AuditEvent).where(AuditEvent.chain == chain, AuditEvent.sequence == 4))
    monkeypatch.setattr(chains, "BATCH", 2)
    found: list[Break] = []
    last, over = 0, False
    while not over:
        # As after a crash: only the number of the last line is known.
        more, at, over = chains.step(chain, chains.resumed(chain, last))
        found, last = found + more, at.last
    assert found == [Break(Broken.MISSING, 4, 4)]
    assert last == db.session.get_one(AuditHead, chain).sequence
    assert chains.step("nobody's", Place()) == ([Break(Broken.NO_END)], Place(), True)
