"""The table of the knowledge base 知识库."""

from django.db import models

from anlan.records.registers.knowledge.choices import EntryKind
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
