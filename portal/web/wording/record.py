"""What the record speaks of, in words: kinds of things, their fields, and what is wrong with a chain."""

from __future__ import annotations

from typing import Any

from flask import Flask

from portal.services.chains import Break, Broken

#: Table → what people call one of its rows.
THINGS: dict[str, str] = {
    "accident_case": "kasus kecelakaan",
    "agent": "agen",
    "allocation": "alokasi pembayaran",
    "applicant": "pendaftar",
    "attendance": "daftar hadir",
    "audit_event": "catatan",
    "branch": "kantor cabang",
    "case_document": "dokumen kasus",
    "case_feedback": "tanggapan peserta",
    "case_health": "catatan perawatan",
    "case_step": "tahap kasus",
    "column_mapping": "pencocokan kolom",
    "contribution": "iuran",
    "cover_check": "cek perlindungan",
    "death": "catatan meninggal dunia",
    "dispute": "sanggahan",
    "dues_line": "baris daftar iuran",
    "dues_sheet": "daftar iuran",
    "enrolment": "kepesertaan",
    "event": "kegiatan",
    "handover": "serah terima binaan",
    "incentive_entry": "baris insentif",
    "incentive_terms": "aturan insentif",
    "invitation": "undangan",
    "invoice": "tagihan",
    "job": "pekerjaan latar",
    "ktp_photo": "foto KTP",
    "lead": "tindak lanjut",
    "level": "tingkat",
    "likeness": "perbandingan anggota",
    "login_session": "sesi",
    "meeting_sheet": "lembar",
    "membership": "akses rekan",
    "message": "pesan",
    "message_text": "naskah pesan",
    "organisation": "mitra",
    "ormas_member": "anggota",
    "paper": "berkas",
    "participant": "peserta",
    "payment": "pembayaran",
    "payout": "pembayaran insentif",
    "payout_line": "baris pembayaran insentif",
    "policy": "kebijakan",
    "recovery_code": "kode pemulihan",
    "registration_link": "tautan pendaftaran",
    "relocation": "pemindahan anggota",
    "roster": "daftar",
    "roster_row": "baris daftar",
    "second_factor": "pengaman masuk",
    "shared_phone": "HP bersama",
    "sheet_photo": "foto lembar",
    "stewardship": "pendampingan",
    "submission": "pengajuan",
    "target": "sasaran",
    "tenure": "masa bakti",
    "transfer": "permintaan pindah",
    "unit_sheet": "lembar unit",
    "user": "akun",
    "wadah_account": "rekening wadah",
    "wave": "gelombang",
}

#: Column → what people call it, where the English name would not be understood.
FIELDS: dict[str, str] = {
    "address": "alamat",
    "agreement_end": "akhir PKS",
    "agreement_number": "nomor PKS",
    "agreement_start": "awal PKS",
    "amount": "jumlah",
    "birth_date": "tanggal lahir",
    "birth_place": "tempat lahir",
    "card_code": "kode kartu",
    "class_name": "kelas",
    "closed_at": "ditutup",
    "contact_email": "e-mail kontak",
    "contact_name": "nama kontak",
    "contact_phone": "telepon kontak",
    "content": "isi",
    "created_at": "dibuat",
    "disabled_at": "dinonaktifkan",
    "due_on": "jatuh tempo",
    "email": "e-mail",
    "end": "akhir",
    "ended_at": "berakhir",
    "expires_at": "berlaku sampai",
    "funding": "sumber dana",
    "income": "penghasilan",
    "issued_at": "terbit",
    "kind": "jenis",
    "kode_iuran": "kode iuran",
    "last_seen_at": "terakhir terlihat",
    "mother_name": "nama ibu kandung",
    "name": "nama",
    "nik": "NIK",
    "number": "nomor",
    "occupation": "pekerjaan",
    "organisation_id": "mitra",
    "paid_at": "dibayar",
    "password_hash": "kata sandi",
    "phone": "nomor HP",
    "pin_hash": "PIN",
    "reason": "alasan",
    "reference": "rujukan",
    "region": "kabupaten/kota",
    "role": "peran",
    "sex": "jenis kelamin",
    "stage": "tahap",
    "start": "awal",
    "started_at": "mulai",
    "state": "keadaan",
    "total": "jumlah",
    "user_id": "akun",
    "valid_from": "berlaku mulai",
    "value": "isi",
    "wave_id": "gelombang",
    # What was looked at unmasked.
    "ktp_photo": "foto KTP",
    "photo": "foto lembar",
}

_BROKEN: dict[Broken, str] = {
    Broken.MISSING: "baris {span} hilang.",
    Broken.UNLINKED: "baris {span} tidak menyambung ke baris sebelumnya.",
    Broken.CHANGED: "baris {span} diubah.",
    Broken.NO_END: "ujung rantai hilang.",
    Broken.OTHER_END: "ujung rantai diubah.",
}
_VERBS = {"+": "dibuat", "-": "dihapus", "~": "diubah"}


def thing(table: str) -> str:
    """What one of a table's rows is called."""
    return THINGS.get(table, table.replace("_", " "))


def field_name(column: str) -> str:
    return FIELDS.get(column, column.replace("_", " "))


def field_names(kept: str) -> str:
    """The fields that somebody looked at: ``NIK, nama ibu kandung``."""
    return ", ".join(field_name(each) for each in kept.split(",") if each)


def plain(value: Any) -> str:
    """What a line of the record keeps of a value, as people say it."""
    if value is None:
        return ""
    return ("ya" if value else "tidak") if isinstance(value, bool) else str(value)


def change(kept: list[Any]) -> str:
    """What became of a row: ``gelombang diubah``."""
    return f"{thing(kept[0][1:])} {_VERBS.get(kept[0][:1], '')}"


def broken(fault: Break) -> str:
    """What is wrong with a chain: ``baris 1–2 hilang.``"""
    span = str(fault.first) if fault.first == fault.last else f"{fault.first}–{fault.last}"
    return _BROKEN[fault.what].format(span=span)


def register(app: Flask) -> None:
    """Template filters ``table|thing``, ``column|field_name``, ``fields|field_names``, ``row|change``,
    ``value|plain``, ``fault|broken``."""
    for word in (thing, field_name, field_names, change, plain, broken):
        app.jinja_env.filters[word.__name__] = word
