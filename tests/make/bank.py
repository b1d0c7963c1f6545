"""Files as a bank makes them, and bills to be paid by them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from portal.models import BankRow, BankStatement, Invoice, db
from portal.models.transaction import transaction
from portal.services import bank_payments, bank_statements, invoices
from tests.cast import Cast, Person
from tests.make import journey

HEAD = "Tanggal;Keterangan;No Ref;Jumlah;D/K"
CHANNEL = "BJB rekening iuran"
#: What each intern of `bill` owes for January to April 2027.
EACH = 67_200


def line(amount: str, text: str, *, reference: str = "", day: str = "21/11/2026", mark: str = "K") -> str:
    return f"{day};{text};{reference};{amount};{mark}"


def file(lines: Iterable[str], head: str = HEAD) -> bytes:
    return "\n".join([head, *lines, ""]).encode()


def mt940(amount: str, text: str, *, reference: str = "NTB77") -> bytes:
    """A day's statement: this came in, a fee went out. `amount` with a comma, as SWIFT writes it."""
    return f"""\
:20:STARTUMSE
:25:BJBRIDJA/0012345678
:28C:00001/001
:60F:C261121IDR5000000,00
:61:2611211121C{amount}NTRF{reference}//BK1
:86:{text}
SMK NEGERI 1
:61:2611211121D10000,00NCHGNONREF
:86:BIAYA ADM
:62F:C261121IDR5124400,00
-
""".encode()


def camt(amount: str, text: str, *, reference: str = "NTB78") -> bytes:
    """The same as CAMT.053; `amount` with a point."""
    entry = (
        '<Ntry><Amt Ccy="IDR">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd><BookgDt><Dt>2026-11-21</Dt></BookgDt>'
        "<AcctSvcrRef>{reference}</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>"
        "<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )
    came = entry.format(amount=amount, way="CRDT", reference=reference, text=text)
    went = entry.format(amount="10000.00", way="DBIT", reference="NTB79", text="BIAYA ADM")
    space = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
    begin = f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{space}"><BkToCstmrStmt><Stmt>'
    return f"{begin}{came}{went}</Stmt></BkToCstmrStmt></Document>".encode()


def bill(cast: Cast, numbers: Iterable[int], by: Person | None = None) -> Invoice:
    """An issued bill of SMKN 1 for these interns; each owes `EACH`."""
    numbers = list(numbers)
    name, start, end = f"PKL {numbers[0]}", date(2027, 1, 4), date(2027, 4, 2)
    way = journey.approved(by or cast.sari, cast.hasan, numbers, name=name, start=start, end=end)
    assert way.invoice is not None
    return cast.hasan.actor().find(Invoice, way.invoice)


def received(by: Person, content: bytes, *, name: str = "mutasi.csv", channel: str = CHANNEL) -> UUID:
    with transaction():
        return bank_statements.receive(by.actor(), channel=channel, content=content, filename=name).id


def paid(by: Person, statement_id: UUID) -> None:
    with transaction():
        actor = by.actor()
        bank_payments.begin(actor, actor.find(BankStatement, statement_id))


def voided(by: Person, invoice_id: UUID) -> None:
    with transaction():
        actor = by.actor()
        invoices.void(actor, actor.find(Invoice, invoice_id), "salah kode iuran")


def rows(by: Person, statement_id: UUID) -> list[BankRow]:
    db.session.rollback()
    found = by.actor().sees(BankRow).where(BankRow.statement_id == statement_id).order_by(BankRow.number)
    return list(db.session.scalars(found))
