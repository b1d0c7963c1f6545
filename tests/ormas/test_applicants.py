"""Who sent themselves in waits for the unit's officer: confirmed, mended, refused, and matched with the roster."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
import time_machine

from portal.access.permissions import Permission
from portal.models import Applicant, ApplicantState, Belonging, Enrolment, Likeness, Organisation, OrmasMember, db
from portal.models.transaction import transaction
from portal.rules.standings import Cause, Standing
from portal.services import applicants, members, tallies, transfer_requests, units, upkeep
from portal.services.members import Description
from portal.values.nik import Nik
from tests.browser import Browser
from tests.cast import Cast, founder
from tests.make import comers, people, workers


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as travelling:
        yield travelling


def on_the_roster(cast: Cast, number: int, *, kta: str, nik: Nik | None = None) -> UUID:
    with transaction():
        actor = cast.agus.actor()
        unit = actor.find(Organisation, cast.arjuna)
        return members.add(actor, unit, Description(people.name(number), kta, nik=nik)).id


def found(cast: Cast, id_: UUID) -> Applicant:
    db.session.rollback()
    return cast.agus.actor().find(Applicant, id_)


def test_several_are_confirmed_at_once_and_the_members_with_them(cast: Cast, agus: Browser) -> None:
    _, code = comers.link(cast.agus)
    by_nik = on_the_roster(cast, 1, kta="GM-1", nik=workers.nik(1))
    by_card = on_the_roster(cast, 2, kta="GM-2")
    other = on_the_roster(cast, 30, kta="GM-3")
    workers.registered(cast.euis, [5])
    ids = [comers.came(cast.agus, code, 1)]
    ids.append(comers.came(cast.agus, code, 2, kta="gm 2"))
    ids.append(comers.came(cast.agus, code, 3, kta="GM-3", income="5 juta", jht="ya"))
    ids.append(comers.came(cast.agus, code, 5))

    page = agus.get("/ormas/pendaftar/")
    assert "NIK sama, KTA GM-1" in page.words
    assert "masih terdaftar lewat pihak lain sejak 21 November 2026" in page.words
    assert "Rp8.400" in page.words
    assert "Rp127.150" in page.words, "with savings, of the bracket"
    likely = {str(each["name"]): each for each in page.soup.find_all("select")}
    chosen = {name: each.find("option", selected=True) for name, each in likely.items()}
    assert chosen[f"anggota-{ids[1]}"]["value"] == str(by_card), "card and name agree"
    assert chosen[f"anggota-{ids[2]}"]["value"] == "baru", "the name is another's: a person has to say so"
    assert "belum tercatat; menjadi anggota baru" in page.words

    done = agus.submit(page, "/pengesahan", {"orang": [str(each) for each in ids]})
    after = agus.follow(done)
    assert "3 orang terdaftar" in after.words
    assert "1 di antaranya dicatat sebagai anggota baru" in after.words
    assert "1 orang belum dapat didaftarkan" in after.words

    db.session.rollback()
    actor = cast.agus.actor()
    waiting = [found(cast, each).state for each in ids]
    assert waiting == [*[ApplicantState.REGISTERED] * 3, ApplicantState.WAITING]
    assert found(cast, ids[0]).content == {"name": people.name(1)}, "the participant says the rest"
    enrolled = db.session.scalars(actor.sees(Enrolment)).all()
    assert {(str(each.consent), each.state) for each in enrolled} == {("online", "approved")}
    first, second, third = (actor.find(OrmasMember, each) for each in (by_nik, by_card, other))
    assert first.participant_id
    assert second.participant_id
    assert (first.cause, second.cause) == (Cause.UNPAID, Cause.UNPAID)
    assert second.nik == workers.nik(2), "the roster learns the number"
    assert (third.participant_id, third.cause) == (None, Cause.NEVER)
    assert found(cast, ids[1]).member_id == by_card
    assert tallies.of(actor, actor.find(Organisation, cast.arjuna)).not_yet == 4
    fresh = actor.find(OrmasMember, found(cast, ids[2]).member_id or UUID(int=0))
    assert (fresh.name, fresh.kta, fresh.cause) == (people.name(3), None, Cause.UNPAID)
    assert fresh.participant_id
    assert first.standing is Standing.NOT_YET
    assert "Buka peserta" in agus.get("/ormas/pendaftar/?keadaan=terdaftar").words
    agus.get(f"/ormas/pendaftar/{ids[0]}/perbaikan", status=303)
    again = agus.post("/ormas/pendaftar/pengesahan", {"orang": str(ids[0])}, status=422)
    assert "rekan Anda sudah memutuskannya" in again.words
    nobody = agus.post("/ormas/pendaftar/pengesahan", {"orang": str(ids[3])}, status=422)
    assert "Belum ada yang terdaftar" in nobody.words


def test_what_somebody_wrote_is_mended_and_their_number_stays_masked(cast: Cast, agus: Browser) -> None:
    _, code = comers.link(cast.agus)
    id_ = comers.came(cast.agus, code, 4)
    form = agus.get(f"/ormas/pendaftar/{id_}/perbaikan")
    assert workers.nik(4).masked in form.words
    wrong = agus.submit(form, "/perbaikan", {"nik": "12", "income": "banyak"}, status=422)
    assert "NIK harus 16 angka, di sini 2" in wrong.words
    agus.submit(form, "/perbaikan", {"occupation": "ojek online", "income": "2.000.000"})
    assert found(cast, id_).content["nik"] == workers.nik(4).digits
    assert "Rp12.400" not in agus.get("/ormas/pendaftar/").words
    assert "Rp13.400" in agus.get("/ormas/pendaftar/").words, "half of JKK 20.000 and JKM 6.800"


def test_the_refused_are_told_apart_and_forgotten(
    cast: Cast, agus: Browser, november: time_machine.Coordinates
) -> None:
    _, code = comers.link(cast.agus)
    ids = [comers.came(cast.agus, code, number) for number in (11, 12, 13)]
    two = {"orang": [str(each) for each in ids[:2]]}
    page = agus.get("/ormas/pendaftar/")
    assert "Tulis alasan menolak" in agus.post("/ormas/pendaftar/penolakan", two, status=422).words
    agus.follow(agus.post("/ormas/pendaftar/penolakan", two | {"reason": "bukan anggota kita"}))
    assert page.words.count("Perbaiki") == 3
    assert "bukan anggota kita" in agus.get("/ormas/pendaftar/?keadaan=ditolak").words
    form = agus.get(f"/ormas/pendaftar/{ids[0]}/perbaikan")
    agus.submit(form, "/perbaikan")
    assert found(cast, ids[0]).state is ApplicantState.WAITING, "looked at again, they wait again"
    november.shift(31 * 86_400)
    with transaction():
        upkeep.forget()
    left = db.session.scalars(cast.agus.actor().sees(Applicant)).all()
    assert {each.id for each in left} == {ids[0], ids[2]}


def test_a_sister_unit_sees_and_decides_nothing_of_it(
    cast: Cast, agus: Browser, euis: Browser, yanto: Browser
) -> None:
    link_id, code = comers.link(cast.agus)
    id_ = comers.came(cast.agus, code, 21)
    assert people.name(21) not in euis.get("/ormas/pendaftar/").words
    euis.get(f"/ormas/pendaftar/?tautan={link_id}", status=404)
    euis.post("/ormas/pendaftar/pengesahan", {"orang": str(id_)}, status=422)
    euis.post("/ormas/pendaftar/penolakan", {"orang": str(id_), "reason": "bukan siapa-siapa"}, status=422)
    euis.get(f"/ormas/pendaftar/{id_}/perbaikan", status=404)
    assert found(cast, id_).state is ApplicantState.WAITING
    # A member of another tree, or of a sister unit, is not taken for the applicant's whatever the form says.
    with transaction():
        other = cast.euis.actor()
        theirs = members.add(other, other.find(Organisation, cast.andir), Description("Entin")).id
    yanto.post("/ormas/pendaftar/pengesahan", {"orang": str(id_), f"anggota-{id_}": str(theirs)})
    db.session.rollback()
    assert cast.euis.actor().find(OrmasMember, theirs).participant_id is None
    assert found(cast, id_).state is ApplicantState.REGISTERED


def roster(cast: Cast, unit: UUID) -> list[tuple[str, str, bool]]:
    """(name, KTA, whether they are known among the insured) of everybody on a unit's roster, sorted."""
    db.session.rollback()
    listed = founder(cast.bandung).sees(OrmasMember).where(OrmasMember.organisation_id == unit)
    return sorted((each.name, each.kta or "", each.participant_id is not None) for each in db.session.scalars(listed))


def test_whoever_is_confirmed_stands_on_the_roster_too_unless_said_otherwise(
    cast: Cast, agus: Browser, yanto: Browser
) -> None:
    """The roster first: a guest is left out, a namesake is asked about, nobody stands there twice."""
    _, code = comers.link(cast.agus)
    namesake = on_the_roster(cast, 2, kta="GM-2")
    with transaction():
        actor = cast.agus.actor()
        unit = actor.find(Organisation, cast.arjuna)
        alike = members.add(actor, unit, Description(people.name(3), "GM-3", birth_date=workers.born(3))).id
        members.add(actor, unit, Description(people.name(4), "GM-4", birth_date=workers.born(40)))
        elsewhere = cast.euis.actor()
        members.add(elsewhere, elsewhere.find(Organisation, cast.andir), Description("Tuti", "GM-5", workers.nik(5)))
        gone = members.add(actor, unit, Description(people.name(6), "GM-6", workers.nik(6)))
        members.leave(actor, gone, reason="pindah kota")
    ids = {number: comers.came(cast.agus, code, number) for number in range(1, 8)}
    page = agus.get("/ormas/pendaftar/")
    assert "sudah keluar 21 Nov 2026" in page.words
    values = {str(each["name"]): each.find("option", selected=True)["value"] for each in page.soup.find_all("select")}
    assert values == {f"anggota-{ids[2]}": "nanti", f"anggota-{ids[3]}": str(alike)}, "a name alone says nothing"

    picked = {"orang": [str(each) for each in ids.values()], f"anggota-{ids[7]}": "bukan"}
    after = agus.follow(agus.submit(page, "/pengesahan", picked))
    assert "7 orang terdaftar" in after.words
    assert "2 di antaranya dicatat sebagai anggota baru" in after.words
    stands = [
        (people.name(1), "", True),
        (people.name(2), "GM-2", False),
        (people.name(3), "GM-3", True),
        (people.name(4), "", True),
        (people.name(4), "GM-4", False),
        (people.name(6), "GM-6", True),
    ]
    assert roster(cast, cast.arjuna) == sorted(stands)
    assert roster(cast, cast.andir) == [("Tuti", "GM-5", True)], "whose number it is, in whichever unit"
    assert found(cast, ids[7]).belonging is Belonging.GUEST

    # The namesake is compared side by side; when they are not the same, the other is a member of their own.
    questions = db.session.scalars(cast.agus.actor().sees(Likeness)).all()
    assert [(each.member_id, each.signs) for each in questions] == [(namesake, "")]
    question = questions[0].id
    agus.post(f"/ormas/cocokkan/{question}", {"keputusan": "beda"})
    assert roster(cast, cast.arjuna) == sorted([*stands, (people.name(2), "", True)])
    assert found(cast, ids[2]).member_id
    db.session.rollback()
    actor = cast.yanto.actor()
    figures = tallies.of(actor, actor.find(Organisation, cast.arjuna))
    assert (figures.members, figures.not_yet) == (6, 6)
    assert list(tallies.differences(cast.garuda)) == [], "right at every level"

    # Who may keep no members registers participants and nothing more.
    with transaction():
        above = cast.yanto.actor()
        unit = above.find(Organisation, cast.arjuna)
        units.entrust(above, unit, withheld=[Permission.MEMBER_WRITE])
    late = comers.came(cast.agus, code, 8)
    agus.post("/ormas/pendaftar/pengesahan", {"orang": str(late)})
    assert found(cast, late).state is ApplicantState.REGISTERED
    assert len(roster(cast, cast.arjuna)) == 7


def test_somebody_covered_elsewhere_is_asked_for_with_one_tap_and_goes_on_by_themselves(
    cast: Cast, agus: Browser, euis: Browser, november: time_machine.Coordinates
) -> None:
    _, code = comers.link(cast.agus)
    workers.registered(cast.euis, [1, 2, 3])
    ids = [comers.came(cast.agus, code, number) for number in (1, 2, 3)]
    page = agus.get("/ormas/pendaftar/")
    assert page.words.count("Minta pindah") >= 3
    assert "PAC Andir" not in page.words
    asked = agus.follow(agus.post(f"/ormas/pendaftar/{ids[0]}/minta-pindah"))
    assert "Menunggu pindah" in asked.words
    assert "PAC Andir" not in asked.words
    agus.post(f"/ormas/pendaftar/{ids[1]}/minta-pindah", {f"anggota-{ids[1]}": "bukan"})
    agus.post(f"/ormas/pendaftar/{ids[2]}/minta-pindah")
    euis.post(f"/ormas/pendaftar/{ids[0]}/minta-pindah", status=404)
    again = agus.post(f"/ormas/pendaftar/{ids[0]}/minta-pindah", status=422)
    assert "sedang diminta pindah" in again.words
    boxes = {str(each["value"]) for each in asked.soup.select("input[name=orang]")}
    assert boxes == {str(ids[1]), str(ids[2])}, "who is asked for is not confirmed, mended or refused meanwhile"
    for path in ("pengesahan", "penolakan"):
        told = agus.post(f"/ormas/pendaftar/{path}", {"orang": str(ids[0]), "reason": "salah orang"}, status=422)
        assert "sedang diminta pindah" in told.words
    agus.get(f"/ormas/pendaftar/{ids[0]}/perbaikan", status=303)
    agus.post(f"/ormas/pendaftar/{ids[0]}/perbaikan", {"name": "Orang Lain"}, status=422)

    db.session.rollback()
    requests = {each.id: found(cast, each.id).transfer_id for each in (found(cast, id_) for id_ in ids)}
    day = {"moves_on": "2026-11-25"}
    for id_ in ids[:2]:
        euis.post(f"/ormas/pindah/{requests[id_]}/persetujuan", day)
    euis.post(f"/ormas/pindah/{requests[ids[2]]}/penolakan", {"reason": "masih anggota di sini"})
    first, second, third = (found(cast, id_) for id_ in ids)
    assert (first.state, first.decided_by) == (ApplicantState.REGISTERED, "Agus Salim")
    assert first.content == {"name": people.name(1)}
    enrolment = cast.agus.actor().find(Enrolment, first.enrolment_id or UUID(int=0))
    assert (enrolment.start.isoformat(), str(enrolment.consent)) == ("2026-11-25", "online")
    assert roster(cast, cast.arjuna) == [(people.name(1), "", True)], "a guest is no member"
    assert (second.state, second.belonging) == (ApplicantState.REGISTERED, Belonging.GUEST)
    assert list(tallies.differences(cast.garuda)) == []
    assert third.state is ApplicantState.WAITING
    page = agus.get("/ormas/pendaftar/")
    assert "Permintaan pindah ditolak: masih anggota di sini" in page.words

    # While an answer is awaited nobody is forgotten.
    november.shift(85 * 86_400)
    with transaction():
        actor = cast.agus.actor()
        transfer_requests.for_applicant(actor, applicants.find(actor, ids[2]))
    november.shift(10 * 86_400)
    with transaction():
        upkeep.forget()
    assert found(cast, ids[2]).state is ApplicantState.WAITING
    november.shift(60 * 86_400)
    with transaction():
        upkeep.forget()
    assert ids[2] not in db.session.scalars(cast.agus.actor().sees(Applicant).with_only_columns(Applicant.id)).all()
