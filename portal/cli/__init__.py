"""Commands for those who keep the house: flask demo, flask keys rotate, flask audit verify,
flask members recount, flask incentives recompute, flask factors forget."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Hang every command on the app. Imported here, so that the parent of `serve` stays a tenth of the size."""
    from portal.cli import audit, demo, factors, incentives, keys, members

    for each in (demo, audit, keys, members, incentives, factors):
        each.init_app(app)
