"""A log tells who did what, and never whom it was about."""

from __future__ import annotations

import json

import pytest
import structlog
from flask import Flask

from tests.browser import Browser
from tests.cast import Cast
from tests.make import people

pytestmark = pytest.mark.once


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]


def test_a_request_is_a_line_without_its_query(
    app: Flask, cast: Cast, sari: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    sari.get(f"/sekolah/gelombang/?q={people.nik(1).digits}&nama=Rahasia")
    found = [line for line in lines(capsys) if line.get("endpoint") == "schools.waves.index"]
    assert len(found) == 1
    assert found[0]["user"] == str(cast.sari.user_id)
    assert found[0]["status"] == 200
    assert "Rahasia" not in json.dumps(found)
    assert people.nik(1).digits not in json.dumps(found)


@pytest.mark.parametrize("text", ["3273010101080001", "3273 0101 0108 0001", "3273.0101-0108.0001"])
def test_sixteen_digits_never_reach_a_log(app: Flask, capsys: pytest.CaptureFixture[str], text: str) -> None:
    structlog.get_logger("test").warning(f"kata {text} kata", detail=text, inside=f"x{text}x")
    told = capsys.readouterr().out
    assert "••••" in told
    assert text not in told
    assert "0108" not in told


def test_what_lies_deeper_is_masked_too(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger("test").warning("x", rows=["3273010101080001"], more={"nik": {"a": "3273010101080001"}})
    structlog.get_logger("test").warning("x", number=3273010101080001)
    assert "3273010101080001" not in capsys.readouterr().out
