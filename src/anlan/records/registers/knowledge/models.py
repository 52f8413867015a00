"""The tables of the knowledge base 知识库 and of questions to experts 专家问答."""

from django.db import models

from anlan.records.registers.knowledge.choices import EntryKind, Topic
from anlan.records.registry.models import RegisterRecord, person, shared_indexes


class KnowledgeEntry(RegisterRecord):
    """One law, standard, data sheet or case. ``source`` says where the text was taken from."""

    REGISTER = "knowledge"

    kind = models.CharField("类别", max_length=16, choices=EntryKind)
    document_no = models.CharField("文号、标准号或 CAS 号", max_length=64, blank=True)
    in_force_on = models.DateField("施行日期", null=True, blank=True)
    keywords = models.CharField("关键词", max_length=200, blank=True)
    body = models.TextField("正文或要点", max_length=20_000)
    source = models.CharField("来源", max_length=300)
    reviewed_by = person("审核人")
    review_on = models.DateField("复核日期", null=True, blank=True)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "知识条目"
        indexes = [*shared_indexes("knowledge"), models.Index(fields=["kind", "document_no"], name="knowledge_kind")]


class ExpertQuestion(RegisterRecord):
    """A question to an expert 专家问答: what is asked, who answers, and what the answer rests on.

    ``expert`` is who gave the answer, as the asker reads it: an expert may hold no account and be asked by telephone.
    """

    REGISTER = "questions"

    topic = models.CharField("类别", max_length=16, choices=Topic)
    question = models.TextField(
        "问题", max_length=2000, help_text="写明设备、物料、工况和已采取的措施；险情请立即拨打 119、110"
    )
    expert = models.CharField("答复专家", max_length=64, blank=True, help_text="姓名与专业，如“李工（制冷）”")
    answer = models.TextField("答复", max_length=5000, blank=True)
    basis = models.CharField(
        "依据", max_length=300, blank=True, help_text="法规、标准的名称和条款；没有依据的写“经验意见”"
    )
    answered_by = person("答复登记人")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    follow_up_count = models.PositiveIntegerField("追问次数", default=0)
    is_helpful = models.BooleanField("答复有用", default=False)

    class Meta(RegisterRecord.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "专家问答"
        indexes = shared_indexes("question")
