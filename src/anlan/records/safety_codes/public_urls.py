"""What a scanned sign leads to, and the sheet that is printed for it."""

from django.urls import path

from anlan.records.safety_codes import views

urlpatterns = [path("s/<str:token>", views.scanned), path("safety-signs", views.sheets)]
