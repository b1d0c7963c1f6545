"""One spine, one commit: what is kept is decided by the answer."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.models import AuditEvent, IdempotencyKey, Wave, db
from tests.browser import Browser
from tests.cast import Cast


def names(cast: Cast) -> list[str]:
    db.session.rollback()
    return [wave.name for wave in db.session.scalars(cast.sari.actor().sees(Wave))]


def lines(cast: Cast) -> int:
    db.session.rollback()
    return len(db.session.scalars(cast.hasan.actor().sees(AuditEvent)).all())


@pytest.mark.parametrize("status", [200, 303])
def test_below_400_it_is_kept(probe: str, cast: Cast, sari: Browser, status: int) -> None:
    sari.post(probe, {"name": "PKL", "status": status}, status=status)
    assert names(cast) == ["PKL"]


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422, 429, 500, 503])
def test_from_400_it_is_undone(probe: str, cast: Cast, sari: Browser, status: int) -> None:
    before = lines(cast)
    sari.post(probe, {"name": "PKL", "status": status}, status=status)
    assert names(cast) == []
    assert lines(cast) == before, "what was undone is not told"
    assert not db.session.query(IdempotencyKey).filter(IdempotencyKey.scope.like("probe%")).count()


@pytest.mark.parametrize(("how", "status"), [("refused", 422), ("hidden", 404), ("forbidden", 403), ("bug", 500)])
def test_half_a_deed_is_none(app: Flask, probe: str, cast: Cast, sari: Browser, how: str, status: int) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    sari.post(probe + "gagal", {"how": how}, status=status)
    assert names(cast) == []


def test_a_get_keeps_nothing(probe: str, cast: Cast, sari: Browser) -> None:
    assert "Diam-diam" in sari.get(probe + "menulis").words
    assert names(cast) == []


def test_what_a_bug_says_stays_inside(
    app: Flask, probe: str, sari: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = sari.post(probe + "gagal", {"how": "bug"}, status=500)
    told = capsys.readouterr().out
    assert "ValueError" in told
    for leak in ("3273010101080001", "Rahasia"):
        assert leak not in answer.text
        assert leak not in told
    assert "Kode 500" in answer.words
