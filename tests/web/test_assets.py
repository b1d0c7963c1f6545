"""The files a browser gets: small, kept for good, and nothing but what is published."""

from __future__ import annotations

import hashlib
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli
import pytest
from flask import Flask

from portal.web.assets import SOURCE, Asset, Assets, minified

pytestmark = pytest.mark.unit

#: Bytes over the wire (brotli); with the page itself a first visit stays under 35 KB.
APART = {"scan.js": 1_000, "passkeys.js": 1_000, "queue.js": 4_000, "worker.js": 1_100}
BUDGET = {
    "app.css": 6_000,
    "app.js": 2_000,
    "htmx.js": 15_500,
    "icons.svg": 2_000,
    "favicon.svg": 300,
    **APART,
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    app = Flask("assets", static_folder=None, instance_path=str(tmp_path_factory.mktemp("assets")))
    Assets().init_app(app)
    return app


def weight(asset: Asset) -> int:
    return len(brotli.compress(asset.content, quality=11))


@pytest.mark.parametrize("name", BUDGET)
def test_each_file_keeps_its_budget(name: str) -> None:
    assert weight(Assets().published[name]) <= BUDGET[name]


def test_all_files_leave_room_for_the_page() -> None:
    """Those `APART` are each for one page, which nobody sees first."""
    published = Assets().published.values()
    assert sum(weight(asset) for asset in published if asset.name not in APART) <= 27_000
    assert sum(weight(asset) for asset in published if asset.name in APART) <= 6_100


def test_only_the_worker_may_stand_before_more_than_its_own_folder(app: Flask) -> None:
    for name in Assets().published:
        answer = app.test_client().get(app.jinja_env.globals["asset_url"](name), buffered=True)
        assert answer.headers.get("Service-Worker-Allowed") == ("/perisai/" if name == "worker.js" else None)


@pytest.mark.parametrize("name", BUDGET)
@pytest.mark.parametrize("encoding", ["br", "gzip", ""])
def test_a_file_is_served_compressed_and_kept_for_good(app: Flask, name: str, encoding: str) -> None:
    url = app.jinja_env.globals["asset_url"](name)
    answer = app.test_client().get(url, headers={"Accept-Encoding": encoding}, buffered=True)
    assert answer.status_code == 200
    assert answer.headers.get("Content-Encoding", "") == encoding
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in answer.headers
    body = brotli.decompress(answer.data) if encoding == "br" else answer.data
    if encoding != "gzip":
        assert body == Assets().published[name].content


def test_the_name_tells_the_content() -> None:
    one, other = Asset("app.css", b"a{}"), Asset("app.css", b"b{}")
    assert one.url != other.url
    assert re.fullmatch(r"/static/app\.[0-9a-f]{12}\.css", one.url)


@pytest.mark.parametrize("path", ["app.css", "css/01-tokens.css", "vendor/MANIFEST", "../pyproject.toml", "app.js"])
def test_nothing_else_can_be_fetched(app: Flask, path: str) -> None:
    assert app.test_client().get(f"/static/{path}").status_code == 404


def test_an_unknown_name_is_an_error_at_once() -> None:
    with pytest.raises(KeyError):
        Assets().url("lain.css")


def test_processes_that_start_together_share_one_whole_folder(tmp_path: Path) -> None:
    with ThreadPoolExecutor(3) as starts:
        folders = set(starts.map(lambda _: Assets().written_under(tmp_path), range(3)))
    assert [folder.name for folder in tmp_path.iterdir()] == [folder.name for folder in folders]
    assert len(list(folders.pop().iterdir())) == 3 * len(BUDGET)


def test_a_start_that_was_killed_leaves_nothing_half_served(tmp_path: Path) -> None:
    (tmp_path / ".draft-old").mkdir()
    (tmp_path / ".draft-old" / "app.000000000000.css").write_text("half")
    assert len(list(Assets().written_under(tmp_path).iterdir())) == 3 * len(BUDGET)


@pytest.mark.parametrize(
    ("css", "small"),
    [
        ("/* why */\na {\n  color: red;\n}\n", "a{color:red}"),
        ("a :hover , b > c { margin: 0 auto }", "a :hover,b>c{margin:0 auto}"),
        ("a { width: calc(1px + 2px); }", "a{width:calc(1px + 2px)}"),
        ('a::after { content: " ; { } "; }', 'a::after{content:" ; { } "}'),
        ("@media (min-width: 40rem) and (hover) { a { top: 0; } }", "@media (min-width:40rem) and (hover){a{top:0}}"),
    ],
)
def test_a_style_sheet_is_squeezed_without_changing_what_it_says(css: str, small: str) -> None:
    assert minified(css) == small


def test_vendored_files_are_what_was_fetched() -> None:
    vendor = SOURCE / "vendor"
    kept = dict(reversed(line.split("  ")) for line in (vendor / "MANIFEST").read_text("utf-8").splitlines())
    files = {str(path.relative_to(vendor)) for path in vendor.rglob("*") if path.is_file()} - {"MANIFEST"}
    assert files == set(kept)
    for name, digest in kept.items():
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == digest
    assert {"htmx/LICENSE", "lucide/LICENSE"} <= files


def test_styles_name_no_foreign_host() -> None:
    assert not re.search(rb"url\(|@import|https?:", Assets().published["app.css"].content)
