"""Colleagues: who may invite, change and end whom."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from portal.access.actor import NotVisible
from portal.access.permissions import Role
from portal.models import Membership, Message, Organisation, db
from portal.models.transaction import transaction
from portal.services import memberships, messages, settings
from portal.values.fault import Refused
from tests.accounts.people import another_place
from tests.accounts.test_sessions import events, sign_in
from tests.browser import Answer, Browser
from tests.cast import Cast, Person

INVITED = {"name": "Joko Susilo", "phone": "0812 7777 8888", "role": "school_reader"}
CHOSEN = {"password": "embun jatuh di ladang", "repeated": "embun jatuh di ladang"}


def link_on(page: Answer) -> str:
    area = page.soup.find("textarea", id="tautan")
    assert area is not None
    return urlsplit(area.get_text().strip()).path


def want_principal(cast: Cast, wanted: bool = True) -> None:
    with transaction():
        actor = cast.wahyu.actor()
        settings.want_principal(actor, actor.find(Organisation, cast.smkn1), wanted)


def living(person: Person) -> Membership:
    db.session.rollback()
    return db.session.get_one(Membership, person.membership_id)


def test_the_list_shows_colleagues_and_no_stranger(cast: Cast, sari: Browser) -> None:
    words = sari.get("/sekolah/rekan/").words
    for name in ("Sari Wulandari", "Budi Santoso", "Wahyu Hidayat", "Kepala sekolah"):
        assert name in words
    assert "Rina" not in words
    assert "Hasan" not in words


def test_an_invitation_is_handed_over_by_whatsapp(cast: Cast, sari: Browser, anonymous: Browser) -> None:
    page = sari.submit(sari.get("/sekolah/rekan/undang"), "/undang", INVITED, status=200)
    link = link_on(page)
    assert link.startswith("/undangan/")
    whatsapp = page.soup.find("a", href=lambda href: href and href.startswith("https://wa.me/"))
    assert whatsapp is not None
    address = urlsplit(str(whatsapp["href"]))
    assert address.path == "/6281277778888"
    text = parse_qs(address.query)["text"][0]
    assert link in text
    assert "SMK Negeri 1 Bandung" in text
    assert link not in sari.get("/sekolah/rekan/").text
    assert db.session.query(Message).count() == 0  # there is no mail server here
    anonymous.submit(anonymous.get(link), link, CHOSEN)
    assert "Joko Susilo" in sari.get("/sekolah/rekan/").words


def test_an_invitation_needs_a_way_to_reach_the_person_and_a_role(cast: Cast, sari: Browser) -> None:
    page = sari.get("/sekolah/rekan/undang")
    for change, words in (
        ({"phone": ""}, "Isi nomor HP atau e-mail"),
        ({"phone": "12345"}, "Nomor HP"),
        ({"phone": "", "email": "jaka@contoh"}, "E-mail"),
        ({"name": " "}, "Nama wajib diisi"),
        ({"phone": "", "email": "sari@contoh.sch.id"}, "sudah bergabung"),
    ):
        assert words in sari.submit(page, "/undang", {**INVITED, **change}, status=422).words
    for role in ("branch_officer", "raja", ""):
        refused = sari.post("/sekolah/rekan/undang", {**INVITED, "role": role}, status=422)
        assert "Pilih salah satu peran" in refused.words


def test_a_second_invitation_of_the_same_person_replaces_the_first(
    cast: Cast, sari: Browser, anonymous: Browser
) -> None:
    links = [link_on(sari.post("/sekolah/rekan/undang", INVITED, status=200)) for _ in range(2)]
    anonymous.get(links[0], status=404)
    anonymous.get(links[1])
    assert sari.get("/sekolah/rekan/").words.count("Joko Susilo") == 1


def test_the_branch_invites_the_operator_of_a_school_of_its_own(
    cast: Cast, hasan: Browser, mira: Browser, anonymous: Browser
) -> None:
    base = f"/cabang/mitra/{cast.smkn1}/rekan/"
    assert "Sari Wulandari" in hasan.get(base).words
    page = hasan.submit(hasan.get(base + "undang"), "/undang", {**INVITED, "role": "school_operator"}, status=200)
    link = link_on(page)
    assert "Operator sekolah" in anonymous.get(link).words
    for each in ("", "undang"):
        mira.get(base + each, status=404)
    mira.post(base + "undang", INVITED, status=404)


def test_the_branch_has_colleagues_of_its_own(cast: Cast, hasan: Browser, anonymous: Browser) -> None:
    page = hasan.get("/cabang/rekan/")
    assert "Hasan Basri" in page.words
    assert "Sari" not in page.words
    page = hasan.submit(
        hasan.get("/cabang/rekan/undang"), "/undang", {**INVITED, "role": "branch_officer"}, status=200
    )
    link = link_on(page)
    assert anonymous.submit(anonymous.get(link), link, CHOSEN).location == "/cabang/"


def test_a_role_is_changed_and_recorded(cast: Cast, sari: Browser) -> None:
    page = sari.get(f"/sekolah/rekan/{cast.budi.membership_id}")
    sari.submit(page, f"/{cast.budi.membership_id}", {"role": "school_operator"})
    assert living(cast.budi).role == Role.SCHOOL_OPERATOR
    (event,) = events("role_changed")
    assert event.facts["changes"][0][2]["role"] == ["school_reader", "school_operator"]


def test_access_is_ended_and_recorded(cast: Cast, sari: Browser, budi: Browser) -> None:
    budi.get("/sekolah/")
    page = sari.get(f"/sekolah/rekan/{cast.budi.membership_id}")
    sari.submit(page, "/akhiri")
    assert "Budi" not in sari.get("/sekolah/rekan/").soup.find("table").get_text()
    budi.get("/sekolah/", status=303)
    assert len(events("membership_ended")) == 1
    sari.post(f"/sekolah/rekan/{cast.budi.membership_id}/akhiri", status=404)


def test_nobody_leaves_by_accident_and_the_last_operator_not_at_all(cast: Cast, sari: Browser) -> None:
    mine = f"/sekolah/rekan/{cast.sari.membership_id}"
    page = sari.get(mine)
    assert "ini Anda sendiri" in page.words
    assert "Ini akses Anda sendiri" in sari.submit(page, "/akhiri", status=422).words
    assert "operator terakhir" in sari.submit(page, "/akhiri", {"sure": "y"}, status=422).words
    changed = {"role": "school_reader", "sure": "y"}
    assert "operator terakhir" in sari.submit(page, f"/{cast.sari.membership_id}", changed, status=422).words
    assert living(cast.sari).ended_at is None
    sari.post(f"/sekolah/rekan/{cast.budi.membership_id}", {"role": "school_operator"})
    assert sari.submit(page, "/akhiri", {"sure": "y"}).location == "/"
    assert living(cast.sari).ended_at is not None


def test_the_branch_may_end_the_last_operator_of_a_school_but_not_itself(cast: Cast, hasan: Browser) -> None:
    hasan.post(f"/cabang/mitra/{cast.smkn1}/rekan/{cast.sari.membership_id}/akhiri")
    assert living(cast.sari).ended_at is not None
    told = hasan.post(f"/cabang/rekan/{cast.hasan.membership_id}/akhiri", {"sure": "y"}, status=422)
    assert "terakhir" in told.words


def test_a_colleague_is_found_only_where_they_serve(cast: Cast, sari: Browser, hasan: Browser) -> None:
    for stranger in (cast.rina, cast.hasan, cast.mira):
        url = f"/sekolah/rekan/{stranger.membership_id}"
        sari.get(url, status=404)
        for verb in ("", "/akhiri", "/tautan-sandi"):
            sari.post(url + verb, {"role": "school_reader"}, status=404)
    hasan.get(f"/cabang/rekan/{cast.sari.membership_id}", status=404)
    hasan.get(f"/cabang/mitra/{cast.smkn2}/rekan/{cast.sari.membership_id}", status=404)


def test_who_may_only_read_changes_nothing(cast: Cast, budi: Browser) -> None:
    page = budi.get("/sekolah/rekan/")
    assert "Undang rekan" not in page.words
    assert "Kelola" not in page.words
    budi.get("/sekolah/rekan/undang", status=403)
    budi.get(f"/sekolah/rekan/{cast.sari.membership_id}", status=403)
    budi.post("/sekolah/rekan/undang", INVITED, status=403)
    budi.post(f"/sekolah/rekan/{cast.sari.membership_id}/akhiri", status=403)
    budi.get("/sekolah/pengaturan/", status=403)


def test_a_link_for_a_new_password_is_handed_over(
    cast: Cast, sari: Browser, budi: Browser, anonymous: Browser
) -> None:
    page = sari.get(f"/sekolah/rekan/{cast.budi.membership_id}")
    page = sari.submit(page, "/tautan-sandi", status=200)
    link = link_on(page)
    (event,) = events("password_reset_asked")
    assert (event.user_id, event.subject_id) == (cast.sari.user_id, cast.budi.membership_id)
    done = anonymous.submit(anonymous.get(link), link, CHOSEN)
    assert done.location == "/masuk"
    budi.get("/sekolah/", status=303)
    sign_in(anonymous, cast.budi.email, CHOSEN["password"])


def test_no_link_becomes_a_way_into_another_place(cast: Cast, sari: Browser, hasan: Browser) -> None:
    another_place(cast.budi, cast.hasan)
    url = f"{cast.budi.membership_id}/tautan-sandi"
    assert "tempat lain" in sari.post("/sekolah/rekan/" + url, status=422).words
    hasan.post(f"/cabang/mitra/{cast.smkn1}/rekan/{url}", status=200)
    another_place(cast.budi, cast.mira)
    assert "tempat lain" in hasan.post(f"/cabang/mitra/{cast.smkn1}/rekan/{url}", status=422).words
    assert "akun sendiri" in sari.post(f"/sekolah/rekan/{cast.sari.membership_id}/tautan-sandi", status=422).words


def test_the_first_pair_of_eyes_cannot_become_the_second(cast: Cast, sari: Browser, wahyu: Browser) -> None:
    want_principal(cast)
    principal = f"/sekolah/rekan/{cast.wahyu.membership_id}"
    for url, data in (
        (principal, {"role": "school_reader"}),
        (principal + "/akhiri", {}),
        (principal + "/tautan-sandi", {}),
        (f"/sekolah/rekan/{cast.budi.membership_id}", {"role": "school_principal"}),
        ("/sekolah/rekan/undang", {**INVITED, "role": "school_principal"}),
        ("/sekolah/pengaturan/", {}),
    ):
        assert "hanya kepala sekolah atau kantor cabang" in sari.post(url, data, status=422).words, url
    wahyu.post("/sekolah/rekan/undang", {**INVITED, "role": "school_principal"}, status=200)
    told = wahyu.post(principal + "/akhiri", {"sure": "y"}, status=422)
    assert "kepala sekolah terakhir" in told.words


def test_two_operators_who_end_each_other_leave_one(cast: Cast) -> None:
    with transaction():
        actor = cast.sari.actor()
        memberships.change_role(actor, actor.find(Membership, cast.budi.membership_id), Role.SCHOOL_OPERATOR)
    budi, sari = cast.budi.actor(), cast.sari.actor()  # both pages were open before
    with transaction():
        memberships.end(sari, sari.find(Membership, cast.budi.membership_id))
    with transaction(), pytest.raises(Refused, match=r"colleague\.last_operator"):
        memberships.end(budi, budi.find(Membership, cast.sari.membership_id))
    with transaction(), pytest.raises(NotVisible):
        memberships.end(sari, db.session.get_one(Membership, cast.budi.membership_id))


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(
    cast: Cast, sari: Browser, queries: object
) -> None:
    def asked() -> int:
        with queries() as seen:  # type: ignore[operator]
            sari.get("/sekolah/rekan/")
        return len(seen)

    few = asked()
    for person in (cast.rina, cast.hasan, cast.mira):
        another_place(person, cast.budi)
    for number in range(4):
        sari.post("/sekolah/rekan/undang", {**INVITED, "phone": f"0812777700{number:02}"}, status=200)
    assert asked() == few


def test_with_a_mail_server_the_invitation_goes_by_mail_too(
    cast: Cast, sari: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "_outlet", messages.Outlet.parse("smtp://127.0.0.1:9", "gandeng@contoh.id"))
    page = sari.post("/sekolah/rekan/undang", {**INVITED, "email": "Jaka@Contoh.sch.id"}, status=200)
    assert "sedang dikirim" in page.words
    db.session.rollback()
    mail = db.session.query(Message).one()
    assert (mail.recipient, mail.branch_id) == ("jaka@contoh.sch.id", cast.bandung)
    assert mail.subject == "Undangan bergabung di Gandeng untuk SMK Negeri 1 Bandung"
    for words in ("Yth. Joko Susilo,", "Sari Wulandari", "Rekan (hanya melihat)", link_on(page)):
        assert words in (mail.body or "")


def test_names_with_marks_arrive_as_they_are_written(
    cast: Cast, sari: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "_outlet", messages.Outlet.parse("smtp://127.0.0.1:9", "gandeng@contoh.id"))
    name = "Nur'aini <b>Ali</b> & Co {{ 7*7 }}"
    page = sari.post("/sekolah/rekan/undang", {**INVITED, "name": name, "email": "nur@contoh.sch.id"}, status=200)
    assert name in page.words
    db.session.rollback()
    assert f"Yth. {name}," in (db.session.query(Message).one().body or "")
