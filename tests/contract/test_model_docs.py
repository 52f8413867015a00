"""Every model of the first half of the records has a page, and every field a line on it."""

from pathlib import Path

import pytest
from django.apps import apps

PAGES = Path(__file__).parents[2] / "docs" / "reference" / "models"
MODELS = [
    m
    for app in ("core", "audit", "places", "accounts", "sites", "evidence", "observations", "closing")
    for m in apps.get_app_config(app).get_models()
]
#: Django's own columns, which the platform does not use or never shows.
NOT_OURS = {"id", "password", "email", "is_staff", "is_superuser", "groups", "user_permissions"}
NOT_OURS |= {"last_login", "date_joined"}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_is_documented(model) -> None:
    page = (PAGES / f"{model._meta.app_label}_{model._meta.model_name}.md").read_text()
    names = {field.name for field in model._meta.get_fields() if field.concrete} - NOT_OURS
    assert {name for name in names if f"`{name}`" not in page} == set()
