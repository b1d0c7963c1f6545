"""What is refused before any parser sees it: locked files, bombs, archives that are no spreadsheet.

Runs in the child: inflating costs time, and an archive may be built to make it cost memory.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import BinaryIO

from portal.spreadsheets.limits import Limits
from portal.spreadsheets.refusal import FileRefused

_PIECE = 1 << 20
_ENCRYPTED = 0x1
_WORKBOOKS = frozenset(("xl/workbook.xml", "xl/workbook.bin", "content.xml"))
_MANIFEST = "META-INF/manifest.xml"
#: The globals of an xls begin with BOF (BIFF8); FILEPASS follows it when all the rest is enciphered.
_LOCKED_XLS = re.compile(rb"\x09\x08\x10\x00\x00\x06.{14}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
_STRANGERS = (("word/", "dokumen Word"), ("ppt/", "presentasi PowerPoint"))


def check_archive(file: BinaryIO, limits: Limits) -> bool:
    """Passes an honest xlsx, xlsm, xlsb or ods; says whether it holds pictures.

    Raises `FileRefused` with file.broken, file.type, file.password or file.bomb. Sizes are counted while inflating,
    in pieces that are thrown away, and the count stops at the limit.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            if len(members) > limits.members:
                raise FileRefused.because("file.bomb")
            _check_names({member.filename for member in members})
            total = 0
            for member in members:
                if member.flag_bits & _ENCRYPTED:
                    raise FileRefused.because("file.password")
                total = _inflated(archive, member, total, limits)
            if any(member.filename == _MANIFEST and b"encryption-data" in archive.read(member) for member in members):
                raise FileRefused.because("file.password")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as broken:
        raise FileRefused.because("file.broken") from broken
    return any("/media/" in member.filename or member.filename.startswith("Pictures/") for member in members)


def check_compound(content: bytes) -> None:
    """Passes an old xls. An xlsx with a password is such a file with an encrypted package inside."""
    if _utf16("EncryptedPackage") in content or _LOCKED_XLS.search(content):
        raise FileRefused.because("file.password")
    if _utf16("WordDocument") in content:
        raise FileRefused.because("file.type", found="dokumen Word")
    if _utf16("Workbook") not in content and _utf16("Book") not in content:
        raise FileRefused.because("file.type", found="berkas lain")


def _check_names(names: set[str]) -> None:
    if names & _WORKBOOKS:
        return
    for folder, found in _STRANGERS:
        if any(name.startswith(folder) for name in names):
            raise FileRefused.because("file.type", found=found)
    raise FileRefused.because("file.type", found="arsip ZIP")


def _inflated(archive: zipfile.ZipFile, member: zipfile.ZipInfo, total: int, limits: Limits) -> int:
    size = 0
    with archive.open(member) as stream:
        while piece := stream.read(_PIECE):
            size += len(piece)
            if total + size > limits.unpacked:
                raise FileRefused.because("file.bomb")
            if size > _PIECE and size > limits.ratio * max(member.compress_size, 1):
                raise FileRefused.because("file.bomb")
    return total + size


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")
