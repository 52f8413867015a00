"""The county's open data, for everybody."""

from django.urls import path

from anlan.records.figures import open_data

urlpatterns = [path("open-data", open_data.page), path("open-data.json", open_data.as_json)]
