"""From the not-yet list to participants: several at once, what is missing added, nothing lost, the tallies follow."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
import time_machine

from portal.models import Enrolment, Organisation, OrmasMember, Transfer, db
from portal.models.transaction import transaction
from portal.rules.standings import Cause
from portal.services import members, tallies
from portal.services.members import Description
from tests.browser import Browser
from tests.cast import Cast
from tests.make import dues, people, workers

URL = "/ormas/anggota/pendaftaran"


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True):
        yield


def added(cast: Cast, *some: Description) -> list[UUID]:
    with transaction():
        actor = cast.agus.actor()
        unit = actor.find(Organisation, cast.arjuna)
        return [members.add(actor, unit, each).id for each in some]


def test_those_ticked_become_participants_and_the_others_say_why(cast: Cast, agus: Browser, yanto: Browser) -> None:
    workers.registered(cast.euis, [4])
    ids = added(
        cast,
        Description(people.name(1), "GM-1", nik=workers.nik(1), phone="+6281234567890", occupation="guru-ngaji"),
        Description(people.name(2), "GM-2"),
        Description(people.name(3), "GM-3"),
        Description(people.name(4), "GM-4"),
        Description(people.name(5), "GM-5"),
    )
    listed = agus.get("/ormas/anggota/")
    assert len(listed.soup.find_all("input", attrs={"name": "anggota", "form": "pilihan"})) == 5
    assert "Belum ada yang dicentang" in agus.get(URL).words
    page = agus.get(URL, query_string={"anggota": [str(each) for each in ids], "unit": str(cast.arjuna)})
    assert f"Tercatat {workers.nik(1).masked}" in page.words
    typed = {
        "income-semua": "1.000.000",
        "occupation-semua": "Ojek online",
        f"occupation-{ids[0]}": "Guru mengaji",
        f"nik-{ids[1]}": workers.nik(2).digits,
        f"jht-{ids[1]}": "ya",
        f"nik-{ids[2]}": "123",
        f"nik-{ids[3]}": workers.nik(4).digits,
        # The fifth is not ticked any more.
        "anggota": [str(each) for each in ids[:4]],
    }
    fields = typed | {"halaman": [str(each) for each in ids], "unit": str(cast.arjuna)}
    priced = agus.post(f"{URL}/iuran", fields, status=422, unmasked=True)
    assert "Iuran Rp8.400 sebulan" in priced.words
    assert "Iuran Rp28.400 sebulan" in priced.words
    assert "NIK harus 16 angka, di sini 3" in priced.words
    assert "masih terdaftar lewat pihak lain" in priced.words
    action, all_of_them = URL.rpartition("/")[2], {"halaman": fields["halaman"]}
    without = agus.submit(priced, action, all_of_them, status=422, unmasked=True)
    assert "Catat dahulu persetujuan" in without.words
    assert f'value="{workers.nik(2).digits}"' in without.text, "nothing typed is lost"
    done = agus.submit(without, action, all_of_them | {"consent": "y"}, status=200, unmasked=True)
    assert "2 anggota terdaftar" in done.words
    assert "NIK harus 16 angka" in done.words
    assert people.name(1) not in done.words

    db.session.rollback()
    actor = cast.agus.actor()
    enrolled = db.session.scalars(actor.sees(Enrolment).order_by(Enrolment.id)).all()
    assert {(each.occupation, each.programmes) for each in enrolled} == {
        ("guru-ngaji", "JKK+JKM"),
        ("ojek-daring", "JKK+JKM+JHT"),
    }
    known = [actor.find(OrmasMember, each) for each in ids]
    assert [each.participant_id is not None for each in known] == [True, True, False, True, False]
    assert [each.cause for each in known] == [Cause.UNPAID, Cause.UNPAID, Cause.NEVER, Cause.UNPAID, Cause.NEVER]
    assert known[1].nik == workers.nik(2)
    assert known[1].occupation == "ojek-daring"

    # The first pays, and the numbers follow all the way up.
    dues_of(cast)
    db.session.rollback()
    for unit in (cast.arjuna, cast.cicendo):
        figures = tallies.of(cast.yanto.actor(), cast.yanto.actor().find(Organisation, unit))
        assert (figures.members, figures.covered, figures.not_yet) == (5, 2, 3)


def dues_of(cast: Cast) -> None:
    sheet = dues.opened(cast.agus)
    dues.ticked(cast.agus, sheet, [1, 2])
    dues.paid(cast.hasan, dues.billed(cast.agus, sheet))


def test_a_number_of_another_member_and_a_stranger_s_member(cast: Cast, agus: Browser, euis: Browser) -> None:
    ids = added(cast, Description(people.name(1), "GM-1", nik=workers.nik(1)), Description(people.name(2), "GM-2"))
    fields = {"halaman": str(ids[1]), "anggota": str(ids[1]), "income-semua": "1 juta", "consent": "y"}
    fields |= {"occupation-semua": "petani", f"nik-{ids[1]}": workers.nik(1).digits}
    refused = agus.post(URL, fields, status=422, unmasked=True)
    assert "NIK ini sudah tercatat pada anggota lain" in refused.words
    assert people.name(1) not in euis.get(URL, query_string={"anggota": str(ids[0])}).words
    theirs = euis.post(URL, fields, status=422)
    assert "Belum ada orang yang diisi" in theirs.words
    assert db.session.scalars(cast.agus.actor().sees(Enrolment)).all() == []
    fields[f"nik-{ids[1]}"] = workers.nik(2).digits
    agus.follow(agus.post(URL, fields | {"unit": str(cast.arjuna)}))


def test_a_member_covered_elsewhere_is_asked_for_on_the_spot_and_goes_on_alone(
    cast: Cast, agus: Browser, euis: Browser
) -> None:
    workers.registered(cast.euis, [1, 2])
    ids = added(cast, *(Description(people.name(number), f"GM-{number}") for number in range(1, 4)))
    fields = {"halaman": [str(each) for each in ids], "anggota": [str(each) for each in ids]}
    fields |= {"unit": str(cast.arjuna), "income-semua": "1 juta", "occupation-semua": "petani"}
    fields |= {f"nik-{id_}": workers.nik(number).digits for number, id_ in enumerate(ids, 1)}
    refused = agus.post(URL, fields | {"consent": "y"}, status=200, unmasked=True)
    assert "1 anggota terdaftar" in refused.words
    assert refused.words.count("Minta pindah") >= 2
    assert "PAC Andir" not in refused.words

    ask = f"{URL}/{ids[0]}/minta-pindah"
    assert f'formaction="{ask}"' in refused.text
    fields |= {"halaman": [str(each) for each in ids[:2]], f"phone-{ids[1]}": "0812 3456 7890"}
    without = agus.post(ask, fields, status=422, unmasked=True)
    assert "Catat dahulu persetujuan" in without.words
    asked = agus.post(ask, fields | {"consent": "y"}, status=200, unmasked=True)
    assert f"{people.name(1)} menunggu pindah" in asked.words
    assert 'value="0812 3456 7890"' in asked.text, "what was typed of the others stays"
    assert asked.soup.find("input", id=f"nik-{ids[0]}") is None
    assert f"{people.name(1)} menunggu pindah" in agus.get(URL, query_string={"anggota": str(ids[0])}).words
    assert "Minta pindah" in agus.get(URL, query_string={"anggota": str(ids[1])}).words, (
        "what is known is said at once"
    )
    again = agus.post(ask, {**fields, "consent": "y"}, status=422, unmasked=True)
    assert f"{people.name(1)} menunggu pindah" in again.words
    euis.post(ask, {"consent": "y"}, status=404)
    free = agus.post(f"{URL}/{ids[2]}/minta-pindah", {**fields, "consent": "y"}, status=422, unmasked=True)
    assert "sudah menjadi peserta lewat unit ini" in free.words

    waits = agus.get("/ormas/anggota/", query_string={"keadaan": "semua"})
    assert waits.words.count("Menunggu pindah") == 1
    assert "Menunggu pindah ke Ranting Arjuna" in agus.get(f"/ormas/anggota/{ids[0]}").words
    db.session.rollback()
    transfer = db.session.scalars(cast.agus.actor().sees(Transfer)).one().id
    euis.post(f"/ormas/pindah/{transfer}/persetujuan", {"moves_on": "2026-11-22"})
    db.session.rollback()
    actor = cast.agus.actor()
    member = actor.find(OrmasMember, ids[0])
    made = actor.sees(Enrolment).where(Enrolment.participant_id == member.participant_id)
    assert db.session.scalars(made).one().start.isoformat() == "2026-11-22"
    assert "Menunggu pindah" not in agus.get(f"/ormas/anggota/{ids[0]}").words
    assert list(tallies.differences(cast.garuda)) == []
