"""The shipped rules become version 1, in force from the beginning."""

from datetime import UTC, datetime

from django.db import migrations


def load(apps, schema_editor):
    from anlan.records.dispatch import shipped

    versions = apps.get_model("dispatch", "PolicyVersion").objects
    beginning = datetime(2026, 1, 1, tzinfo=UTC)
    versions.get_or_create(
        number=shipped.NUMBER,
        defaults={
            "title": shipped.TITLE, "state": "published", "rules": [rule.data() for rule in shipped.rules()],
            "made_at": beginning, "edited_at": beginning, "simulated_at": beginning, "published_at": beginning,
            "in_force_from": beginning,
        },
    )


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
