"""The working calendar becomes an app of its own, below dispatch and rosters; days set by hand move along."""

from django.db import migrations


def move(apps, schema_editor):
    days = apps.get_model("registry", "CalendarDay").objects.values("day", "is_working", "name")
    county_day = apps.get_model("calendar", "CountyDay")
    county_day.objects.bulk_create(
        [county_day(**day, source="升级前录入") for day in days], ignore_conflicts=True, batch_size=500
    )


class Migration(migrations.Migration):

    dependencies = [("registry", "0001_first"), ("calendar", "0001_first")]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel(name="CalendarDay"),
    ]
