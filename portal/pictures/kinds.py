"""What a picture really is, by its first bytes: names lie."""

from __future__ import annotations

from portal.values.fault import Refused

#: Formats as the decoder calls them; it is asked for no others.
KINDS = {"JPEG": b"\xff\xd8\xff", "PNG": b"\x89PNG\r\n\x1a\n", "WEBP": b"RIFF"}
#: Brands by which iPhones (HEIC) and newer Androids (AVIF) mark pictures that this house cannot open.
_UNOPENED = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")


def kind_of(content: bytes) -> str:
    """One of `KINDS`. `Refused`: picture.empty, picture.heic, picture.type."""
    if not content.strip(b"\0"):
        raise Refused.because("picture.empty")
    for kind, magic in KINDS.items():
        if content.startswith(magic) and (kind != "WEBP" or content[8:12] == b"WEBP"):
            return kind
    if content[4:8] == b"ftyp" and content[8:12] in _UNOPENED:
        raise Refused.because("picture.heic")
    raise Refused.because("picture.type")
