"""The declarations of the knowledge base and of questions to experts."""

from anlan.records.accounts.choices import Role as R
from anlan.records.registers.knowledge import rules
from anlan.records.registers.knowledge.models import ExpertQuestion, KnowledgeEntry
from anlan.records.registers.knowledge.rules import CLOCKS
from anlan.records.registry.declare import (
    EVERYBODY,
    LATE,
    OFFICIALS,
    OVERDUE,
    REASON,
    Ask,
    Due,
    Escalation,
    Figure,
    Rate,
    Register,
    Slot,
    Source,
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
    sources=(Source("questions", rules.from_question, why_not=rules.is_no_answer),),
    escalation=Escalation(((R.DUTY_OFFICER,), (R.LEADER,)), 7),
    right_labels={"write": "修订", "review": "审核、复核、废止"},
    english={"kind": "Kind", "document_no": "Document no.", "in_force_on": "In force from", "keywords": "Keywords",
             "body": "Text", "source": "Source", "reviewed_by": "Reviewed by", "review_on": "Review on"},
)  # fmt: skip

FOLLOW_UP = Ask("follow_up", "追问", "Follow-up", max_length=1000)
ANSWERERS = (R.DUTY_OFFICER, R.COMMITTEE, R.ENFORCEMENT, R.TOWN_OFFICER)

QUESTIONS = Register(
    name="questions", label="专家问答", en="Questions to experts", series="ZJWD", model=ExpertQuestion,
    purpose="企业和基层向专家提问：转专家、限时答复、可以追问，有用的答复经审核收入知识库。险情不走这里，立即报警。",
    states=(
        State("asked", "待转专家", "New", "转专家", CLOCKS.due("question_pass_on")),
        State("assigned", "待答复", "With an expert", "答复", CLOCKS.due("question_answer")),
        State("answered", "已答复", "Answered", tone="good"),
        State("closed", "已办结", "Closed", tone="neutral"),
    ),
    steps=(
        Step("assign", "转专家", "Pass on", "answer", ("asked", "assigned"), "assigned", fields=("assignee",),
             optional=("expert",), says="转专家答复", tells=("assignee",)),
        Step("answer", "答复", "Answer", "answer", ("asked", "assigned"), "answered",
             fields=("expert", "answer", "basis"), stamps={"answered_by": "actor", "answered_at": "now"},
             says="{expert}答复", tells=("reporter",), in_bulk=False),
        Step("ask_on", "追问", "Ask on", "ask", ("answered",), "assigned", fields=(FOLLOW_UP,),
             why_not=rules.only_the_asker, effect=rules.asked_again, says="追问：{follow_up}", tells=("assignee",),
             in_bulk=False),
        Step("thank", "答复有用", "It helps", "ask", ("answered",), None, why_not=rules.only_the_asker,
             is_possible=rules.is_not_thanked, stamps={"is_helpful": True}, says="提问人：答复有用", in_bulk=False),
        Step("close", "不予答复", "Close unanswered", "answer", ("asked", "assigned"), "closed", fields=(REASON,),
             says="不予答复：{reason}", tells=("reporter",)),
        Step("reopen", "重新受理", "Reopen", "answer", ("closed",), "asked", fields=(REASON,),
             says="重新受理：{reason}"),
    ),
    rights={"view": EVERYBODY, "create": EVERYBODY, "edit": ANSWERERS, "import": (), "export": OFFICIALS,
            "ask": EVERYBODY, "answer": ANSWERERS},
    create_fields=("title", "topic", "question", "enterprise", "field"),
    edit_fields=("title", "topic"), required=("title", "topic", "question"),
    list_columns=("title", "topic", "enterprise", "town", "expert"),
    filters=("topic", "town", "field", "answered_at", "is_helpful"),
    search=("no", "title", "question", "answer", "basis"),
    sorts=("opened_at", "answered_at"),
    detail=("question", "answer", "basis", "expert", "answered_by", "answered_at", "follow_up_count", "is_helpful"),
    figures=(Figure("asked", "提问", "Asked"), Figure("answered", "已答复", "Answered", ("answered_at:!-",)),
             Figure("helpful", "答复有用", "Helpful", ("is_helpful:true",)), LATE),
    rates=(Rate("answered_rate", "答复率", "Answered", "answered", "asked"),
           Rate("helpful_rate", "有用率", "Helpful", "helpful", "answered")),
    dimensions=("topic", "town", "field", "enterprise", "state"),
    views=(View("waiting", "待答复", "Waiting", ("state:asked,assigned",), "next_step_due_at"), OVERDUE),
    slots=(Slot("scene", "现场照片", "Picture"),),
    escalation=Escalation(((R.DUTY_OFFICER,), (R.COMMITTEE, R.LEADER)), 2),
    right_labels={"ask": "追问与评价", "answer": "转办、答复、不予答复"},
    english={"topic": "Topic", "question": "Question", "expert": "Expert", "answer": "Answer", "basis": "Rests on",
             "answered_by": "Entered by", "answered_at": "Answered at", "follow_up_count": "Follow-ups",
             "is_helpful": "Helpful"},
)  # fmt: skip

REGISTERS = (KNOWLEDGE, QUESTIONS)
