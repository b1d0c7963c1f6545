"""Why an amount or an answer is what it is, in sentences; and what the law's words are called."""

from __future__ import annotations

from flask import Flask

from portal.rules import occupations
from portal.rules.contributions import Funding, Programme
from portal.rules.coverage import State
from portal.rules.reason import Reason
from portal.values import clock
from portal.web.wording import accidents
from portal.web.wording.faults import fill

REASONS: dict[str, str] = accidents.REASONS | {
    "bracket": "Penghasilan {floor}–{ceiling} masuk golongan {number}; dasar iuran {base}.",
    "bracket.top": "Penghasilan mulai {floor} masuk golongan tertinggi ({number}); dasar iuran {base}.",
    "flat.jkm": "Iuran JKM {amount} sebulan untuk semua penghasilan.",
    "base.pkl": "Iuran siswa PKL dihitung dari dasar {base}.",
    "relief.given": "Keringanan {percent}% untuk iuran {since} sampai {until}.",
    "relief.ended": "Keringanan {percent}% berakhir {until}; bulan sesudahnya membayar penuh.",
    "relief.state_funded": "Tidak mendapat keringanan {percent}%: iuran dibayar dari uang negara.",
    "relief.pkl_open": "Keringanan {percent}% tidak diterapkan: aturan belum menyebut siswa PKL.",
    "relief.pkl_granted": "Kantor cabang menerapkan keringanan {percent}% untuk siswa PKL.",
    "relief.arrears": "Keringanan {percent}% belum diberikan: lunasi dahulu tunggakan lama.",
    "prepay": "{months} bulan sekaligus, sampai {through}.",
    "occupation.transport": "{name} termasuk sektor transportasi.",
    "occupation.other": "{name} termasuk sektor selain transportasi.",
    "due_day": "Iuran {month} dibayar paling lambat {day}.",
    "due_day.moved": "Iuran {month} dibayar paling lambat {day}, karena {printed} hari libur ({why}).",
    "due_day.moved_estimated": (
        "Iuran {month} dibayar paling lambat {day}, karena {printed} libur ({why}); kalender libur masih perkiraan."
    ),
    "report.one": "Laporan tahap I (KK1) paling lambat {at}: {hours} jam sejak kecelakaan.",
    "report.two": (
        "Laporan tahap II (KK2) paling lambat {at}: {hours} jam sejak dinyatakan sembuh, cacat, atau meninggal."
    ),
    "claim.jkk": "Hak klaim JKK berlaku {years} tahun, sampai {day}.",
    "age.limit": "Usia {age} tahun: pendaftaran hanya sebelum {limit} tahun. Periksa tanggal lahir.",
    "age.turning": "Berusia {limit} tahun {day}: sesudah hari itu tidak dapat mendaftar baru.",
    "cover.not_registered": "Belum terdaftar: menunggu persetujuan kantor cabang.",
    "cover.unpaid": (
        "Belum terlindungi: bayar iuran {month} agar perlindungan mulai. "
        "Jatuh tempo {pay_by}; mulai paling cepat {start}."
    ),
    "cover.unpaid.at_once": ("Belum terlindungi: bayar tagihannya agar perlindungan mulai, paling cepat {start}."),
    "cover.starts_later": "Sudah dibayar; perlindungan mulai {day}.",
    "cover.paid_to_end": "Terlindungi; iuran lunas sampai {last_day}.",
    "cover.paid_through": "Terlindungi; iuran lunas sampai {month}. Bayar iuran {next} paling lambat {pay_by}.",
    "cover.due": "Terlindungi. Bayar iuran {month} paling lambat {pay_by}.",
    "cover.arrears.after_settled": (
        "Terlindungi, tetapi menunggak {count} bulan ({months}). Klaim dibayar setelah tunggakan lunas; "
        "tanpa pembayaran berhenti setelah {last_day}."
    ),
    "cover.arrears.payable": (
        "Terlindungi dan klaim dapat dibayar, tetapi menunggak {count} bulan ({months}). "
        "Bayar sebelum berhenti setelah {last_day}."
    ),
    "cover.arrears.not_payable": (
        "Menunggak {count} bulan ({months}); klaim tidak dibayar. Lunasi sebelum {last_day}."
    ),
    "cover.lapsed": (
        "Perlindungan berhenti setelah {last_day} karena {months} bulan berturut-turut tidak dibayar. "
        "Bayar iuran bulan ini untuk aktif kembali; tunggakan lama tidak ditagih."
    ),
    "cover.ended": "Perlindungan berakhir {day}.",
    "cover.ended_unpaid": (
        "Kepesertaan berakhir {day}; iuran tidak pernah dibayar selama masa itu, jadi tidak ada perlindungan."
    ),
    "cover.withdrawn": "Kepesertaan dihentikan {day}.",
    "outlook.pay_by": "Bayar sampai {day}: tetap terlindungi.",
    "outlook.late_from.after_settled": "Mulai {day} menunggak; klaim dibayar setelah lunas.",
    "outlook.late_from.payable": "Mulai {day} menunggak; klaim masih dapat dibayar.",
    "outlook.late_from.not_payable": "Mulai {day} menunggak; klaim tidak dibayar.",
    "outlook.lapses_after": "Setelah {day}: tidak aktif.",
    "outlook.ends_after": "Setelah {day}: kepesertaan selesai.",
    "arrears.start": "Bayar iuran {month} sebesar {amount} hari ini: terlindungi mulai {day}.",
    "arrears.begins": "Iuran {month} sudah dibayar; perlindungan mulai {day}.",
    "arrears.pay_by": (
        "Bayar iuran {month} sebesar {amount} paling lambat {day}: tetap terlindungi, tanpa tunggakan."
    ),
    "arrears.settle": "Lunasi {months} sebesar {amount} hari ini: tunggakan habis, kepesertaan jalan terus.",
    "arrears.settle_by": "Paling lambat {day}: lunasi {months} sebesar {amount} agar kepesertaan tidak berhenti.",
    "arrears.run": "{count} bulan berturut-turut ({months}) tidak dibayar; tidak ada denda.",
    "arrears.reactivate": (
        "Bila baru membayar {day}: cukup iuran {month} sebesar {amount}, dan saat itu juga aktif kembali; "
        "tunggakan lama tidak ditagih."
    ),
    "arrears.resumes": "Terlindungi lagi mulai {day}, karena iuran {month} sudah dibayar di muka.",
    "asked.first": "Pembayaran pertama: perlindungan mulai dengan iuran {month}.",
    "asked.again": "Aktif kembali dengan iuran {month}; tunggakan lama tidak ditagih.",
    "asked.late": "Termasuk tunggakan {count} bulan ({months}), tanpa denda.",
    "jkm_again.restarts": (
        "Masa tunggu santunan kematian mulai lagi: bila meninggal bukan karena kerja hanya {reduced}, "
        "dan baru {full} mulai {day} bila iuran dibayar tiap bulan."
    ),
    "jkm_again.continues": (
        "Santunan kematian bukan karena kerja {reduced}, dan {full} mulai {day} bila iuran dibayar tiap bulan; "
        "bulan sebelum terputus ikut dihitung."
    ),
    "jkm_again.at_once": "Santunan kematian langsung penuh {full}: bulan sebelum terputus tetap dihitung.",
    "jkm_again.never": "Sampai selesai {day}, santunan kematian bukan karena kerja hanya {reduced}.",
    "jkm.reduced": "Baru {counted} bulan iuran yang dihitung; santunan penuh mulai {needed} bulan.",
    "jkm.full": "Sudah {counted} bulan iuran (lebih dari {months}): santunan penuh.",
    "jkm.paid_within": "Biasanya dibayar dalam {days} hari kerja setelah berkasnya lengkap.",
    "heirs.spouse_children": "Janda, duda, atau anak.",
    "heirs.line": "Orang tua, kakek atau nenek, dan cucu.",
    "heirs.siblings": "Saudara kandung.",
    "heirs.in_laws": "Mertua.",
    "heirs.will": "Orang yang ditunjuk dalam wasiat.",
    "documents.form": "Formulir 4 (JKM), diambil di kantor cabang.",
    "documents.card": "Kartu peserta, atau NIK-nya bila kartunya tidak ada.",
    "documents.identity": "KTP yang meninggal dan KTP ahli waris.",
    "documents.certificate": "Surat keterangan kematian dari kelurahan, desa, atau rumah sakit.",
    "documents.family": "Kartu keluarga.",
    "documents.letter": "Surat keterangan ahli waris.",
    "documents.account": "Buku rekening ahli waris.",
    "incentive.iuran": "Bulan iuran ke-{number}: {share} dari iuran {base}.",
    "incentive.agent_part": "Bagian agen {share}; sisanya untuk kantor Perisai.",
    "incentive.relief": "Iurannya berkurang karena keringanan, jadi insentifnya ikut berkurang.",
    "incentive.passed": (
        "Bulan iuran ke-{number}: insentif berhenti setelah bulan ke-{through}; peserta dilayani kantor cabang."
    ),
    "incentive.no_agent": "Tidak ada agen yang mendampingi peserta ini, jadi tidak ada yang menerima insentifnya.",
    "incentive.head": (
        "Orang baru dengan {programmes}: {head} per orang, karena ada {new} orang baru (paling sedikit {least})."
    ),
    "incentive.below": "{new} dari {least} orang baru bulan itu: belum ada bagian akuisisi.",
    "incentive.known": "NIK ini sudah pernah terdaftar di BPU, jadi tidak dihitung orang baru.",
    "incentive.flat": "{new} orang baru (paling sedikit {least}): {whole} sebulan; bagian agen {share}.",
    "incentive.flat_below": "{new} dari {least} orang baru bulan itu: belum ada bagian akuisisi.",
    "incentive.wadah_on_top": "{share} dari insentif agen {base}, di luar bagian agen.",
    "incentive.wadah_of_all": "{share} untuk kantor Perisai dan {agent} untuk agen, yang menerima {base}.",
    "incentive.tax.agent": "PPh 21 bukan pegawai: {share} dari {of} penghasilan {base}.",
    "incentive.tax.wadah": "PPh 23: {share} dari {base}.",
    "incentive.adjusted": "Ditambahkan kantor cabang setelah sanggahan: {amount}.",
    "agent.citizen": "Warga negara Indonesia.",
    "agent.participant": "Peserta BPU BPJS Ketenagakerjaan.",
    "agent.age": "Berusia paling sedikit {least} tahun.",
    "agent.not_employee": "Bukan pegawai BPJS Ketenagakerjaan, dengan pernyataan tertulis.",
    "agent.documents": "Dokumen lengkap: KTP, pas foto, buku rekening, surat pernyataan.",
    "agent.training": "Sudah mengikuti pelatihan.",
    "agent.test": "Lulus ujian dengan nilai paling sedikit {least}.",
    "agent.account": "Punya rekening sendiri di bank mitra.",
    "agents.least": "Wadah harus mempunyai paling sedikit {count} agen.",
    "agreement.years": "PKS yang mulai {day} berlaku paling lama {years} tahun.",
    "activity.transaction": (
        "Tanpa pembayaran dari orang binaannya selama {limit} bulan berturut-turut agen dinonaktifkan. "
        "Sekarang {idle} bulan; kesempatan terakhir {last_chance}."
    ),
    "activity.acquisition": (
        "Tanpa mendaftarkan orang baru selama {limit} bulan berturut-turut agen dinonaktifkan. "
        "Sekarang {idle} bulan; kesempatan terakhir {last_chance}."
    ),
    "activity.over": "Sudah {idle} bulan berturut-turut diam, jadi dinonaktifkan mulai {day}.",
    "activity.return": "Dapat diaktifkan lagi atas permintaan wadah setelah {months} bulan, paling cepat {day}.",
    "activity.return_by_policy": (
        "Dapat diaktifkan lagi atas permintaan wadah setelah {months} bulan (ketentuan kantor cabang), "
        "paling cepat {day}."
    ),
    "jkm.no_waiting": "Santunan penuh; pada hari itu belum ada masa tunggu.",
}

#: What the parts of a benefit are called.
BENEFIT_PARTS = {"heirs": "Santunan kematian", "periodic": "Santunan berkala", "funeral": "Biaya pemakaman"}

PROGRAMMES = {
    Programme.JKK: "Jaminan Kecelakaan Kerja",
    Programme.JKM: "Jaminan Kematian",
    Programme.JHT: "Jaminan Hari Tua",
}

FUNDING = {
    Funding.OWN: "Uang sekolah, orang tua, atau siswa",
    Funding.BOS: "Dana BOS",
    Funding.STATE: "APBN atau APBD",
}

#: cover state → (words, tone of the badge)
COVER = {
    State.NOT_REGISTERED: ("Belum terdaftar", "neutral"),
    State.NOT_YET: ("Belum aktif", "warning"),
    State.COVERED: ("Terlindungi", "success"),
    State.IN_ARREARS: ("Terlindungi, menunggak", "warning"),
    State.LAPSED: ("Tidak aktif", "danger"),
    State.ENDED: ("Selesai", "neutral"),
}


def because(reason: Reason) -> str:
    """The sentence of a reason, without its citation."""
    return fill(REASONS[reason.code], reason.params)


def occupation_name(kept: str) -> str:
    """What an enrolment keeps, as people read it: the name of a code, or the words that were typed."""
    known = occupations.find(kept, clock.today())
    return known.name if known else kept


def register(app: Flask) -> None:
    """Template filters ``reason|because``, ``enrolment.occupation|occupation``, ``code|benefit_part`` and, of an
    accident, ``code|benefit_name``."""
    app.jinja_env.filters["because"] = because
    app.jinja_env.filters["occupation"] = occupation_name
    app.jinja_env.filters["benefit_part"] = BENEFIT_PARTS.__getitem__
    app.jinja_env.filters["benefit_name"] = accidents.PARTS.__getitem__
