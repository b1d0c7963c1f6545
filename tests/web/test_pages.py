"""Three answers: a page, a part of it with its companions, another place."""

from __future__ import annotations

import pytest

from tests.browser import Browser
from tests.cast import Cast
from tests.make import journey

pytestmark = pytest.mark.once


def test_to_htmx_a_part_with_companions_out_of_band(probe: str, cast: Cast, sari: Browser) -> None:
    journey.wave(cast.sari)
    answer = sari.htmx_get(probe)
    part, companion = answer.soup.find_all(recursive=False)
    assert (part["id"], part.get("hx-swap-oob")) == ("daftar", None)
    assert companion.name == "template", "read apart, whatever kind of element the part is"
    assert [(tag["id"], tag["hx-swap-oob"]) for tag in companion.find_all(recursive=False)] == [("jumlah", "true")]
    assert "<html" not in answer.text


def test_to_a_plain_browser_the_page(probe: str, sari: Browser) -> None:
    assert sari.get(probe).soup.h1 is not None


def test_a_boosted_or_restored_page_is_whole(probe: str, sari: Browser) -> None:
    for header in ("HX-Boosted", "HX-History-Restore-Request"):
        answer = sari.get(probe, headers={"HX-Request": "true", header: "true"})
        assert answer.soup.h1 is not None, header


def test_elsewhere_is_a_redirect_or_a_header(probe: str, sari: Browser) -> None:
    plain = sari.post(probe, {"name": "satu"})
    assert plain.headers["Location"] == probe
    by_htmx = sari.htmx_post(probe, {"name": "dua"}, status=204)
    assert by_htmx.headers["HX-Redirect"] == probe
    assert by_htmx.body == b""


def test_caches_keep_part_and_page_apart(probe: str, sari: Browser) -> None:
    for answer in (sari.get(probe), sari.htmx_get(probe), sari.get("/sekolah/tidak-ada", status=404)):
        assert "HX-Request" in answer.headers["Vary"]
