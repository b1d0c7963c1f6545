"""What the kit promises to every page, read from the page that shows all of it."""

from __future__ import annotations

import itertools
import re
from collections import Counter

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from tests.kit.gallery import REFUSALS, ROOT

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def page(gallery: Flask) -> BeautifulSoup:
    answer = gallery.test_client().get("/galeri")
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def test_every_macro_of_the_kit_is_shown(gallery: Flask) -> None:
    offered = {
        name
        for name in gallery.jinja_env.get_template("kit/kit.html").module.__dict__
        if not name.startswith("_") and name not in {"icons", "values", "forms", "deeds", "states", "lists", "ways"}
    }
    shown = "".join(
        (ROOT / "templates" / name).read_text("utf-8")
        for name in ("kit/gallery.html", "kit/lists.html", "layouts/portal.html", "layouts/_news.html")
    )
    assert len(offered) > 40
    assert sorted(name for name in offered if not re.search(rf"\b(kit\.)?{name}\(", shown)) == []


def test_ids_are_unique(page: BeautifulSoup) -> None:
    assert [name for name, times in Counter(tag["id"] for tag in page.select("[id]")).items() if times > 1] == []


def test_there_is_one_heading_of_the_first_rank_and_none_is_skipped(page: BeautifulSoup) -> None:
    ranks = [int(tag.name[1]) for tag in page.find_all(re.compile("^h[1-6]$"))]
    assert ranks.count(1) == 1
    assert all(below - above <= 1 for above, below in itertools.pairwise(ranks))


def test_every_control_has_its_label(page: BeautifulSoup) -> None:
    controls = page.select("input:not([type=hidden]), select, textarea, progress")
    labelled = {label["for"] for label in page.select("label[for]") if label.get_text(strip=True)}
    assert len(controls) > 20
    assert [str(control)[:90] for control in controls if control.get("id") not in labelled] == []


def test_hints_and_errors_are_tied_to_their_field(page: BeautifulSoup) -> None:
    tied = [name for tag in page.select("[aria-describedby]") for name in tag["aria-describedby"].split()]
    assert {"full_name-petunjuk", "full_name-galat", "sex-galat", "proof-galat", "programmes-petunjuk"} <= set(tied)
    assert [name for name in tied if page.find(id=name) is None] == []
    assert page.find(id="full_name")["aria-invalid"] == "true"
    assert not page.find(id="note").has_attr("aria-invalid")
    assert [tag["id"] for tag in page.select("[id$=-petunjuk], [id$=-galat]") if tag["id"] not in tied] == []


def test_the_error_summary_leads_to_the_fields(page: BeautifulSoup) -> None:
    links = page.select(".faults a")
    assert len(links) == 5
    assert all(page.find(id=link["href"][1:]) for link in links)
    assert page.find(id="galat").has_attr("autofocus")


def test_nothing_is_inline(page: BeautifulSoup) -> None:
    assert page.select("style, [style], script:not([src])") == []
    handlers = [name for tag in page.find_all(True) for name in tag.attrs if name.startswith("on") or "hx-on" in name]
    assert handlers == []


def test_every_post_form_carries_its_token_and_its_key(page: BeautifulSoup) -> None:
    forms = page.select("form[method=post]")
    assert len(forms) >= 4
    for form in forms:
        assert form["action"]
        assert form.find("input", {"name": "csrf_token", "value": "token"})
        assert form.find("input", {"name": "_key", "value": "key"}) or form["action"] == "/keluar"
    assert page.select("form[method=get] input[name=csrf_token], form[method=get] input[name=_key]") == []


def test_every_button_says_its_type_and_every_icon_is_in_the_sprite(page: BeautifulSoup) -> None:
    assert [str(button) for button in page.find_all("button") if not button.get("type")] == []
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/icons.svg").read_text("utf-8")))
    assert {use["href"].partition("#")[2] for use in page.find_all("use")} <= sprite


def test_every_cell_of_a_list_says_its_column(page: BeautifulSoup) -> None:
    for table in page.select(".table--list"):
        columns = [head.get_text(strip=True) for head in table.select("thead th")]
        for row in table.select("tbody tr"):
            assert [cell["data-label"] for cell in row.find_all("td")] == columns


def test_what_a_person_typed_is_escaped(gallery: Flask) -> None:
    evil = '"><script>alert(1)</script>'
    with gallery.test_request_context():
        kit = gallery.jinja_env.get_template("kit/kit.html").module
        for html in (
            kit.input("nik", evil, evil, [evil], evil),
            kit.select("a", evil, [(evil, evil)], evil),
            kit.textarea("a", evil, evil),
            kit.name(evil),
            kit.badge(evil),
            kit.notice("info", evil, evil),
            kit.button(evil, name="n", value=evil),
            kit.error_summary([("a", evil)]),
            kit.facts([(evil, evil)]),
            kit.search("/cari", evil, hidden={"s": evil}),
        ):
            assert "<script" not in html
            assert "&lt;script" in html


@pytest.mark.parametrize("code", REFUSALS)
def test_a_refusal_says_what_happened_the_cure_and_a_way_back(gallery: Flask, code: int) -> None:
    answer = gallery.test_client().get(f"/tolak/{code}")
    assert answer.status_code == code
    page = BeautifulSoup(answer.text, "html.parser")
    assert len(page.find_all("h1")) == 1
    assert page.title.string == f"{page.h1.get_text(strip=True)} · Gandeng"
    assert len(page.find(id="sebab").find_all("p")) == 2
    assert page.select_one("main a.button")["href"] == "/"
    assert "Set-Cookie" not in answer.headers


def test_a_refusal_gives_the_sentences_it_was_given(gallery: Flask) -> None:
    page = BeautifulSoup(gallery.test_client().get("/tolak/422?sebab=1").text, "html.parser")
    assert "Kode iuran sudah dipakai" in page.find(id="sebab").li.text


def test_the_page_says_that_it_is_not_official(page: BeautifulSoup) -> None:
    assert "bukan produk resmi BPJS Ketenagakerjaan" in page.footer.text
    assert page.html["lang"] == "id"
