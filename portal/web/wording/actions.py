"""The record, told in plain sentences."""

from __future__ import annotations

from typing import Any

from portal.access.audit import Action
from portal.web.formats import number

A = Action

SENTENCES: dict[Action, str] = {
    A.SIGNED_IN: "masuk",
    A.SIGN_IN_FAILED: "gagal masuk",
    A.SIGNED_OUT: "keluar",
    A.SESSION_ENDED: "mengakhiri sebuah sesi",
    A.ACTING_CHANGED: "beralih organisasi",
    A.PASSWORD_CHANGED: "mengganti kata sandi",
    A.PASSWORD_RESET_ASKED: "meminta tautan kata sandi baru",
    A.PROFILE_CHANGED: "mengubah namanya sendiri",
    A.MEMBER_ADMITTED: "diberi akses oleh pengelola sistem",
    A.INVITED: "mengundang rekan",
    A.INVITATION_REVOKED: "membatalkan undangan",
    A.INVITATION_ACCEPTED: "menerima undangan",
    A.ROLE_CHANGED: "mengubah peran rekan",
    A.MEMBERSHIP_ENDED: "mengakhiri akses rekan",
    A.BRANCH_OPENED: "membuka kantor cabang",
    A.ORGANISATION_REGISTERED: "mendaftarkan mitra",
    A.ORGANISATION_CHANGED: "mengubah data mitra",
    A.LEVELS_NAMED: "mengubah nama tingkat",
    A.UNIT_OPENED: "membuka unit",
    A.UNIT_RENAMED: "mengubah nama atau kode unit",
    A.UNIT_MOVED: "memindahkan unit",
    A.UNIT_MERGED: "menggabungkan unit",
    A.UNIT_SPLIT: "memecah unit",
    A.UNIT_CLOSED: "menutup unit",
    A.UNIT_REOPENED: "membuka kembali unit",
    A.UNIT_ENTRUSTED: "mengatur hak unit",
    A.SHEET_RECEIVED: "membaca lembar unit",
    A.SHEET_KEPT: "menyimpan unit dari lembar",
    A.SHEET_DROPPED: "membuang lembar unit",
    A.TENURE_BEGUN: "mencatat pengurus",
    A.TENURE_CHANGED: "mengubah catatan pengurus",
    A.TENURE_HANDED_OVER: "mencatat serah terima",
    A.TENURE_ENDED: "mengakhiri masa bakti",
    A.ORMAS_MEMBER_ADDED: "mencatat anggota",
    A.ORMAS_MEMBER_CHANGED: "mengubah data anggota",
    A.ORMAS_MEMBER_MARKED: "mengubah tanda penerima upah",
    A.ORMAS_MEMBER_MOVED: "memindahkan anggota ke unit lain",
    A.ORMAS_MEMBER_LEFT: "mencatat anggota keluar",
    A.ORMAS_MEMBER_RETURNED: "mencatat anggota kembali",
    A.ORMAS_MEMBER_CONTACTED: "menghubungi anggota",
    A.STANDINGS_TURNED: "keadaan anggota berubah karena tanggal",
    A.TALLIES_MENDED: "angka unit dihitung ulang",
    A.TARGET_SET: "menetapkan sasaran",
    A.TARGET_DROPPED: "menghapus sasaran",
    A.POLICY_DECIDED: "menetapkan kebijakan",
    A.WAVE_ADDED: "membuat gelombang",
    A.WAVE_CHANGED: "mengubah gelombang",
    A.WAVE_REMOVED: "menghapus gelombang",
    A.ROSTER_ADDED: "menambahkan daftar peserta",
    A.ROSTER_MAPPED: "mencocokkan kolom",
    A.ROSTER_READ: "daftar dibaca dan diperiksa",
    A.ROWS_DOWNLOADED: "mengunduh baris yang salah",
    A.ROSTER_STOPPED: "menghentikan pembacaan daftar",
    A.ROSTER_RESUMED: "melanjutkan pembacaan daftar",
    A.ROSTER_UNDONE: "membatalkan daftar",
    A.ROSTER_ADMITTED: "memasukkan daftar ke daftar anggota",
    A.ROSTER_TAKEN_BACK: "menarik kembali anggota dari daftar",
    A.ROWS_ADMITTED: "anggota dicatat dari daftar",
    A.MEMBERS_MATCHED: "mencocokkan anggota dengan peserta",
    A.LIKENESS_DECIDED: "memutuskan apakah anggota dan peserta orang yang sama",
    A.LIKENESS_REOPENED: "membuka lagi perbandingan anggota",
    A.ROWS_EXAMINED: "baris diperiksa",
    A.ROW_MENDED: "memperbaiki baris",
    A.ROW_SKIPPED: "melewati baris",
    A.ROW_RESTORED: "mengembalikan baris yang dilewati",
    A.COLUMN_REPLACED: "mengganti isi satu kolom sekaligus",
    A.ROSTER_SENT: "mengajukan peserta",
    A.ROWS_ENROLLED: "peserta dicatat dalam pengajuan",
    A.SUBMISSION_ENDORSED: "menyetujui pengajuan sebagai kepala sekolah",
    A.SUBMISSION_REFUSED: "menolak pengajuan sebagai kepala sekolah",
    A.SUBMISSION_WITHDRAWN: "menarik kembali pengajuan",
    A.SUBMISSION_APPROVED: "menyetujui pengajuan dan menerbitkan tagihan",
    A.ROWS_RETURNED: "mengembalikan baris untuk diperbaiki",
    A.PEOPLE_REGISTERED: "mendaftarkan peserta",
    A.DUES_OPENED: "membuka daftar iuran",
    A.DUES_EXTENDED: "menambahkan nama ke daftar iuran",
    A.DUES_TICKED: "mencentang yang membayar iuran",
    A.DUES_BILLED: "membuat tagihan dari daftar iuran",
    A.DUES_REOPENED: "membuka kembali daftar iuran",
    A.DUES_DROPPED: "membatalkan daftar iuran",
    A.PARTICIPANT_CHANGED: "mengubah data peserta",
    A.INVOICE_ISSUED: "menerbitkan tagihan",
    A.INVOICE_SPLIT: "memisahkan sebagian tagihan",
    A.INVOICE_VOIDED: "membatalkan tagihan",
    A.PAYMENT_RECORDED: "mencatat pembayaran; perlindungan berlaku",
    A.PAYMENT_VOIDED: "membatalkan pembayaran",
    A.CARDS_PRINTED: "mencetak kartu",
    A.CARDS_STOPPED: "menghentikan pencetakan kartu",
    A.CARDS_SET: "kartu disusun",
    A.PAPERS_FORGOTTEN: "berkas kartu yang lama dihapus",
    A.WHATSAPP_SENT: "mengirim pesan lewat WhatsApp",
    A.MESSAGE_RETRIED: "mengirim ulang pengingat yang gagal",
    A.MESSAGES_STOPPED: "tidak mau menerima pengingat lagi",
    A.MESSAGES_ALLOWED: "mau menerima pengingat lagi",
    A.REMINDERS_PLANNED: "pengingat hari itu disiapkan",
    A.TIDIED: "merapikan yang sudah lewat masa simpannya",
    A.KEYS_ROTATED: "kunci enkripsi diganti",
}

#: Facts worth telling after the sentence: key → how.
_DETAILS: dict[str, str] = {
    "office": "{}",
    "officer": "{}",
    "origin": "dari {}",
    "into": "ke {}",
    "title": "{}",
    "units": "{} unit",
    "members": "{} anggota",
    "goal": "{} anggota terlindungi",
    "rows": "{} baris",
    "people": "{} orang",
    "reason": "alasan: {}",
    "column": "kolom {}",
    "fields": "{}",
    "amount": "{}",
    "kode_iuran": "kode iuran {}",
    "role": "sebagai {}",
    "wave": "{}",
    "to": "kepada {}",
}


def told(action: str, facts: dict[str, Any]) -> str:
    """What happened, without the who and the when: "memperbaiki baris (kolom NIK)"."""
    details = [
        pattern.format(number(facts[key]) if isinstance(facts[key], int) else facts[key])
        for key, pattern in _DETAILS.items()
        if facts.get(key)
    ]
    text = SENTENCES[Action(action)]
    return f"{text} ({'; '.join(details)})" if details else text
