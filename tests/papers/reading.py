"""Eyes for the tests: a paper's text, its pictures, and what a camera reads off them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import typst
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from portal.papers import press


def opened(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text(pdf: bytes) -> str:
    """All words of a PDF with single spaces, without the invisible marks where a long word may break."""
    pages = "\n".join(page.extract_text() for page in opened(pdf).pages)
    return " ".join(pages.replace("\u200b", "").split())


def unbroken(pdf: bytes) -> str:
    """As `text`, without any space: what was typed, wherever its lines broke."""
    return text(pdf).replace(" ", "")


def pictures(layout: str, data: Mapping[str, Any], ppi: int = 150) -> list[Image.Image]:
    """The pages the press would print, drawn by the same typst, for no PDF viewer is sure to be there."""
    drawn = typst.compile(
        press.LAYOUTS / f"{layout}.typ",
        root=press.LAYOUTS,
        font_paths=press.family(),
        sys_inputs=press.inputs(data),
        format="png",
        ppi=ppi,
    )
    return [Image.open(io.BytesIO(page)).convert("RGB") for page in ([drawn] if isinstance(drawn, bytes) else drawn)]


def scanned(picture: Image.Image) -> list[str]:
    """What every code on a picture says, from the top down and from left to right."""
    found = zxingcpp.read_barcodes(picture)
    found.sort(key=lambda code: (code.position.top_left.y // 50, code.position.top_left.x))
    return [code.text for code in found]


def tagged_words(node: Any) -> int:
    """How many pieces of content the tag tree under `node` reaches."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, int):
        return 1
    if isinstance(node, list):
        return sum(tagged_words(each) for each in node)
    return tagged_words(node["/K"]) if "/K" in node else 1
