"""The table of equipment checks 检验检定台账."""

from django.db import models

from anlan.records.registers.equipment.choices import EquipmentKind
from anlan.records.registry.models import RegisterRecord, shared_indexes


class EquipmentCheck(RegisterRecord):
    """One vessel, machine or instrument of an enterprise, and its last test."""

    REGISTER = "equipment_checks"

    kind = models.CharField("类别", max_length=16, choices=EquipmentKind)
    device_no = models.CharField("设备编号", max_length=64, help_text="出厂编号、使用登记证编号或测点地址")
    place = models.CharField("安装位置", max_length=100, blank=True)
    agency = models.CharField("检验机构", max_length=100)
    report_no = models.CharField("报告编号", max_length=64)
    checked_on = models.DateField("检验日期")
    ends_on = models.DateField("有效期至")
    check_count = models.PositiveSmallIntegerField("续检次数", default=0)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "检验检定"
        indexes = [*shared_indexes("equipment_check"), models.Index(fields=["ends_on"], name="equipment_ends")]
