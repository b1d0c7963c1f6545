"""Persetujuan wali: by the parent's phone, on paper, taken back, and as a condition of the branch."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.models import AuditEvent, Consent, Enrolment, GuardianConsent, Message, Submission, db
from portal.models.transaction import transaction
from portal.services import guardian_consents, policies, submissions
from portal.values import clock
from portal.values.fault import Refused
from portal.web.wording.consents import CURRENT_GUARDIAN
from tests.browser import Browser
from tests.cast import Cast
from tests.make import journey, people


def kept(cast: Cast) -> list[GuardianConsent]:
    db.session.rollback()
    return list(db.session.scalars(cast.sari.actor().sees(GuardianConsent).order_by(GuardianConsent.id)))


def approve(cast: Cast, submission: UUID | None) -> None:
    with transaction():
        actor = cast.hasan.actor()
        submissions.approve(actor, actor.find(Submission, submission), kode_iuran="261100000001")


@pytest.mark.usefixtures("mailbox")
def test_a_parent_agrees_by_link_and_another_on_paper_and_the_branch_may_ask_for_it(
    cast: Cast, sari: Browser, budi: Browser, rina: Browser, anonymous: Browser
) -> None:
    made = journey.sent(cast.sari, range(2))
    found = cast.sari.actor().sees(Enrolment).where(Enrolment.wave_id == made.wave).order_by(Enrolment.name_key)
    first, second = db.session.scalars(found.options(joinedload(Enrolment.participant))).all()
    names = {each: each.participant.name for each in (first, second)}
    with transaction():
        policies.decide(cast.hasan.actor(), "guardian_consent_required", "on", clock.today(), "Surat Kanwil 12")
    with pytest.raises(Refused) as refused:
        approve(cast, made.submission)
    assert refused.value.faults[0].params == {"people": 2}

    url = f"/sekolah/gelombang/{made.wave}/persetujuan"
    assert "0 dari 2 siswa" in sari.get(url).words
    rina.get(url, status=404)
    rina.get(f"/sekolah/peserta/{first.id}/persetujuan", status=404)
    assert "Catat persetujuan tertulis" not in budi.get(f"/sekolah/peserta/{first.id}/persetujuan").words
    own = sari.get(f"/sekolah/peserta/{first.id}/persetujuan")
    link = own.soup.select_one("#tautan-wali")["value"]
    path = "/wali/" + link.rpartition("/")[2]

    page = anonymous.get(path)
    assert names[first] not in page.words, "phones are lent: the name stays masked"
    for words in ("NIK", "Disimpan terenkripsi", "menarik persetujuan", "Pasal 21 dan 25", CURRENT_GUARDIAN):
        assert words in page.words
    assert "Centang persetujuan" in anonymous.submit(page, path, {"name": "Ibu Euis"}, status=422).words
    assert "Pilih salah satu" in anonymous.submit(page, path, {"name": "Ibu Euis", "agreed": "y"}, status=422).words
    said = {"name": "Ibu Euis", "relation": "mother", "agreed": "y"}
    anonymous.post(path, said | {"version": "wali-1999"}, status=422)
    assert kept(cast) == [], "another wording is to be read first"
    done = anonymous.submit(page, path, said)
    assert "Sudah disetujui" in anonymous.follow(done).words
    anonymous.post(path, said | {"version": CURRENT_GUARDIAN})
    [consent] = kept(cast)
    assert (consent.name, consent.relation, consent.way) == ("Ibu Euis", "mother", Consent.ONLINE)
    assert (consent.version, consent.enrolment_id) == (CURRENT_GUARDIAN, first.id)
    assert "1 dari 2 siswa" in sari.get(url).words
    assert "Ibu Euis" in sari.get(f"/sekolah/peserta/{first.id}/persetujuan").words

    paper = sari.get(f"/sekolah/peserta/{second.id}/persetujuan")
    sari.submit(paper, f"/peserta/{second.id}/persetujuan", {"name": "Pak Dadan", "relation": "father"})
    again = sari.post(
        f"/sekolah/peserta/{second.id}/persetujuan", {"name": "Pak Dadan", "relation": "father"}, status=422
    )
    assert "Persetujuannya sudah ada" in again.words

    anonymous.post(f"{path}/tarik")
    anonymous.post(f"{path}/tarik")
    assert [each.withdrawn_at is None for each in kept(cast)] == [False, True]
    [letter] = db.session.scalars(select(Message).where(Message.kind == "consent_withdrawn"))
    assert letter.recipient == cast.sari.email
    assert f"/sekolah/peserta/{first.id}/persetujuan" in (letter.body or "")
    assert names[first] not in (letter.body or "")
    assert "Setuju" in anonymous.get(path).words
    with pytest.raises(Refused) as refused:
        approve(cast, made.submission)
    assert refused.value.faults[0].params == {"people": 1}
    anonymous.post(path, said | {"version": CURRENT_GUARDIAN})
    approve(cast, made.submission)
    assert len(kept(cast)) == 3, "what was taken back stays as proof"
    events = db.session.scalars(cast.sari.actor().sees(AuditEvent)).all()
    assert not any("Euis" in str(event.facts) for event in events)

    budi.post(f"/sekolah/peserta/{second.id}/persetujuan/tarik", status=403)
    sari.post(f"/sekolah/peserta/{second.id}/persetujuan/tarik")
    assert "1 dari 2 siswa" in sari.get(url).words


def test_a_link_that_was_made_up_opens_nothing(cast: Cast, anonymous: Browser) -> None:
    made = journey.sent(cast.sari, range(1))
    enrolment = db.session.scalars(cast.sari.actor().sees(Enrolment)).one()
    token = guardian_consents.token(enrolment)
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), token[:22], "x", people.name(0).replace(" ", "")):
        assert "Tautan ini tidak dikenal" in anonymous.get(f"/wali/{wrong}", status=404).words
        anonymous.post(f"/wali/{wrong}", {"name": "Ibu", "relation": "mother", "agreed": "y"}, status=None)
        anonymous.post(f"/wali/{wrong}/tarik", status=404)
    with transaction():
        actor = cast.sari.actor()
        submissions.withdraw(actor, actor.find(Submission, made.submission))
    anonymous.get(f"/wali/{token}", status=404)
    assert kept(cast) == []
