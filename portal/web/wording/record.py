"""What the record speaks of, in words: kinds of things, their fields, and what is wrong with a chain."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask import Flask

from portal.models import Consent, FactorKind, Relation
from portal.services.chains import Break, Broken
from portal.web.wording.names import name_of

#: Table → what people call one of its rows.
THINGS: dict[str, str] = {
    "accident_case": "kasus kecelakaan",
    "agent": "agen",
    "agreement_paper": "berkas PKS",
    "allocation": "alokasi pembayaran",
    "applicant": "pendaftar",
    "approach": "catatan pendekatan",
    "attendance": "daftar hadir",
    "audit_event": "catatan",
    "bank_layout": "susunan kolom bank",
    "bank_row": "baris rekening koran",
    "bank_statement": "rekening koran",
    "branch": "kantor cabang",
    "case_document": "dokumen kasus",
    "case_feedback": "tanggapan peserta",
    "case_health": "catatan perawatan",
    "case_step": "tahap kasus",
    "column_mapping": "pencocokan kolom",
    "consent_photo": "foto lembar persetujuan",
    "consent_sheet": "lembar persetujuan",
    "contribution": "iuran",
    "cover_check": "cek perlindungan",
    "credit": "titipan",
    "credit_use": "pemakaian titipan",
    "death": "catatan meninggal dunia",
    "dispute": "sanggahan",
    "dues_line": "baris daftar iuran",
    "dues_sheet": "daftar iuran",
    "enrolment": "kepesertaan",
    "errand": "tugas antrean",
    "event": "kegiatan",
    "guardian_consent": "persetujuan wali",
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
    "one_time_code": "kode sekali pakai",
    "opt_out": "berhenti diingatkan",
    "organisation": "mitra",
    "ormas_member": "anggota",
    "paper": "berkas",
    "participant": "peserta",
    "password_reset": "tautan kata sandi",
    "payment": "pembayaran",
    "payout": "pembayaran insentif",
    "payout_line": "baris pembayaran insentif",
    "placement": "penempatan",
    "policy": "kebijakan",
    "read_event": "data yang dilihat",
    "recovery_code": "kode pemulihan",
    "registration_link": "tautan pendaftaran",
    "relocation": "pemindahan anggota",
    "reminded": "orang yang diingatkan",
    "reminder_round": "pengingat hari itu",
    "roster": "daftar",
    "roster_row": "baris daftar",
    "school_sheet": "daftar sekolah",
    "second_factor": "pengaman masuk",
    "shared_phone": "HP bersama",
    "sheet_photo": "foto lembar",
    "signal": "isyarat",
    "sipp_file": "berkas SIPP",
    "sipp_layout": "susunan kolom hasil SIPP",
    "sipp_line": "baris berkas SIPP",
    "sipp_result": "hasil SIPP",
    "sipp_sheet": "berkas hasil SIPP",
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

#: Fact of a deed → what people call it; a column's name is the column's.
FACTS: dict[str, str] = {
    "accepted": "diterima",
    "added": "ditambahkan",
    "added_by": "ditambahkan oleh",
    "agreement": "PKS",
    "asked": "ditanya lewat",
    "bills": "tagihan",
    "bytes": "ukuran (byte)",
    "changed": "diubah",
    "channel": "bank atau kanal",
    "column": "kolom",
    "consent": "persetujuan",
    "count": "banyaknya",
    "day": "tanggal",
    "factor": "pengaman",
    "faulty": "tidak terpakai",
    "fields": "isian",
    "form": "formulir",
    "fresh": "baru",
    "goal": "sasaran",
    "gone": "tidak lagi",
    "ids": "yang dihapus",
    "into": "ke",
    "invoice": "tagihan",
    "key": "kunci",
    "lines": "baris",
    "matched": "dikenali",
    "members": "anggota",
    "message": "pesan",
    "month": "bulan",
    "months": "bulan yang dibebaskan",
    "office": "jabatan",
    "of": "dari",
    "officer": "petugas",
    "origin": "dari",
    "pages": "halaman",
    "payees": "penerima",
    "payment": "pembayaran",
    "people": "orang",
    "policy": "kebijakan",
    "purpose": "keperluan",
    "queue": "antrean",
    "relation": "hubungan",
    "returned": "dikembalikan",
    "roster": "daftar",
    "row": "baris",
    "rows": "baris",
    "same": "orang yang sama",
    "schools": "sekolah",
    "seen": "sudah pernah masuk",
    "sessions_ended": "sesi yang diakhiri",
    "sha256": "sidik berkas",
    "since": "berlaku sejak",
    "size": "ukuran (byte)",
    "staying": "tetap",
    "submissions": "pengajuan",
    "title": "judul",
    "to": "kepada",
    "units": "unit",
    "verdict": "jawaban",
    "version": "versi",
    "wave": "gelombang",
    "withheld": "tidak ditampilkan",
}
#: Facts whose values are kinds of things.
_KINDS: dict[str, type[StrEnum]] = {"factor": FactorKind, "relation": Relation, "consent": Consent}

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


def fact_name(key: str) -> str:
    """What a fact of a deed is called: ``kepada``."""
    return FACTS.get(key) or field_name(key)


def fact_of(key: str, value: Any) -> str:
    """What a fact of a deed says."""
    if key in _KINDS and value in set(_KINDS[key]):
        return name_of(_KINDS[key](value))
    if (key, value) == ("factor", "recovery"):
        return thing("recovery_code")
    if isinstance(value, dict):
        return ", ".join(f"{thing(str(each).lstrip('+~-'))}: {plain(many)}" for each, many in value.items())
    return ", ".join(map(plain, value)) if isinstance(value, list) else plain(value)


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
