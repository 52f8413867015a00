"""Where a request goes: the API, the admin; the console's files are served by the ASGI application."""

from django.contrib import admin
from django.urls import path

from anlan.web.api import api

urlpatterns = [
    path("api/", api.urls),
    path("admin/", admin.site.urls),
]
