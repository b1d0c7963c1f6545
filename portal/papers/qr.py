"""QR codes of public addresses: the way from a paper or a screen to its verification page."""

from __future__ import annotations

from itertools import groupby

import segno
from markupsafe import Markup, escape

#: Modules of white that the standard (ISO/IEC 18004) asks around a code, or cameras miss it.
_QUIET = 4


def svg(url: str, title: str) -> Markup:
    """The code of `url` for a page: ``<svg role="img">`` named by `title`, sized by the class ``qr``.

    Black on white even where the page is dark, since many cameras refuse the inverse. Colours are attributes,
    so a policy without ``unsafe-inline`` lets it pass.
    """
    side, strokes = _strokes(url)
    whole, name = side + 2 * _QUIET, escape(title)
    return Markup(  # noqa: S704 - the title is escaped, the rest are numbers
        f'<svg class="qr" role="img" aria-label="{name}" viewBox="{-_QUIET} {-_QUIET} {whole} {whole}" '
        f'shape-rendering="crispEdges"><title>{name}</title>'
        f'<path fill="#fff" d="M{-_QUIET} {-_QUIET}h{whole}v{whole}h-{whole}z"/>'
        f'<path fill="#000" d="{strokes}"/></svg>'
    )


def ink(url: str) -> str:
    """The code of `url` for a paper: a bare SVG without the white around it, which the layout leaves."""
    side, strokes = _strokes(url)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{strokes}"/></svg>'


def _strokes(url: str) -> tuple[int, str]:
    # A fixed mask: trying all eight takes five times as long and every reader copes with any of them.
    matrix = segno.make(url, error="m", micro=False, mask=3).matrix
    strokes = []
    for y, row in enumerate(matrix):
        x = 0
        for dark, run in groupby(row):
            width = len(tuple(run))
            if dark:
                strokes.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return len(matrix), "".join(strokes)
