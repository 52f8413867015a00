from django.db import migrations, models

import anlan.records.places.models


def load(apps, _):
    from anlan.records.places.services import shipped_county

    apps.get_model("places", "County").objects.get_or_create(id=1, defaults=shipped_county())


class Migration(migrations.Migration):
    dependencies = [("places", "0002_shipped_towns")]
    operations = [
        migrations.CreateModel(
            name="County",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=12, verbose_name="区划代码")),
                ("name", models.CharField(help_text="用于标题和文书，如“某某市”", max_length=32, verbose_name="名称")),
                ("lon", models.FloatField(verbose_name="中心经度")),
                ("lat", models.FloatField(verbose_name="中心纬度")),
                (
                    "bbox",
                    models.JSONField(
                        help_text="[西, 南, 东, 北]，导入的边界须在其内",
                        validators=[anlan.records.places.models.validate_box],
                        verbose_name="范围",
                    ),
                ),
                (
                    "view",
                    models.JSONField(
                        help_text="[西, 南, 东, 北]",
                        validators=[anlan.records.places.models.validate_box],
                        verbose_name="地图初始范围",
                    ),
                ),
            ],
            options={"verbose_name": "县（市、区）", "verbose_name_plural": "县（市、区）"},
        ),
        migrations.AddConstraint(
            model_name="county",
            constraint=models.CheckConstraint(condition=models.Q(("id", 1)), name="one_county"),
        ),
        migrations.RunPython(load, migrations.RunPython.noop, elidable=False),
    ]
