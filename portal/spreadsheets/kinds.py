"""What a file really is, by its content: names lie, and people rename what they cannot open."""

from __future__ import annotations

from enum import StrEnum

from portal.spreadsheets.refusal import FileRefused


class Kind(StrEnum):
    """ZIP holds xlsx, xlsm, xlsb and ods; OLE holds xls and everything Excel locks with a password."""

    ZIP = "zip"
    OLE = "ole"
    TEXT = "text"


_MAGIC = (
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OLE),
)
_STRANGERS = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "gambar"),
    (b"\xff\xd8\xff", "gambar"),
    (b"GIF8", "gambar"),
    (b"RIFF", "gambar"),
    (b"{\\rtf", "dokumen Word"),
    (b"Rar!", "arsip RAR"),
    (b"7z\xbc\xaf", "arsip 7z"),
    (b"\x1f\x8b", "arsip GZ"),
)
_MARKUP = (
    (b"<?xml", "berkas XML"),
    (b"<!doctype html", "halaman web"),
    (b"<html", "halaman web"),
    (b"<table", "halaman web"),
)
_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
_LOOKED_AT = 65_536
_TEXTUAL = frozenset(b"\t\n\r\x00")


def kind_of(content: bytes) -> Kind:
    """The family of the file. Raises `FileRefused` with file.empty or file.type (param `found`: a noun)."""
    if not content.strip(b" \t\r\n\x00"):
        raise FileRefused.because("file.empty")
    for magic, kind in _MAGIC:
        if content.startswith(magic):
            return kind
    for magic, found in _STRANGERS:
        if content.startswith(magic):
            raise FileRefused.because("file.type", found=found)
    head = content[:_LOOKED_AT]
    opening = head[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for magic, found in _MARKUP:
        if opening.startswith(magic):
            raise FileRefused.because("file.type", found=found)
    if not head.startswith(_BOMS) and _looks_binary(head):
        raise FileRefused.because("file.type", found="berkas lain")
    return Kind.TEXT


def _looks_binary(head: bytes) -> bool:
    """Text has next to no control characters; stray NULs are forgiven, for some exporters leave them."""
    control = sum(count for byte in range(32) if byte not in _TEXTUAL and (count := head.count(byte)))
    return control * 100 > len(head)
