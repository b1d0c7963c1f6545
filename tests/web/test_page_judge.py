"""The judge bites: a page that breaks one promise is told so, and a good one is left in peace."""

from __future__ import annotations

import pytest

from tests.page import FIRST_VISIT_BUDGET, FRAGMENT_BUDGET, PAGE_BUDGET, PHOTO_BUDGET, Verdict

pytestmark = pytest.mark.unit

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Vary": "HX-Request, Accept-Encoding",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
GOOD = """<!doctype html>
<html lang="id"><head><title>Gelombang · Gandeng</title><meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="/static/app.css"><script src="/static/app.js" defer></script></head>
<body><a href="#utama">Langsung ke isi</a><main id="utama"><h1>Gelombang</h1>
<form method="post" action="/gelombang/" hx-post="/gelombang/" hx-target="#utama">
<input type="hidden" name="csrf_token" value="x"><input type="hidden" name="_key" value="y">
<label for="nama">Nama</label><input id="nama" name="nama" aria-describedby="nama-petunjuk">
<p id="nama-petunjuk">Misalnya PKL 2027</p><button type="submit">Simpan</button></form>
<a href="/gelombang/?halaman=2" hx-get="/gelombang/?halaman=2" hx-target="#utama">Berikutnya</a>
<img src="/kartu.svg" alt="Kartu"><p>3273••••••••0001</p></main></body></html>"""

PLANTED = [
    ('<html lang="id">', "<html>", "language"),
    ("Gelombang · Gandeng", " · Gandeng", "no title"),
    ("<h1>Gelombang</h1>", "<h2>Gelombang</h2>", "0 <h1>"),
    ("<h1>Gelombang</h1>", "<h1>Gelombang</h1><h1>Lagi</h1>", "2 <h1>"),
    ("<h1>Gelombang</h1>", "<h1> </h1>", "empty h1"),
    ('<main id="utama">', '<div id="utama">', "0 <main>"),
    ('<meta name="viewport" content="width=device-width">', "", "viewport"),
    ('<p id="nama-petunjuk">', '<p id="nama">', "stands twice"),
    ('<p id="nama-petunjuk">', "<p>", "aria-describedby points at"),
    ('href="#utama"', 'href="#isi"', "link to #isi"),
    ('<a href="/gelombang/?halaman=2"', '<a href=""', "leads nowhere"),
    ('<a href="#utama"', '<a href="javascript:alert(1)"', "a link that is a script"),
    ("<h1>Gelombang</h1>", '<h1>Gelombang <svg><use href="/i.svg#kuda"></use></svg></h1>', "'kuda', which is not in"),
    (">Langsung ke isi</a>", "></a>", "a link without words"),
    ('<label for="nama">Nama</label>', "", "has no label"),
    ('<label for="nama">Nama</label>', '<label for="nama"></label>', "has no label"),
    ('<label for="nama">', '<label for="nomor">', "a label for 'nomor'"),
    ('action="/gelombang/"', "", "without an action"),
    ("<p id=", '<form method="get" action="/"></form><p id=', "a form inside a form"),
    ('method="post" ', "", "does not say its method"),
    ('name="csrf_token" value="x"', 'name="csrf_token" value=""', "no csrf_token"),
    ('<input type="hidden" name="_key" value="y">', "", "no _key"),
    ('id="nama" name="nama"', 'id="nama" type="file" name="nama"', "name of a file"),
    ("<p>3273", '<p style="color:red">3273', "inline style"),
    ("<p>3273", "<style>p{}</style><p>3273", "inline style"),
    ("<p>3273", "<script>1</script><p>3273", "inline script"),
    ("<p>3273", '<p onclick="x()">3273', "onclick"),
    ("<p>3273", '<p hx-on:click="x()">3273', "hx-on:click"),
    ('src="/static/app.js"', 'src="https://cdn.contoh.id/a.js"', "another house"),
    ('<button type="submit">', "<button>", "without a type"),
    (">Simpan<", "><", "a button without words"),
    (' alt="Kartu"', "", "without alt"),
    ('<p id="nama-petunjuk">', '<p id="nama-petunjuk" tabindex="3">', "jumps the queue"),
    (' hx-target="#utama">\n<input', ">\n<input", "hx-target"),
    ('hx-target="#utama">\n<input', 'hx-target="#mana">\n<input', "aims at #mana"),
    ('hx-post="/gelombang/"', 'hx-post="/lain/"', "no real form"),
    ('hx-post="/gelombang/"', 'hx-delete="/gelombang/"', "only hx-get or hx-post"),
    ('hx-get="/gelombang/?halaman=2"', 'hx-get="/lain/"', "no way without JavaScript"),
    ("Misalnya PKL 2027", "This field is required.", "This field is required"),
    ("Misalnya PKL 2027", "Not a valid choice.", "Not a valid"),
    ("Misalnya PKL 2027", "Mulai None", "'None'"),
    ("Misalnya PKL 2027", "a &amp;lt; b", "'&lt;'"),
    ('name="nama"', 'name="nama" value="None"', "has the value 'None'"),
    ("3273••••••••0001", "3273010101080001", "sixteen digits unmasked: 3273…"),
    ("3273••••••••0001", "3273 0101 0108 0001", "sixteen digits unmasked"),
]


def judged(html: str = GOOD, headers: dict[str, str] | None = None, **more: object) -> list[str]:
    return Verdict(html, HEADERS if headers is None else headers, **more).faults  # type: ignore[arg-type]


def test_a_good_page_is_left_in_peace() -> None:
    assert judged() == []


@pytest.mark.parametrize(
    ("good", "bad", "told"), PLANTED, ids=[f"{told}-{n}" for n, (*_, told) in enumerate(PLANTED)]
)
def test_a_planted_fault_is_found(good: str, bad: str, told: str) -> None:
    planted = GOOD.replace(good, bad, 1)
    assert planted != GOOD
    assert any(told in fault for fault in judged(planted)), judged(planted)


@pytest.mark.parametrize("name", HEADERS)
def test_a_missing_header_is_found(name: str) -> None:
    assert any(name.lower() in fault.lower() for fault in judged(headers={**HEADERS, name: ""}))


def test_an_unsafe_policy_is_found() -> None:
    unsafe = HEADERS["Content-Security-Policy"] + " 'unsafe-inline'"
    assert judged(headers={**HEADERS, "Content-Security-Policy": unsafe})


def test_a_form_may_say_that_it_needs_no_key() -> None:
    without = GOOD.replace('<input type="hidden" name="_key" value="y">', "")
    assert judged(without.replace("<form ", "<form data-unkeyed ", 1)) == []


def test_sixteen_digits_may_stand_where_somebody_asked_to_see_them() -> None:
    assert judged(GOOD.replace("3273••••••••0001", "3273010101080001"), unmasked=True) == []


def test_an_identifier_is_no_identity_number() -> None:
    assert judged(GOOD.replace("/gelombang/?halaman=2", "/gelombang/01234567-8901-7234-8901-234567890123")) == []


def test_budgets() -> None:
    assert judged(wire=PAGE_BUDGET) == []
    assert "over the wire" in judged(wire=PAGE_BUDGET + 1)[0]
    weights = {"/static/app.css": 10_000, "/static/app.js": 20_000, "/kartu.svg": FIRST_VISIT_BUDGET - 31_000}
    assert judged(wire=1_000, weigh=weights.__getitem__) == []
    assert "first visit" in judged(wire=1_001, weigh=weights.__getitem__)[0]


PHOTO = '<img class="photo__image" src="/foto.jpg" alt="Foto 1" width="2200" height="1650">'


def test_a_photograph_has_a_budget_of_its_own_and_stands_alone() -> None:
    page, heavy = GOOD.replace("<p>3273", f"{PHOTO}<p>3273"), {"/foto.jpg": PHOTO_BUDGET}
    assert judged(page, weigh=lambda url: heavy.get(url, 0)) == []
    assert "for a photograph" in judged(page, weigh=lambda url: 1 + heavy.get(url, 0))[0]
    assert "first visit" in judged(page.replace("photo__image", "other"), weigh=lambda url: heavy.get(url, 0))[0]
    assert "2 photographs" in judged(page.replace(PHOTO, 2 * PHOTO))[0]
    assert "without name or measures" in judged(page.replace(' width="2200"', ""))[0]


ROW = '<tr id="baris-1"><td>Asep</td></tr>'


def test_a_fragment_has_one_root_that_can_be_found() -> None:
    assert judged(ROW) == []
    companion = '<p id="ringkasan" hx-swap-oob="true">1</p>'
    assert judged(f"{ROW}<template>{companion}</template>") == []
    assert "several roots" in judged(ROW + companion)[0]
    assert "no id" in judged("<tr><td>Asep</td></tr>")[0]
    assert "several roots" in judged(ROW + '<template><p id="ringkasan">1</p></template>')[0]
    assert "no id" in judged(ROW + '<template><p hx-swap-oob="true">1</p></template>')[0]
    assert "a fragment may have" in judged(ROW, wire=FRAGMENT_BUDGET + 1)[0]
