"""The branch portal (Kantor cabang): queues, organisations, bills, payments, policies."""

from portal.web.resource import Portal

portal = Portal("branch", __name__, url_prefix="/cabang", admits=lambda actor: actor.is_branch)
