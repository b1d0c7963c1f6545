"""Texts that break what was built for polite ones: other scripts, invisible marks, code, too much."""

from __future__ import annotations

SCRIPTS = [
    "田中さんにあげて下さい", "社會科學院語學研究所", "찦차를 타고 온 펲시맨", "Ѐ Ё Ђ Ѓ", "ﾟ･✿ヾ╲(｡◕‿◕｡)╱✿･ﾟ",
    "ثم نفس سقطت",
    "בְּרֵאשִׁית בָּרָא", "ꦱꦸꦒꦼꦁ", "ᮞᮥᮔ᮪ᮓ", "ᬩᬮᬶ", "ไทย", "ታይፕ", "ǺĂŞĚṔ", "ÅÍÎÏ˝ÓÔÒÚÆ☃", "Ω≈ç√∫˜µ≤≥÷",
    "œ∑´®†¥¨ˆøπ“‘",
    "⁰⁴⁵₀₁₂", "ด้้้้้็็็็็้้้้้",
    "T̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤ ̖t̝͕̳̣̻̪͞h̼͓̲̦̳̘̲e͇̣̰̦̬͎", "Ṱ̺̺̕", "ß ẞ ſ ı İ",
    "٠١٢٣٤٥٦٧٨٩", "①②③ Ⅳ ½", "Ｆｕｌｌｗｉｄｔｈ", "𝒜𝓈𝑒𝓅 𝔖𝔲𝔯𝔶𝔞", "🅰🆂🅴🅿",
]  # fmt: skip
EMOJI = [
    "😍",
    "👩🏽",
    "👨‍👩‍👧‍👦",
    "🏳️‍🌈",
    "🇮🇩",
    "❤️ 💔 💌",
    "✋🏿 💪🏿",
    "0️⃣ 1️⃣",
    "🐵 🙈 🙉 🙊",
    "e\u0301\u0301\u0301",
    "🧑‍🎓Asep",
]
UNSEEN = [
    "\u200bAsep", "As\u200d\u200cep", "\ufeffAsep", "Asep\u00ad", "\u2060", "\u00a0Asep\u00a0", "\u3000Asep",
    "Asep\u2028Budi",
    "Asep\u2029", "\u202epesA", "\u202aAsep\u202c", "\u2066Asep\u2069", "\u200fAsep\u200e", "a\u0300", "\ufffd",
    "\ue000", "\ufffe",
    "\u0085", "\u180e", "\U000e0041", "Asep\tBudi", "Asep\nBudi", "Asep\r\nBudi", "\x07\x08\x1b[31mmerah",
    "\x7f", "\x1f\x1e",
]  # fmt: skip
MARKUP = [
    "<script>alert(1)</script>", "\"><script>alert(1)</script>", "'><img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "</title><script>alert(1)</script>", "</textarea><script>alert(1)</script>", "<!--", "-->", "]]>",
    "<![CDATA[", "&eacute;&gt;",
    "&amp;nbsp;", "&#x3C;script&#x3E;", "<a href=javascript:alert(1)>x</a>", "\" onmouseover=\"alert(1)",
    "' autofocus onfocus='alert(1)",
    "`onclick=alert(1)", "<b>tebal</b>", "<form action=//jahat.example>", "<meta http-equiv=refresh content=0>",
    "<style>*{display:none}",
    "<base href=//jahat.example>", "javascript:alert(1)", "data:text/html,<script>alert(1)</script>",
    "<math><mi//xlink:href=\"data:x\">",
    "＜script＞alert(1)＜/script＞", "<scr\u0000ipt>", "<ScRiPt>alert(1)</sCrIpT>",
    "<div hx-get=/sekolah/ hx-trigger=load>", "<x id=judul>",
]  # fmt: skip
CODE = [
    "{{7*7}}", "{% raw %}", "{{config}}", "{{''.__class__.__mro__}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{#",
    "#set($x=7*7)", "*{7*7}",
    "%s", "%d%n%x", "%(name)s", "{0}", "{name}", "{}", "{0.__class__}", "%", "%%", "%00", "%0a", "\\", "\\\\",
    "\\n", "\\u0041",
    "'; drop table participant; --", "' or '1'='1", "1; select pg_sleep(5)", "\"; --", "') or ('1'='1",
    "\\'; --", "_%", "%_%", "a%", "[a-z]",
    "$(touch /tmp/x)", "`id`", "; ls", "| cat /etc/passwd", "&& id", "../../../etc/passwd", "..\\..\\",
    "/dev/null", "file:///etc/passwd",
    "=1+1", "+1", "-1", "@SUM(1)", "=cmd|' /C calc'!A0", "\t=1", "*)(uid=*", "() { :; }; id", "#import \"x\"",
    "#panic()", "$ x^2 $",
    "*tebal*", "_miring_", "= Judul", "- butir", "@rujukan", "<label>", "// komentar", "#let x = 1", "```",
    "http://jahat.example/",
    "asep@jahat.example\r\nBcc: semua@contoh.id", "Subject: x", "CON", "NUL", "nil", "null", "undefined",
    "NULL", "true", "0", "-0",
    "1e309", "1/0", "0x41", "१२३", "--", "---", "...", "'", "\"", "''", "O'Brien", "D’Angelo", ",", ";", "|",
    "~", "^", "!", "?", "&", "#", "@",
]  # fmt: skip
LONG = [
    "A" * 3_000,
    "Asep " * 600,
    "W" * 120,
    "i" * 60,
    "ﷺ" * 60,
    "👨‍👩‍👧‍👦" * 40,
    "a\u0301" * 100,
    "<" * 500,
    '"' * 500,
]

ALL = [*SCRIPTS, *EMOJI, *UNSEEN, *MARKUP, *CODE, *LONG]
#: One of each kind, for forms where all would take too long.
WORST = [
    "<script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "{{7*7}} %s {0} ${7*7} #panic()",
    "'; drop table participant; --",
    "\u202epesA\u200b\ufeff",
    "👨‍👩‍👧‍👦",
    "=cmd|' /C calc'!A0",
    "W" * 120,
    "&eacute;&gt; &amp;",
    "\\ % _ '",
]
