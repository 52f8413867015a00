"""The declaration of equipment checks."""

from anlan.records.accounts.choices import Role as R
from anlan.records.registers.equipment import documents, rules
from anlan.records.registers.equipment.models import EquipmentCheck
from anlan.records.registry.declare import (
    EVERYBODY,
    OFFICIALS,
    OVERDUE,
    PLANTS,
    REASON,
    Due,
    Escalation,
    Figure,
    Paper,
    Rate,
    Register,
    Slot,
    State,
    Step,
    View,
)

KEEPERS = (R.DUTY_OFFICER, R.COMMITTEE, R.TOWN_OFFICER)

CHECKS = Register(
    name="equipment_checks", label="检验检定", en="Equipment checks", series="JYJD", model=EquipmentCheck,
    purpose="特种设备检验和压力表、安全阀、气体探测器等的检定校准台账：到期前 60、30、7 日提醒，逾期升级，不合格停用。",
    states=(
        State("valid", "在有效期", "Valid", "到期前检验", Due(days=365, column="ends_on"), "good"),
        State("stopped", "已停用", "Out of use", "检验合格或报废", Due(days=90), "bad"),
        State("scrapped", "已报废", "Scrapped", tone="neutral"),
    ),
    steps=(
        Step("test", "登记检验合格", "Passed", "keep", ("valid", "stopped"), "valid",
             fields=("checked_on", "ends_on", "agency", "report_no"), effect=rules.tested_again,
             says="{agency}检验合格（{report_no}），有效期至 {ends_on}", in_bulk=False),
        Step("stop", "检验不合格或停用", "Take out of use", "keep", ("valid",), "stopped", fields=(REASON,),
             says="停用：{reason}", tells=(R.TOWN_OFFICER,), is_danger=True),
        Step("scrap", "报废", "Scrap", "keep", ("valid", "stopped"), "scrapped", fields=(REASON,),
             says="报废：{reason}", is_danger=True),
        Step("reopen", "恢复", "Reopen", "keep", ("scrapped",), "stopped", fields=(REASON,), says="恢复：{reason}"),
    ),
    rights={"view": EVERYBODY, "create": (*KEEPERS, *PLANTS), "edit": (*KEEPERS, *PLANTS), "import": KEEPERS,
            "export": (*OFFICIALS, *PLANTS), "keep": (*KEEPERS, *PLANTS)},
    create_fields=("title", "enterprise", "kind", "device_no", "place", "agency", "report_no", "checked_on",
                   "ends_on"),
    edit_fields=("title", "place"),
    required=("title", "enterprise", "kind", "device_no", "agency", "report_no", "checked_on", "ends_on"),
    list_columns=("title", "enterprise", "town", "kind", "device_no", "ends_on"),
    filters=("kind", "town", "field", "ends_on", "checked_on"), search=("no", "title", "device_no", "report_no"),
    sorts=("opened_at", "ends_on"), detail=("place", "agency", "report_no", "checked_on", "check_count"),
    figures=(Figure("devices", "在用设备", "In use", ("state:valid",)),
             Figure("stopped", "停用", "Out of use", ("state:stopped",)),
             Figure("overdue", "逾期未检", "Late", ("is_overdue:true",))),
    rates=(Rate("overdue_rate", "逾期率", "Late", "overdue", "devices"),),
    dimensions=("kind", "town", "field", "state"),
    views=(OVERDUE, View("detectors", "气体探测器", "Gas detectors", ("kind:gas_detector",), "ends_on")),
    slots=(Slot("report", "检验报告", "Report"),),
    papers=(Paper("reminder", "检验到期提示函", "Reminder", "JYTS", documents.reminder),),
    before_create=rules.dates_fit, right_labels={"keep": "登记检验结果"},
    escalation=Escalation(((R.ENTERPRISE_MANAGER, R.ENTERPRISE_PRINCIPAL), (R.TOWN_OFFICER,)), 7, (60, 30, 7)),
    english={"kind": "Kind", "device_no": "Device no.", "place": "Place", "agency": "Agency", "report_no": "Report",
             "checked_on": "Tested on", "ends_on": "Valid until", "check_count": "Tests"},
)  # fmt: skip

REGISTERS = (CHECKS,)
