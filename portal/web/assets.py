"""The few files a browser needs, joined, named by their content and compressed when a process starts: no build step.

A page asks for them by plain name, ``asset_url('app.css')``, and gets ``/static/app.<hash>.css``. The name changes
with the content, so a phone fetches each file once and keeps it for good.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from wsgiref.headers import Headers

import brotli
from flask import Flask
from whitenoise import WhiteNoise

SOURCE = Path(__file__).resolve().parent.parent.parent / "static"
PREFIX = "/static/"

#: A hashed name never changes its content, so a browser need not ask again.
_IMMUTABLE = re.compile(r"\.[0-9a-f]{12}\.\w+$")


@dataclass(frozen=True, slots=True)
class Asset:
    """One published file: its plain name, its bytes as sent, and the name that tells its content."""

    name: str
    content: bytes

    @property
    def hashed_name(self) -> str:
        stem, _, ending = self.name.rpartition(".")
        return f"{stem}.{hashlib.sha256(self.content).hexdigest()[:12]}.{ending}"

    @property
    def url(self) -> str:
        return PREFIX + self.hashed_name


class Assets:
    """What is published from `source`: one style sheet, the scripts, the icons.

    Only these are served; nothing else in the folder can be fetched. An unknown name is a KeyError, so that a page
    with a wrong one fails in the first test that opens it.
    """

    def __init__(self, source: Path = SOURCE) -> None:
        self.published: Mapping[str, Asset] = {asset.name: asset for asset in _published(source)}

    def url(self, name: str) -> str:
        """Where a browser finds one of the published files, by its plain name."""
        return self.published[name].url

    def init_app(self, app: Flask) -> None:
        """Give templates `asset_url` and serve the files before Flask is asked."""
        app.jinja_env.globals["asset_url"] = self.url
        folder = self.written_under(Path(app.instance_path) / "assets")
        app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
            app.wsgi_app,
            root=str(folder),
            prefix=PREFIX,
            allow_all_origins=False,
            immutable_file_test=lambda _path, url: bool(_IMMUTABLE.search(url)),
            add_headers_function=_harden,
        )

    def written_under(self, parent: Path) -> Path:
        """The folder that holds the files and their compressed forms; made once for one set of contents.

        Several processes start at the same moment: each writes apart and moves into place, which is atomic, and the
        one that comes second keeps what the first has put there. Older sets stay, for processes not yet restarted.
        """
        names = "\n".join(sorted(asset.hashed_name for asset in self.published.values()))
        folder = parent / hashlib.sha256(names.encode()).hexdigest()[:12]
        if folder.is_dir():
            return folder
        parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=parent))
        try:
            for asset in self.published.values():
                _write(draft / asset.hashed_name, asset.content)
            os.replace(draft, folder)
        except OSError:
            if not folder.is_dir():
                raise
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        return folder


def minified(css: str) -> str:
    """A style sheet without comments and needless blanks; strings stay as they are."""
    return "".join(
        part if part[:1] in "\"'" else _squeezed(part)
        for part in re.split(r"""("[^"]*"|'[^']*')""", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    ).strip()


def _squeezed(css: str) -> str:
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,>]) ?", r"\1", css)
    # A blank before a colon is a descendant (`a :hover`); only the one after it says nothing.
    return css.replace(": ", ":").replace(";}", "}")


def _published(source: Path) -> list[Asset]:
    sheets = sorted((source / "css").glob("*.css"))
    return [
        Asset("app.css", minified("\n".join(sheet.read_text("utf-8") for sheet in sheets)).encode()),
        *(
            _script(source / path)
            for path in ("app.js", "scan.js", "passkeys.js", "offline/queue.js", "offline/worker.js")
        ),
        Asset("htmx.js", (source / "vendor/htmx/htmx.min.js").read_bytes()),
        Asset("icons.svg", (source / "icons.svg").read_bytes()),
        Asset("favicon.svg", (source / "favicon.svg").read_bytes()),
    ]


def _script(path: Path) -> Asset:
    """A script of ours without the lines and margins that are there for who reads it."""
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    return Asset(path.name, "\n".join(line for line in lines if line and not line.startswith("//")).encode())


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(content, 9, mtime=0))
    path.with_name(path.name + ".br").write_bytes(brotli.compress(content, quality=11))


def _harden(headers: Headers, _path: str, url: str) -> None:
    # Flask's own headers do not reach what is served before it.
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if url.startswith(f"{PREFIX}worker."):
        headers["Service-Worker-Allowed"] = "/perisai/"
