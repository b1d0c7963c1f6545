"""The page of signals: what was seen, what it may innocently mean, and a place to answer."""

from __future__ import annotations

import pytest

from portal.rules.signals import SignalKind
from portal.web.wording.signals import WORDS
from tests.browser import Browser
from tests.cast import Cast
from tests.make import people, signals, workers

pytestmark = pytest.mark.once


def test_a_signal_explains_itself_and_is_answered(cast: Cast, hasan: Browser, agus: Browser, mira: Browser) -> None:
    assert "Tidak ada yang menonjol" in hasan.get("/cabang/isyarat/").words
    workers.registered(cast.agus, range(1, 5), phone="081233334444")
    signals.counted(cast.bandung)
    listed = hasan.get("/cabang/isyarat/")
    assert "4 orang memakai satu nomor HP." in listed.words
    assert "081••••444" in listed.words
    url = listed.soup.find("a", string="Banyak orang dengan satu nomor HP")["href"]  # type: ignore[index]
    shown = hasan.get(str(url))
    assert WORDS[SignalKind.SHARED_PHONE].kindly in shown.words
    assert people.name(1) in shown.words
    assert "Isyarat bukan tuduhan" in shown.words

    empty = hasan.submit(shown, str(url), {}, status=422)
    assert "Jawaban wajib diisi" in empty.words
    short = hasan.submit(empty, str(url), {"answer": "ok"}, status=422)
    assert "paling sedikit empat huruf" in short.words
    long = hasan.submit(short, str(url), {"answer": "panjang " * 50}, status=422)
    assert "Paling panjang 300 karakter" in long.words
    done = hasan.submit(long, str(url), {"answer": "Satu keluarga, sudah ditelepon."})
    after = hasan.follow(done)
    assert "Satu keluarga, sudah ditelepon." in after.words
    assert "Tidak ada yang menonjol" in hasan.get("/cabang/isyarat/").words
    answered = hasan.get("/cabang/isyarat/?keadaan=dijawab").words
    assert "Banyak orang" in answered
    assert "sudah ditelepon" in answered
    for stranger in (agus, mira):
        stranger.get(str(url), status=404)
        stranger.post(str(url), {"answer": "Bukan apa-apa."}, status=404)
    assert "Tidak ada yang menonjol" in mira.get("/cabang/isyarat/").words


@pytest.mark.unit
@pytest.mark.parametrize("kind", SignalKind)
def test_every_kind_has_its_words_and_none_accuses(kind: SignalKind) -> None:
    words = WORDS[kind]
    assert words.kindly
    assert words.look
    for accusing in ("curang", "pelaku", "penipu", "palsu", "tersangka", "bersalah"):
        assert accusing not in " ".join(words).lower()
