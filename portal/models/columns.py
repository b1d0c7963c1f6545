"""How values reach columns: the registry of types behind `Mapped[…]`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Dialect, LargeBinary, String, Text, literal
from sqlalchemy import DateTime as _DateTime
from sqlalchemy.types import TypeDecorator

from portal.models import sealing
from portal.values.month import Month
from portal.values.nik import Nik
from portal.values.rupiah import Rupiah


class RupiahColumn(TypeDecorator[Rupiah]):
    """Whole rupiah as a big integer."""

    impl, cache_ok = BigInteger, True

    def process_bind_param(self, value: Rupiah | None, dialect: Dialect) -> int | None:
        return None if value is None else value.amount

    def process_result_value(self, value: int | None, dialect: Dialect) -> Rupiah | None:
        return None if value is None else Rupiah(int(value))


#: Rp0 inside a query: a bare value there would not know how it rests.
NO_MONEY = literal(Rupiah(0), RupiahColumn())


class MonthColumn(TypeDecorator[Month]):
    """``2026-11``: sorts as text, the same on both engines."""

    impl, cache_ok = String(7), True

    def process_bind_param(self, value: Month | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Month | None:
        return None if value is None else _month(value)


#: There are few months, and lists hold many of them.
_month = lru_cache(maxsize=2048)(Month.parse)


#: Text that sorts by its bytes, whatever language the server speaks: only then is a subtree one range of an index.
PathColumn = Text().with_variant(Text(collation="C"), "postgresql")


class Instant(TypeDecorator[datetime]):
    """Aware instants, stored in UTC. A naive one is refused: it would be an hour of nowhere."""

    impl, cache_ok = _DateTime(timezone=True), True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Sealed(TypeDecorator[Any]):
    """A text that rests encrypted, bound to its place (``table.column``)."""

    impl, cache_ok = LargeBinary, True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place
        self._place = place.encode()

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        return None if value is None else sealing.ring().seal(self.plain(value), self._place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return self.value(sealing.opened(bytes(value), self._place))

    def plain(self, value: Any) -> bytes:
        return str(value).encode()

    def value(self, plain: bytes) -> Any:
        return plain.decode()


class SealedNik(Sealed):
    """A NIK that rests encrypted."""

    cache_ok = True

    def plain(self, value: Any) -> bytes:
        return value.digits.encode()  # type: ignore[no-any-return]

    def value(self, plain: bytes) -> Nik:
        return Nik(plain.decode())


#: Made once: `json.dumps` would make an encoder for every row of every list.
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class SealedJson(Sealed):
    """A small structure that rests encrypted: a roster row's cells as they came."""

    cache_ok = True

    def plain(self, value: Any) -> bytes:
        return _ENCODE(value).encode()

    def value(self, plain: bytes) -> Any:
        return json.loads(plain)


class SealedBytes(Sealed):
    """A file that rests encrypted."""

    cache_ok = True

    def plain(self, value: Any) -> bytes:
        return bytes(value)

    def value(self, plain: bytes) -> bytes:
        return plain


def blind_nik(nik: Nik) -> bytes:
    """The fingerprint by which a NIK is found, the same wherever it stands."""
    return sealing.ring().blind(nik.digits.encode(), b"nik")
