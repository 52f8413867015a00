"""Where a request goes: the API, the admin, the single sign-on, pages of registers, else the console.

WhiteNoise serves the console's files before Django is asked.
"""

from django.contrib import admin
from django.urls import include, path, re_path

from anlan.records.accounts import sso
from anlan.records.registry.folders import public_pages
from anlan.web import errors
from anlan.web.api import api
from anlan.web.spa import console, service_worker

urlpatterns = [
    path("api/", api.urls),
    re_path("^api/", errors.unknown_path),
    path("sso/<str:provider_id>/login/", sso.login, name="openid_connect_login"),
    path("sso/<str:provider_id>/login/callback/", sso.callback, name="openid_connect_callback"),
    path("admin/", admin.site.urls),
    path("sw.js", service_worker),
    path("", include("anlan.records.figures.public_urls")),
    path("", include("anlan.records.safety_codes.public_urls")),
    *(path("", include(pages)) for pages in public_pages()),
    re_path(r"^(?!api/|admin/|sso/|static/|events$|healthz$|metrics$)(?P<path>.*)$", console),
]
