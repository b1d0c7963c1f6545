"""The roster profile: what a school's list can say about an intern, and every name a column goes by.

Aliases come from the Dapodik download, from the SIPP template (domain paper, section 2.1) and from lists people
make themselves. One profile serves recognition, the template and the examination.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from portal.spreadsheets import person_titles as titles
from portal.spreadsheets.titles import compact, words


@dataclass(frozen=True, slots=True)
class Column:
    """One field: its Indonesian title, whether a list is useless without it, and its names, best first."""

    field: str
    title: str
    aliases: tuple[str, ...]
    required: bool = False
    example: str = ""
    advice: str = ""
    #: What else there is to say to whoever fills in a sheet.
    of_cells: str = ""


@dataclass(frozen=True)
class Profile:
    """The columns of one kind of list, found by exact alias."""

    name: str
    columns: tuple[Column, ...]
    #: Titles one meets and never needs: they help to find the header, and are never taken for a near miss.
    ignored: tuple[str, ...] = field(default=(), repr=False)

    @cached_property
    def by_field(self) -> Mapping[str, Column]:
        return {column.field: column for column in self.columns}

    @cached_property
    def aliases(self) -> Mapping[str, tuple[Column, int]]:
        """Compact title → its column and its rank there; the first name of a column is the surest."""
        found: dict[str, tuple[Column, int]] = {}
        for column in self.columns:
            for rank, alias in enumerate((column.title, *column.aliases)):
                found.setdefault(compact(alias), (column, rank))
        return found

    @cached_property
    def passed_over(self) -> frozenset[str]:
        return frozenset(compact(title) for title in self.ignored)

    def knows(self, title: str) -> bool:
        """Whether this text is the title of some column, useful or not."""
        short = compact(title)
        return short in self.aliases or short in self.passed_over

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(column.field for column in self.columns if column.required)


_PARENTS = frozenset(("ayah", "bapak", "ibu", "wali", "ortu", "orangtua", "tua"))
_HOSTS = frozenset(("dudi", "dudika", "iduka", "industri", "perusahaan", "instansi", "magang", "mitra", "prakerin"))


def speaks_of_parents(title: str) -> bool:
    """Whose NIK is it? Dapodik has three more columns of that name, and they are the parents'."""
    return not _PARENTS.isdisjoint(words(title))


def speaks_of_host(title: str) -> bool:
    return not _HOSTS.isdisjoint(words(title)) or compact(title) in {"tempatpkl", "lokasipkl"}


#: A tree of units, as an ormas keeps it in a sheet: each line names the one above it.
UNITS = Profile(
    "units",
    columns=(
        Column(
            "code",
            "Kode",
            (
                "Kode Unit",
                "Nomor Unit",
                "No Unit",
                "ID",
                "ID Unit",
                "Kode Organisasi",
                "Kode Wilayah",
                "Kode Kepengurusan",
            ),
            required=True,
            example="3273-01",
            advice="Pendek dan berbeda untuk setiap unit; huruf, angka, titik, atau garis.",
        ),
        Column(
            "name",
            "Nama",
            ("Nama Unit", "Unit", "Nama Kepengurusan", "Kepengurusan", "Nama Organisasi", "Nama Wilayah"),
            required=True,
            example="PAC Coblong",
        ),
        Column(
            "level",
            "Tingkat",
            ("Tingkatan", "Level", "Jenjang", "Jenis", "Jenis Unit", "Tingkat Kepengurusan"),
            example="PAC",
            advice="Boleh kosong: mengikuti letaknya di bawah induk.",
        ),
        Column(
            "parent",
            "Kode Induk",
            ("Induk", "Kode Atasan", "Atasan", "Kode Unit Induk", "Parent", "ID Induk", "Di Bawah"),
            required=True,
            example="3273",
            advice="Kode unit di atasnya, di berkas ini atau yang sudah ada. Kosong hanya untuk unit Anda sendiri.",
        ),
    ),
    ignored=("No", "Ketua", "Alamat", "Keterangan", "Jumlah Anggota", "SK", "Nomor SK", "Telepon"),
)

#: What a title means under a group title: "Data Ibu / Nama" is the mother's name.
MOTHER = frozenset(("nama", "namaibu", "namaibukandung", "ibu", "ibukandung", "namalengkap"))
HOST = {
    "nama": "host",
    "namadudi": "host",
    "namaperusahaan": "host",
    "namaindustri": "host",
    "alamat": "host_address",
    "pembimbing": "supervisor",
    "namapembimbing": "supervisor",
    "instruktur": "supervisor",
    "nohppembimbing": "supervisor_phone",
    "hppembimbing": "supervisor_phone",
    "teleponpembimbing": "supervisor_phone",
    "kabupatenkota": "host_region",
    "kabkota": "host_region",
    "kabupaten": "host_region",
    "kota": "host_region",
    "wilayah": "host_region",
    "rute": "route",
}

ROSTER = Profile(
    "roster",
    columns=(
        Column(
            "nik",
            "NIK",
            (
                "NIK Siswa",
                "NIK Peserta Didik",
                "NIK Peserta",
                "NIK PD",
                "NIK Sesuai KK",
                *titles.NIK,
            ),
            required=True,
            example="3273014401080001",
            advice="16 angka, seperti di KK atau KIA.",
            of_cells="Format sel harus Teks.",
        ),
        Column(
            "name",
            "Nama Lengkap",
            (
                *titles.NAME,
                "Nama Siswa",
                "Nama Peserta Didik",
                "Nama Lengkap Siswa",
                "Nama Peserta",
                "Nama Peserta PKL",
                "Nama Siswa PKL",
                "Nama Siswa/i",
                "Nama Siswa/Siswi",
                "Nama Murid",
                "Nama PD",
                "Nama Anak",
                "Nama Tenaga Kerja",
                "Nama Sesuai KK",
                "Siswa",
                "Peserta",
                "Peserta Didik",
            ),
            required=True,
            example="Siti Aminah",
            advice="Seperti di KK; satu kata pun boleh.",
        ),
        Column(
            "birth_place",
            "Tempat Lahir",
            titles.BIRTH_PLACE,
            example="Bandung",
        ),
        Column(
            "birth_date",
            "Tanggal Lahir",
            titles.BIRTH_DATE,
            example="04/01/2008",
            advice="Tanggal/bulan/tahun. Bila kosong, diambil dari NIK.",
        ),
        Column(
            "sex",
            "Jenis Kelamin",
            ("JK", "L/P", "P/L", "J.K.", "Kelamin", "Jns Kelamin", "Jenkel", "Gender", "Sex", "L P"),
            example="P",
            advice="L atau P. Bila kosong, diambil dari NIK.",
        ),
        Column(
            "mother_name",
            "Nama Ibu Kandung",
            ("Nama Ibu", "Ibu Kandung", "Nama Gadis Ibu Kandung", "Nama Gadis Ibu", "Ibu"),
            example="Nurhayati",
            advice="Dipakai untuk mencocokkan data saat klaim.",
        ),
        Column(
            "phone",
            "Nomor HP",
            (
                "No HP Siswa",
                "HP Siswa",
                *titles.PHONE,
            ),
            example="081234567890",
        ),
        Column(
            "email",
            "E-mail",
            ("Email Siswa", "Surel", "Alamat Email", "Alamat Surel"),
            example="siti@contoh.sch.id",
        ),
        Column(
            "address",
            "Alamat",
            (
                "Alamat Siswa",
                *titles.ADDRESS,
            ),
            example="Jl. Melati 5, Bandung",
        ),
        Column(
            "class_name",
            "Rombel Saat Ini",
            (
                "Rombel",
                "Rombongan Belajar",
                "Kelas",
                "Kelas/Rombel",
                "Kelas/Jurusan",
                "Kelas Saat Ini",
            ),
            example="XII RPL 1",
        ),
        Column("nisn", "NISN", ("No NISN", "Nomor Induk Siswa Nasional", "NISN Siswa"), example="0081234567"),
        Column(
            "start",
            "Tanggal Mulai PKL",
            (
                "Mulai PKL",
                "Tanggal Mulai",
                "Mulai",
                "Awal PKL",
                "Tanggal Awal",
                "Tanggal Masuk PKL",
                "Tanggal Berangkat",
                "Tanggal Mulai Magang",
                "Mulai Magang",
                "TGL_AWAL_BEKERJA",
            ),
            example="04/01/2027",
            advice="Hanya bila berbeda dari tanggal gelombang.",
        ),
        Column(
            "end",
            "Tanggal Selesai PKL",
            (
                "Selesai PKL",
                "Tanggal Selesai",
                "Selesai",
                "Akhir PKL",
                "Tanggal Akhir",
                "Berakhir",
                "Sampai",
                "Sampai Tanggal",
                "Tanggal Selesai Magang",
                "Selesai Magang",
                "TGL_AKHIR_KONTRAK",
            ),
            example="30/06/2027",
            advice="Hanya bila berbeda dari tanggal gelombang.",
        ),
        Column(
            "host",
            "Nama DU/DI",
            (
                "DU/DI",
                "Tempat PKL",
                "Nama Tempat PKL",
                "Lokasi PKL",
                "Perusahaan",
                "Nama Perusahaan",
                "Industri",
                "Nama Industri",
                "DUDIKA",
                "Nama DUDIKA",
                "IDUKA",
                "Nama IDUKA",
                "Tempat Magang",
                "Tempat Prakerin",
                "Instansi",
                "Nama Instansi",
                "Mitra Industri",
                "Tempat Praktik",
                "Tempat Praktik Kerja Lapangan",
            ),
            example="CV Maju Bersama",
        ),
        Column(
            "host_address",
            "Alamat DU/DI",
            (
                "Alamat Perusahaan",
                "Alamat Tempat PKL",
                "Alamat PKL",
                "Alamat Industri",
                "Alamat DUDIKA",
                "Alamat IDUKA",
                "Alamat Instansi",
                "Alamat Tempat Magang",
            ),
            example="Jl. Industri 12, Cimahi",
        ),
        Column(
            "supervisor",
            "Pembimbing DU/DI",
            (
                "Pembimbing Industri",
                "Pembimbing Lapangan",
                "Nama Pembimbing DU/DI",
                "Nama Pembimbing Industri",
                "Instruktur",
                "Pembimbing",
                "Nama Pembimbing",
                "Guru Pembimbing",
                "Pembimbing Sekolah",
                "Pembimbing PKL",
            ),
            example="Dedi Kurniawan",
        ),
        Column(
            "supervisor_phone",
            "No HP Pembimbing DU/DI",
            (
                "HP Pembimbing DU/DI",
                "No HP Pembimbing Industri",
                "HP Pembimbing Industri",
                "No HP Pembimbing Lapangan",
                "HP Pembimbing Lapangan",
                "No HP Instruktur",
                "HP Instruktur",
                "No HP Pembimbing",
                "HP Pembimbing",
                "No WA Pembimbing",
                "WA Pembimbing",
                "No Telepon Pembimbing",
                "Telepon Pembimbing",
                "Kontak Pembimbing",
            ),
            example="081298765432",
            advice="Yang dihubungi di tempat PKL bila siswa celaka.",
        ),
        Column(
            "host_region",
            "Kabupaten/Kota DU/DI",
            (
                "Kab/Kota DU/DI",
                "Kota/Kabupaten DU/DI",
                "Kota/Kab DU/DI",
                "Kota DU/DI",
                "Kabupaten DU/DI",
                "Kabupaten/Kota Tempat PKL",
                "Kab/Kota Tempat PKL",
                "Kota Tempat PKL",
                "Kabupaten Tempat PKL",
                "Kabupaten/Kota PKL",
                "Kab/Kota PKL",
                "Kota PKL",
                "Kabupaten PKL",
                "Kabupaten/Kota Perusahaan",
                "Kab/Kota Perusahaan",
                "Kota Perusahaan",
                "Kabupaten/Kota Industri",
                "Kab/Kota Industri",
                "Kota Industri",
                "Kab/Kota DUDIKA",
                "Kab/Kota IDUKA",
                "Kab/Kota Instansi",
                "Wilayah DU/DI",
                "Wilayah PKL",
                "Kode Wilayah DU/DI",
                "Daerah PKL",
            ),
            example="Kota Cimahi",
            advice="Nama lengkap atau kodenya (32.77). Dari sini dicari klinik terdekat.",
        ),
        Column(
            "route",
            "Rute PKL",
            (
                "Rute",
                "Rute Perjalanan",
                "Rute ke Tempat PKL",
                "Rute Perjalanan PKL",
                "Jalur Perjalanan",
                "Jalan yang Dilewati",
                "Rute Berangkat dan Pulang",
            ),
            example="Jl. Melati, Jl. Raya Cibabat, naik motor",
            advice="Jalan yang biasa dilewati dari rumah dan pulangnya; kecelakaan di sana pun terlindungi.",
        ),
    ),
    ignored=(
        *titles.NOT_NEEDED,
        "NIPD",
        "NIS",
        "NIS/NISN",
        "No Induk",
        "No Absen",
        "Dusun",
        "Jenis Tinggal",
        "Alat Transportasi",
        "SKHUN",
        "Penerima KPS",
        "No KPS",
        "Data Ayah",
        "Data Ibu",
        "Data Wali",
        "Ayah",
        "Wali",
        "Nama Ayah",
        "Nama Wali",
        "NIK Ayah",
        "NIK Ibu",
        "NIK Wali",
        "Nama Orang Tua",
        "Nama Ortu",
        "Orang Tua",
        "No HP Orang Tua",
        "No HP Ortu",
        "Tahun Lahir",
        "Jenjang Pendidikan",
        "Pekerjaan",
        "Penghasilan",
        "No Peserta Ujian Nasional",
        "No Seri Ijazah",
        "Penerima KIP",
        "Nomor KIP",
        "Nama di KIP",
        "Nomor KKS",
        "No Registrasi Akta Lahir",
        "Bank",
        "Nomor Rekening Bank",
        "No Rekening",
        "Rekening Atas Nama",
        "Layak PIP (usulan dari sekolah)",
        "Alasan Layak PIP",
        "Kebutuhan Khusus",
        "Sekolah Asal",
        "Anak ke-berapa",
        "Lintang",
        "Bujur",
        "Nomor Kartu Keluarga",
        "Berat Badan",
        "Tinggi Badan",
        "Lingkar Kepala",
        "Jml. Saudara Kandung",
        "Jarak Rumah ke Sekolah (KM)",
        "Jurusan",
        "Program Keahlian",
        "Kompetensi Keahlian",
        "Konsentrasi Keahlian",
        "Nama Sekolah",
        "Sekolah",
        "NPSN",
        "Alamat Sekolah",
        "Wali Kelas",
        "No KPJ",
        "NO_PEGAWAI",
        "GELAR",
        "JENIS_IDENTITAS",
        "MASA_LAKU_IDENTITAS",
        "SURAT_MENYURAT_KE",
        "TANGGAL_KEPESERTAAN",
        "STATUS_KAWIN",
        "NPWP",
        "KODE_NEGARA",
        "UPAH",
        "LOKASI_PEKERJAAN",
        "STATUS_PEGAWAI",
    ),
)
