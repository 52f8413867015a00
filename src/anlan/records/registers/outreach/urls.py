"""Pages of outreach beside the console."""

from django.urls import path

from anlan.records.registers.outreach import number_views, views

urlpatterns = [
    path("safety-tree", views.safety_tree),
    path("sms-numbers/<int:record_id>", number_views.numbers_page),
]
