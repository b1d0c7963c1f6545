from __future__ import annotations

import io
import re
from xml.etree import ElementTree

import pytest
import typst
import zxingcpp
from PIL import Image

from portal.papers import qr

pytestmark = pytest.mark.unit

URL = "https://gandeng.example/v/0192f3c07a1e7c119a102a8f2c91d77b"
DRAWN = b'#image(bytes(sys.inputs.svg), format: "svg", width: 60mm)'


def test_a_camera_reads_the_address_off_the_page() -> None:
    page = b"#set page(width: 60mm, height: 60mm, margin: 0mm, fill: black)\n" + DRAWN
    svg = str(qr.svg(URL, "Kode QR")).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
    drawn = typst.compile(page, format="png", sys_inputs={"svg": svg})
    assert isinstance(drawn, bytes)
    # On a black page: the white around the code is the code's own, and is wide enough.
    assert [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn)))] == [URL]


@pytest.mark.parametrize("length", [1, 20, 60, 200, 600])
def test_short_and_long_addresses_are_read_alike(length: int) -> None:
    url = ("https://g.id/" + "a8f2c91d77b" * 60)[: 13 + length]
    page = b"#set page(width: auto, height: auto, margin: 9mm)\n" + DRAWN
    drawn = typst.compile(page, format="png", sys_inputs={"svg": qr.ink(url)})
    assert isinstance(drawn, bytes)
    assert [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn)))] == [url]


def test_a_strict_policy_and_a_screen_reader_accept_it() -> None:
    svg = str(qr.svg(URL, "Kode QR: periksa kartu"))
    root = ElementTree.fromstring(svg)
    assert (root.get("role"), root.get("aria-label")) == ("img", "Kode QR: periksa kartu")
    assert root.findtext("title") == "Kode QR: periksa kartu"
    assert not re.search(r"style|script|on\w+=|href", svg)


def test_a_title_cannot_leave_its_attribute() -> None:
    root = ElementTree.fromstring(str(qr.svg(URL, '"><script>alert(1)</script>')))
    assert [each.tag for each in root.iter()] == ["svg", "title", "path", "path"]
