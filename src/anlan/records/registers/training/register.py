"""The declarations of the training registers."""

from anlan.records.accounts.choices import Role
from anlan.records.registers.training import documents, rules
from anlan.records.registers.training.choices import KEY_POSTS
from anlan.records.registers.training.models import Batch, CertificateRecord, Course
from anlan.records.registry.declare import (
    EVERYBODY,
    LATE,
    OFFICIALS,
    OVERDUE,
    PLANTS,
    REASON,
    Ask,
    Board,
    Due,
    Escalation,
    Figure,
    Paper,
    Rate,
    Register,
    Slot,
    State,
    Step,
)

R = Role
TEACHERS = (R.DUTY_OFFICER, R.COMMITTEE, R.TOWN_OFFICER)
LEADS = (R.DUTY_OFFICER, R.LEADER, R.COMMITTEE)
POSTS = ",".join(KEY_POSTS)
QUESTION = (
    Ask("text", "题目", "Question", max_length=300),
    Ask("a", "A", "A", "text", max_length=200),
    Ask("b", "B", "B", "text", max_length=200),
    Ask("right", "正确答案", "Right answer", "text", max_length=1),
)
MORE = (Ask("c", "C", "C", "text", max_length=200), Ask("d", "D", "D", "text", max_length=200))

COURSES = Register(
    name="courses", label="课程", en="Courses", series="KC", model=Course, is_public=True,
    purpose="培训课程：对象、学时、课文、题库；由另一人审核发布。",
    states=(
        State("draft", "编写中", "Draft", "充实题库并报审", Due(days=30), "neutral"),
        State("review", "待审核", "In review", "审核发布", Due(days=5, is_working=True)),
        State("released", "已发布", "Released", "年度复核", Due(days=365), "good"),
        State("withdrawn", "已停用", "Withdrawn", tone="neutral"),
    ),
    steps=(
        Step("add_question", "加一道题", "Add a question", "write", ("draft", "released"), None, fields=QUESTION,
             optional=MORE, effect=rules.add_question, says="题库加题：{text}", in_bulk=False),
        Step("submit", "报审", "Submit", "write", ("draft",), "review", why_not=rules.too_few_questions,
             stamps={"written_by": "actor"}, says="报审", in_bulk=False),
        Step("release", "审核发布", "Release", "release", ("review", "released"), "released", not_by=("written_by",),
             says="审核发布", in_bulk=False),
        Step("send_back", "退回修改", "Send back", "release", ("review",), "draft", fields=(REASON,),
             says="退回：{reason}", is_danger=True),
        Step("withdraw", "停用", "Withdraw", "release", ("draft", "released"), "withdrawn", fields=(REASON,),
             says="停用：{reason}", is_danger=True),
        Step("reopen", "恢复编写", "Reopen", "release", ("withdrawn",), "draft", fields=(REASON,),
             says="恢复：{reason}"),
    ),
    rights={"view": OFFICIALS, "create": TEACHERS, "edit": TEACHERS, "import": TEACHERS, "export": OFFICIALS,
            "write": TEACHERS, "release": LEADS},
    create_fields=("title", "audience", "hours", "lesson", "pass_percent", "paper_size"),
    edit_fields=("title", "hours", "lesson", "pass_percent", "paper_size"), required=("title", "audience", "hours"),
    list_columns=("title", "audience", "hours", "pass_percent", "paper_size"), filters=("audience",),
    detail=("lesson", "written_by"),
    figures=(Figure("courses", "课程", "Courses"), Figure("released", "已发布", "Released", ("state:released",))),
    dimensions=("audience", "state"), boards=(Board("bank", "题库", "Question bank", rules.bank),),
    english={"audience": "For", "hours": "Hours", "lesson": "Lesson", "pass_percent": "Pass mark"},
    units={"pass_percent": "%"},
)  # fmt: skip

BATCHES = Register(
    name="training_batches", label="培训班", en="Training batches", series="PX", model=Batch,
    purpose="培训班：对象、方式、签到（现场二维码）、考核、小结；网格员、干部、三项岗位、企业员工。",
    states=(
        State("planned", "待开班", "Planned", "开班并结班", Due(days=30, column="begins_on"), "neutral"),
        State("review", "待核定", "In review", "核定培训结果", Due(days=10, is_working=True)),
        State("done", "已结班", "Done", tone="good"),
        State("cancelled", "已取消", "Cancelled", tone="neutral"),
    ),
    steps=(
        Step("finish", "结班", "Finish", "run", ("planned",), "review", fields=("summary",),
             optional=("attended_count", "passed_count", "enterprise_count"), stamps={"finished_by": "actor"},
             effect=rules.finish, says="结班：{summary}"),
        Step("confirm", "核定", "Confirm", "confirm", ("review",), "done", not_by=("finished_by",),
             why_not=rules.nobody_came, says="核定培训结果"),
        Step("send_back", "退回", "Send back", "confirm", ("review",), "planned", fields=("begins_on", REASON),
             not_by=("finished_by",), says="退回：{reason}", tells=("reporter",), is_danger=True),
        Step("postpone", "改期", "Postpone", "run", ("planned",), None, fields=("begins_on", REASON),
             says="改期至 {begins_on}：{reason}"),
        Step("cancel", "取消", "Cancel", "confirm", ("planned",), "cancelled", fields=(REASON,),
             says="取消：{reason}", is_danger=True),
        Step("reopen", "恢复", "Reopen", "confirm", ("done", "cancelled"), "planned", fields=("begins_on", REASON),
             says="恢复：{reason}", is_danger=True),
    ),
    rights={"view": (*OFFICIALS, R.GRID_OFFICER), "create": TEACHERS, "edit": TEACHERS, "import": TEACHERS,
            "export": OFFICIALS, "run": TEACHERS, "confirm": LEADS},
    create_fields=("title", "course", "audience", "manner", "begins_on", "place", "town", "field", "invited_count",
                   "assignee"),
    edit_fields=("title", "place", "invited_count", "assignee"), required=("title", "audience", "begins_on"),
    list_columns=("title", "audience", "manner", "begins_on", "invited_count", "attended_count", "passed_count"),
    filters=("audience", "manner", "town", "begins_on", "course"),
    sorts=("opened_at", "begins_on", "attended_count"),
    detail=("course", "town", "place", "enterprise_count", "summary", "finished_by"),
    figures=(
        Figure("registered", "登记班次", "Registered"),
        Figure("batches", "培训班", "Batches", ("state:done",)),
        Figure("invited", "应到", "Invited", ("state:done",), "invited_count", "人次"),
        Figure("attended", "实到", "Attended", ("state:done",), "attended_count", "人次"),
        Figure("passed", "合格", "Passed", ("state:done",), "passed_count", "人次"),
        Figure("grid_batches", "网格员培训班", "Grid officer batches", ("state:done", "audience:grid")),
        Figure("grid_officers", "网格员", "Grid officers", ("state:done", "audience:grid"), "attended_count", "人次"),
        Figure("key_posts", "三项岗位人员", "Key posts", ("state:done", f"audience:{POSTS}"), "attended_count", "人次"),
        Figure("online", "线上学习", "Online", ("state:done", "manner:online"), "attended_count", "人次"),
        Figure("visited", "送教企业", "Enterprises visited", ("state:done", "manner:visit"), "enterprise_count", "家"),
        Figure("employees", "受教员工", "Employees", ("state:done", "manner:visit"), "attended_count", "人次"),
        LATE,
    ),
    rates=(Rate("coverage_rate", "覆盖率", "Coverage", "attended", "invited"),
           Rate("pass_rate", "合格率", "Passed", "passed", "attended")),
    dimensions=("audience", "manner", "town", "state"), views=(OVERDUE,),
    slots=(Slot("class", "现场照片", "In class"),),
    papers=(Paper("report", "培训总结", "Training report", "PXZJ", documents.report),),
    boards=(Board("attendances", "签到与成绩", "Attendance", rules.attendances),),
    english={"audience": "For", "manner": "Manner", "begins_on": "Begins", "invited_count": "Invited",
             "attended_count": "Attended", "passed_count": "Passed", "course": "Course"},
)  # fmt: skip

CERTIFICATES = Register(
    name="certificates", names_people=True, label="证书", en="Certificates", series="ZS", model=CertificateRecord,
    purpose="三项岗位人员证书台账：到期前 90、30、7 日提醒，逾期升级。",
    states=(
        State("valid", "有效", "Valid", "延期或复审", Due(days=365, column="ends_on", law="总局令第30号 M"), "good"),
        State("ended", "已注销", "Ended", tone="neutral"),
    ),
    steps=(
        Step("renew", "延期", "Renew", "keep", ("valid", "ended"), "valid", fields=("ends_on",),
             optional=("certificate_no", "review_on"), effect=rules.renew, says="延期至 {ends_on}", in_bulk=False),
        Step("review", "登记复审", "Record review", "keep", ("valid",), None, fields=("review_on",),
             says="下次复审 {review_on}"),
        Step("end", "注销", "End", "keep", ("valid",), "ended", fields=(REASON,), says="注销：{reason}",
             is_danger=True),
    ),
    rights={"view": EVERYBODY, "create": (*TEACHERS, *PLANTS), "edit": (*TEACHERS, *PLANTS), "import": TEACHERS,
            "export": (*OFFICIALS, *PLANTS), "keep": (*TEACHERS, *PLANTS)},
    create_fields=("title", "enterprise", "kind", "holder", "certificate_no", "issued_on", "ends_on", "review_on"),
    edit_fields=("title", "holder"),
    required=("title", "enterprise", "kind", "holder", "certificate_no", "issued_on", "ends_on"),
    list_columns=("title", "enterprise", "town", "kind", "holder", "ends_on"),
    filters=("kind", "town", "field", "ends_on", "review_on"), search=("no", "title", "holder", "certificate_no"),
    sorts=("opened_at", "ends_on"), detail=("certificate_no", "issued_on", "review_on", "renewed_count"),
    figures=(Figure("certificates", "证书", "Certificates", ("state:valid",)),
             Figure("overdue", "过期", "Expired", ("is_overdue:true",))),
    rates=(Rate("expired_rate", "过期率", "Expired", "overdue", "certificates"),),
    dimensions=("kind", "town", "field", "state"), views=(OVERDUE,), before_create=rules.check_certificate,
    escalation=Escalation(((R.ENTERPRISE_MANAGER, R.ENTERPRISE_PRINCIPAL), (R.TOWN_OFFICER,)), 7, (90, 30, 7)),
    english={"kind": "Kind", "holder": "Holder", "certificate_no": "Certificate", "ends_on": "Valid until"},
)  # fmt: skip

REGISTERS = (COURSES, BATCHES, CERTIFICATES)
