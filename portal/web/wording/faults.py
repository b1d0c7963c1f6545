"""What is wrong, and the cure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from urllib.parse import parse_qsl

from portal.values.fault import Fault
from portal.values.month import Month
from portal.web import formats

FAULTS: dict[str, str] = {
    # Accounts: signing in, passwords, invitations, colleagues.
    "contact.missing": "Isi nomor HP atau e-mail, salah satu saja sudah cukup.",
    "person.name": "Nama harus memuat huruf. Tulis nama yang biasa dipakai.",
    "password.short": (
        "Terlalu pendek. Pakai paling sedikit {least} karakter; tiga atau empat kata acak mudah diingat."
    ),
    "password.long": "Terlalu panjang. Pakai paling banyak {most} karakter.",
    "password.common": (
        "Kata sandi ini mudah ditebak karena sering dipakai orang. Gabungkan tiga atau empat kata acak."
    ),
    "password.personal": "Kata sandi ini memuat nama, e-mail, nomor HP, atau tempat Anda bertugas. Pilih kata lain.",
    "password.present": "Kata sandi sekarang tidak cocok. Periksa huruf besar dan kecilnya, lalu ketik lagi.",
    "sign_in.wrong": "E-mail/nomor HP atau kata sandi tidak cocok. Periksa huruf besar dan kecilnya, lalu coba lagi.",
    "sign_in.wait": "Terlalu banyak percobaan gagal. Tunggu {minutes} menit, lalu coba lagi.",
    "colleague.own_sessions": "Sesi Anda sendiri diakhiri di Akun dan keamanan, satu per satu atau semua sekaligus.",
    "factor.wrong": "Kode tidak cocok, atau sudah dipakai. Tunggu kode berikutnya di aplikasi, lalu ketik lagi.",
    "factor.first": "Kode tidak cocok. Periksa jam HP (setel otomatis), lalu ketik kode yang sedang tampil.",
    "factor.stale": "Halaman ini sudah lama terbuka. Pindai kode QR yang baru di bawah ini.",
    "factor.many": "Paling banyak {most} pengaman. Hapus dahulu yang tidak dipakai lagi.",
    "factor.gone": "Pengaman ini sudah tidak ada. Muat ulang halaman.",
    "factor.last": "Ini satu-satunya pengaman Anda. Tambahkan yang baru lebih dahulu, lalu hapus yang ini.",
    "factor.oneself": "Pengaman sendiri diubah di Akun dan keamanan, dengan menunjukkan yang masih ada.",
    "factor.office": "Hanya petugas kantor cabang memakai pengaman masuk; di sini tidak ada yang perlu dihapus.",
    "factor.passkey": "Kunci sandi tidak diterima. Coba lagi, atau pakai kode dari aplikasi.",
    "wording.empty": "Naskahnya kosong. Tulis isinya, atau kembali ke naskah Gandeng.",
    "wording.long": "Terlalu panjang. Pesan paling panjang {most} karakter agar dibaca orang.",
    "wording.subject": "Baris pertama menjadi judul e-mail, paling panjang {most} karakter. Pendekkan baris itu.",
    "wording.unknown": "{typed} tidak dikenal, jadi akan terkirim begitu saja. Yang dapat dipakai di sini: {known}.",
    "wording.brace": "Ada kurung kurawal yang tidak berpasangan. Tulis tanda pengganti utuh, misalnya {known}.",
    "wording.needs": "{missing} tidak boleh hilang: tanpa itu pesannya tidak berguna bagi yang menerima.",
    "wording.identity": "Ada 16 angka seperti NIK di naskah ini. Hapus: pesan tidak boleh memuatnya.",
    "record.none": "Tidak ada catatan dalam saringan ini, jadi tidak ada yang diunduh. Longgarkan saringannya.",
    "record.many": "Lebih dari {most} baris. Persempit tanggalnya, lalu unduh bagian demi bagian.",
    "role.unknown": "Pilih salah satu peran dalam daftar.",
    "principal.only": (
        "Sekolah ini memakai persetujuan kepala sekolah, jadi hanya kepala sekolah atau "
        "kantor cabang yang dapat mengubahnya."
    ),
    "principal.missing": (
        "Belum ada kepala sekolah yang bergabung. Undang kepala sekolah lebih dahulu di halaman Rekan."
    ),
    "colleague.already": "Orang ini sudah bergabung. Ubah perannya di halaman Rekan.",
    "colleague.oneself": "Ini akses Anda sendiri. Centang tanda mengerti bila memang itu yang Anda inginkan.",
    "colleague.last_operator": (
        "Ini operator terakhir. Undang operator lain dan tunggu sampai ia masuk, baru ubah yang ini."
    ),
    "colleague.last_principal": (
        "Ini kepala sekolah terakhir, padahal pengajuan perlu persetujuannya. Undang penggantinya lebih dahulu."
    ),
    "invitation.closed": "Undangan ini sudah dipakai, dibatalkan, atau lewat 72 jam. Mintalah undangan baru.",
    "invitation.known": (
        "Undangan ini untuk orang yang sudah punya akun. Masuk lebih dahulu, lalu terima undangannya."
    ),
    "invitation.not_yours": (
        "Undangan ini untuk akun lain. Keluar dari akun ini, lalu masuk dengan akun yang diundang."
    ),
    "invitation.already": "Anda sudah bertugas di sini. Undangan ini tidak perlu diterima lagi.",
    "pin.form": "PIN terdiri dari 6 angka.",
    "pin.easy": "PIN ini mudah ditebak. Pilih 6 angka yang tidak berurutan dan tidak berulang.",
    "pin.who": "Pilih nama Anda dalam daftar. Bila tidak ada, masuk dengan kata sandi lalu atur PIN.",
    "pin.wrong": "PIN tidak cocok. Periksa namanya, lalu ketik lagi.",
    "pin.wait": "Terlalu banyak PIN salah. Tunggu {minutes} menit, atau masuk dengan kata sandi.",
    "phone.kind": "HP bersama hanya untuk agen Perisai dan klinik.",
    "phone.pin": "Atur PIN Anda lebih dahulu, supaya Anda dapat masuk lagi setelah HP terkunci.",
    "phone.shared": "HP ini sudah dipakai bersama. Untuk memulai lagi, keluar dahulu, lalu masuk dengan kata sandi.",
    "phone.place": (
        "Di HP bersama Anda hanya dapat bertugas untuk agen Perisai atau klinik. Untuk tempat lain, masuk dengan kata"
        " sandi di HP atau komputer Anda sendiri."
    ),
    "reset.closed": "Tautan ini sudah dipakai atau lewat 2 jam. Mintalah tautan baru.",
    "reset.oneself": "Untuk akun sendiri, ganti kata sandi di halaman Akun dan keamanan.",
    "reset.serves_elsewhere": (
        "Rekan ini juga bertugas di tempat lain, jadi tautannya tidak dapat dibuat dari sini. Hubungi kantor cabang."
    ),
    # Accidents.
    "check.empty": "Tulis NIK, nomor kartu (KPJ), atau kode kartunya, atau foto kode QR di kartunya.",
    "check.number": (
        "Ini bukan NIK (16 angka), nomor kartu (11 angka), atau kode kartu (12 huruf dan angka). Periksa lagi."
    ),
    "check.no_code": (
        "Tidak ada kode QR yang terbaca di foto ini. Foto lagi dari dekat, lurus, dan terang; atau ketik kodenya."
    ),
    "check.foreign": (
        "Kode QR ini dari sistem lain, bukan dari kartu Gandeng. Ketik NIK-nya, atau kode 12 huruf di kartunya."
    ),
    "check.future": "Waktu itu belum terjadi: sekarang {now}. Periksa tanggal, jam, dan zona waktunya.",
    "check.too_early": "Kecelakaan sebelum {first} sudah tidak dapat diklaim. Periksa tahunnya.",
    "check.several": "Ada lebih dari satu orang dengan nomor kartu ini. Pakai NIK-nya.",
    "case.not_insured": "Kepesertaannya belum atau tidak lagi disetujui, jadi kasusnya tidak dapat dibuka di sini.",
    "case.unknown_person": "Orang ini tidak dikenal di Gandeng, jadi kasusnya tidak dapat dibuka dari sini.",
    "case.twice": "Kecelakaan ini sudah dilaporkan sebagai kasus {number}. Buka kasus itu dan lengkapi di sana.",
    "case.other_clinic": (
        "Kecelakaan ini sudah ditangani klinik lain. Bila pasien pindah ke sini, minta kantor cabang mengalihkannya."
    ),
    "case.text": "Ceritakan paling sedikit dalam beberapa kata: di mana, dan bagaimana terjadinya.",
    "case.form": "Pilih salah satu formulir dalam daftar.",
    "case.kind": "Pilih jenis dokumennya dalam daftar.",
    "case.contact": "Tulis nama yang dapat dihubungi.",
    "case.changed": (
        "Rekan lain baru saja mengubah kasus ini. Isian Anda masih ada di bawah; bandingkan dengan yang sekarang, "
        "lalu simpan lagi bila tetap perlu."
    ),
    "case.decided": (
        "Kasus {number} sudah selesai diputuskan, jadi tidak dapat diubah lagi. Bila ada keterangan baru, kantor "
        "cabang dapat membukanya kembali."
    ),
    "case.undecided": "Kasus ini belum diputuskan.",
    "case.not_noticed": "Pemberitahuan ini sudah ditindaklanjuti.",
    "case.not_taken_up": "Tindaklanjuti dahulu pemberitahuannya: hubungi yang memberi tahu, lalu buka kasusnya.",
    "case.clinic": "Pilih salah satu klinik (PLKK) dalam daftar.",
    "case.clinic_by_branch": "Klinik yang merawat sudah ditetapkan. Minta kantor cabang mengalihkannya.",
    "case.not_opener": "Hanya yang membuka kasus ini, atau kantor cabang, yang dapat membatalkannya.",
    "case.reported": "Laporan tahap I sudah disampaikan. Minta kantor cabang membatalkan kasusnya.",
    "case.reason": "Tulis alasan yang dapat dimengerti orang lain, paling sedikit delapan huruf.",
    "case.not_yours": "Catatan perawatan hanya diisi klinik yang merawat dan kantor cabang.",
    "case.declared_missing": "Isi kapan dokter menyatakannya, karena batas laporan tahap II dihitung dari situ.",
    "case.declared_too_soon": "Pilih bagaimana akhirnya, atau kosongkan waktunya bila pasien masih dirawat.",
    "case.declared_before": "Waktu ini lebih awal daripada kecelakaannya ({at}). Periksa tanggal dan jamnya.",
    "case.form_twice": "Formulir ini sudah disampaikan.",
    "case.form_early": "Formulir ini baru disampaikan sesudah dokter menyatakan sembuh, cacat, atau meninggal.",
    "case.form_doctor": "Surat keterangan dokter disampaikan oleh klinik yang merawat.",
    "case.unreported": "Laporan tahap I (3 KK1) belum disampaikan, jadi kasus belum dapat diterima.",
    "paper.empty": "Pilih dahulu berkasnya: foto, atau PDF.",
    "paper.too_large": "PDF lebih dari {limit} MB. Pindai dengan resolusi lebih rendah, atau kirim per bagian.",
    "paper.pages": "PDF harus berisi 1 sampai {limit} halaman. Bagi menjadi beberapa berkas.",
    "paper.password": "PDF ini dikunci kata sandi. Simpan tanpa kata sandi, lalu kirim lagi.",
    "paper.broken": "PDF ini rusak dan tidak dapat dibuka. Buat lagi, atau kirim fotonya.",
    "paper.exhausting": "PDF ini tidak dapat dibuka dalam batas waktu. Kirim fotonya sebagai gantinya.",
    "paper.twice": "Berkas yang sama sudah ada di kasus ini.",
    "paper.most": "Sudah ada {most} dokumen di kasus ini. Hapus yang tidak perlu, lalu kirim lagi.",
    "paper.removed": "Dokumen ini sudah dihapus.",
    "feedback.given": "Tanggapan untuk kasus ini sudah diterima.",
    "signal.answer": "Tulis paling sedikit empat huruf: apa yang diperiksa, dan apa hasilnya.",
    "feedback.closed": "Tautan ini sudah dipakai atau sudah lewat 30 hari. Hubungi kantor cabang bila masih perlu.",
    "feedback.rating": "Pilih nilai dari 1 sampai 5.",
    "harm.range": "Isi angka dari {least} sampai {most}.",
    "harm.percent": "Pilih bagian tubuh yang cacat, atau isi persennya menurut tabel.",
    # Organisations.
    "organisation.name": "Nama sekolah harus memuat huruf. Tulis seperti pada papan nama sekolah.",
    "npsn.form": "NPSN terdiri dari 8 karakter, hampir semuanya angka. Lihat di referensi.data.kemendikdasmen.go.id.",
    "npsn.taken": "NPSN ini sudah dipakai {name}. Buka mitra itu, atau periksa nomornya.",
    "npsn.taken_elsewhere": "NPSN ini sudah terdaftar di kantor cabang lain. Periksa nomornya, atau hubungi mereka.",
    "agreement.dates": "Isi tanggal mulai dan tanggal berakhir PKS, keduanya.",
    "queue.many": "Lebih dari {most} baris menunggu. Saring dahulu (mitra, lama menunggu, petugas), lalu unduh lagi.",
    "queue.none": "Centang dahulu paling sedikit satu baris.",
    "queue.officer": "Petugas ini tidak lagi bertugas di kantor cabang. Pilih petugas lain.",
    "schools.columns": "Kolom ini tidak ditemukan: {columns}. Beri judul kolom NPSN dan Nama Sekolah.",
    "schools.no_rows": "Judul kolomnya terbaca, tetapi tidak ada sekolah di bawahnya. Periksa berkasnya.",
    "schools.rows": "Lebih dari {most} sekolah. Bagi menjadi beberapa berkas.",
    "schools.no_file": "Pilih dahulu berkas daftar sekolah.",
    "schools.twice": "NPSN ini sudah ada di baris {row}. Perbaiki salah satu, atau lewati baris ini.",
    "schools.email": "Alamat e-mail ini tidak lengkap. Contoh: hubin@smkn1.sch.id.",
    "schools.long": "Terlalu panjang. Paling panjang {most} karakter.",
    "sheet.no_row": "Baris ini sudah tidak ada di daftar. Kembali ke daftarnya.",
    "approach.future": "Tanggal kontak belum tiba. Untuk rencana, isi langkah berikutnya.",
    "approach.step": "Isi langkah berikutnya dan tanggalnya, keduanya; atau kosongkan keduanya.",
    "approach.past": "Tanggal langkah berikutnya sudah lewat. Pilih hari ini atau sesudahnya.",
    "partner.closed": "Kerja sama dengan {name} sudah ditutup. Buka kembali lebih dahulu.",
    "partner.suspended": "Kerja sama ini sudah dijeda.",
    "partner.bills": "Masih ada {count} tagihan yang belum lunas. Selesaikan atau batalkan tagihannya lebih dahulu.",
    "partner.covered": (
        "Masih ada {count} peserta yang terlindungi. Kerja sama dapat dijeda sampai perlindungannya berakhir."
    ),
    "village.unknown": "Kode kelurahan ini tidak dikenal. Pilih dari daftar, atau tulis seperti 32.73.06.1003.",
    "agreement_paper.twice": "Berkas PKS yang sama sudah tersimpan.",
    "agreement_paper.most": "Sudah ada {most} berkas PKS. Hapus yang tidak perlu, lalu kirim lagi.",
    "agreement.period": "Tanggal berakhir PKS lebih awal daripada tanggal mulainya. Periksa keduanya.",
    "npw.form": "NPW terdiri dari huruf, angka, titik, atau garis. Salin dari surat BPJS Ketenagakerjaan.",
    "npw.taken": "NPW ini sudah dipakai mitra lain. Periksa nomornya, atau kosongkan dahulu.",
    "colleague.last_coordinator": (
        "Ini koordinator terakhir. Undang koordinator lain dan tunggu sampai ia masuk, baru ubah yang ini."
    ),
    "colleague.last_manager": (
        "Ini pengurus terakhir. Undang pengurus lain dan tunggu sampai ia masuk, baru ubah yang ini."
    ),
    "partner.name": "Nama harus memuat huruf. Tulis seperti pada papan nama atau surat PKS-nya.",
    "npw.missing": "NPW wajib diisi. Salin dari surat BPJS Ketenagakerjaan; tanpa NPW ini belum menjadi wadah.",
    "region.unknown": "Kabupaten atau kota ini tidak dikenal. Tulis lengkap, misalnya Kota Bandung atau Kab. Garut.",
    "region.unclear": "Ada beberapa daerah bernama itu: {names}. Tulis salah satunya.",
    "agreement.too_long": (
        "PKS wadah yang mulai {day} berlaku paling lama {years} tahun, sampai {last}. Periksa tanggal berakhirnya."
    ),
    # Agents of a wadah.
    "agent.already": "Anda sudah terdaftar sebagai agen atau calon agen di wadah ini.",
    "agent.fixed": "Nama dan NIK agen yang sudah disetujui tidak dapat diubah. Hubungi kantor cabang bila salah.",
    "agent.future": "Tanggal ini belum lewat. Isi setelah pelatihan atau ujiannya berlangsung.",
    "agent.score": "Nilai ujian antara 0 dan 100.",
    "agent.clinic": "Pilih klinik yang ada di daftar, atau kosongkan.",
    "agent.account": "Nomor rekening terdiri dari 5 sampai 20 angka. Salin dari buku rekeningnya.",
    "agent.account_parts": "Isi nama bank dan nama pemilik rekening, keduanya.",
    "agent.not_candidate": "Hanya calon agen yang dapat disetujui. Muat ulang halaman untuk melihat keadaannya.",
    "agent.incomplete": "Masih ada {count} syarat yang belum terpenuhi. Lengkapi dahulu, lalu setujui.",
    "agent.not_active": "Agen ini tidak aktif, jadi suratnya tidak dapat diperbarui.",
    "agent.no_agreement": "PKS {name} belum ada atau sudah berakhir. Perbarui PKS wadahnya lebih dahulu.",
    "agent.number": "Nomor terdiri dari 3 sampai 59 huruf, angka, titik, garis, atau spasi.",
    "agent.period": "Tanggalnya antara {first} dan {last}. Periksa tahun dan bulannya.",
    "agent.agreement_ends": "PKS wadah berakhir {day}, jadi surat tugas berlaku paling lama sampai hari itu.",
    "agent.off": "Agen ini sudah dinonaktifkan.",
    "agent.not_off": "Agen ini tidak sedang dinonaktifkan.",
    "agent.too_early": "Agen ini dapat diaktifkan lagi paling cepat {day}.",
    "agent.gone": "Akses masuk orang ini sudah diakhiri. Undang lagi di halaman Rekan; ia menjadi calon agen baru.",
    "agent.may_not_register": (
        "Hanya agen yang sudah disetujui kantor cabang dan masih aktif yang dapat mendaftarkan orang. "
        "Lihat halaman Agen untuk apa yang masih kurang."
    ),
    "agent.assignment_over": "Surat tugas Anda berakhir {day}. Minta pengurus wadah memperbaruinya, lalu daftarkan.",
    "agent.certificate_over": "Sertifikat Anda berakhir {day}. Minta pengurus wadah memperbaruinya, lalu daftarkan.",
    "handover.same": "Pilih agen lain: orang binaannya sudah padanya.",
    "handover.taker": "Pilih agen aktif dari wadah yang sama sebagai penerima.",
    "handover.day": "Pilih hari antara {first} dan {last}.",
    "handover.unknown": "{count} orang yang dipilih bukan binaan agen ini lagi. Muat ulang halaman, lalu pilih lagi.",
    "handover.nobody": "Tidak ada orang binaan {name} yang dipilih. Centang satu atau lebih, atau serahkan semua.",
    "handover.planned": ("Sebagian sudah diserahkan untuk {day}. Tunggu sampai hari itu, atau pilih orang lain."),
    "handover.ticked": (
        "Ada yang sudah dicentang membayar di daftar iuran yang masih terbuka. Tagihkan dahulu, lalu serahkan."
    ),
    # The tree of an ormas.
    "level.not_top": "Nama tingkat hanya dapat diubah dari unit paling atas.",
    "level.none": "Tulis paling sedikit satu nama tingkat, satu baris satu tingkat.",
    "level.most": "Paling banyak {most} tingkat. Hapus baris yang tidak dipakai.",
    "level.twice": "Ada nama tingkat yang sama dua kali. Beri nama yang berbeda.",
    "level.name": "Setiap nama tingkat harus memuat huruf dan paling panjang {most} karakter.",
    "level.in_use": "Sudah ada unit di tingkat ke-{count}. Tulis paling sedikit {count} nama tingkat.",
    "unit.name": "Nama unit harus memuat huruf. Tulis seperti pada SK kepengurusan.",
    "unit.same_name": "Sudah ada unit “{name}” di bawah induk yang sama. Tambahkan nama wilayahnya.",
    "unit.code_empty": "Kode unit kosong. Isi kode yang pendek dan berbeda untuk setiap unit.",
    "unit.code_form": "Kode unit hanya huruf, angka, titik, garis, atau garis miring; paling panjang {most}.",
    "unit.code_taken": "Kode {unit} sudah dipakai unit lain di ormas ini. Pakai kode lain.",
    "unit.closed": "{name} sudah ditutup. Pilih unit yang masih berjalan, atau buka kembali unit itu.",
    "unit.open": "Unit ini tidak sedang ditutup. Muat ulang halaman ini.",
    "unit.own": "Unit Anda sendiri hanya dapat dipindah, digabung, dipecah, atau ditutup oleh tingkat di atasnya.",
    "unit.parent": "Pilih dahulu unit tujuannya.",
    "unit.other_tree": "Unit tujuan milik ormas lain. Pilih unit di ormas yang sama.",
    "unit.cycle": "Unit tujuan berada di dalam {name} sendiri. Pilih unit di luarnya.",
    "unit.same_parent": "Unit ini sudah di bawah {name}. Pilih induk yang lain.",
    "unit.too_deep": (
        "Terlalu dalam: ormas ini punya {count} tingkat, paling bawah {level}. "
        "Pilih induk yang lebih tinggi, atau tambahkan nama tingkat dari unit paling atas."
    ),
    "unit.merge_itself": "Unit tidak dapat digabung dengan dirinya sendiri. Pilih unit lain.",
    "unit.other_level": "Unit hanya dapat digabung dengan unit setingkat. Pilih unit lain.",
    "unit.not_empty": "Masih ada {units} unit di bawahnya. Pindahkan, gabungkan, atau tutup dahulu unit itu.",
    "unit.reason": "Tulis alasannya dengan beberapa kata, misalnya nomor SK pembubaran.",
    "unit.has_members": "Masih ada {count} anggota di unit ini. Pindahkan, atau gabungkan unit ini ke unit lain.",
    "member.name": "Nama anggota harus memuat huruf. Tulis seperti di KTP atau KTA.",
    "member.birth": "Tanggal lahirnya belum tiba. Periksa tahunnya.",
    "member.kta_taken": "KTA ini sudah dipakai anggota lain di ormas ini. Periksa nomornya, atau cari dengan KTA.",
    "member.nik_taken": "NIK ini sudah tercatat pada anggota lain di ormas ini. Cari anggotanya dengan NIK itu.",
    "member.insured_twice": "Peserta dengan NIK ini sudah dicocokkan dengan anggota lain. Cari dengan NIK itu.",
    "member.taken_now": "Nomor KTA atau NIK ini baru saja dicatat orang lain. Muat ulang, lalu cari anggotanya.",
    "member.left": "Anggota ini sudah keluar. Catat dahulu bahwa ia kembali.",
    "member.here": "Anggota ini tidak tercatat keluar. Muat ulang halaman ini.",
    "member.reason": "Tulis alasannya dengan beberapa kata, misalnya pindah kota atau meninggal.",
    "relocation.nobody": "Belum ada yang terpilih di unit ini. Centang, tempel nomor KTA, atau pilih huruf awalnya.",
    "relocation.letters": "Pilih dua huruf, yang pertama tidak sesudah yang kedua, misalnya A sampai M.",
    "relocation.many": "Paling banyak {most} baris sekali tempel. Pindahkan dalam beberapa kali.",
    "relocation.changed": (
        "Jumlahnya berubah menjadi {people} anggota sejak Anda melihatnya. Periksa sekali lagi, lalu tekan Pindahkan."
    ),
    "relocation.undone": "Pemindahan ini sudah dibatalkan. Muat ulang halaman ini.",
    "relocation.gone": "Tidak ada lagi dari mereka di unit itu, jadi tidak ada yang dapat dikembalikan.",
    "member.same_unit": "Anggota ini sudah di {name}. Pilih unit lain.",
    "target.above": "Sasaran ini ditetapkan {unit}, jadi diubah di sana. Hubungi koordinatornya.",
    "target.goal": "Sasarannya harus angka dari 1, misalnya 50.",
    "target.reached": "Sudah {count} anggota terlindungi. Tulis sasaran yang lebih tinggi.",
    "target.day": "Pilih hari sesudah hari ini, paling jauh tiga tahun lagi.",
    "target.none": "Unit ini tidak punya sasaran. Muat ulang halaman ini.",
    "split.nobody": "Centang dahulu unit yang ikut ke unit baru, atau bahwa sebagian anggotanya ikut.",
    "split.not_below": "{count} unit yang dipilih tidak lagi di bawah unit ini. Muat ulang halaman, lalu pilih lagi.",
    "right.own": "Hak unit sendiri hanya dapat diatur oleh tingkat di atasnya.",
    "right.unknown": "Pilih hak dari daftar.",
    "right.lacking": "Anda tidak dapat memberi hak yang tidak Anda punyai. Mintalah hak itu ke tingkat di atas.",
    "tenure.title": "Tulis jabatannya, misalnya Ketua.",
    "tenure.period": "Akhir masa bakti lebih awal daripada mulainya. Periksa keduanya.",
    "tenure.long": "Masa bakti lebih dari sepuluh tahun. Periksa tahunnya.",
    "tenure.account": "Akun ini tidak bertugas di unit ini. Pilih akun lain, atau kosongkan.",
    "tenure.over": "Masa bakti {name} sudah berakhir. Muat ulang halaman ini.",
    "tenure.before_start": "Tanggalnya lebih awal daripada mulainya jabatan, {start}. Periksa tanggalnya.",
    "tenure.future": "Tanggalnya belum tiba. Catat pada harinya, atau periksa tahunnya.",
    "tree.columns": "Kolom ini tidak ditemukan: {columns}. Beri judul kolom Kode, Nama, Tingkat, Kode Induk.",
    "tree.no_rows": "Judul kolomnya terbaca, tetapi tidak ada unit di bawahnya. Periksa berkasnya, lalu unggah lagi.",
    "tree.rows": "Lebih dari {most} unit. Bagi menjadi beberapa berkas, misalnya satu berkas satu cabang.",
    "tree.no_file": "Pilih dahulu berkas daftar unit.",
    "tree.code_twice": "Kode {unit} sudah dipakai baris {row}. Beri kode yang berbeda.",
    "tree.two_roots": "Baris ini tanpa kode induk, padahal puncaknya sudah baris {row}. Isi kode induknya.",
    "tree.not_own": (
        "Baris tanpa kode induk harus unit Anda, {name} ({own}), tetapi kodenya {unit}. "
        "Isi kode induknya, misalnya {own}."
    ),
    "tree.orphan": "Kode induk {parent} tidak ada di berkas ini dan bukan unit Anda. Periksa kodenya.",
    "tree.closed": "Unit {parent} sudah ditutup. Pakai unit lain, atau buka kembali unit itu dahulu.",
    "tree.elsewhere": "Unit {unit} sudah ada di bawah induk lain. Pindahkan lewat halaman unitnya.",
    "tree.cycle": "Induknya berputar ke baris ini sendiri (baris {rows}). Perbaiki salah satu kode induknya.",
    "tree.too_deep": "Baris ini menjadi tingkat ke-{depth}, padahal tingkatnya hanya {most}. Periksa induknya.",
    "tree.level": "Tingkat “{level}” tidak cocok: di bawah induk itu tingkatnya {expected}. Perbaiki salah satunya.",
    "tree.same_name": "Sudah ada unit “{name}” di bawah induk yang sama. Tambahkan nama wilayahnya.",
    "sheet.closed": "Lembar ini sudah disimpan atau dibuang. Unggah lagi bila perlu.",
    "sheet.faulty": "Masih ada {count} kesalahan. Perbaiki berkasnya, lalu unggah lagi.",
    # Policies: what a decision needs.
    "policy.past": "Kebijakan berlaku paling cepat hari ini. Yang sudah dihitung tidak berubah.",
    "policy.reason": "Tulis alasannya dengan beberapa kata, misalnya nomor surat yang mendasarinya.",
    "policy.before_another": (
        "Sudah ada keputusan lain yang mulai {day}. Centang bahwa keputusan ini berlaku sampai hari itu saja, "
        "atau pilih hari sesudahnya."
    ),
    "policy.twice": "Sudah ada keputusan yang mulai berlaku {day}. Pilih hari lain.",
    # Bills.
    "invoice.not_proposed": "Tagihan {number} sudah diterbitkan atau dibatalkan. Muat ulang halaman ini.",
    "invoice.not_approved": "Pengajuan tagihan ini belum disetujui. Setujui pengajuannya lebih dahulu.",
    "invoice.empty": "Semua bulan pada tagihan ini sudah ditagih lewat tagihan lain. Kembalikan baris pengajuannya.",
    "invoice.closed": "Tagihan {number} sudah lunas atau dibatalkan, jadi tidak dapat dipisah.",
    "invoice.has_payment": "Tagihan ini sudah dibayar {paid}. Batalkan pembayarannya lebih dahulu.",
    "invoice.not_issued": "Tagihan {number} tidak sedang berjalan, jadi tidak perlu dibatalkan.",
    "kode_iuran.empty": "Isi kode iuran dari sistem BPJS Ketenagakerjaan.",
    "kode_iuran.form": "Kode iuran terdiri dari 3 sampai 40 huruf, angka, titik, garis, atau garis miring.",
    "kode_iuran.shape": "Bentuk kode iuran di sini {shape} (9 angka, A huruf, * keduanya). Periksa ketikannya.",
    "kode_iuran.taken": "Kode iuran ini sudah dipakai tagihan {number}. Buat kode baru untuk tagihan ini.",
    "kode_iuran.taken_elsewhere": "Kode iuran ini sudah dipakai tagihan lain. Periksa atau buat kode baru.",
    "split.none": "Pilih orang yang membayar lebih dahulu.",
    "split.all": "Semua orang terpilih, jadi tidak ada yang dipisah. Bayar saja seluruh tagihan.",
    "split.unknown": "{count} orang yang dipilih tidak punya iuran terbuka di tagihan ini. Muat ulang halaman.",
    "reason.short": "Tulis alasannya dengan beberapa kata, supaya yang membacanya mengerti.",
    # Payments.
    "payment.not_issued": "Tagihan {number} belum punya kode iuran atau sudah dibatalkan, jadi belum dapat dibayar.",
    "payment.already_paid": "Tagihan {number} sudah lunas. Pembayaran ini mungkin sudah dicatat rekan Anda.",
    "payment.future": "Waktu bayar masih di depan. Salin tanggal dan jam dari bukti bayar.",
    "payment.before_bill": "Waktu bayar lebih awal daripada tagihan ({day}). Salin tanggal dari bukti bayar.",
    "payment.channel": "Pilih tempat membayar.",
    "payment.reference": "Isi nomor referensi dari bukti bayar.",
    "payment.people": "Pilih orang yang dibayar.",
    "payment.people_paid": "{count} orang yang dipilih tidak punya iuran terbuka di tagihan ini. Muat ulang halaman.",
    "payment.amount": "Uang yang masuk {amount}, sedangkan sisa tagihan {expected} (selisih {difference}). "
    "Bila hanya sebagian orang yang dibayar, pilih orangnya.",
    "payment.amount_credit": "Uang yang masuk {amount}, sedangkan sisa tagihan setelah titipan dipakai {expected} "
    "(selisih {difference}). Hapus centang titipan bila tidak dipakai, atau sesuaikan jumlahnya.",
    "payment.amount_part": "Uang yang masuk {amount}, sedangkan iuran {people} orang terpilih {expected} "
    "(selisih {difference}). Sesuaikan pilihan orang atau jumlahnya.",
    "payment.twice": "Sudah dicatat sebagai {number}, dibayar {day}, dengan referensi dan jumlah yang sama.",
    "payment.twice_now": "Pembayaran dengan referensi dan jumlah ini baru saja dicatat. Muat ulang halaman.",
    "statement.channel": "Isi bank atau kanal asal berkas ini, misalnya: BJB rekening iuran.",
    "statement.same_file": (
        "Berkas ini sudah dimasukkan sebagai “{title}” pada {day}, walau namanya mungkin lain. Buka yang sudah ada."
    ),
    "statement.settled": "Sebagian uangnya sudah dicatat, jadi berkas ini tidak dapat diubah atau dibatalkan lagi.",
    "statement.nothing": "Tidak ada baris yang dapat dicatat. Periksa baris yang belum ketemu tagihannya.",
    "bank_row.total": "Baris jumlah atau saldo, bukan uang masuk.",
    "bank_row.outgoing": "Uang keluar atau koreksi bank (minus), bukan uang masuk.",
    "bank_row.zero": "Jumlahnya nol, jadi tidak ada uang yang masuk.",
    "bank_row.shifted": (
        "Isi baris ini bergeser dari kolomnya. Bandingkan dengan berkas aslinya, betulkan di sana, lalu unggah lagi."
    ),
    "bank_row.day": "Tanggalnya tidak terbaca. Betulkan di berkasnya (misalnya 21/11/2026), lalu unggah lagi.",
    "bank_row.future": "Tanggalnya masih di depan. Periksa apakah hari dan bulannya tertukar.",
    "bank_row.amount": "Jumlahnya tidak terbaca. Betulkan di berkasnya (misalnya 1.234.567), lalu unggah lagi.",
    "bank_row.cents": "Jumlahnya memuat sen, padahal iuran selalu rupiah utuh. Periksa kolom jumlahnya.",
    "bank_row.none": "Tidak ada kode iuran atau nomor tagihan yang dikenal. Pilih sendiri tagihannya.",
    "bank_row.several": "Keterangannya cocok dengan {count} tagihan. Pilih sendiri tagihannya.",
    "bank_row.second": "Tagihan {number} sudah terbayar oleh baris lain. Simpan sebagai titipan, atau sisihkan.",
    "bank_row.paid": "Tagihan {number} sudah lunas. Simpan sebagai titipan, atau sisihkan bila uangnya sama.",
    "bank_row.void": "Kode ini milik tagihan {number} yang sudah dibatalkan. Pilih tagihan penggantinya.",
    "bank_row.proposed": "Tagihan {number} belum punya kode iuran. Terbitkan dahulu, lalu tunjukkan lagi.",
    "bank_row.taken_back": "Pembayaran {number} dari baris ini dibatalkan. Tunjukkan tagihan yang benar.",
    "bank_row.choose": "Pilih tagihannya dahulu.",
    "bank_row.settled": "Baris ini sudah diselesaikan rekan Anda. Muat ulang halaman.",
    "bank_row.no_money": "Baris ini tidak membawa uang yang terbaca, jadi tidak dapat dibayarkan.",
    "bank_row.no_bill": "Belum jelas mitra mana yang membayar. Pilih tagihannya dahulu.",
    "credit.not_open": "Titipan ini sudah dipakai atau sedang dikembalikan. Muat ulang halaman.",
    "credit.not_refunding": "Titipan ini tidak sedang dikembalikan. Muat ulang halaman.",
    "credit.spent": (
        "Kelebihan dari uang masuk ini sudah dipakai atau dikembalikan. Batalkan dahulu pembayaran yang memakainya."
    ),
    "payment.void": "Pembayaran {number} sudah dibatalkan.",
    # contributions and policies
    "income.missing": "Penghasilan belum diisi. Isi perkiraan penghasilan sebulan.",
    "income.form": "Tulis penghasilan sebulan dalam rupiah, misalnya 1.500.000.",
    "occupation.missing": "Pekerjaan belum diisi. Pilih dari daftar, atau tulis dengan kata sendiri.",
    "jht.form": "Tulis ya bila ikut Jaminan Hari Tua, atau kosongkan.",
    "income.negative": "Penghasilan tidak boleh kurang dari nol. Periksa angkanya.",
    "programmes.mandatory": "JKK dan JKM wajib diikuti. Pilih keduanya.",
    "programmes.pkl": "Siswa PKL hanya mengikuti JKK dan JKM. Hapus JHT.",
    "month.before_law": "Iuran {month} tidak dapat dihitung: aturannya mulai Juli 2015. Pilih bulan yang lebih baru.",
    "bill.empty": "Belum ada bulan yang ditagih. Pilih paling sedikit satu bulan.",
    "prepay.months": "Pilih membayar 1, 3, 6, atau 12 bulan.",
    "prepay.beyond": "Kepesertaan selesai {last}. Pilih jumlah bulan yang lebih sedikit.",
    "end.missing": "Tanggal selesai PKL belum diisi. Isi hari terakhir PKL.",
    "end.before_start": "Tanggal selesai mendahului tanggal mulai. Periksa keduanya.",
    "policy.unknown": "Pengaturan ini tidak dikenal. Muat ulang halaman.",
    "policy.switch": "Pilih ya atau tidak.",
    "policy.choice": "Pilih salah satu pilihan yang tersedia.",
    "policy.count": "Isi angka bulat {least} sampai {most}.",
    "policy.shape": (
        "Pola hanya memuat 9 (angka), A (huruf), * (angka atau huruf), dan - / . , paling panjang {longest}."
    ),
    # files and rows
    "file.empty": "Berkas ini kosong. Pilih berkas yang berisi daftar.",
    "file.no_rows": (
        "Judul kolomnya terbaca, tetapi tidak ada baris di bawahnya. Periksa berkasnya, lalu unggah lagi."
    ),
    "file.too_large": "Berkas lebih dari {limit} MB. Hapus gambar atau bagi menjadi beberapa berkas.",
    "file.type": "Isi berkas ini {found}, bukan lembar kerja. Buka di Excel, simpan sebagai .xlsx, lalu unggah lagi.",
    "file.password": "Berkas terkunci kata sandi. Hapus sandinya di Excel, simpan, lalu unggah lagi.",
    "file.bomb": "Isi berkas terlalu besar setelah dibuka. Salin tabelnya ke berkas baru, lalu unggah lagi.",
    "file.rows": "Lebih dari {limit} baris. Bagi menjadi beberapa berkas.",
    "file.columns": "Lebih dari {limit} kolom. Hapus kolom di kanan tabel, lalu unggah lagi.",
    "file.broken": "Berkas rusak atau terpotong. Simpan ulang di Excel, lalu unggah lagi.",
    "file.pictures_only": "Berkas hanya berisi gambar. Ketik daftarnya sebagai tabel atau pakai contoh berkas kami.",
    "file.no_table": "Tidak ada tabel di berkas ini. Beri judul kolom seperti pada contoh berkas.",
    "file.exhausting": (
        "Lembar terlalu besar; mungkin ada isi jauh di luar tabel. Salin tabelnya ke berkas baru, lalu unggah lagi."
    ),
    "nik.empty": "NIK kosong. Isi 16 angka dari KK atau KIA.",
    "nik.length": "NIK harus 16 angka, di sini {found}. Periksa KK.",
    "nik.characters": "NIK hanya boleh angka. Hapus huruf atau tanda lain.",
    "nik.serial": "Empat angka terakhir NIK tidak mungkin 0000. Periksa KK.",
    "nik.date": "Tanggal lahir di dalam NIK tidak mungkin ada. Periksa angka ke-7 sampai ke-12.",
    "nik.rounded": (
        "NIK rusak karena Excel menyimpannya sebagai angka (digit terakhir menjadi 0). Ubah format "
        "kolom NIK menjadi Teks, ketik ulang NIK, lalu unggah lagi – atau ketik NIK yang benar di sini."
    ),
    "nik.region": "Kode wilayah {region}… pada NIK tidak dikenal. Cocokkan dengan KK.",
    "name.empty": "Nama kosong. Isi sesuai KK.",
    "name.short": "Nama terlalu pendek. Tulis lengkap sesuai KK.",
    "name.characters": "Nama memuat angka atau tanda. Tulis sesuai KK.",
    "mother_name.empty": "Nama ibu kandung kosong. Isi agar klaim kelak mudah.",
    "mother_name.characters": "Nama ibu memuat angka atau tanda. Tulis sesuai KK.",
    "text.long": "Isi lebih dari {limit} huruf. Singkatkan.",
    "birth_date.form": "Tanggal lahir tidak terbaca. Tulis seperti 04/01/2008.",
    "birth_date.future": "Tanggal lahir belum terjadi. Periksa tahunnya.",
    "birth_date.nik": "Tanggal lahir berbeda dari NIK ({by_nik}). Pilih yang sesuai KK.",
    "birth_date.age": "Umur {age} tahun, di luar {youngest}–{oldest}. Periksa tanggal lahir.",
    "birth_date.young": "Umur {age} tahun, di bawah {youngest}. Periksa tanggal lahir.",
    "birth_date.too_old": "Umur {age} tahun; pendaftaran hanya sebelum {limit}. Periksa tanggal lahir.",
    "sex.form": "Jenis kelamin tidak terbaca. Isi L atau P.",
    "sex.nik": "Jenis kelamin berbeda dari NIK. Pilih yang sesuai KK.",
    # Messages.
    "whatsapp.nothing_due": "Tidak ada lagi yang perlu diingatkan: tagihannya selesai, atau semua sudah terlindungi.",
    "whatsapp.nobody": "Pilih dahulu kepada siapa pesan ini dikirim.",
    "whatsapp.no_phone": "Nomor HP-nya belum ada atau bukan nomor ponsel. Lengkapi lebih dahulu, lalu coba lagi.",
    "whatsapp.opted_out": "Orang ini tidak mau dikirimi pesan. Hubungi dengan cara lain.",
    "whatsapp.own_choice": "Orang ini sendiri yang memilih berhenti menerima pesan; hanya ia yang dapat mengubahnya.",
    "whatsapp.empty": "Isi pesan wajib diisi. Tulis apa yang perlu dilakukan penerima.",
    "whatsapp.long": "Pesan terlalu panjang. Pakai paling banyak {most} karakter.",
    "whatsapp.identity": "Pesan memuat 16 angka seperti NIK. Hapus nomor itu; jangan kirim NIK lewat WhatsApp.",
    "whatsapp.already": "Pengingat ini sudah terkirim. Muat ulang halaman Pesan untuk melihatnya.",
    "message.not_stuck": "Pengingat ini sudah terkirim atau masih menunggu. Muat ulang halaman Pesan.",
    "message.no_address": "Orang ini belum punya alamat e-mail. Isi di data mitra, atau kirim lewat WhatsApp.",
    "message.opted_out": "Orang ini tidak mau menerima pengingat. Hubungi dengan cara lain.",
    "message.no_text": "Isi pesan ini sudah dihapus karena memuat tautan sekali pakai. Minta tautan yang baru.",
    "message.no_server": "Server surat belum dipasang. Kirim pengingat ini lewat WhatsApp.",
    "phone.form": "Nomor HP tidak dikenali. Tulis satu nomor, misalnya 081234567890.",
    "email.form": "E-mail tidak lengkap. Tulis seperti nama@contoh.id, atau kosongkan.",
    "nisn.form": "NISN harus 10 angka. Periksa Dapodik, atau kosongkan.",
    "start.form": "Tanggal mulai tidak terbaca. Tulis seperti 04/01/2027.",
    "end.form": "Tanggal selesai tidak terbaca. Tulis seperti 30/06/2027.",
    "start.outside": "Tanggal mulai di luar gelombang ({first} – {last}). Sesuaikan bila keliru.",
    "end.outside": "Tanggal selesai di luar gelombang ({first} – {last}). Sesuaikan bila keliru.",
    # waves
    "wave.period": "Tanggal selesai mendahului tanggal mulai. Periksa keduanya.",
    "wave.too_long": "Gelombang paling lama {days} hari. Periksa tahun pada kedua tanggal.",
    "wave.far": "Tanggal berangkat lebih dari lima tahun lagi. Periksa tahunnya.",
    "wave.same_name": "Nama gelombang ini sudah dipakai. Tambahkan tahun atau jurusan agar berbeda.",
    "wave.sent": (
        "Tanggal tidak dapat diubah karena sudah ada siswa yang diajukan. "
        "Tarik kembali pengajuannya, atau buat gelombang lain."
    ),
    "wave.not_empty": "Gelombang ini masih berisi siswa. Batalkan daftarnya lebih dahulu.",
    # rosters
    "roster.same_file": (
        "Berkas ini sudah diunggah pada {day} ({title}). Buka daftar itu, "
        "atau centang “Unggah lagi walau sama” bila memang disengaja."
    ),
    "roster.busy": "Daftar ini sedang dibaca. Tunggu sampai selesai, lalu coba lagi.",
    "roster.sent": (
        "Daftar ini tidak dapat dibatalkan karena sebagian barisnya sudah diajukan atau dimasukkan. "
        "Tarik kembali dahulu, lalu batalkan."
    ),
    "roster.nothing_pasted": "Tempelkan dahulu baris dari Excel atau WhatsApp.",
    "roster.no_file": "Pilih dahulu berkasnya.",
    "mapping.twice": "Satu isian hanya boleh dari satu kolom. Ubah salah satunya menjadi “Abaikan”.",
    "mapping.missing": "Tunjukkan dahulu kolom untuk: {fields}.",
    "mapping.sent": "Kolom tidak dapat diubah lagi karena sebagian baris sudah diajukan atau dimasukkan.",
    "row.sent": "Baris ini sudah diajukan atau dimasukkan, jadi tidak dapat diubah di sini.",
    "row.skipped": "Baris ini dilewati. Kembalikan dahulu, lalu perbaiki.",
    "column.unknown": "Pilih kolom yang akan diganti.",
    "column.same": "Isi pengganti sama dengan isi lama.",
    "column.none": "Tidak ada baris yang berisi persis seperti itu.",
    "nik.twice": "NIK ini sama dengan baris {row}. Perbaiki salah satu, atau lewati baris ini.",
    "nik.enrolled_here": (
        "Siswa ini sudah didaftarkan sekolah Anda untuk {start} sampai {until}. "
        "Lewati baris ini, atau ubah tanggal mulainya."
    ),
    "nik.enrolled_elsewhere": (
        "Siswa ini masih terdaftar melalui sponsor lain sampai {until}. "
        "Isi tanggal mulai sesudah hari itu, atau minta pindah."
    ),
    # lists of members
    "kta.empty": "Nomor KTA kosong. Isi seperti di kartu anggota.",
    "kta.form": "Nomor KTA hanya huruf, angka, titik, garis, atau garis miring; paling panjang {most}.",
    "kta.rounded": "Nomor KTA rusak karena Excel menyimpannya sebagai angka. Ketik nomor yang benar di sini.",
    "kta.twice": "Nomor KTA ini sama dengan baris {row}. Perbaiki salah satu, atau lewati baris ini.",
    "kta.known": "Anggota ini sudah ada. Bila dimasukkan, datanya diperbarui dari baris ini.",
    "kta.left": (
        "Nomor KTA ini milik {name} yang sudah keluar. Catat dahulu kembalinya di halaman anggota itu, "
        "atau lewati baris ini."
    ),
    "kta.other_name": (
        "Nomor KTA ini sudah dipakai {name}. Pakai nama itu bila orangnya sama, atau perbaiki nomor KTA."
    ),
    "kta.elsewhere": (
        "Nomor KTA ini sudah dipakai anggota di luar unit Anda. Periksa nomornya, atau tanyakan ke tingkat di atas."
    ),
    "nik.other_member": (
        "NIK ini sudah tercatat pada anggota lain. Periksa angkanya, kosongkan NIK, atau lewati baris ini."
    ),
    "unit.unknown": "Tidak ada unit “{unit}” di sini. Pakai nama atau kode unit yang ada.",
    "unit.several": "Ada {count} unit bernama “{unit}”. Tulis kode unitnya.",
    "wage_earner.form": "Isi kolom PU/Karyawan tidak dikenali. Tulis ya atau tidak.",
    "admission.nothing": "Tidak ada baris yang siap dimasukkan. Perbaiki dahulu baris yang salah.",
    "admission.none": "Belum ada anggota yang masuk dari daftar ini.",
    "likeness.decided": "Sudah diputuskan rekan Anda. Muat ulang halaman ini.",
    "likeness.answer": "Bandingkan dahulu, lalu pilih salah satu jawaban.",
    "likeness.early": "Ormasnya masih boleh menjawab sendiri. Kantor cabang dapat menjawab mulai {day}.",
    "likeness.open": "Keputusan ini sudah dibatalkan. Muat ulang halaman ini.",
    "likeness.matched": "Anggota ini sudah cocok dengan seorang peserta. Muat ulang halaman ini.",
    "likeness.taken": "Peserta ini sudah cocok dengan anggota lain di ormas ini. Pilih “Bukan orang yang sama”.",
    # becoming a participant without a school
    "registration.twice": "NIK ini sama dengan orang ke-{row} di isian yang sama. Perbaiki atau hapus salah satunya.",
    "registration.here": "Orang ini sudah menjadi peserta lewat unit ini sejak {start}. Buka datanya di Peserta.",
    "registration.elsewhere": (
        "Orang ini masih terdaftar lewat pihak lain sejak {start}, tanpa hari selesai. "
        "Minta pindah bila ia mau ke sini."
    ),
    "registration.elsewhere_until": (
        "Orang ini masih terdaftar lewat pihak lain sampai {until}. "
        "Daftarkan sesudah hari itu, atau minta pindah sekarang."
    ),
    "registration.closed": "{name} sudah ditutup. Daftarkan orang ini di unit yang masih berjalan.",
    "registration.none": "Belum ada orang yang diisi. Isi paling sedikit satu orang.",
    "registration.consent": "Catat dahulu persetujuan orangnya: tanda tangan di lembar, atau lewat HP sendiri.",
    # moving people
    "transfer.free": (
        "Orang ini tidak terdaftar lewat pihak lain pada hari itu, jadi tidak perlu diminta. Daftarkan langsung."
    ),
    "transfer.day": "Pilih hari antara {first} dan {last}.",
    "transfer.asked": "Orang ini sudah diminta dan belum dijawab. Lihat di halaman Pindah.",
    "transfer.row": "Baris ini belum dapat diminta pindah. Perbaiki NIK dan tanggal mulainya dahulu.",
    "transfer.answered": "Permintaan ini sudah dijawab, ditarik, atau lewat waktu. Muat ulang halaman ini.",
    "transfer.not_asker": "Hanya yang meminta yang dapat menarik permintaan ini. Jawab saja di bawah.",
    "transfer.not_holder": "Hanya penyelenggara sekarang atau kantor cabangnya yang dapat menjawab permintaan ini.",
    "transfer.moves_on": "Pilih hari antara {first} dan {last}; hari yang sudah lewat tidak dapat dipilih.",
    "transfer.reason": "Tulis alasannya dengan jelas; dibaca yang meminta.",
    "transfer.branch_reason": (
        "Penyelenggaranya masih boleh menjawab sampai {day}. Tulis alasan kantor cabang menjawab lebih dahulu."
    ),
    "enrolment.undecided": (
        "Pengajuan orang ini belum diputuskan kantor cabang. Tunggu keputusannya, atau tarik pengajuannya dahulu."
    ),
    "enrolment.over": "Kepesertaan ini sudah dikembalikan atau dihentikan, jadi tidak perlu diakhiri lagi.",
    "period.same": "Itu tanggal selesai yang sekarang. Pilih hari lain, atau kembali.",
    "period.closed": "Masa PKL-nya sudah lewat. Bila ia PKL lagi, masukkan ke gelombang yang baru.",
    "period.taken": "Sejak {start} ia sudah terdaftar untuk masa lain. Pilih hari sebelum itu.",
    "withdrawal.begun": "Perlindungannya sudah mulai. Pakai Akhiri kepesertaan, atau perpendek masa PKL-nya.",
    "consent.name": "Tulis nama lengkap orang tua atau wali.",
    "consent.given": "Persetujuannya sudah ada. Muat ulang halaman ini.",
    "sheet.nobody": "Semua siswa kelas ini sudah ada persetujuannya, jadi tidak ada yang perlu dicetak.",
    "sheet.many": "Paling banyak {most} siswa dalam satu lembar. Isi kelas siswanya dahulu, lalu cetak per kelas.",
    "sheet.no_photo": "Unggah dahulu foto lembar yang sudah ditandatangani; foto itu buktinya.",
    "sheet.none": "Belum ada baris yang dicentang. Centang yang ditandatangani; bila sudah, muat ulang halaman ini.",
    "sheet.unknown": (
        "Kode QR di foto ini bukan milik lembar persetujuan sekolah Anda. Periksa apakah lembarnya dicetak di sini."
    ),
    "sheet.which": "Pilih dahulu lembarnya.",
    "photo.proof": (
        "Foto ini satu-satunya bukti persetujuan yang sudah dicatat dari lembarnya. Unggah dahulu foto yang lebih "
        "baik, baru hapus atau pindahkan yang ini."
    ),
    "photo.twice": "Foto ini sedang dikirim rekan Anda. Muat ulang halaman ini.",
    "consent.missing": (
        "{people} siswa belum ada persetujuan walinya, padahal kantor cabang menjadikannya syarat. Minta sekolah "
        "melengkapi, atau kembalikan barisnya."
    ),
    "proof.nobody": "Belum ada siswa yang disetujui kantor cabang di gelombang ini.",
    "proof.many": "Paling banyak {most} siswa dalam satu berkas. Bagi gelombangnya.",
    "placement.none": "Pilih dahulu siswa yang PKL di sana.",
    "placement.host": "Tulis nama tempat PKL-nya.",
    "placement.days": "Tanggal selesainya mendahului tanggal mulai.",
    "copy.same_wave": "Pilih gelombang lain sebagai tujuan.",
    "copy.none": "Pilih paling sedikit satu kelas yang ada siswanya.",
    "copy.many": "Paling banyak {most} siswa sekali salin. Pilih lebih sedikit kelas, lalu salin sisanya sesudahnya.",
    "ending.day": "Pilih hari antara {first} dan {last}.",
    "ending.choice": "Pilih dahulu apa yang terjadi dengan kepesertaannya.",
    "death.future": "Hari meninggal tidak boleh sesudah hari ini.",
    "death.too_early": "Hari meninggal sebelum {first}. Periksa tanggalnya, atau hubungi kantor cabang.",
    "death.noted": "Sudah dicatat meninggal dunia. Muat ulang halaman ini.",
    "transfer.undecided": (
        "Pengajuan orang ini belum diputuskan kantor cabang, jadi ia belum dapat dilepas. Tarik pengajuannya, atau "
        "minta kantor cabang mengembalikan barisnya; sesudah itu setujui lagi di sini."
    ),
    "transfer.covered": (
        "Orang ini sekarang terdaftar lewat pengajuan lain. Tolak permintaan ini; yang meminta dapat meminta lagi."
    ),
    "transfer.died": "Tercatat meninggal dunia {day}. Tolak permintaan ini, atau hubungi kantor cabang bila keliru.",
    "death.undone": "Catatan ini sudah dibatalkan. Muat ulang halaman ini.",
    "death.late": "Catatan hanya dapat dibatalkan pada hari yang sama. Hubungi kantor cabang.",
    "birth_date.missing": "Tanggal lahir belum diisi. Tulis seperti di KTP atau Kartu Keluarga.",
    "birth_place.missing": "Tempat lahir belum diisi. Tulis seperti di Kartu Keluarga.",
    "phone.missing": "Nomor HP belum diisi. Tulis nomor yang dapat dihubungi.",
    "link.title": "Nama tautan belum diisi. Tulis untuk apa, misalnya Rapat Ranting 21 November.",
    "link.past": "Hari terakhir sudah lewat. Pilih hari ini atau sesudahnya.",
    "link.far": "Paling lama satu tahun dari sekarang. Pilih hari yang lebih dekat; nanti dapat diperpanjang.",
    "link.classes": "Kelas belum diisi. Tulis satu kelas tiap baris, misalnya XI TKJ 1.",
    "link.many_classes": "Paling banyak {most} kelas dalam satu tautan. Buat tautan kedua untuk sisanya.",
    "link.long_class": "Nama kelas paling panjang {limit} karakter. Tulis satu kelas tiap baris.",
    "link.after_wave": "Gelombang ini selesai {end}. Pilih hari itu atau sebelumnya.",
    "entry.class": "Kelas belum dipilih. Pilih kelas Anda dari daftarnya.",
    "entry.consent": "Pernyataannya belum dicentang. Baca bersama orang tua, lalu centang.",
    "entry.twice": "NIK ini juga ada di {others} isian lain yang menunggu. Sahkan yang benar, lewati yang lain.",
    "entry.listed": "NIK ini sudah ada di daftar {title}. Lewati isian ini, atau lewati barisnya di sana.",
    "roster.filled_in": "Daftar ini diisi oleh siswa sendiri, jadi tidak dibatalkan. Lewati baris yang tidak jadi.",
    "meeting.lines": "Jumlah baris 1 sampai {most}. Untuk rapat yang lebih besar buat beberapa lembar.",
    "meeting.number": "Nomor baris 1 sampai {most}. Periksa nomor di lembarnya.",
    "meeting.empty": "Baris ini masih kosong. Ketik isinya, atau lewati ke baris berikutnya.",
    "meeting.registered": (
        "Sudah ada {count} orang yang terdaftar lewat lembar ini, jadi lembarnya tetap disimpan sebagai bukti."
    ),
    "photo.none": "Pilih atau potret dahulu lembarnya, lalu kirim.",
    "photo.most": "Sudah ada {most} foto untuk lembar ini. Hapus yang buram atau ganda, lalu kirim lagi.",
    "photo.other_sheet": (
        "Kode QR di foto ini milik lembar lain. Buka halaman lembar itu, atau potret lembar yang benar."
    ),
    "registration.other_person": (
        "Formulir ini dibuka oleh orang lain di HP ini. Minta orangnya masuk dan mengirimnya, "
        "atau isi lagi sebagai Anda."
    ),
    # Photographs.
    "picture.empty": "Foto ini kosong. Ambil foto baru, lalu kirim lagi.",
    "picture.type": "Berkas ini bukan foto JPEG, PNG, atau WebP. Potret dengan kamera HP, lalu kirim lagi.",
    "picture.heic": (
        "Foto berformat HEIC belum dapat dibuka. Di iPhone: Pengaturan, Kamera, Format, "
        "pilih “Paling Kompatibel”, lalu potret lagi."
    ),
    "picture.too_large": "Foto lebih dari {limit} MB. Turunkan ukuran foto di kamera, lalu potret lagi.",
    "picture.pixels": "Foto lebih dari {limit} megapiksel. Turunkan ukuran foto di kamera, lalu potret lagi.",
    "picture.small": "Foto terlalu kecil untuk dibaca. Potret dengan kamera HP, bukan tangkapan layar kecil.",
    "picture.broken": "Foto rusak atau terpotong di jalan. Kirim lagi, atau potret ulang.",
    "picture.exhausting": "Foto ini tidak dapat dibuka dalam batas waktu. Potret ulang, lalu kirim lagi.",
    "meeting.decided": "Baris {number} sudah diputuskan, jadi tidak diubah lagi. Periksa nomor barisnya.",
    "applicant.consent": "Persetujuan belum dicentang. Baca pernyataannya, lalu centang bila setuju.",
    "applicant.fast": "Halaman ini baru saja dibuka. Periksa isian Anda sebentar, lalu tekan Kirim sekali lagi.",
    "applicant.price": "Periksa dahulu iurannya di bawah, lalu tekan Kirim.",
    "applicant.none": "Belum ada yang dicentang, atau rekan Anda sudah memutuskannya. Muat ulang halaman ini.",
    "applicant.moving": (
        "Ia sedang diminta pindah dari pihak lain. Tunggu jawabannya, atau tarik dahulu permintaannya di Pindah."
    ),
    "applicant.reason": "Tulis alasan menolak, agar rekan Anda tahu sebabnya.",
    # dues
    "dues.month": "Iuran {month} tidak dikumpulkan sekarang. Pilih bulan lalu, bulan ini, atau bulan depan.",
    "dues.unit_closed": "{name} sudah ditutup. Buka daftar iuran di unit yang masih berjalan.",
    "dues.nobody": (
        "Tidak ada yang perlu membayar iuran {month} di {name}: semua sudah lunas atau ditagih, "
        "atau belum ada peserta. Daftarkan peserta lebih dahulu bila belum ada."
    ),
    "dues.too_many": "Ada {people} orang, paling banyak {most} dalam satu daftar. Buka daftar per unit di bawahnya.",
    "dues.closed": "Daftar ini sudah ditagih atau dibatalkan. Buka daftar baru untuk yang belum membayar.",
    "dues.open": "Daftar ini belum ditagih, jadi tidak ada yang perlu dibuka kembali.",
    "dues.number": "Nomor {number} tidak ada di daftar ini. Periksa nomor barisnya.",
    "dues.numbers": "Tulis nomor baris dipisah koma, misalnya 1-10, 12, 15.",
    "dues.none": "Belum ada yang dicentang. Centang dahulu yang sudah membayar.",
    "dues.gone": "Semua yang dicentang sudah dibayar atau ditagih lewat daftar lain. Batalkan daftar ini.",
    "dues.changed": (
        "Jumlahnya berubah menjadi {amount} (tadi {expected}), karena ada yang dicentang, dibayar, atau ditagih "
        "di tempat lain. Periksa lagi sebelum membuat tagihan."
    ),
    "dues.coded": "Tagihan {number} sudah punya kode iuran. Minta kantor cabang membatalkannya bila ada yang salah.",
    # incentives
    "incentive.version": "Aturan insentif {name} belum berlaku pada {month}. Pilih aturan atau bulan lain.",
    "terms.version": "Aturan ini tidak ada, atau belum berlaku pada bulan itu. Pilih salah satu dari daftarnya.",
    "terms.month": "Paling cepat mulai {month}: bulan sebelumnya sudah punya baris insentif.",
    "terms.agreement": "Tulis nomor PKS atau adendum yang mendasarinya.",
    "terms.reason": "Tulis alasannya dengan beberapa kata, supaya jelas bagi yang membaca kelak.",
    "terms.twice": "Sudah ada keputusan mulai {month}. Pilih bulan lain.",
    "dispute.said": "Tulis apa yang tidak sesuai (paling sedikit {least} huruf), supaya dapat diperiksa.",
    "dispute.taken_back": "Baris ini sudah dibatalkan, jadi tidak perlu disanggah. Lihat baris penggantinya.",
    "dispute.twice": "Baris ini sedang disanggah. Tunggu jawaban kantor cabang.",
    "dispute.answered": "Sanggahan ini sudah dijawab atau ditarik. Muat ulang halaman ini.",
    "dispute.answer": "Tulis jawabannya, paling sedikit {least} huruf, supaya agen mengerti sebabnya.",
    "dispute.amount": "Jumlah koreksi lebih dari Rp0 dan paling banyak {most}. Kosongkan bila barisnya sudah benar.",
    "account.bank": "Pilih atau tulis nama banknya.",
    "account.number": "Nomor rekening 6 sampai 20 angka. Salin dari buku tabungan.",
    "account.holder": "Tulis nama pemilik rekening seperti di buku tabungan.",
    "payout.running": "{month} belum berakhir. Pembayaran disiapkan setelah bulannya selesai.",
    "payout.twice": "Pembayaran {month} sudah disiapkan. Buka yang sudah ada, atau batalkan dahulu rancangannya.",
    "payout.earlier": "Siapkan pembayaran {month} lebih dahulu, karena bulan itu juga belum dibayar.",
    "payout.nothing": "Belum ada baris insentif yang menunggu dibayar untuk {month}.",
    "payout.not_draft": "Pembayaran ini bukan rancangan lagi. Muat ulang halaman ini.",
    "payout.same_person": "Yang menyiapkan ({name}) tidak boleh menyetujui sendiri. Minta rekan lain memeriksanya.",
    "payout.changed": (
        "Jumlah di rancangan ini tidak lagi sama dengan buku insentif. Batalkan, lalu siapkan sekali lagi."
    ),
    "payout.approved": "Pembayaran ini sudah disetujui atau dibatalkan, jadi tidak dapat dibatalkan lagi.",
    "payout.not_approved": "Pembayaran ini belum disetujui orang kedua, atau sudah dikirim.",
    "payout.return_reason": "Tulis alasan dari bank, misalnya: nomor rekening tidak ditemukan.",
    "payout.not_paid": "Transfer ini belum dikirim, atau sudah tercatat kembali. Muat ulang halaman ini.",
    "payout.nothing_returned": "Tidak ada transfer kembali yang penerimanya sudah punya rekening.",
    # the drive
    "event.name": "Tulis nama kegiatannya, misalnya Sosialisasi BPJS Ketenagakerjaan.",
    "event.place": "Tulis tempatnya, misalnya Balai RW 02.",
    "event.day": "Tanggal kegiatan paling lama setahun yang lalu dan paling jauh dua tahun lagi.",
    "event.identity": "Undangan tidak boleh memuat NIK atau nomor KK. Hapus nomor itu.",
    "event.invitation_long": "Undangan paling panjang {most} huruf. Pendekkan dahulu.",
    "event.cancelled": "Kegiatan ini sudah dibatalkan. Buat kegiatan baru bila tetap diadakan.",
    "event.reason": "Tulis alasan pembatalannya, supaya yang diundang tahu.",
    "attendance.number": "Tidak ada anggota dengan nomor itu di unit ini. Periksa nomornya, atau catat sebagai tamu.",
    "attendance.guest_name": "Baris {row}: belum ada namanya. Tulis nama, lalu nomor HP bila ada.",
    "attendance.guest_phone": (
        "Baris {row}: nomor HP-nya tidak lengkap atau keliru. Nomor HP diawali 08, misalnya 0812 3456 7890."
    ),
    "attendance.guests_none": "Belum ada tamu yang ditulis. Tulis satu orang di setiap baris: nama, nomor HP.",
    "attendance.guests_many": "Ada {count} baris, paling banyak {most} sekali simpan. Simpan sebagian dahulu.",
    "attendance.full": "Daftar hadir ini sudah memuat {most} orang. Coret yang keliru, atau buat kegiatan kedua.",
    "attendance.member": "Orang ini anggota; keadaannya mengikuti data anggota. Cocokkan di halaman anggota.",
    "check_in.name": "Tulis nama Anda seperti di KTA atau KTP.",
    "check_in.number": "Tulis nomor HP (diawali 08) atau nomor KTA Anda.",
    "lead.nobody": "Belum ada yang dipilih. Centang orang yang akan dihubungi.",
    "lead.caller": "Pilih rekan yang akan menghubungi, dari unit ini atau unit Anda.",
    "lead.day": "Pilih hari mulai hari ini sampai paling lama setahun lagi.",
    "lead.closed": "Tindak lanjut ini sudah selesai. Muat ulang halamannya.",
    "lead.outcome": "Pilih hasilnya: sudah dibantu, belum tersambung, atau tidak berminat.",
    "lead.note": "Tulis sedikit catatan, supaya rekan lain tahu apa yang dibicarakan.",
    # people and their cards
    "enrolment.returned": "Peserta ini dikembalikan kantor cabang. Perbaiki barisnya di daftar, lalu ajukan lagi.",
    "enrolment.withdrawn": "Pengajuan peserta ini sudah ditarik. Perbaiki barisnya di daftar, lalu ajukan lagi.",
    "enrolment.shared": (
        "Orang ini juga terdaftar melalui mitra lain, jadi datanya tidak dapat diubah sepihak. "
        "Hubungi kantor cabang dengan bukti yang benar."
    ),
    "enrolment.unchanged": "Belum ada yang diubah. Ubah isiannya, atau kembali.",
    "reveal.reason": "Tulis alasannya dengan beberapa kata, misalnya: mencocokkan dengan kartu keluarga.",
    "reveal.digits": "Alasan tidak boleh memuat nomor. Tulis dengan kata-kata saja.",
    "cards.none": "Belum ada kartu di gelombang ini. Kartu dibuat setelah kantor cabang menyetujui pengajuan.",
    "cards.none_covered": "Belum ada yang iurannya dibayar. Bayar tagihannya, atau cetak semua kartu.",
    # long work
    "job_unexpected": (
        "Pekerjaan terhenti karena gangguan pada sistem. Yang sudah selesai tetap tersimpan; tekan Lanjutkan."
    ),
    "job_worker_died": (
        "Pekerjaan berulang kali terhenti di tempat yang sama. Tekan Lanjutkan; bila terulang, hubungi kantor cabang."
    ),
    "job_unknown_kind": "Sistem belum mengenal pekerjaan ini. Coba lagi setelah pembaruan selesai.",
    "job_not_allowed": (
        "Akses orang yang meminta pekerjaan ini sudah berakhir. Minta rekan yang masih bertugas mengulanginya."
    ),
    # submissions
    "submission.nothing": "Tidak ada baris yang siap diajukan. Perbaiki dahulu baris yang salah.",
    "submission.under_way": "Daftar ini sedang dikirim. Tunggu sampai selesai.",
    # Handing people over to SIPP.
    "sipp.nothing": (
        "Tidak ada yang dapat diserahkan: semua sudah ada di berkas lain, sudah punya KPJ, atau masanya sudah lewat."
    ),
    "sipp.meanwhile": "Rekan lain baru saja membuat berkas dengan orang yang sama. Muat ulang halaman.",
    "sipp.closed": "Berkas ini sudah dijawab atau dibatalkan, jadi tidak dapat diubah atau diunduh lagi.",
    "sipp.not_taken": "Unduh berkasnya dahulu, unggah ke SIPP, baru tandai.",
    "sipp.handed_over": "Berkas ini sudah ditandai terunggah, sudah dijawab, atau dibatalkan.",
    "sipp.not_handed_over": (
        "Tandai dahulu bahwa berkas ini sudah diunggah ke SIPP. Hasil untuk berkas yang dibatalkan tidak dimuat."
    ),
    "sipp.no_file": "Pilih dahulu berkas hasil dari SIPP.",
    "sipp.same_result": "Berkas hasil ini sudah dimuat {name} {day}. Tidak ada yang berubah.",
    "sipp.rows": "Lebih dari {most} baris. Bagi menjadi beberapa berkas, lalu muat satu per satu.",
    "sipp.no_match": (
        "Tidak satu pun NIK di sini ada di berkas SIPP yang Anda buka. Periksa apakah hasilnya untuk berkas lain."
    ),
    "sipp.unknown": "NIK ini tidak ada di berkas yang diserahkan. Periksa angkanya; barisnya dibiarkan.",
    "sipp.nik_twice": "NIK ini ada di baris {rows}. Sisakan satu yang benar, lalu muat lagi.",
    "sipp.kpj_twice": "Nomor KPJ yang sama untuk beberapa orang (baris {rows}). Tanyakan yang benar, lalu muat lagi.",
    "sipp.kpj_taken": "Nomor KPJ ini sudah milik orang lain di Gandeng. Tanyakan yang benar, lalu muat lagi.",
    "sipp.kpj_differs": "Orang ini sudah punya nomor KPJ lain, yang tidak diubah. Tanyakan mana yang benar.",
    "sipp.kpj_form": "Nomor KPJ terdiri dari {least} sampai {most} angka. Periksa, lalu muat lagi.",
    "sipp.kpj_length": "Nomor KPJ ini {found} angka, biasanya {usual}. Tetap dicatat; periksa bila ragu.",
    "sipp.unclear": (
        "Tidak jelas diterima atau ditolak. Isi kolom Status dengan Valid atau Tidak Valid, lalu muat lagi."
    ),
    "sipp.no_reason": "Ditolak tanpa alasan. Isi kolom Alasan supaya mitra tahu apa yang diperbaiki, lalu muat lagi.",
    "sipp.taken_before": "Orang ini sudah tercatat diterima, jadi penolakannya dibiarkan. Tanyakan yang benar.",
    "sipp.not_returned": "Orang ini tidak sedang dikembalikan BPJS Ketenagakerjaan. Muat ulang halamannya.",
    "nik_proposal.same": "NIK itu sama dengan yang tercatat. Bila benar, pilih “Data sudah benar” di halamannya.",
    "nik_proposal.taken": "NIK itu milik orang lain yang sudah terdaftar. Periksa lagi di kartu keluarga.",
    "nik_proposal.gone": "NIK yang diajukan sudah dijawab rekan lain. Muat ulang halaman.",
    "sipp.answered": "Hasilnya sudah dimuat, jadi berkas ini tidak dapat dibatalkan lagi.",
    "submission.decided": "Pengajuan ini sudah diputuskan. Muat ulang halaman untuk melihat keadaannya.",
    "parting.none": "Centang dahulu siswa yang disetujui.",
    "parting.all": "Semua siswa dicentang. Setujui semuanya di bawah, di bagian “Setujui dan tagih”.",
    "return.none": "Centang dahulu siswa yang dikembalikan.",
    "return.reason": "Tulis alasan agar sekolah tahu apa yang harus diperbaiki.",
    "return.unknown": "Sebagian siswa tidak lagi menunggu keputusan. Muat ulang halaman, lalu pilih lagi.",
}


#: Days of faults rest in JSON as ISO text.
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def sentence(fault: Fault) -> str:
    """The sentence of a fault, its params filled in as people read them."""
    return fill(FAULTS.get(fault.code, "Isian ini tidak dapat diterima. Periksa kembali."), fault.params)


def fill(text: str, params: Mapping[str, Any]) -> str:
    return text.format_map({key: _shown(value) for key, value in params.items()})


def _shown(value: Any) -> str:
    if isinstance(value, str) and _ISO_DAY.fullmatch(value):
        return formats.day(date.fromisoformat(value))
    if isinstance(value, tuple):
        return ", ".join(_shown(each) for each in value)
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, Month):
        return formats.month_name(value)
    if isinstance(value, Fraction):
        return formats.percent(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return formats.number(value)
    return str(value)


def proposed(fault: Fault) -> str:
    """The likely mend as people write it: a day in words, a sex by its name."""
    text = fault.proposal or ""
    if fault.field == "sex":
        return {"L": "Laki-laki", "P": "Perempuan"}.get(text, text)
    return _shown(text)


def fault_text(kept: str | None) -> str:
    """The sentence of a fault that was kept as text: its code, or ``code?param=value``."""
    code, _, params = (kept or "").partition("?")
    return sentence(Fault(code, params={key: _number_or_text(value) for key, value in parse_qsl(params)}))


def _number_or_text(value: str) -> int | str:
    return int(value) if value.isdecimal() else value
