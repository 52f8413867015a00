"""Pages of trainings beside the console."""

from django.urls import path

from anlan.records.registers.training import views

urlpatterns = [
    path("training-code/<int:batch_id>", views.code),
    path("sign-in-sheet/paper/<str:token>", views.paper),
    path("sign-in-sheet/<str:token>", views.sign_in),
]
