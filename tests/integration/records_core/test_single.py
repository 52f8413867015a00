"""One row by its key."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anlan.records.core.single import by_key
from anlan.records.places.models import Town

pytestmark = pytest.mark.django_db


def test_the_row_with_this_key_is_found_without_sorting_and_no_other() -> None:
    towns = Town.objects.order_by("name")
    key = Town.objects.values_list("pk", flat=True)[0]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = by_key(towns, key)
    assert found is not None
    assert found.pk == key
    assert "ORDER BY" not in asked[0]["sql"]
    assert by_key(towns.exclude(pk=key), key) is None
    assert by_key(towns, None) is None
