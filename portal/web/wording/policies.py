"""The open points of the law as a branch officer reads them: what is asked, what each answer means."""

from __future__ import annotations

from dataclasses import dataclass

from portal.rules import incentives
from portal.rules.policies import CATALOGUE, Count, Shape, Switch
from portal.web.formats import number


@dataclass(frozen=True, slots=True)
class Wording:
    """One policy: its name, the question it answers, and what each choice means."""

    title: str
    explanation: str
    options: dict[str, str]


POLICIES: dict[str, Wording] = {
    "pkl_relief": Wording(
        "Keringanan iuran untuk siswa PKL",
        "PP 50/2025 memberi keringanan 50% JKK dan JKM kepada pekerja mandiri; siswa PKL tidak disebut.",
        {"on": "Diberikan", "off": "Tidak diberikan"},
    ),
    "guardian_consent_required": Wording(
        "Persetujuan wali sebelum disetujui",
        "UU 27/2022 meminta persetujuan orang tua atau wali untuk data anak. Apakah pengajuan boleh disetujui tanpa "
        "itu, tidak tertulis.",
        {"on": "Wajib ada untuk setiap siswa", "off": "Tidak menjadi syarat"},
    ),
    "relief_state_funded": Wording(
        "Keringanan bila dibayar dari BOS",
        "Iuran dari APBN atau APBD tidak mendapat keringanan. Apakah dana BOS termasuk, tidak tertulis.",
        {
            "apbn_apbd_and_bos": "BOS dianggap APBN/APBD: tanpa keringanan",
            "apbn_apbd_only": "Hanya APBN/APBD: BOS mendapat keringanan",
        },
    ),
    "relief_arrears": Wording(
        "Keringanan bagi yang menunggak",
        "Apakah tunggakan dari sebelum masa keringanan harus lunas lebih dahulu.",
        {
            "by_month": "Dihitung per bulan: setiap bulan dalam masa keringanan mendapatnya",
            "settled_first": "Tunggakan lama harus lunas lebih dahulu",
        },
    ),
    "jkm_waiting_counts": Wording(
        "Menghitung tiga bulan pertama JKM",
        "Kematian bukan karena kerja pada bulan pertama sampai ketiga hanya dibayar biaya pemakaman.",
        {"completed": "Bulan yang sudah penuh dijalani", "begun": "Bulan yang sudah dimulai"},
    ),
    "jkm_waiting_after_lapse": Wording(
        "Tiga bulan JKM setelah perlindungan terputus",
        "Apakah bulan sebelum terputus masih dihitung ketika peserta membayar lagi.",
        {"restarts": "Dihitung ulang dari awal", "continues": "Dilanjutkan"},
    ),
    "jkm_reduced_split": Wording(
        "Rincian JKM Rp10.000.000",
        "Jumlahnya sama di semua sumber; rinciannya berbeda.",
        {
            "funeral_only": "Seluruhnya biaya pemakaman",
            "heirs_and_funeral": "Santunan Rp8.000.000 dan pemakaman Rp2.000.000",
        },
    ),
    "report_two_hours": Wording(
        "Batas laporan kecelakaan tahap II",
        "Sejak dinyatakan sembuh, cacat, atau meninggal.",
        {"48": "2 × 24 jam", "72": "3 × 24 jam"},
    ),
    "jkk_claim_years": Wording(
        "Kedaluwarsa klaim JKK",
        "Berapa tahun sejak kecelakaan klaim masih dapat diajukan.",
        {"5": "5 tahun", "2": "2 tahun"},
    ),
    "claim_in_arrears": Wording(
        "Klaim selama menunggak satu sampai tiga bulan",
        "Apakah kecelakaan dalam bulan yang belum dibayar tetap dijamin.",
        {
            "after_settled": "Dijamin setelah tunggakan dilunasi",
            "payable": "Dijamin",
            "not_payable": "Tidak dijamin",
        },
    ),
    "kode_iuran_pattern": Wording(
        "Bentuk kode iuran",
        "Kode yang diketik petugas diperiksa terhadap bentuk ini: 9 untuk angka, A untuk huruf, * untuk keduanya.",
        {"": "Apa saja"},
    ),
    "kode_iuran_days": Wording(
        "Masa berlaku kode iuran",
        "Berapa hari sebuah kode dapat dibayar; 0 berarti tidak disebutkan.",
        {"0": "Tidak disebutkan"},
    ),
    "kpj_length": Wording(
        "Panjang nomor KPJ",
        "Nomor dengan panjang lain diberi peringatan, tidak ditolak.",
        {},
    ),
    "transfer_days": Wording(
        "Menjawab permintaan pindah dan “orang yang sama?”",
        "Sesudah berapa hari kantor cabang boleh menjawab di tempat mitranya, yang belum menjawab; permintaan pindah "
        "tanpa alasan.",
        {"0": "Langsung"},
    ),
    "incentive_version": Wording(
        "Aturan insentif Perisai",
        "Dipakai bila perjanjian dengan wadah tidak menyebut yang lain.",
        {name: incentives.title(name) for name in incentives.names()},
    ),
    "incentive_month_counts": Wording(
        "Menghitung bulan insentif Perisai",
        "Bulan ke-1 sampai ke-24 dan seterusnya.",
        {"contribution_months": "Bulan iuran yang dibayar", "calendar_months": "Bulan kalender sejak mendaftar"},
    ),
    "incentive_former_interns": Wording(
        "Bekas siswa PKL sebagai orang baru",
        "Bagian akuisisi hanya untuk NIK yang belum pernah terdaftar di BPU. Siswa PKL dulu terdaftar sebagai bukan "
        "penerima upah.",
        {"on": "Dihitung orang baru", "off": "Tidak dihitung orang baru"},
    ),
    "incentive_tax": Wording(
        "Pajak insentif Perisai",
        "Aturan hanya menyebut “pajak sesuai ketentuan”. Dipotong dari insentif sebelum dibayarkan.",
        {
            "none": "Tidak dipotong",
            "pph21": "Agen dipotong PPh 21 (bukan pegawai)",
            "pph21_pph23": "Agen dipotong PPh 21, wadah dipotong PPh 23",
        },
    ),
    "agent_pass_score": Wording(
        "Nilai lulus ujian agen Perisai",
        "Nilai 0 sampai 100. Agen di bawah nilai ini belum dapat disetujui.",
        {},
    ),
    "agent_return_months": Wording(
        "Agen Perisai yang dinonaktifkan",
        "Sesudah berapa bulan agen boleh diaktifkan lagi atas permintaan wadah.",
        {"0": "Langsung"},
    ),
    "bpu_template": Wording(
        "Berkas serah peserta ke BPJS Ketenagakerjaan",
        "Susunan kolom berkas kolektif BPU tidak ditemukan secara terbuka. Unggahan massal SIPP hanya menerima "
        "data_tk_baru.",
        {"sipp_data_tk_baru": "Seperti data_tk_baru SIPP", "plain": "Tabel sederhana: kolom yang terisi saja"},
    ),
}


_DEATHS = (
    "Berlaku bagi kematian sejak hari itu; yang sudah terjadi tidak berubah. Berapa orang yang terkena tidak dapat "
    "dihitung sekarang."
)
_EARNINGS = "Tidak dihitung: besarnya bergantung pada iuran yang belum dibayar."

#: What a decision touches beside the bills: with its number where that is counted beforehand, or that it is not.
EFFECTS: dict[str, str] = {
    "guardian_consent_required": "{count} pengajuan yang menunggu diperiksa akan disetujui menurut keputusan ini.",
    "relief_arrears": "Tidak dihitung: siapa yang menunggak dari sebelum masa keringanan baru diketahui saat "
    "tagihannya dibuat.",
    "jkm_waiting_counts": _DEATHS,
    "jkm_waiting_after_lapse": _DEATHS,
    "jkm_reduced_split": _DEATHS,
    "report_two_hours": "{count} kasus terbuka yang menunggu laporan tahap II atau surat dokternya: batas waktunya "
    "bergeser. Kasus yang belum dinyatakan sembuh, cacat, atau meninggal tidak dihitung.",
    "jkk_claim_years": "{count} kasus yang belum diputuskan: hari kedaluwarsanya bergeser.",
    "claim_in_arrears": "Berlaku bagi kecelakaan sejak hari itu; kasus yang sudah terjadi tidak berubah. Berapa "
    "orang yang terkena tidak dapat dihitung sekarang.",
    "kode_iuran_pattern": "{count} tagihan menunggu kode iuran: kodenya akan diperiksa dengan bentuk ini. Kode yang "
    "sudah diisi tidak berubah.",
    "kode_iuran_days": "{count} tagihan menunggu kode iuran: masa berlaku ini akan disebut pada kodenya. Kode yang "
    "sudah diisi tidak berubah.",
    "kpj_length": "Berlaku bagi hasil SIPP yang dimuat sejak hari itu. Nomor yang sudah tersimpan tidak dihitung "
    "dan tidak berubah.",
    "transfer_days": "{count} permintaan pindah dan pertanyaan “orang yang sama?” menunggu: hari kantor cabang "
    "boleh menjawabnya bergeser.",
    "incentive_version": f"Berlaku bagi iuran bulan-bulan sesudah hari itu. {_EARNINGS}",
    "incentive_month_counts": f"Berlaku bagi pembayaran sejak hari itu. {_EARNINGS}",
    "incentive_former_interns": f"Berlaku bagi orang baru dalam bulan yang berakhir sejak hari itu. {_EARNINGS}",
    "incentive_tax": f"Berlaku bagi insentif bulan yang berakhir sejak hari itu. {_EARNINGS}",
    "agent_pass_score": "{count} calon agen beralih antara lulus dan belum lulus.",
    "agent_return_months": "{count} agen yang dinonaktifkan: hari boleh aktif lagi bergeser.",
    "bpu_template": "{count} orang menunggu diserahkan: berkas yang diunduh sejak hari itu disusun begini.",
}


def beside(key: str, count: int | None, most: int) -> str:
    """What a decision touches beside the bills, in words; empty where it touches nothing else. `most`: as far as
    was counted."""
    if count is None:
        return EFFECTS.get(key, "")
    return EFFECTS[key].format(count=number(count) + ("+" if count == most else ""))


#: What a count counts, by the end of its key.
_UNITS = {"days": "hari", "months": "bulan", "score": ""}


def meaning(key: str, text: str) -> str:
    """What a stored setting means, in words."""
    if text in POLICIES[key].options:
        return POLICIES[key].options[text]
    kind = CATALOGUE[key].kind
    if isinstance(kind, Count):
        return f"{number(int(text))} {_UNITS.get(key.rpartition('_')[2], 'angka')}"
    return text


def choices(key: str) -> list[tuple[str, str]]:
    """The settings a policy takes, as (stored text, words); empty for one that is typed."""
    kind = CATALOGUE[key].kind
    if isinstance(kind, Count | Shape):
        return []
    texts = ("on", "off") if isinstance(kind, Switch) else tuple(str(option) for option in kind.options)
    return [(text, meaning(key, text)) for text in texts]
