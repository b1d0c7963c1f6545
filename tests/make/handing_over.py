"""People handed over to SIPP, step by step through the services, and what it says of them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from portal.models import SippFile
from portal.models.transaction import transaction
from portal.services import sipp_files, sipp_results
from tests.cast import Person
from tests.make import people


def handed_over(officer: Person) -> UUID:
    """A workbook of everybody who waits, which SIPP has."""
    with transaction():
        actor = officer.actor()
        file = sipp_files.make(actor)
        sipp_files.take(actor, file, b"", reason="diunggah ke SIPP")
        return sipp_files.hand_over(actor, file).id


def said(*rows: Iterable[str]) -> bytes:
    """A file of answers: NIK, number of the card, status, reason."""
    return "\n".join(";".join(row) for row in (("NIK", "No KPJ", "Status", "Keterangan"), *rows)).encode()


def kpj(number: int) -> str:
    return f"26{number:09}"


def valid(*numbers: int) -> list[tuple[str, ...]]:
    return [(people.nik(number).digits, kpj(number), "Valid", "") for number in numbers]


def refused(*numbers: int, why: str = "Nama beda dengan KTP") -> list[tuple[str, ...]]:
    return [(people.nik(number).digits, "", "Tidak Valid", why) for number in numbers]


def answered(officer: Person, file_id: UUID, *rows: Iterable[str]) -> UUID:
    """These rows are loaded."""
    with transaction():
        actor = officer.actor()
        return sipp_results.read(actor, actor.find(SippFile, file_id), said(*rows), title="hasil.csv").id
