"""The demo's mailbox: letters that went nowhere can be read; elsewhere there is nothing to read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.config import Settings
from portal.services import messages
from portal.services.messages import Mailbox
from tests.browser import Browser
from tests.cast import Cast


@pytest.fixture
def demo(app: Flask) -> Iterator[None]:
    messages.use(Mailbox())
    yield
    messages.use(None)


def invite(hasan: Browser) -> None:
    page = hasan.get("/cabang/rekan/undang")
    hasan.submit(page, "/undang", {"name": "Dedi Mulyana", "email": "dedi@contoh.id"}, status=200)


@pytest.mark.once
def test_what_was_sent_can_be_read_in_the_demo(
    demo: None, cast: Cast, worker: Any, hasan: Browser, mira: Browser, sari: Browser
) -> None:
    assert "Belum ada surat" in hasan.get("/cabang/pesan/surat/").words
    invite(hasan)
    worker.drain()
    page = hasan.get("/cabang/pesan/surat/")
    assert "dedi@contoh.id" in page.words
    link = page.soup.find("tbody").find("a")  # type: ignore[union-attr]
    assert link is not None
    letter = hasan.get(str(link["href"]))
    assert "Undangan bergabung" in letter.words
    assert "/undangan/" in letter.text
    assert "/berhenti/" in letter.text
    mira.get(str(link["href"]), status=404)
    sari.get("/cabang/pesan/surat/", status=404)
    messages.use(None)
    assert "Hanya ada pada contoh" in hasan.get("/cabang/pesan/surat/").words
    assert hasan.get(str(link["href"]), status=303).location == "/cabang/pesan/surat/"


@pytest.mark.unit
@pytest.mark.parametrize(
    "more",
    [
        {"mailbox": False},
        {"smtp_url": "smtp://surat.contoh.id"},
        {"https": True},
        {"proxies": 1},
        {"host": "0.0.0.0"},
        {"public_url": "http://gandeng.contoh.id"},
        {"public_url": "http://192.168.1.7:8000"},
    ],
)
def test_letters_are_kept_only_where_nobody_else_comes(tmp_path: Path, more: dict[str, Any]) -> None:
    settings = Settings(instance=tmp_path, mailbox=True)
    assert settings.keeps_letters()
    assert not settings.model_copy(update=more).keeps_letters()
