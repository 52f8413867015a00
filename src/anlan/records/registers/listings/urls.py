"""The page of listings for the public."""

from django.urls import path

from anlan.records.registers.listings import views

urlpatterns = [path("listings-published", views.published)]
