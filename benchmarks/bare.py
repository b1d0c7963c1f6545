"""What a page could cost at least: a Flask view of one SELECT and one template, with nothing around it.

No session, no actor, no locks, no audit, no forms, no log: what the portal's page takes beyond this is what all of
that costs.
"""

from __future__ import annotations

from flask import Flask, render_template
from sqlalchemy import Select, create_engine

from portal.models import engine


def bare_app(url: str, query: Select[tuple[object, ...]], size: int) -> Flask:
    """An app whose ``/`` answers with the rows of `query` in a page of exactly `size` bytes."""
    app = Flask("bare")
    rows_of = create_engine(url, **engine.options(url, threads=1))
    engine.prepare(rows_of)

    template = app.jinja_env.from_string(_PAGE)

    def answered(filler: str) -> str:
        with engine.reading(), rows_of.connect() as connection:
            rows = connection.execute(query).all()
        return render_template(template, rows=rows, filler=filler)

    with app.test_request_context():
        missing = size - len(answered("").encode())
    if missing < 0:
        raise ValueError("the page is smaller than its rows")
    filler = "x" * missing
    app.add_url_rule("/", "page", lambda: answered(filler))
    return app


_PAGE = """<!doctype html>
<html lang="id"><head><meta charset="utf-8"><title>Daftar</title></head>
<body><table>
{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</table><!--{{ filler }}--></body></html>
"""
