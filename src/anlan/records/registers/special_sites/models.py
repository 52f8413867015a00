"""Tables of the special ledgers."""

from django.db import models

from anlan.records.registers.special_sites.choices import GasKind, GasPurpose, SpaceDanger, SpaceKind
from anlan.records.registry.models import RegisterRecord, person, shared_indexes


class ConfinedSpace(RegisterRecord):
    """One confined space of an enterprise 有限空间: where, what kills in it, and what stands ready."""

    REGISTER = "confined_spaces"

    kind = models.CharField("类型", max_length=16, choices=SpaceKind)
    place = models.CharField("位置", max_length=200)
    danger = models.CharField("主要危险", max_length=16, choices=SpaceDanger)
    dangers = models.CharField("其他危险有害因素", max_length=500, blank=True)
    accident = models.CharField("可能事故与防护要求", max_length=1000, blank=True)
    guardian = models.CharField("责任岗位", max_length=64, help_text="填岗位名称，如“污水站班长”")
    has_sign = models.BooleanField("有警示标志", default=False)
    is_locked = models.BooleanField("已上锁或封闭", default=False)
    has_detector = models.BooleanField("配气体检测仪", default=False)
    has_rescue_gear = models.BooleanField("配通风与救援装备", default=False)
    drilled_on = models.DateField("最近演练", null=True, blank=True)
    review_by = models.DateField("下次复核", null=True, blank=True)
    confirmed_by = person("核实人")

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "有限空间"
        indexes = shared_indexes("space")


class GasUse(RegisterRecord):
    """Gas that an enterprise burns itself 自用燃气: from whom, how much, and what guards it."""

    REGISTER = "gas_uses"

    kind = models.CharField("燃气种类", max_length=16, choices=GasKind)
    purpose = models.CharField("用途", max_length=16, choices=GasPurpose)
    place = models.CharField("使用地点", max_length=200)
    supplier = models.CharField("供气单位", max_length=100)
    contract_no = models.CharField("供用气合同编号", max_length=64, blank=True)
    cylinder_count = models.PositiveIntegerField("气瓶数", null=True, blank=True, help_text="管道气留空")
    cylinder_kg = models.FloatField("单瓶充装量", null=True, blank=True)
    is_enclosed = models.BooleanField("位于地下、半地下或密闭场所", default=False)
    has_detector = models.BooleanField("装可燃气体报警装置", default=False)
    has_shutoff = models.BooleanField("装自动切断阀", default=False)
    has_metal_hose = models.BooleanField("使用金属连接软管", default=False)
    checked_on = models.DateField("供气单位安检日期", null=True, blank=True)
    check_by = models.DateField("下次安检", null=True, blank=True)
    confirmed_by = person("核验人")

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "自用燃气"
        indexes = shared_indexes("gas_use")
