from django.db import migrations


def load(apps, _):
    from anlan.records.places.services import towns_load

    towns_load(apps.get_model("places", "Town"))


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
