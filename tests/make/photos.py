"""Photographs as phones send them, honest and otherwise; each is bytes."""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache
from typing import Any

import segno
from PIL import Image, ImageDraw

#: EXIF tags: which side is up, who made the camera, where one stood (GPS).
ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825
MAKER = "Telepon Rahasia"


def photo(
    width: int = 1200, height: int = 900, *, kind: str = "JPEG", mode: str = "RGB", exif: bool = False, **more: Any
) -> bytes:
    """A picture with a black left third, so that one can tell which side is up."""
    picture = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(picture).rectangle((0, 0, width // 3, height), fill="black")
    if exif:
        noted = Image.Exif()
        noted[ORIENTATION], noted[MAKE] = more.pop("orientation", 1), MAKER
        noted.get_ifd(GPS)[1] = "S"
        more["exif"] = noted.tobytes()
    return saved(picture.convert(mode), kind, **more)


def saved(picture: Image.Image, kind: str = "JPEG", **more: Any) -> bytes:
    made = io.BytesIO()
    picture.save(made, kind, **more)
    return made.getvalue()


def paper(url: str, *, width: int = 2000, height: int = 1500, turned: int = 0) -> bytes:
    """A paper on a table with a code in its upper right corner, the phone turned by so many degrees."""
    picture = Image.new("RGB", (width, height), (120, 90, 60))
    sheet = Image.new("RGB", (width * 9 // 10, height * 9 // 10), "white")
    matrix = segno.make(url, error="m", micro=False, mask=3)
    ink = io.BytesIO()
    matrix.save(ink, kind="png", scale=6, border=4)
    code = Image.open(ink).convert("RGB")
    sheet.paste(code, (sheet.width - code.width - 20, 20))
    picture.paste(sheet, (width // 20, height // 20))
    return saved(picture.rotate(turned, expand=True), quality=85)


@cache
def of_twelve_megapixels() -> bytes:
    """As a phone makes it: grain all over, several megabytes."""
    grain = Image.effect_noise((4000, 3000), 30).convert("RGB")
    return saved(grain, quality=88)


def bomb(width: int = 50_000, height: int = 50_000) -> bytes:
    """A PNG of some kilobytes that would unpack to gigabytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = zlib.compress(bytes(1 + width // 8) * 100, 9)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def heic() -> bytes:
    return b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(4_000)
