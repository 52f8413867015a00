"""Where a request goes: the API, the admin; the console's files are served by the ASGI application."""

from django.contrib import admin
from django.urls import path, re_path

from anlan.web import errors
from anlan.web.api import api

urlpatterns = [
    path("api/", api.urls),
    re_path("^api/", errors.unknown_path),
    path("admin/", admin.site.urls),
]
