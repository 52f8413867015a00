"""Words of the risk registers."""

from django.db.models import TextChoices


class Sector(TextChoices):
    """Which census form an enterprise fills in; its columns are ``data/census_forms.csv``."""

    GENERAL = "general", "一般工贸"
    AMMONIA = "ammonia", "涉氨制冷"
    DUST = "dust", "粉尘涉爆"
    HAZCHEM = "hazchem", "危险化学品"


class Method(TextChoices):
    """How risk is worked out."""

    LEC = "lec", "LEC 法（D = L × E × C）"
    LS = "ls", "LS 法（R = L × S）"


class Colour(TextChoices):
    """The four colours."""

    RED = "red", "红（重大）"
    ORANGE = "orange", "橙（较大）"
    YELLOW = "yellow", "黄（一般）"
    BLUE = "blue", "蓝（低）"


class Permit(TextChoices):
    """The eight kinds of special work of GB 30871-2022; hot work in two classes."""

    HOT_SPECIAL = "hot_special", "动火（特级、一级）"
    HOT_2 = "hot_2", "动火（二级）"
    CONFINED = "confined", "受限空间"
    BLIND = "blind", "盲板抽堵"
    HEIGHT = "height", "高处"
    LIFTING = "lifting", "吊装"
    POWER = "power", "临时用电"
    DIGGING = "digging", "动土"
    ROAD = "road", "断路"
