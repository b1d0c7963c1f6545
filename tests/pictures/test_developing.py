"""Photographs: what comes out is upright, plain and small; what is none is declined, and it is said why."""

from __future__ import annotations

import io
import time

import pytest
from PIL import Image

from portal.pictures.developing import Picture, developed
from portal.pictures.limits import DEFAULT, Limits
from portal.sandbox import Ceilings
from portal.values.fault import Refused
from tests.make import photos

pytestmark = pytest.mark.unit

URL = "https://gandeng.example/ormas/pendaftar/lembar/0192f3c0-7a1e-7c11-9a10-2a8f2c91d77b"


def refusal(content: bytes, limits: Limits = DEFAULT) -> str:
    with pytest.raises(Refused) as caught:
        developed(content, limits)
    return caught.value.faults[0].code


def opened(picture: Picture) -> Image.Image:
    found = Image.open(io.BytesIO(picture.content))
    assert (found.format, found.mode, found.size) == ("JPEG", "RGB", (picture.width, picture.height))
    return found


def dark(picture: Image.Image, x: float, y: float) -> bool:
    """Whether it is dark at this part of its width and height."""
    return sum(picture.getpixel((int(x * picture.width), int(y * picture.height)))) < 200  # type: ignore[arg-type]


@pytest.mark.parametrize("content", [b"", bytes(3_000)])
def test_nothing(content: bytes) -> None:
    assert refusal(content) == "picture.empty"


@pytest.mark.parametrize(
    "content",
    [
        b"#!/bin/sh\nrm -rf /\n",
        b"<script>alert(1)</script>",
        b"%PDF-1.7\n...",
        b"MZ\x90\x00" + bytes(500),
        b"RIFF\x00\x00\x00\x00WAVEfmt ",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        photos.photo(kind="GIF"),
        photos.photo(kind="TIFF"),
        photos.photo(kind="BMP"),
    ],
)
def test_what_is_called_jpg_and_is_none(content: bytes) -> None:
    assert refusal(content) == "picture.type"


def test_what_iphones_make_has_a_sentence_of_its_own() -> None:
    assert refusal(photos.heic()) == "picture.heic"


def test_twenty_megabytes() -> None:
    assert refusal(photos.photo() + bytes(20 << 20)) == "picture.too_large"


def test_a_bomb_is_known_by_its_header() -> None:
    bomb = photos.bomb()
    assert len(bomb) < 10_000
    assert refusal(bomb) == "picture.pixels"


def test_what_would_take_too_much_ends_with_its_process() -> None:
    assert refusal(photos.photo(3_000, 3_000, mode="RGBA", kind="PNG"), Limits(ceilings=Ceilings(100 << 20, 10))) == (
        "picture.exhausting"
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_cut_off_on_the_way(kind: str) -> None:
    whole = photos.photo(kind=kind)
    assert refusal(whole[: len(whole) // 2]) == "picture.broken"
    assert refusal(whole[:20]) == "picture.broken"


def test_too_small_to_be_read() -> None:
    assert refusal(photos.photo(300, 200)) == "picture.small"


@pytest.mark.parametrize(
    ("kind", "mode", "more"),
    [
        ("JPEG", "RGB", {}),
        ("JPEG", "CMYK", {}),
        ("JPEG", "L", {"progressive": True}),
        ("PNG", "P", {}),
        ("PNG", "RGBA", {}),
        ("PNG", "LA", {}),
        ("PNG", "1", {}),
        ("PNG", "P", {"transparency": 0}),
        ("WEBP", "RGB", {"quality": 70}),
    ],
)
def test_whatever_its_colours_it_comes_out_plain(kind: str, mode: str, more: dict[str, object]) -> None:
    picture = opened(developed(photos.photo(kind=kind, mode=mode, **more)))
    assert dark(picture, 0.1, 0.5) is not ("transparency" in more)
    assert not dark(picture, 0.9, 0.5)


@pytest.mark.parametrize(("orientation", "black"), [(1, "left"), (3, "right"), (6, "top"), (8, "bottom")])
def test_it_stands_as_the_phone_was_held(orientation: int, black: str) -> None:
    found = developed(photos.photo(1200, 900, exif=True, orientation=orientation))
    picture = opened(found)
    assert (found.width, found.height) == ((1200, 900) if black in {"left", "right"} else (900, 1200))
    middle = {"left": (0.1, 0.5), "right": (0.9, 0.5), "top": (0.5, 0.1), "bottom": (0.5, 0.9)}
    assert [side for side, place in middle.items() if dark(picture, *place)] == [black]


def test_what_the_phone_wrote_beside_it_is_gone() -> None:
    sent = photos.photo(exif=True, comment=b"Jalan Rahasia 7", icc_profile=b"profil" * 100)
    assert b"Telepon Rahasia" in sent
    found = developed(sent)
    assert not opened(found).getexif()
    for trace in (b"Exif", photos.MAKER.encode(), b"Jalan Rahasia", b"profil", b"ICC_PROFILE"):
        assert trace not in found.content


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_paper_on_the_table_is_turned_by_its_code(turned: int) -> None:
    found = developed(photos.paper(URL, turned=turned))
    assert found.codes == (URL,)
    picture = opened(found)
    assert picture.width > picture.height
    width, height = picture.size
    corners = {
        "upper right": picture.crop((width * 3 // 4, 0, width * 9 // 10, height // 3)),
        "lower left": picture.crop((width // 10, height * 2 // 3, width // 4, height * 9 // 10)),
    }
    inked = [corner for corner, part in corners.items() if part.convert("L").getextrema()[0] < 100]  # type: ignore[operator]
    assert inked == ["upper right"], "where a person who reads it has the code"


def test_what_a_phone_makes_takes_no_three_seconds_and_is_kept_small() -> None:
    content = photos.of_twelve_megapixels()
    assert 3 << 20 < len(content) < DEFAULT.size
    began = time.monotonic()
    found = developed(content)
    assert time.monotonic() - began < 3
    assert len(found.content) <= DEFAULT.kept
    assert max(found.width, found.height) <= DEFAULT.side


def test_the_same_photograph_has_the_same_origin() -> None:
    one, other = developed(photos.photo()), developed(photos.photo(1201))
    assert one.origin == developed(photos.photo()).origin
    assert one.origin != other.origin
