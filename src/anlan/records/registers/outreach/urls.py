"""Pages of outreach beside the console."""

from django.urls import path

from anlan.records.registers.outreach import views

urlpatterns = [path("safety-tree", views.safety_tree)]
