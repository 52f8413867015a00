import csv
from pathlib import Path

from django.db import migrations

FILE = Path(__file__).parents[1] / "data" / "classes.csv"


def load(apps, _):
    known = apps.get_model("closing", "ClosingClass").objects
    with FILE.open(encoding="utf-8") as file:
        for rank, row in enumerate(csv.DictReader(file), 1):
            known.get_or_create(code=row.pop("code"), defaults={**row, "rank": rank * 10})


class Migration(migrations.Migration):
    dependencies = [("closing", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
