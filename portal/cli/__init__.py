"""Commands for those who keep the house: flask demo, flask keys rotate, flask audit verify."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Hang every command on the app. Imported here, so that the parent of `serve` stays a tenth of the size."""
    from portal.cli import audit, demo, keys

    for each in (demo, audit, keys):
        each.init_app(app)
