"""Commands for those who keep the house: flask demo, flask keys rotate, flask audit verify."""

from flask import Flask

from portal.cli import demo


def init_app(app: Flask) -> None:
    """Hang every command on the app."""
    demo.init_app(app)
