"""Whatever hangs on an enterprise has a way to move when it is merged into another."""

from anlan.records.merging.hanging import WAYS, hanging, way


def test_every_model_with_a_key_to_an_enterprise_knows_how_it_moves() -> None:
    lost = [model._meta.label for model in hanging() if way(model) is None]
    assert lost == [], "say in records/merging/hanging.py how these move when two enterprises become one"


def test_no_way_is_kept_for_a_model_that_is_gone() -> None:
    assert sorted(WAYS.keys() - {model._meta.label for model in hanging()}) == []
