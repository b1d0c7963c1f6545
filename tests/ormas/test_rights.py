"""Rights of a unit: taken from above they are gone with the next click, and given back."""

from __future__ import annotations

import pytest

from tests.browser import Browser
from tests.cast import Cast

pytestmark = pytest.mark.once


def test_a_right_is_taken_and_given_back(cast: Cast, yanto: Browser, agus: Browser) -> None:
    agus.get(f"/ormas/unit/{cast.arjuna}/baru")
    form = yanto.get(f"/ormas/unit/{cast.arjuna}/hak")
    assert "1 orang punya akses masuk" in form.words
    yanto.submit(form, "/hak", {"given": ["tenure:write"]})
    assert "Buka Anak Ranting" not in agus.get(f"/ormas/unit/{cast.arjuna}").words
    for way in ("baru", "nama", "pindah", "lembar/baru", "rekan/undang"):
        agus.get(f"/ormas/unit/{cast.arjuna}/{way}", status=403)
    agus.post(f"/ormas/unit/{cast.arjuna}/baru", {"name": "Anak Ranting"}, status=403)
    agus.get(f"/ormas/unit/{cast.arjuna}/pengurus/baru")
    form = yanto.get(f"/ormas/unit/{cast.arjuna}/hak")
    ticked = [str(box["value"]) for box in form.soup.find_all("input", attrs={"name": "given", "checked": True})]
    assert ticked == ["tenure:write"]
    yanto.submit(form, "/hak", {"given": ["unit:write", "tenure:write", "colleague:write"]})
    agus.get(f"/ormas/unit/{cast.arjuna}/baru")


def test_ones_own_rights_are_set_above(cast: Cast, agus: Browser, yanto: Browser) -> None:
    assert "oleh tingkat di atasnya" in agus.get(f"/ormas/unit/{cast.arjuna}/hak").words
    agus.post(f"/ormas/unit/{cast.arjuna}/hak", {"given": "unit:write"}, status=422)


def test_only_the_top_names_levels(cast: Cast, yanto: Browser) -> None:
    page = yanto.get("/ormas/tingkat/")
    assert "Anak Ranting" in page.words
    assert not page.soup.find("textarea")
    refused = yanto.post("/ormas/tingkat/", {"names": "A\nB"}, status=422)
    assert "dari unit paling atas" in refused.words
