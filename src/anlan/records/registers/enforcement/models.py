"""Enforcement 执法: cases, seizures, joint operations."""

from django.db import models

from anlan.records.registers.enforcement.choices import CaseSource, Goods, Leniency, Measure, Medium, Occasion, Stage
from anlan.records.registers.enforcement.discretion import violation_choices
from anlan.records.registry.models import RegisterRecord, person, shared_indexes


class JointOperation(RegisterRecord):
    """联合执法: several departments at once, told with one tap."""

    REGISTER = "joint_operations"

    planned_on = models.DateField("行动日期")
    departments = models.CharField("参加部门", max_length=500)
    targets = models.CharField("行动目标", max_length=1000)
    notified_at = models.DateTimeField("一键通知时间", null=True, blank=True)
    summary = models.CharField("行动总结", max_length=2000, blank=True)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "联合执法"
        indexes = shared_indexes("joint_operation")


class Case(RegisterRecord):
    """One case, from the lead to its closing; columns stand in the order in which the law fills them."""

    REGISTER = "cases"

    source = models.CharField("线索来源", max_length=16, choices=CaseSource, default=CaseSource.INSPECTION)
    operation = models.ForeignKey(
        JointOperation, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="联合执法行动"
    )
    violation = models.CharField("涉嫌违法行为", max_length=8, choices=violation_choices)
    description = models.CharField("案情", max_length=2000)
    found_on = models.DateField("发现日期", null=True, blank=True)
    proposed_by = person("线索提请人")

    filed_on = models.DateField("立案日期", null=True, blank=True)
    filed_by = person("立案审批人")
    officers = models.CharField("承办人（两人以上及证件号）", max_length=200, blank=True)
    decide_until = models.DateField("作出决定期限", null=True, blank=True)

    has_harm = models.BooleanField("有危害后果", default=False)
    is_corrected = models.BooleanField("已及时改正", default=False)
    is_minor = models.BooleanField("违法行为轻微", default=False)
    is_passive = models.BooleanField("整改被动", default=False)
    is_serious = models.BooleanField("隐患严重", default=False)
    weighed_by = person("裁量评估人")
    advice = models.CharField("裁量建议", max_length=1000, blank=True, help_text="平台按条件给出，由人决定")

    evidence = models.CharField("调查情况和证据", max_length=4000, blank=True)
    investigated_by = person("调查人")
    stage = models.CharField("裁量档次", max_length=8, choices=Stage, blank=True)
    proposed_yuan = models.PositiveIntegerField("拟罚款", default=0)
    departure_reason = models.CharField("未按建议的理由", max_length=1000, blank=True)
    reviewed_by = person("法制审核人")
    leniency = models.CharField("不予处罚情形", max_length=12, choices=Leniency, blank=True)

    noticed_on = models.DateField("告知日期", null=True, blank=True)
    hearing_until = models.DateField("陈述申辩、听证申请截止", null=True, blank=True)
    statement = models.CharField("陈述申辩意见", max_length=2000, blank=True)
    hearing_on = models.DateField("听证日期", null=True, blank=True)
    hearing_record = models.CharField("听证情况", max_length=2000, blank=True)

    decision = models.CharField("处罚决定", max_length=2000, blank=True)
    fine_yuan = models.PositiveIntegerField("罚款", default=0)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    decided_by = person("决定人")
    is_on_spot = models.BooleanField("当场处罚", default=False)
    served_on = models.DateField("送达日期", null=True, blank=True)
    pay_until = models.DateField("缴纳期限", null=True, blank=True)
    paid_yuan = models.PositiveIntegerField("已缴罚款", default=0)
    surcharge_yuan = models.PositiveIntegerField("加处罚款", default=0)
    press_count = models.PositiveSmallIntegerField("催告次数", default=0)

    is_closed_down = models.BooleanField("关闭取缔", default=False)
    admin_detained = models.PositiveSmallIntegerField("行政拘留人数", default=0)
    criminal_detained = models.PositiveSmallIntegerField("刑事拘留人数", default=0)
    transfer_basis = models.CharField("涉嫌犯罪事实", max_length=2000, blank=True)
    transfer_by = person("提请移送人")
    transferred_on = models.DateField("移送日期", null=True, blank=True)
    reopen_count = models.PositiveSmallIntegerField("重新办理次数", default=0)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "案件"
        indexes = [
            *shared_indexes("case"),
            models.Index(fields=["filed_on"], name="case_filed"),
            models.Index(fields=["operation"], name="case_operation"),
            models.Index(fields=["enterprise", "violation"], name="case_again"),
        ]


class Seizure(RegisterRecord):
    """What was sealed, seized or preserved, and what became of it."""

    REGISTER = "seizures"

    case = models.ForeignKey(Case, models.PROTECT, related_name="seizures", verbose_name="案件")
    measure = models.CharField("措施", max_length=16, choices=Measure, default=Measure.SEIZURE)
    goods = models.CharField("物品", max_length=12, choices=Goods)
    quantity = models.DecimalField("数量", max_digits=12, decimal_places=3)
    place = models.CharField("存放地点", max_length=200)
    seized_on = models.DateField("实施日期", null=True, blank=True)
    until = models.DateField("期限", null=True, blank=True)
    is_extended = models.BooleanField("已延期", default=False)
    outcome = models.CharField("处理情况", max_length=1000, blank=True)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "扣押物品"
        indexes = shared_indexes("seizure")


class Recording(RegisterRecord):
    """One audio or video file of the whole-process record: where it lies and by what it is known again.

    The file itself stays at the collecting station. ``sha256`` is worked out when it is registered and again, from the
    file, by whoever checks it.
    """

    REGISTER = "recordings"

    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="recordings", verbose_name="案件"
    )
    occasion = models.CharField("执法环节", max_length=16, choices=Occasion)
    medium = models.CharField("种类", max_length=8, choices=Medium, default=Medium.VIDEO)
    device_no = models.CharField("记录仪编号", max_length=64)
    officers = models.CharField("执法人员（两人以上及证件号）", max_length=200)
    began_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间")
    minutes = models.PositiveIntegerField("时长", default=0)
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64, help_text="64 位十六进制，由采集站或 sha256sum 算出")
    storage = models.CharField("存放位置", max_length=200, help_text="采集站、盘号、目录")
    summary = models.CharField("内容摘要", max_length=1000, help_text="注明要点及时点，如 02:10 告知权利")
    keep_until = models.DateField("保存至", null=True, blank=True)
    verified_at = models.DateTimeField("核验时间", null=True, blank=True)
    asked_by = person("提请销毁人")

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "执法音像"
        indexes = [*shared_indexes("recording"), models.Index(fields=["case", "began_at"], name="recording_case")]
