"""The process that parses MT940 and CAMT.053 (`portal.sandbox`).

XML may declare no document type at all: with it go entities, their bombs and what they would fetch.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from portal import sandbox
from portal.spreadsheets.cells import clean
from portal.spreadsheets.refusal import FileRefused

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

TITLES = ("Tanggal", "Keterangan", "Nomor referensi", "Jumlah", "D/K")
Line = tuple[str, str, str, str, str]


def main() -> None:
    kind, rows = sandbox.confine(sys.argv[1:])
    try:
        table = told(kind, sys.stdin.buffer.read(), int(rows))
    except FileRefused as refused:
        sandbox.send(sys.stdout.buffer, json.dumps(refused.fault.as_json()).encode())
        return
    sandbox.send(sys.stdout.buffer, b"{}")
    sandbox.send(sys.stdout.buffer, table)


def told(kind: str, content: bytes, most: int) -> bytes:
    """The entries as lines parted by tabs. `FileRefused`: file.broken, file.rows, file.no_rows."""
    lines = list(of_mt940(content) if kind == "mt940" else of_camt(content))
    if not lines:
        raise FileRefused.because("file.no_rows")
    if len(lines) > most:
        raise FileRefused.because("file.rows", limit=most)
    return "\n".join("\t".join(_cell(each) for each in line) for line in (TITLES, *lines)).encode()


def of_mt940(content: bytes) -> Iterator[Line]:
    """Every ``:61:`` with the ``:86:`` that belongs to it. What reverses an entry counts as money that went out."""
    import mt940

    try:
        found = mt940.parse(content.decode("utf-8", errors="replace").lstrip("\ufeff"))
        entries = [entry.data for entry in found]
    except Exception as broken:  # the library raises what it happens to stumble on
        raise FileRefused.because("file.broken") from broken
    for entry in entries:
        if entry.get("amount") is None or entry.get("date") is None:
            continue
        names = ("transaction_details", "extra_details", "purpose", "additional_purpose", "applicant_name")
        words = _joined(str(entry[name]) for name in names if entry.get(name))
        reference = str(entry.get("customer_reference") or "")
        reference = str(entry.get("bank_reference") or "") if reference.upper() == "NONREF" else reference
        came = entry.get("status") == "C"
        yield entry["date"].isoformat(), words, reference, f"{abs(entry['amount'].amount):.2f}", "K" if came else "D"


def of_camt(content: bytes) -> Iterator[Line]:
    """Every booked entry (Ntry), or each of its transactions where it gathers several with amounts of their own."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        document = fromstring(content, forbid_dtd=True)
    except (DefusedXmlException, ParseError, LookupError, ValueError) as broken:
        raise FileRefused.because("file.broken") from broken
    for entry in document.iterfind(".//{*}Ntry"):
        day = _text(entry, "BookgDt/Dt") or _text(entry, "BookgDt/DtTm") or _text(entry, "ValDt/Dt")
        went = _text(entry, "CdtDbtInd") != "CRDT" or _text(entry, "RvslInd") == "true"
        own = _text(entry, "AcctSvcrRef") or _text(entry, "NtryRef")
        details = entry.findall(_path("NtryDtls/TxDtls"))
        apart = len(details) > 1 and all(_amount(each) for each in details)
        for each in details if apart else [entry]:
            words = _joined(
                text.strip()
                for path in (
                    "Ustrd",
                    "Strd/{*}CdtrRefInf/{*}Ref",
                    "EndToEndId",
                    "InstrId",
                    "Dbtr//{*}Nm",
                    "AddtlNtryInf",
                )
                for found in each.iterfind(f".//{{*}}{path}")
                if (text := found.text)
            )
            reference = _text(each, "Refs/AcctSvcrRef") or _text(each, "Refs/TxId") or own
            yield day, words, reference, _amount(each) or _amount(entry), "D" if went else "K"


def _amount(of: Element) -> str:
    """As it stands; with its currency where that is not the rupiah, so that nobody takes it for rupiah."""
    found = of.find(_path("Amt"))
    if found is None:
        found = of.find(_path("AmtDtls/TxAmt/Amt"))
    if found is None or not found.text:
        return ""
    currency = found.get("Ccy", "IDR")
    return found.text.strip() if currency == "IDR" else f"{found.text.strip()} {currency}"


def _text(of: Element, path: str) -> str:
    return (of.findtext(_path(path)) or "").strip()


def _path(path: str) -> str:
    return "/".join(f"{{*}}{step}" for step in path.split("/"))


def _joined(texts: Iterable[str]) -> str:
    """Each text once: banks repeat a reference in several places."""
    return " ".join(dict.fromkeys(text for text in texts if text and text != "NOTPROVIDED"))


def _cell(text: str) -> str:
    return clean(text.replace("\t", " ").replace("\n", " ")).replace('"', "'")


if __name__ == "__main__":
    main()
