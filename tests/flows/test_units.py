"""The page of a unit, to look at: paged, searched, the closed ones on demand."""

from __future__ import annotations

from portal.models import Organisation, db
from tests.browser import Browser
from tests.cast import Cast, Person
from tests.make.trees import kept, opened


def by_name(by: Person, name: str) -> Organisation:
    db.session.rollback()
    return db.session.scalars(by.actor().sees(Organisation).where(Organisation.name == name)).one()


def test_thousands_are_paged_and_found(cast: Cast, yanto: Browser) -> None:
    kept(cast.yanto, cast.cicendo, [f"R{number:03};Ranting Nomor {number:03};;BDG-01" for number in range(60)])
    deep = opened(cast.yanto, by_name(cast.yanto, "Ranting Nomor 007").id, "Anak Ranting Melati")
    page, seen = yanto.get(f"/ormas/unit/{cast.cicendo}"), 0
    while True:
        seen += page.words.count("Ranting Nomor")
        onward = page.soup.find("a", rel="next")
        if onward is None:
            break
        page = yanto.get(str(onward["href"]))
    assert seen == 60
    assert page.soup.find("a", rel="prev")
    found = yanto.get(f"/ormas/unit/{cast.cicendo}?q=melati")
    assert f"/ormas/unit/{deep}" in found.text
    assert "Ranting Nomor 007" in found.words, "whose it is tells two of one name apart"
    assert "Ranting Nomor 031" in yanto.get(f"/ormas/unit/{cast.cicendo}?q=r031").words
    assert "Tidak ada unit bernama" in yanto.get(f"/ormas/unit/{cast.cicendo}?q=andir").words, "a PAC beside"
