from tests.browser import Browser
from tests.cast import Cast


def test_all(cast: Cast, yanto: Browser, hasan: Browser) -> None:
    wrong=[]
    import traceback
    def g(b,url):
        try: b.get(url)
        except BaseException as e: wrong.append(url+"\n"+"".join(traceback.format_exception_only(e))[-900:]+"".join(traceback.format_tb(e.__traceback__)[-3:]))
    for url in (f"/ormas/unit/{cast.arjuna}", f"/ormas/unit/{cast.cicendo}", "/ormas/", "/ormas/tingkat/", "/ormas/rekan/",f"/ormas/unit/{cast.cicendo}?q=arj",f"/ormas/unit/{cast.cicendo}?tutup=ya",
      *(f"/ormas/unit/{cast.arjuna}/{x}" for x in ("baru","nama","pindah","gabung","pecah","tutup","hak","riwayat","pengurus/","pengurus/baru","lembar/baru","rekan/","rekan/undang")),
      "/ormas/lembar/contoh.xlsx", f"/ormas/unit/{cast.arjuna}/pindah?ke={cast.cicendo}",f"/ormas/unit/{cast.arjuna}/gabung?ke={cast.cicendo}"):
        g(yanto,url)
    for url in ("/cabang/mitra/?jenis=ormas","/cabang/mitra/", "/cabang/ormas/baru", f"/cabang/ormas/{cast.garuda}", f"/cabang/ormas/{cast.garuda}/ubah", f"/cabang/unit/{cast.garuda}", f"/cabang/unit/{cast.arjuna}/riwayat", f"/cabang/mitra/{cast.garuda}/rekan/",f"/cabang/mitra/{cast.garuda}/rekan/undang"):
        g(hasan,url)
    assert not wrong, "\n".join(wrong)
