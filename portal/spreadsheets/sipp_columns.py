"""The columns that SIPP asks for, and those of what it gives back: lists of the valid and the refused, numbers of the
card by NIK."""

from __future__ import annotations

from portal.spreadsheets import person_titles as titles
from portal.spreadsheets.columns import Column, Profile

#: Columns A to AD of ``data_tk_baru``.
HEAD = (
    "NO_PEGAWAI",
    "NAMA",
    "GELAR",
    "TELEPON_AREA_RUMAH",
    "TELEPON_RUMAH",
    "TELEPON_AREA_KANTOR",
    "TELEPON_KANTOR",
    "TELEPON_EXT_KANTOR",
    "HANDPHONE",
    "EMAIL",
    "TEMPAT_LAHIR",
    "TGL_LAHIR",
    "NAMA_IBU_KANDUNG",
    "JENIS_IDENTITAS",
    "NOMOR_IDENTITAS",
    "MASA_LAKU_IDENTITAS",
    "JENIS_KELAMIN",
    "SURAT_MENYURAT_KE",
    "TANGGAL_KEPESERTAAN",
    "STATUS_KAWIN",
    "GOLONGAN_DARAH",
    "NPWP",
    "KODE_NEGARA",
    "UPAH",
    "ALAMAT",
    "KODE_POS",
    "LOKASI_PEKERJAAN",
    "STATUS_PEGAWAI",
    "TGL_AWAL_BEKERJA",
    "TGL_AKHIR_KONTRAK",
)

ANSWERS = Profile(
    "sipp_answers",
    columns=(
        Column("nik", "NIK", (*titles.NIK, "NO_IDENTITAS", "No Identitas"), required=True),
        Column(
            "kpj",
            "Nomor KPJ",
            ("KPJ", "No KPJ", "NO_KPJ", "Nomor Kartu Peserta", "No Kartu Peserta", "Nomor Peserta", "No Peserta"),
        ),
        Column(
            "verdict",
            "Status",
            ("Hasil", "Hasil Validasi", "Status Validasi", "Status Data", "Validasi", "Valid/Tidak Valid"),
        ),
        Column(
            "reason",
            "Alasan",
            (
                "Keterangan",
                "Alasan Tolak",
                "Alasan Ditolak",
                "Alasan Tidak Valid",
                "Keterangan Tidak Valid",
                "Keterangan Gagal",
                "Pesan",
                "Pesan Kesalahan",
                "Penyebab",
                "Catatan",
                "Error",
                "Remark",
            ),
        ),
    ),
    ignored=("No", "Nama", "Nama Lengkap", "Nama Peserta", "Nama Tenaga Kerja", "NPP", *HEAD),
)
