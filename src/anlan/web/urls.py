"""Where a request goes: the API, the admin, else the console (whose files WhiteNoise serves before Django)."""

from django.contrib import admin
from django.urls import path, re_path

from anlan.web import errors
from anlan.web.api import api
from anlan.web.spa import console

urlpatterns = [
    path("api/", api.urls),
    re_path("^api/", errors.unknown_path),
    path("admin/", admin.site.urls),
    re_path(r"^(?!api/|admin/|static/|events$|healthz$|metrics$)(?P<path>.*)$", console),
]
