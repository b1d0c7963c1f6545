"""Who is covered, by unit: figures that lead to names, and targets with their pace."""

from __future__ import annotations

from datetime import timedelta

from portal.values.clock import today
from tests.browser import Browser
from tests.cast import Cast
from tests.make import journey, people
from tests.ormas.test_members import added


def test_figures_of_a_unit_and_of_those_below(cast: Cast, yanto: Browser, euis: Browser) -> None:
    assert yanto.get("/ormas/cakupan/").soup.select_one(".empty"), "nobody noted yet"
    added(cast.agus, cast.arjuna, people.name(0), nik=people.nik(0))
    added(cast.agus, cast.arjuna, "Dadan Belum")
    added(cast.yanto, cast.cicendo, "Neng Belum")
    journey.covered(cast.sari, cast.hasan, range(2), start=today(), end=today() + timedelta(days=40))
    page = yanto.get("/ormas/cakupan/")
    assert "dari 3 yang dapat ikut" in page.words
    rows = {
        row.select(".main")[0].get_text(strip=True): [cell.get_text(strip=True) for cell in row.select("td.num")]
        for row in page.soup.select("tbody tr")
    }
    assert rows == {"Ranting Arjuna": ["2", "1", "0", "1"], "Anggota PAC Cicendo sendiri": ["1", "0", "0", "1"]}
    assert "Ranting Arjuna" in yanto.get("/ormas/cakupan/?urut=nama").words
    assert "Dadan Belum" in yanto.get(f"/ormas/anggota/?unit={cast.arjuna}").words
    assert "Dadan Belum" not in yanto.get(f"/ormas/anggota/?unit={cast.arjuna}&keadaan=terlindungi").words
    yanto.get(f"/ormas/cakupan/{cast.arjuna}")
    euis.get(f"/ormas/cakupan/{cast.arjuna}", status=404)


def test_a_target_with_its_pace(cast: Cast, yanto: Browser, agus: Browser, euis: Browser) -> None:
    here = f"/ormas/cakupan/{cast.arjuna}/sasaran"
    page = yanto.get(here)
    for said in ({"goal": "", "day": ""}, {"goal": "x", "day": "31/12/2099"}, {"goal": "0", "day": "31/12/2099"}):
        yanto.submit(page, "/sasaran", said, status=422)
    day = today() + timedelta(days=27)
    shown = yanto.follow(yanto.submit(page, "/sasaran", {"goal": "40", "day": day.isoformat()}))
    assert ": 0, perlu 10 seminggu" in shown.words
    assert ": 0, perlu 10 seminggu" in yanto.get("/ormas/cakupan/").words
    refused = agus.post(here, {"goal": "5", "day": day.isoformat()}, status=422)
    assert "ditetapkan PAC Cicendo" in refused.words
    assert "Ubah sasaran" not in agus.get("/ormas/cakupan/").words
    agus.post(f"{here}/hapus", {}, status=422)
    for url in (here, f"{here}/hapus"):
        euis.post(url, {}, status=404)
    yanto.submit(yanto.get(here), "/sasaran/hapus", {})
    assert "Belum ada sasaran" in yanto.get(f"/ormas/cakupan/{cast.arjuna}").words
