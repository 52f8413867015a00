"""The bodies themselves: 1 + 8 + 8, and who sits in them."""

from anlan.records.registers.committees.models import Committee, Member
from anlan.records.registers.committees.roles import BASIC, LADDER, OFFICE
from anlan.records.registry.declare import COMMENT, REASON, Due, Figure, Register, State, Step

COMMITTEES = Register(
    name="committees",
    label="委员会",
    en="Committees",
    purpose="安委会、八个专委会和专委办（1+8+8）：领导、职责、成员，每年核对一次。",
    series="WYH",
    model=Committee,
    is_public=True,
    states=(
        State("active", "运行中", "Active", "核对领导和成员", Due(days=365), "good"),
        State("dissolved", "已撤销", "Dissolved", tone="neutral"),
    ),
    steps=(
        Step("review", "核对", "Review", "lead", ("active",), "active", optional=("chair", "office_unit", COMMENT),
             stamps={"reviewed_on": "today"}, says="核对领导和成员：{comment}"),
        Step("dissolve", "撤销", "Dissolve", "lead", ("active",), "dissolved", fields=(REASON,), says="撤销：{reason}",
             is_danger=True, in_bulk=False),
        Step("restore", "恢复", "Restore", "lead", ("dissolved",), "active", fields=(REASON,), says="恢复：{reason}",
             in_bulk=False),
    ),
    rights={**BASIC, "lead": OFFICE},
    create_fields=("title", "body", "field", "chair", "office_unit", "duties"),
    edit_fields=("title", "duties", "office_unit"),
    required=("title", "body", "chair", "duties"),
    list_columns=("title", "body", "field", "chair", "office_unit"),
    filters=("body", "field"),
    detail=("duties", "reviewed_on", "opened_by"),
    figures=(Figure("committees", "委员会", "Committees", ("state:active",)),
             Figure("special", "专委会", "Special committees", ("state:active", "body:special"))),
    dimensions=("body", "field"),
    children=(("committee_members", "committee"), ("meetings", "committee")),
    right_labels={"lead": "管理委员会"},
    escalation=LADDER,
)  # fmt: skip

MEMBERS = Register(
    name="committee_members",
    names_people=True,
    label="委员会成员",
    en="Committee members",
    purpose="委员会的领导职务和成员单位及其分工；人随岗变，岗位留痕。",
    series="CY",
    model=Member,
    is_public=True,
    states=(
        State("serving", "在任", "Serving", "核对任职", Due(days=365), "good"),
        State("left", "已卸任", "Left", tone="neutral"),
    ),
    steps=(
        Step("confirm", "核对任职", "Confirm", "lead", ("serving",), "serving", optional=("duties", COMMENT),
             says="核对任职：{comment}"),
        Step("leave", "卸任", "Leave", "lead", ("serving",), "left", fields=(REASON,), says="卸任：{reason}"),
        Step("return", "恢复任职", "Return", "lead", ("left",), "serving", fields=(REASON,), says="恢复任职：{reason}"),
    ),
    rights={**BASIC, "lead": OFFICE},
    create_fields=("committee", "title", "post", "unit", "duties"),
    edit_fields=("title", "unit", "duties"),
    required=("committee", "title", "post", "unit"),
    list_columns=("title", "committee", "post", "unit"),
    filters=("committee", "post", "unit"),
    detail=("duties", "opened_by"),
    figures=(Figure("members", "在任成员", "Members", ("state:serving",)),),
    dimensions=("committee", "post"),
    right_labels={"lead": "管理成员"},
    escalation=LADDER,
)  # fmt: skip
