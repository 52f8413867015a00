"""Words of the rule versions."""

from datetime import timedelta

from django.db.models import TextChoices


class VersionState(TextChoices):
    """Where a version stands."""

    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
    WITHDRAWN = "withdrawn", "已撤回"


class TrialState(TextChoices):
    """Where a trial on history stands."""

    RUNNING = "running", "推演中"
    DONE = "done", "已完成"
    CANCELLED = "cancelled", "已取消"
    FAILED = "failed", "未完成"


#: Windows of history that a trial may look at.
TRIAL_DAYS = (7, 30, 90)
#: A running trial says so at least this often, else its process is gone.
TRIAL_SILENT = timedelta(seconds=90)
