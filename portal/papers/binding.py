"""Binding: many PDFs of our press into one, tags and all, with one of them in memory at a time.

pypdf's own merge keeps every object of every part until the end and drops the tags a screen reader needs. So
pypdf only reads here; the objects go straight into the file under new numbers.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any, BinaryIO

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

#: What the parts have in common becomes one object each, under these numbers.
_CATALOG, _PAGES, _TAGS, _DOCUMENT, _INFO, _METADATA, _OUTLINE = _SHARED = range(1, 8)

#: What our press puts into a catalog and a tag tree. Anything else (named destinations, form fields, ids of tags)
#: other than those of a table's headings) would need joining of its own.
_JOINED = {
    "/Type", "/Pages", "/Metadata", "/Lang", "/StructTreeRoot", "/MarkInfo", "/ViewerPreferences", "/Outlines",
    "/RoleMap", "/K", "/ParentTree", "/ParentTreeNextKey", "/IDTree",
}  # fmt: skip

#: A page's, or a link's, index into the tree that leads from it to its tags.
_INDEXES = ("/StructParents", "/StructParent")


def bind(parts: Iterable[bytes], to: BinaryIO) -> int:
    """Write the pages of `parts` to `to`, in order, as one tagged PDF; returns the number of pages.

    Title, language and metadata are those of the first. ValueError when there is no part, or when one holds
    what this cannot join.
    """
    book = _Book(to)
    for part in parts:
        book.add(PdfReader(BytesIO(part)))
    book.close()
    return len(book.pages)


class _Book:
    """The file being written: where each object starts, and the lists that span the parts."""

    def __init__(self, to: BinaryIO) -> None:
        self.to = to
        self.written = 0
        self.digest = hashlib.sha256()
        self.starts = array("Q", bytes(8 * (len(_SHARED) + 1)))
        self.shared: dict[int, DictionaryObject] = {}
        self.pages: list[PdfObject] = []
        self.tags: list[PdfObject] = []
        self.owners: list[PdfObject] = []
        self.indexes = 0
        #: What a table's cells call their headings, told apart by the part that they stand in, and the headings.
        self.headings: list[tuple[str, PdfObject]] = []
        self.parts = 0
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def add(self, part: PdfReader) -> None:
        size: Any = part.trailer["/Size"]
        shared = _shared(part)
        numbers = {reference.idnum: number for number, reference in shared.items()}
        own = [number for number in range(1, size) if number not in numbers]
        first = len(self.starts)
        numbers |= {number: first + place for place, number in enumerate(own)}
        for number in own:
            thing = IndirectObject(number, 0, part).get_object()
            self._object(len(self.starts), _moved(thing, numbers, self.indexes, self.parts))

        heads = {number: _moved(each.get_object(), numbers, 0, self.parts) for number, each in shared.items()}
        self.shared = self.shared or heads
        self.pages += heads[_PAGES]["/Kids"]
        self.tags += heads[_DOCUMENT]["/K"]
        owners = heads[_TAGS]["/ParentTree"]["/Nums"]
        self.owners += [
            NumberObject(each + self.indexes) if isinstance(each, NumberObject) else each for each in owners
        ]
        self.indexes += heads[_TAGS]["/ParentTreeNextKey"]
        names = list(heads[_TAGS].get("/IDTree", {}).get("/Names", ()))
        self.headings += [
            (str(_told_apart(name, self.parts)), cell) for name, cell in zip(names[::2], names[1::2], strict=True)
        ]
        self.parts += 1

    def close(self) -> None:
        if not self.shared:
            raise ValueError("nothing to bind")
        self.shared[_PAGES] |= _named(Kids=ArrayObject(self.pages), Count=NumberObject(len(self.pages)))
        self.shared[_DOCUMENT] |= _named(K=ArrayObject(self.tags))
        self.shared[_TAGS] |= _named(
            ParentTree=_named(Nums=ArrayObject(self.owners)), ParentTreeNextKey=NumberObject(self.indexes)
        )
        if self.headings:
            names = [part for name, cell in sorted(self.headings, key=lambda each: each[0]) for part in (name, cell)]
            tree = ArrayObject([TextStringObject(each) if isinstance(each, str) else each for each in names])
            self.shared[_TAGS] |= _named(IDTree=_named(Names=tree))
        for number, each in self.shared.items():
            self._object(number, each)
        self._trailer()

    def _trailer(self) -> None:
        start, name = self.written, ByteStringObject(self.digest.digest()[:16])
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % len(self.starts))
        for at in self.starts[1:]:
            self._write(b"%010d 00000 n \n" % at)
        trailer = _named(
            Size=NumberObject(len(self.starts)),
            Root=IndirectObject(_CATALOG, 0, None),
            Info=IndirectObject(_INFO, 0, None),
            ID=ArrayObject([name, name]),
        )
        self._write(b"trailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (_bytes(trailer), start))

    def _object(self, number: int, thing: PdfObject) -> None:
        if number == len(self.starts):
            self.starts.append(0)
        self.starts[number] = self.written
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, _bytes(thing)))

    def _write(self, some: bytes) -> None:
        self.to.write(some)
        self.digest.update(some)
        self.written += len(some)


def _shared(part: PdfReader) -> dict[int, IndirectObject]:
    """Where a part keeps what all parts have in common."""
    root: Any = part.trailer.raw_get("/Root")
    catalog = root.get_object()
    tags = catalog["/StructTreeRoot"]
    if strange := (catalog.keys() | tags.keys()) - _JOINED:
        raise ValueError(f"cannot join {', '.join(sorted(strange))}")
    return {
        _CATALOG: root,
        _PAGES: catalog.raw_get("/Pages"),
        _TAGS: catalog.raw_get("/StructTreeRoot"),
        _DOCUMENT: tags["/K"][0],
        _INFO: part.trailer.raw_get("/Info"),
        _METADATA: catalog.raw_get("/Metadata"),
        _OUTLINE: catalog.raw_get("/Outlines"),
    }


def _moved(thing: Any, numbers: Mapping[int, int], indexes: int, part: int) -> Any:
    """`thing` with its references under their new numbers, changed in place: its reader is used once."""
    if isinstance(thing, IndirectObject):
        return IndirectObject(numbers[thing.idnum], 0, None)
    if isinstance(thing, DictionaryObject):
        for key in thing:
            moved = _moved(thing.raw_get(key), numbers, indexes, part)
            if key in _INDEXES:
                moved = NumberObject(moved + indexes)
            elif key == "/ID":
                moved = _told_apart(moved, part)
            elif key == "/Headers":
                moved = ArrayObject([_told_apart(each, part) for each in moved])
            thing[key] = moved
    elif isinstance(thing, ArrayObject):
        thing[:] = [_moved(each, numbers, indexes, part) for each in list.__iter__(thing)]
    return thing


def _told_apart(name: Any, part: int) -> TextStringObject:
    """A name that stood for one cell in its part, and now does so in the whole."""
    return TextStringObject(f"{part}.{name}")


def _named(**entries: PdfObject) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()})


def _bytes(thing: PdfObject) -> bytes:
    stream = BytesIO()
    thing.write_to_stream(stream)
    return stream.getvalue()
