"""MT940 and CAMT.053 become the table that a CSV of the same bank would be; hostile ones are refused."""

from __future__ import annotations

import pytest

from portal.spreadsheets.bank_formats import as_table, kind_of
from portal.spreadsheets.refusal import FileRefused

pytestmark = pytest.mark.unit

MT940 = b"""\
:20:STARTUMSE
:25:BJBRIDJA/0012345678
:28C:00001/001
:60F:C261120IDR5000000,00
:61:2611201120C201600,00NTRFNTB77//BK1
:86:TRSF IURAN PKL 8801-1234-5678
SMK NEGERI 1
:61:2611211121D10000,00NCHGNONREF
:86:BIAYA ADM
:62F:C261121IDR5191600,00
-
"""


def camt(entries: str, head: str = "") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>{head}
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>{entries}</Stmt></BkToCstmrStmt>
</Document>""".encode()


ENTRY = """<Ntry><NtryRef>1</NtryRef><Amt Ccy="{currency}">201600.00</Amt><CdtDbtInd>{way}</CdtDbtInd>
<BookgDt><Dt>2026-11-20</Dt></BookgDt><AcctSvcrRef>NTB77</AcctSvcrRef><NtryDtls><TxDtls><Refs>
<EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><Dbtr><Nm>SMK NEGERI 1</Nm></Dbtr></RltdPties>
<RmtInf><Ustrd>IURAN 880112345678</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"""
BATCH = """<Ntry><Amt Ccy="IDR">300.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<BookgDt><DtTm>2026-11-20T10:15:00</DtTm></BookgDt>
<NtryDtls><TxDtls><Refs><TxId>A</TxId></Refs>
<AmtDtls><TxAmt><Amt Ccy="IDR">100.00</Amt></TxAmt></AmtDtls></TxDtls>
<TxDtls><Refs><TxId>B</TxId></Refs><Amt Ccy="IDR">200.00</Amt></TxDtls></NtryDtls></Ntry>"""


def lines(content: bytes) -> list[list[str]]:
    return [line.split("\t") for line in as_table(content).decode().split("\n")][1:]


def test_a_table_comes_back_as_it_was() -> None:
    for content in (b"Tanggal;Jumlah\n1/1/2026;5\n", b"PK\x03\x04 ...", b"<html>", b""):
        assert kind_of(content) == ""
        assert as_table(content) is content


def test_mt940() -> None:
    came, went = lines(MT940)
    assert came[0] == "2026-11-20"
    assert "8801-1234-5678" in came[1]
    assert came[2:] == ["NTB77", "201600.00", "K"]
    assert went[3:] == ["10000.00", "D"]


def test_camt() -> None:
    entries = ENTRY.format(currency="IDR", way="CRDT") + ENTRY.format(currency="USD", way="DBIT") + BATCH
    first, foreign, one, two = lines(camt(entries))
    assert first == ["2026-11-20", "IURAN 880112345678 SMK NEGERI 1", "NTB77", "201600.00", "K"]
    assert foreign[3:] == ["201600.00 USD", "D"], "dollars are not taken for rupiah"
    assert [one[0], *one[2:]] == ["2026-11-20T10:15:00", "A", "100.00", "K"]
    assert two[2:] == ["B", "200.00", "K"]


@pytest.mark.parametrize(
    "content",
    [
        camt(
            "&d;",
            '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;"><!ENTITY d "&c;&c;">]>',
        ),
        camt("&e;", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
        camt("", '<!DOCTYPE x SYSTEM "http://localhost/x.dtd">'),
        camt("<Ntry>"),
        b":20:A\n:61:not a line at all\n",
    ],
)
def test_what_is_hostile_or_broken_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused) as refused:
        as_table(content)
    assert refused.value.faults[0].code in {"file.broken", "file.no_rows"}


def test_a_statement_of_nothing_is_said() -> None:
    with pytest.raises(FileRefused) as refused:
        as_table(camt(""))
    assert refused.value.faults[0].code == "file.no_rows"
