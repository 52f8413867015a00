"""The declaration of the knowledge base."""

from anlan.records.accounts.choices import Role as R
from anlan.records.registers.knowledge import rules
from anlan.records.registers.knowledge.models import KnowledgeEntry
from anlan.records.registry.declare import (
    EVERYBODY,
    LATE,
    OFFICIALS,
    OVERDUE,
    REASON,
    Due,
    Escalation,
    Figure,
    Register,
    State,
    Step,
    View,
)

WRITERS = (R.DUTY_OFFICER, R.COMMITTEE, R.TOWN_OFFICER, R.ENFORCEMENT)

KNOWLEDGE = Register(
    name="knowledge", label="知识库", en="Knowledge base", series="ZSK", model=KnowledgeEntry, is_public=True,
    purpose="法律法规、标准、化学品安全技术说明书和事故案例：注明来源，由另一人审核后施行，每年复核是否仍然有效。",
    states=(
        State("draft", "待审核", "Draft", "审核", Due(days=10, is_working=True), "neutral"),
        State("in_force", "现行有效", "In force", "复核是否有效", Due(days=365, column="review_on"), "good"),
        State("repealed", "已废止", "Repealed", tone="neutral"),
    ),
    steps=(
        Step("approve", "审核通过", "Approve", "review", ("draft",), "in_force", not_by=("opened_by",),
             effect=rules.reviewed, says="审核通过"),
        Step("confirm", "复核有效", "Confirm", "review", ("in_force",), None, effect=rules.reviewed,
             says="复核：仍然有效"),
        Step("revise", "修订", "Revise", "write", ("in_force",), "draft", fields=("body", "source", REASON),
             optional=("document_no", "in_force_on"), says="修订：{reason}", in_bulk=False),
        Step("repeal", "废止", "Repeal", "review", ("draft", "in_force"), "repealed", fields=(REASON,),
             says="废止：{reason}", is_danger=True),
        Step("reopen", "恢复", "Reopen", "review", ("repealed",), "draft", fields=(REASON,), says="恢复：{reason}"),
    ),
    rights={"view": EVERYBODY, "create": WRITERS, "edit": WRITERS, "import": WRITERS, "export": OFFICIALS,
            "write": WRITERS, "review": (R.DUTY_OFFICER, R.COMMITTEE, R.LEADER)},
    create_fields=("title", "kind", "document_no", "in_force_on", "field", "keywords", "body", "source"),
    edit_fields=("title", "keywords"), required=("title", "kind", "body", "source"),
    list_columns=("title", "kind", "document_no", "in_force_on", "keywords"),
    filters=("kind", "field", "in_force_on"), search=("no", "title", "document_no", "keywords", "body"),
    sorts=("opened_at", "in_force_on"), detail=("body", "source", "field", "reviewed_by", "review_on"),
    figures=(Figure("entries", "现行有效", "In force", ("state:in_force",)), LATE),
    dimensions=("kind", "field", "state"),
    views=(View("sds", "安全技术说明书", "Safety data sheets", ("kind:sds",)),
           View("cases", "事故案例", "Cases", ("kind:case",)), OVERDUE),
    escalation=Escalation(((R.DUTY_OFFICER,), (R.LEADER,)), 7),
    right_labels={"write": "修订", "review": "审核、复核、废止"},
    english={"kind": "Kind", "document_no": "Document no.", "in_force_on": "In force from", "keywords": "Keywords",
             "body": "Text", "source": "Source", "reviewed_by": "Reviewed by", "review_on": "Review on"},
)  # fmt: skip

REGISTERS = (KNOWLEDGE,)
