"""Django as an ASGI application, without push and without the console's files."""

import os
from typing import cast

from django.core.asgi import get_asgi_application as _get_asgi_application
from django.core.handlers.asgi import ASGIHandler

from anlan.web.body_limit import App, BodyLimit


def get_asgi_application() -> ASGIHandler:
    """Set Django up and return its application."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.web.settings")
    return _get_asgi_application()


#: Made when this module is first imported; Django itself is set up once per process.
application = BodyLimit(cast(App, get_asgi_application()))
