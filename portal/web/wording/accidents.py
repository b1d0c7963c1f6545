"""An accident in words: what is paid and why, which papers are asked for, what the clinic's desk is told."""

from __future__ import annotations

REASONS: dict[str, str] = {
    "benefit.base": "Dihitung dari dasar {base} (golongan {number}), bukan dari penghasilan yang ditulis.",
    "benefit.base.pkl": "Dihitung dari dasar {base}, seperti iuran siswa PKL.",
    "benefit.medical": "Tanpa batas biaya, menurut kebutuhan medis, di kelas I rumah sakit pemerintah.",
    "benefit.transport": "Diganti sesuai pengeluaran, paling banyak {most}.",
    "benefit.stmb": (
        "{days} hari tidak mampu bekerja: {first} % dari {base} sebulan untuk {months} bulan pertama, "
        "lalu {after} % sampai sembuh."
    ),
    "benefit.home_care": "Diganti sesuai pengeluaran, paling banyak {most}, paling lama {years} tahun.",
    "benefit.partial": "{percent} % × {months} × {base}, menurut tabel cacat.",
    "benefit.partial.function": "{lost} % × {percent} % × {months} × {base}: bagian tubuh ada, fungsinya berkurang.",
    "benefit.further": (
        "Kembali bekerja (return to work), kaki atau tangan tiruan, kacamata, alat bantu dengar, gigi tiruan: "
        "batasnya tanyakan ke kantor cabang."
    ),
    "benefit.total": "{percent} % × {months} × {base}.",
    "benefit.death": "{percent} % × {months} × {base}.",
    "benefit.funeral": "Dibayar kepada ahli waris atau yang mengurus pemakaman.",
    "benefit.periodic": "{months} bulan × {each}, dibayar sekaligus.",
    "benefit.scholarship": (
        "Untuk {children} anak (paling banyak {limit}), tiap tahun diajukan lagi; berhenti pada usia {age} tahun, "
        "menikah, atau bekerja."
    ),
    "benefit.scholarship.too_soon": "Beasiswa mulai sesudah {years} tahun iuran; baru {months} bulan yang dibayar.",
    "benefit.jkm.heirs": "Kepada ahli waris.",
    "benefit.jkm.periodic": "Dibayar sekaligus kepada ahli waris.",
    "benefit.jkm.funeral": "Kepada ahli waris atau yang mengurus pemakaman.",
    "evidence.form_one": "Formulir 3 KK1, laporan tahap I. Dapat dicetak dari halaman ini.",
    "evidence.identity": "KTP; siswa yang belum punya: kartu keluarga atau KIA.",
    "evidence.card": "Kartu peserta, atau lembar kartu dari Gandeng.",
    "evidence.chronology": "Kronologi: di mana, kapan, bagaimana, siapa menolong; ditandatangani.",
    "evidence.attendance": "Daftar hadir di tempat PKL pada hari itu.",
    "evidence.placement": "Surat penempatan PKL, atau PKS sekolah dengan tempat PKL.",
    "evidence.schedule": "Jadwal PKL.",
    "evidence.route": "Gambar rute yang biasa dilalui berangkat dan pulang PKL.",
    "evidence.witnesses": "Keterangan {count} saksi, masing-masing dengan KTP-nya.",
    "evidence.traffic": "Laporan polisi, atau surat jaminan Jasa Raharja.",
    "evidence.doctor": "Surat dokter tentang lama tidak mampu bekerja.",
    "evidence.receipts": "Kuitansi asli dari yang sudah dibayar sendiri.",
    "evidence.form_two": "Formulir 3a KK2, laporan tahap II. Dapat dicetak dari halaman ini.",
    "evidence.form_three": "Formulir 3b KK3, surat keterangan dokter. Dapat dicetak dari halaman ini.",
    "evidence.account": "Buku rekening penerima santunan.",
    "evidence.certificate": "Surat keterangan kematian.",
    "evidence.family": "Kartu keluarga.",
    "evidence.letter": "Surat keterangan ahli waris.",
    "notice.minimum": (
        "Pemberitahuan dugaan kecelakaan cukup berisi: nomor (KPJ atau NIK), kronologi, "
        "serta nama dan nomor telepon yang dapat dihubungi."
    ),
    "check.unknown": (
        "Tidak ada yang terdaftar di Gandeng dengan nomor ini. Mungkin ia terlindungi di tempat lain, "
        "misalnya lewat perusahaannya."
    ),
    "check.meaning.cashless": (
        "Dapat dirawat di PLKK tanpa membayar: kepesertaannya aktif dan iurannya tertib. Minta salinan kartu atau "
        "KTP dan surat pengantar PLKK."
    ),
    "check.meaning.arrears.after_settled": (
        "Belum dapat dirawat tanpa membayar, karena iurannya menunggak ({months}). Pasien membayar dahulu; "
        "biayanya dapat diganti setelah tunggakan lunas."
    ),
    "check.meaning.arrears.payable": (
        "Belum dapat dirawat tanpa membayar, karena iurannya menunggak ({months}). Pasien membayar dahulu; "
        "biayanya dapat diganti."
    ),
    "check.meaning.arrears.not_payable": (
        "Iurannya menunggak ({months}), dan kantor cabang ini tidak membayar kecelakaan selama menunggak. "
        "Pasien diperlakukan sebagai pasien umum."
    ),
    "check.meaning.general": "Rawat sebagai pasien umum atau peserta JKN; simpan semua kuitansi asli.",
    "check.meaning.not_back": "Membayar iuran sekarang tidak melindungi kecelakaan yang sudah terjadi.",
    "check.meaning.traffic": (
        "Kecelakaan lalu lintas: Jasa Raharja menjamin lebih dahulu; JKK menanggung selebihnya."
    ),
    "check.todo.report": "Laporkan tahap I (3 KK1) dalam {hours} jam sejak kecelakaan: buka kasusnya di sini.",
    "check.todo.papers": "Mintalah salinan kartu atau KTP dan surat pengantar; tanpa itu pasien membayar dahulu.",
    "check.todo.traffic": "Mintalah laporan polisi atau surat jaminan Jasa Raharja.",
    "check.todo.ask_branch": (
        "Bila menurut pasien ia sudah membayar, tunjukkan jawaban ini ke kantor cabang sebelum menolak."
    ),
    "check.todo.unknown": "Periksa lagi nomornya, atau periksa di e-PLKK dan tanyakan ke kantor cabang.",
}

#: What the parts of an estimate are called.
PARTS: dict[str, str] = {
    "medical": "Pengobatan dan perawatan",
    "transport.land": "Angkutan darat",
    "transport.sea": "Angkutan laut",
    "transport.air": "Angkutan udara",
    "stmb": "Santunan sementara tidak mampu bekerja (STMB)",
    "home_care": "Perawatan di rumah",
    "partial": "Santunan cacat sebagian",
    "total": "Santunan cacat total tetap",
    "further": "Bantuan lain",
    "death": "Santunan kematian karena kecelakaan kerja",
    "funeral": "Biaya pemakaman",
    "periodic": "Santunan berkala",
    "scholarship": "Beasiswa anak",
    "jkm.heirs": "Santunan kematian",
    "jkm.periodic": "Santunan berkala",
    "jkm.funeral": "Biaya pemakaman",
}

#: The examples of the table of disabilities, as a form lists them.
BODY: dict[str, str] = {
    "eyes": "Kedua mata",
    "eye": "Satu mata",
    "right_arm": "Lengan kanan dari bahu",
    "left_arm": "Lengan kiri dari bahu",
    "ears": "Pendengaran kedua telinga",
    "ear": "Pendengaran satu telinga",
    "earlobe": "Daun telinga",
}
