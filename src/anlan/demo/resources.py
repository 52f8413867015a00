"""Help in the county in a box: every name made up and looking so, every place within its town."""

from typing import NamedTuple


class PlannedResource(NamedTuple):
    """One emergency resource; ``capacity`` counts in ``unit``."""

    kind: str
    name: str
    town_code: str
    lon: float
    lat: float
    capacity: int
    unit: str
    note: str = ""


RESOURCES = (
    PlannedResource("team", "演示消防救援一站", "330381007", 120.6712, 27.7790, 32, "人", "重型防化服 4 套"),
    PlannedResource("team", "演示消防救援二站", "330381101", 120.6981, 27.8442, 28, "人"),
    PlannedResource("team", "演示危化品抢险队", "330381005", 120.6902, 27.7496, 16, "人", "堵漏工具、水幕水带"),
    PlannedResource("team", "演示马屿应急分队", "330381116", 120.4467, 27.7601, 12, "人"),
    PlannedResource("team", "演示飞云志愿救援队", "330381009", 120.6121, 27.7688, 20, "人"),
    PlannedResource("supply", "演示市级应急物资库", "330381007", 120.6795, 27.7861, 1200, "件", "正压式呼吸器 20 具"),
    PlannedResource("supply", "演示塘下物资点", "330381101", 120.6905, 27.8517, 300, "件"),
    PlannedResource("supply", "演示仙降物资点", "330381010", 120.5492, 27.7927, 180, "件"),
    PlannedResource("shelter", "演示莘塍体育馆避难场所", "330381007", 120.6698, 27.7855, 1500, "人"),
    PlannedResource("shelter", "演示塘下中学避难场所", "330381101", 120.7012, 27.8431, 900, "人"),
    PlannedResource("shelter", "演示飞云文化中心避难场所", "330381009", 120.6204, 27.7609, 600, "人"),
    PlannedResource("hospital", "演示第一医院", "330381005", 120.6788, 27.7561, 620, "床", "中毒救治"),
    PlannedResource("hospital", "演示塘下医院", "330381101", 120.6887, 27.8466, 240, "床"),
    PlannedResource("hospital", "演示马屿卫生院", "330381116", 120.4377, 27.7541, 60, "床"),
    PlannedResource("water", "演示塘下取水码头", "330381101", 120.7051, 27.8506, 500, "立方米"),
    PlannedResource("water", "演示上望消防水池", "330381005", 120.6801, 27.7499, 200, "立方米"),
    PlannedResource("water", "演示仙降消防水鹤", "330381010", 120.5433, 27.7866, 60, "立方米"),
)
