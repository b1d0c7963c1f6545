"""The profile of an ormas's member list: what its sheets say of a member, and every name a column goes by.

Ormas name their levels as they like: the column of the unit is known by the usual ones, and a person maps the rest.
"""

from __future__ import annotations

from portal.spreadsheets import person_titles as titles
from portal.spreadsheets.columns import Column, Profile

MEMBERS = Profile(
    "members",
    columns=(
        Column(
            "kta",
            "Nomor KTA",
            (
                "KTA",
                "Nomor Anggota",
                "ID Anggota",
                "No Induk Anggota",
                "Nomor Kartu Anggota",
                "Nomor Kartu Tanda Anggota",
                "Kartu Tanda Anggota",
                "NIA",
                "NBM",
                "No Registrasi Anggota",
                "No Reg Anggota",
                "Kode Anggota",
            ),
            required=True,
            example="3273.01.0001",
            advice="Seperti di kartu anggota.",
            of_cells="Format sel harus Teks.",
        ),
        Column(
            "name",
            "Nama Lengkap",
            (
                *titles.NAME,
                "Nama Anggota",
                "Nama Lengkap Anggota",
                "Nama Kader",
                "Anggota",
                "Kader",
            ),
            required=True,
            example="Agus Setiawan",
            advice="Seperti di KTP; satu kata pun boleh.",
        ),
        Column(
            "unit",
            "Unit",
            (
                "Kode Unit",
                "Nama Unit",
                "Anak Ranting",
                "Ranting",
                "Nama Ranting",
                "Asal Ranting",
                "Pimpinan Ranting",
                "Unit Ranting",
                "PAC",
                "Nama PAC",
                "Anak Cabang",
                "Kepengurusan",
                "Asal Unit",
                "Satuan",
                "Rayon",
                "Kelompok",
                "Cabang",
            ),
            example="Ranting Dago",
            advice="Kode atau nama unit. Bila kosong: unit tempat daftar ini dimasukkan.",
        ),
        Column(
            "phone",
            "Nomor HP",
            (
                "HP Anggota",
                *titles.PHONE,
            ),
            example="081234567890",
        ),
        Column(
            "nik",
            "NIK",
            (
                "NIK Anggota",
                *titles.NIK,
            ),
            example="3273010401850001",
            advice="16 angka. Boleh kosong; dipakai untuk mencocokkan dengan peserta.",
        ),
        Column("birth_place", "Tempat Lahir", titles.BIRTH_PLACE, example="Bandung"),
        Column(
            "birth_date",
            "Tanggal Lahir",
            titles.BIRTH_DATE,
            example="04/01/1985",
            advice="Tanggal/bulan/tahun. Bila kosong, diambil dari NIK.",
        ),
        Column(
            "occupation",
            "Pekerjaan",
            ("Jenis Pekerjaan", "Profesi", "Mata Pencaharian", "Usaha", "Jenis Usaha", "Bidang Pekerjaan"),
            example="Pedagang kaki lima",
        ),
        Column(
            "wage_earner",
            "PU/Karyawan",
            (
                "PU",
                "Karyawan",
                "Penerima Upah",
                "Peserta PU",
                "Pekerja Penerima Upah",
                "PU/BPU",
                "BPU/PU",
                "Status PU",
                "Segmen",
                "Status Pekerjaan",
                "Status Pekerja",
            ),
            example="tidak",
            advice="Isi ya bila sudah dijamin perusahaannya; ia tidak lagi dihitung sebagai yang belum.",
        ),
        Column(
            "address",
            "Alamat",
            (
                "Alamat Anggota",
                "Alamat KTP",
                *titles.ADDRESS,
            ),
            example="Jl. Melati 5, Bandung",
        ),
    ),
    ignored=(
        *titles.NOT_NEEDED,
        "Jabatan",
        "Jenis Kelamin",
        "JK",
        "L/P",
        "Email",
        "Status Kawin",
        "Tanggal Bergabung",
        "Masa Berlaku",
        "Berlaku Sampai",
        "SK",
        "Nomor SK",
        "Foto",
    ),
)
