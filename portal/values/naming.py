"""Names as they are looked up: folded, so that case, marks and spacing do not hide a person."""

from __future__ import annotations

import unicodedata


def name_key(name: str) -> str:
    """``Siti  NUR'AINI`` → ``" siti nur'aini"``: the space in front lets any word be found by its beginning."""
    if not name.isascii():
        # By their capitals: from these a few letters (ı, ᾳ) come back as others, with their marks or without.
        name = "".join(
            mark for mark in unicodedata.normalize("NFKD", name.upper()) if not unicodedata.combining(mark)
        )
        name = name.upper()
    return f" {' '.join(name.casefold().split())}"[:130]
