"""The process that takes one PDF apart and writes its pages anew (`portal.sandbox`).

``python -m portal.papers.incoming_child PAGES BYTES`` reads it on standard input and answers in two frames: how many
pages (JSON), then the new file. A fault is one frame.
"""

from __future__ import annotations

import io
import json
import logging
import sys

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject

from portal import sandbox
from portal.values.fault import Refused

#: What a page may carry beside what is seen on it: notes and forms, scripts, thumbnails, other people's data.
_LEFT_BEHIND = ("/Annots", "/AA", "/Metadata", "/PieceInfo", "/Thumb", "/B", "/Tabs", "/StructParents")


def main() -> None:
    pages, size = map(int, sandbox.confine(sys.argv[1:]))
    logging.disable(logging.CRITICAL)
    answer = sys.stdout.buffer
    try:
        count, made = rewritten(sys.stdin.buffer.read(), pages, size)
    except Refused as refused:
        sandbox.send(answer, json.dumps(refused.faults[0].as_json()).encode())
        return
    sandbox.send(answer, json.dumps({"pages": count}).encode())
    sandbox.send(answer, made)


def rewritten(content: bytes, most: int, size: int) -> tuple[int, bytes]:
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise Refused.because("paper.password", "file")
        count = len(reader.pages)
        if not 1 <= count <= most:
            raise Refused.because("paper.pages", "file", limit=most)
        writer = PdfWriter()
        for page in reader.pages:
            for name in _LEFT_BEHIND:
                page.pop(NameObject(name), None)
            writer.add_page(page)
        writer.metadata = None
        made = io.BytesIO()
        writer.write(made)
    except (Refused, MemoryError):
        raise
    except Exception as broken:  # of a stranger's bytes a reader may say anything
        raise Refused.because("paper.broken", "file") from broken
    if made.tell() > size:
        raise Refused.because("paper.too_large", "file", limit=size >> 20)
    return count, made.getvalue()


if __name__ == "__main__":
    main()
