"""Pages of the tip register beside the console."""

from django.urls import path

from anlan.records.registers.tips import keeper_views, views

urlpatterns = [
    path("tip", views.tip),
    path("tip/", views.tip),
    path("tip/progress", views.progress),
    path("tip/<int:code>", lambda request, code: views.progress(request, f"{code:016d}")),
    path("keepers-of-tips", keeper_views.keepers_page),
]
