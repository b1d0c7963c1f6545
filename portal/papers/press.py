"""The press: the one place that knows typst. Data and a layout in, a PDF out.

Data reaches a layout as JSON in ``sys.inputs`` and is never a part of its source, so nothing a person typed is
ever read as markup or code. Neither the clock, nor the fonts of the machine, nor the network is asked: the same
data gives the same bytes, and their hash may stand in an audit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portal.papers.glyphs import FONTS, printable

if TYPE_CHECKING:
    import typst

LAYOUTS = Path(__file__).parent / "layouts"


def press(layout: str, data: Mapping[str, Any]) -> bytes:
    """`data` (what JSON can hold) set in ``layouts/{layout}.typ``: a tagged PDF that keeps PDF/UA-1.

    Safe to call from threads: typst works outside the interpreter's lock.
    """
    import typst

    return typst.compile(
        LAYOUTS / f"{layout}.typ",
        root=LAYOUTS,
        font_paths=family(),
        sys_inputs=inputs(data),
        pdf_standards=["ua-1"],
    )


def picture(layout: str, data: Mapping[str, Any], *, ppi: float) -> bytes:
    """The same, one page of it, as a PNG: what people forward and look at without opening it."""
    import typst

    painted = typst.compile(
        LAYOUTS / f"{layout}.typ",
        root=LAYOUTS,
        font_paths=family(),
        sys_inputs=inputs(data),
        format="png",
        ppi=ppi,
    )
    assert isinstance(painted, bytes)
    return painted


def inputs(data: Mapping[str, Any]) -> dict[str, str]:
    """`data` as a layout reads it, in characters the fonts have."""
    return {"given": json.dumps(_printable(data), ensure_ascii=False)}


@lru_cache(maxsize=1)
def family() -> typst.Fonts:
    """The house's fonts and no others, parsed once a process.

    The fonts inside typst's wheel stay out too, or another typst could change our bytes.
    """
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(FONTS))


def rinse() -> None:
    """Let go of the memory of what was pressed before.

    typst keeps what it worked out until ten more documents passed; ten batches of cards would be held at once.
    Empty documents pass in a millisecond each.
    """
    import typst

    for _ in range(11):
        typst.compile(b"", font_paths=family())


def _printable(value: Any) -> Any:
    match value:
        case str():
            return printable(value)
        case Mapping():
            return {key: _printable(each) for key, each in value.items()}
        case list() | tuple():
            return [_printable(each) for each in value]
    return value
