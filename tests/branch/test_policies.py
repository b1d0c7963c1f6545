"""Policies: what holds, since when and why; what a decision would change, shown before it is made."""

from __future__ import annotations

from datetime import date

import time_machine

from portal.models import Contribution, db
from portal.rules.accidents import Form
from portal.rules.benefits import Outcome
from portal.rules.policies import CATALOGUE
from portal.services.policy_previews import COUNTED
from portal.values import clock
from portal.web.wording.policies import EFFECTS, POLICIES, choices, meaning
from tests.browser import Browser
from tests.cast import Cast
from tests.make import accidents, journey, workers
from tests.services.test_policies import KEY, decide
from tests.services.test_transfers import asked


def test_every_policy_is_worded_and_so_is_each_of_its_choices() -> None:
    assert POLICIES.keys() == CATALOGUE.keys()
    for key, point in CATALOGUE.items():
        assert meaning(key, point.text(point.default))
        assert all(words != text for text, words in choices(key))


def test_deciding_on_the_page_shows_what_it_would_change(cast: Cast, hasan: Browser) -> None:
    place = f"/cabang/kebijakan/{KEY}"
    page = hasan.get(place)
    assert "Rp8.400" in page.words
    assert "Rp16.800" in page.words
    assert "Simpan keputusan" not in page.words, "nothing is saved that was not shown"
    # Four interns for three months each, of which relief covers those until December; one bill is paid, one is not
    # issued yet, and another branch has its own.
    months = {"start": date(2026, 11, 23), "end": date(2027, 1, 22)}
    journey.covered(cast.sari, cast.hasan, [0], name="PKL Lunas", **months)
    journey.approved(cast.sari, cast.hasan, [1, 2], name="PKL Ditagih", **months)
    journey.sent(cast.rina, [3], name="PKL Diajukan", **months)
    before = [(each.amount, each.law) for each in db.session.scalars(cast.hasan.actor().sees(Contribution))]
    db.session.rollback()
    asked = {"value": "on", "valid_from": "2026-11-21"}
    shown = hasan.get(place, query_string=asked).words.replace(" ,", ",")
    assert "6 iuran pada 2 tagihan, dari Rp16.800 menjadi Rp8.400" in shown
    assert [(each.amount, each.law) for each in db.session.scalars(cast.hasan.actor().sees(Contribution))] == before
    db.session.rollback()
    assert "tidak ada iuran" in hasan.get(place, query_string=asked | {"value": "off"}).words.lower()
    length = hasan.get("/cabang/kebijakan/kpj_length", query_string=asked | {"value": "12"}).words
    assert "Tidak ada iuran" in length
    refused = hasan.post(place, asked | {"valid_from": "2026-11-20", "reason": "Surat 12"}, status=422)
    assert "paling cepat hari ini" in refused.words
    for wrong in ({"value": "maybe"}, {"valid_from": "2026-11-20"}, {"valid_from": "besok"}):
        assert "Simpan keputusan" not in hasan.get(place, query_string=asked | wrong, status=422).words
    done = hasan.post(place, asked | {"reason": "Surat Kanwil 12"})
    words = hasan.follow(done).words
    assert "Surat Kanwil 12 (Hasan Basri)" in words
    assert "Bawaan: Tidak diberikan" in words
    assert "Hasan Basri , 21 Nov 2026" in hasan.get(place).words


def test_what_waits_and_would_go_another_way_is_counted(cast: Cast, hasan: Browser) -> None:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as traveller:
        accidents.insured(cast, range(1, 4))
        traveller.move_to("2026-11-21 05:00:00+00:00", tick=True)
        for number in range(3):
            check = accidents.checked(cast.tono, workers.nik(number + 1).digits)
            case_id = accidents.opened_at(cast.tono, check)
            if number:
                accidents.noted(cast.tono, case_id, outcome=Outcome.HEALED, declared_at=clock.now())
            if number == 1:
                accidents.handed_in(cast.dewi, case_id, Form.KK1)
                accidents.handed_in(cast.tono, case_id, Form.KK2, Form.KK3)
        asked(cast.agus, 2, wanted_from=date(2026, 12, 1))
        journey.approved(cast.sari, cast.hasan, range(2))
        journey.sent(cast.rina, [5])
        for key, value, words in (
            ("report_two_hours", "72", "1 kasus terbuka yang menunggu laporan tahap II"),
            ("report_two_hours", "48", "0 kasus terbuka"),
            ("jkk_claim_years", "2", "3 kasus yang belum diputuskan"),
            ("transfer_days", "3", "1 permintaan pindah dan pertanyaan"),
            ("kode_iuran_days", "3", "0 tagihan menunggu kode iuran"),
            ("bpu_template", "plain", "5 orang menunggu diserahkan"),
            ("agent_pass_score", "80", "0 calon agen"),
            ("agent_return_months", "3", "0 agen yang dinonaktifkan"),
            ("guardian_consent_required", "on", "1 pengajuan"),
            ("claim_in_arrears", "payable", "tidak dapat dihitung sekarang"),
        ):
            shown = hasan.get(f"/cabang/kebijakan/{key}?value={value}&valid_from=2026-11-21").words
            assert words in shown, key


def test_every_policy_says_what_it_touches() -> None:
    money = {"pkl_relief", "relief_state_funded"}
    assert EFFECTS.keys() == CATALOGUE.keys() - money
    assert {key for key, words in EFFECTS.items() if "{count}" in words} == COUNTED.keys()


def test_a_decision_dated_before_another_says_so(cast: Cast, hasan: Browser) -> None:
    place = f"/cabang/kebijakan/{KEY}"
    hasan.post(place, {"value": "on", "valid_from": "2027-01-01", "reason": "Surat Kanwil 12"})
    between = {"value": "off", "valid_from": "2026-12-01"}
    assert "Hanya sampai 1 Januari 2027" in hasan.get(place, query_string=between).words
    refused = hasan.post(place, between | {"reason": "Rapat Desember"}, status=422)
    assert "Sudah ada keputusan lain yang mulai 1 Januari 2027" in refused.words
    hasan.post(place, between | {"reason": "Rapat Desember", "until_next": "y"})
    assert "Rapat Desember" in hasan.get(place).words


def test_strangers_see_and_decide_their_own(cast: Cast, mira: Browser, sari: Browser) -> None:
    decide(cast)
    assert "Surat Kanwil" not in mira.get("/cabang/kebijakan/").words
    sari.get("/cabang/kebijakan/", status=404)
    mira.get("/cabang/kebijakan/nonsense", status=404)
