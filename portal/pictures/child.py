"""The process that takes one photograph apart and makes it anew (`portal.sandbox`).

``python -m portal.pictures.child KIND PIXELS SMALLEST SIDE KEPT`` reads it on standard input and answers in two
frames: what was found (JSON), then the new JPEG. A fault is one frame.
"""

from __future__ import annotations

import io
import json
import sys

import zxingcpp
from PIL import Image, ImageOps

from portal import sandbox
from portal.values.fault import Refused

#: Beyond that a code is no address of ours.
_LONGEST_CODE, _MOST_CODES = 200, 4
_QUALITIES = (75, 60, 45, 30)


def main() -> None:
    sandbox.confine()
    kind, *numbers = sys.argv[1:]
    pixels, smallest, side, kept = map(int, numbers)
    answer = sys.stdout.buffer
    try:
        picture = _opened(sys.stdin.buffer.read(), kind, pixels, smallest, side)
    except Refused as refused:
        sandbox.send(answer, json.dumps(refused.faults[0].as_json()).encode())
        return
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    if found and (turned := 90 * round(found[0].orientation / 90)):
        # A paper photographed on a table: the phone does not know which side of it is up, the code does.
        picture = picture.rotate(turned, expand=True)
    codes = [code.text[:_LONGEST_CODE] for code in found[:_MOST_CODES]]
    content, picture = _encoded(picture, kept)
    told = {"width": picture.width, "height": picture.height, "codes": codes}
    sandbox.send(answer, json.dumps(told).encode())
    sandbox.send(answer, content)


def _opened(content: bytes, kind: str, pixels: int, smallest: int, side: int) -> Image.Image:
    """Upright, no larger than `side`, on white, three colours, nothing else; the header is believed before the rest
    is unpacked. A JPEG is unpacked at a part of its size."""
    Image.MAX_IMAGE_PIXELS = None  # ours is counted below, with a sentence
    try:
        picture: Image.Image = Image.open(io.BytesIO(content), formats=[kind])
        if picture.width * picture.height > pixels:
            raise Refused.because("picture.pixels", limit=pixels // 1_000_000)
        if max(picture.size) < smallest:
            raise Refused.because("picture.small")
        if picture.mode == "P" or "transparency" in picture.info:
            picture = picture.convert("RGBA")
        picture.thumbnail((side, side), reducing_gap=2.0)
        upright = ImageOps.exif_transpose(picture)
        layer = upright.convert("RGBA") if "A" in upright.getbands() else None
        plain = Image.new("RGB", upright.size, "white")
        plain.paste(layer or upright.convert("RGB"), mask=layer)
    except (Refused, MemoryError):
        raise
    except Exception as broken:  # of a stranger's bytes a decoder may say anything
        raise Refused.because("picture.broken") from broken
    return plain


def _encoded(picture: Image.Image, kept: int) -> tuple[bytes, Image.Image]:
    """As good as fits into `kept` bytes; what never does (noise) is made smaller."""
    while True:
        for quality in _QUALITIES:
            made = io.BytesIO()
            picture.save(made, "JPEG", quality=quality, optimize=True, progressive=True)
            if made.tell() <= kept:
                return made.getvalue(), picture
        picture = picture.reduce(2)


if __name__ == "__main__":
    main()
