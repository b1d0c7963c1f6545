"""The assembly, read from top to bottom."""

from __future__ import annotations

from flask import Flask
from flask_migrate import Migrate
from jinja2 import StrictUndefined

import portal.access.guards  # noqa: F401  (arms the tripwires)
from portal import accounts, branch, cli, ormas, perisai, public, schools
from portal.config import ROOT, Settings
from portal.models import db, engine, sealing
from portal.web import (
    actor,
    assets,
    compression,
    errors,
    formats,
    idempotency,
    limits,
    logs,
    navigation,
    requests,
    security,
    unit_of_work,
    urls,
    wording,
)
from portal.web.pages import htmx
from portal.web.resource import within

migrate = Migrate(render_as_batch=True, compare_type=True)


def create_app(settings: Settings | None = None) -> Flask:
    """The whole house, ready to serve, migrate and run jobs."""
    settings = (settings or Settings()).secrets_in_place()

    def keys() -> sealing.KeyRing:
        return sealing.KeyRing.parse(settings.sealing_keys_now(), settings.index_key.get_secret_value())

    sealing.use(keys(), renew=keys)

    app = Flask(
        "portal",
        root_path=str(ROOT / "portal"),
        instance_path=str(settings.instance.resolve()),
        template_folder=str(ROOT / "templates"),
        static_folder=None,
    )
    app.url_rule_class = urls.Rule
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key.get_secret_value(),
        SQLALCHEMY_DATABASE_URI=settings.database(),
        SQLALCHEMY_ENGINE_OPTIONS=engine.options(settings.database(), threads=settings.web_threads),
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals["within"] = within
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    db.init_app(app)
    with app.app_context():
        engine.prepare(db.engine)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))

    # Hooks run in this order before the view, and in the opposite order after it.
    logs.init_app(app, settings)
    requests.init_app(app)
    compression.init_app(app)
    unit_of_work.init_app(app)
    security.init_app(app, settings)
    actor.init_app(app)
    idempotency.init_app(app)
    limits.init_app(app, settings)
    htmx.init_app(app)
    formats.init_app(app)
    wording.register(app)
    navigation.init_app(app)
    errors.init_app(app)
    assets.Assets().init_app(app)

    for each in (accounts, schools, ormas, perisai, branch, public):
        app.register_blueprint(each.portal)
    cli.init_app(app)
    return app
