"""The list of schools that a branch gets from the Dinas: what it can say, and every name a column goes by."""

from __future__ import annotations

from portal.spreadsheets.columns import Column, Profile

SCHOOLS = Profile(
    "schools",
    columns=(
        Column(
            "npsn",
            "NPSN",
            ("Nomor Pokok Sekolah Nasional", "No NPSN", "NPSN Sekolah", "Kode Sekolah"),
            required=True,
            example="20219158",
            advice="8 karakter, seperti di Dapodik.",
        ),
        Column(
            "name",
            "Nama Sekolah",
            ("Nama", "Sekolah", "Nama Satuan Pendidikan", "Satuan Pendidikan", "Nama SMK", "SMK"),
            required=True,
            example="SMK Negeri 1 Bandung",
        ),
        Column(
            "village",
            "Kode Kelurahan",
            ("Kelurahan", "Kode Desa", "Kode Kelurahan/Desa", "Kode Wilayah", "Kode Kemendagri", "Desa/Kelurahan"),
            example="32.73.06.1003",
            advice="Kode Kemendagri sampai kelurahan atau desa. Boleh kosong dan dipilih nanti.",
        ),
        Column("address", "Alamat", ("Alamat Sekolah", "Alamat Jalan", "Jalan"), example="Jl. Wastukencana 3"),
        Column(
            "contact_name",
            "Nama Narahubung",
            ("Narahubung", "Kontak", "Nama Kontak", "Operator", "Nama Operator", "PIC", "Contact Person", "Hubin"),
            example="Sari Wulandari",
        ),
        Column(
            "contact_phone",
            "HP Narahubung",
            ("HP", "No HP", "Telepon", "Telepon Narahubung", "No Telepon", "WA", "No Kontak", "HP Operator"),
            example="081234567890",
            advice="Nomor ponsel.",
        ),
        Column("contact_email", "E-mail", ("Email", "E-mail Narahubung", "Surel", "Email Sekolah"), example=""),
    ),
    ignored=("No", "Nomor", "Status", "Kecamatan", "Kabupaten/Kota", "Provinsi", "Jenjang", "Akreditasi", "Website"),
)
FIELDS = tuple(column.field for column in SCHOOLS.columns)
