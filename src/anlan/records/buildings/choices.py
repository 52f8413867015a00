"""Choices of the buildings app."""

from django.db.models import TextChoices


class Use(TextChoices):
    """What a building is used for: whoever is sent there must know where people sleep and what is stored."""

    WORKSHOP = "workshop", "车间"
    WAREHOUSE = "warehouse", "仓库"
    TANK = "tank", "储罐"
    UTILITY = "utility", "公用工程"
    OFFICE = "office", "办公"
    DORMITORY = "dormitory", "宿舍"
    OTHER = "other", "其他"
