"""The columns of the two tables: what they are called, what goes in, an example for the template."""

from dataclasses import dataclass

from anlan.records.sites.choices import CoordSource, RiskLevel


@dataclass(frozen=True)
class Column:
    """One column; ``name`` is the field it fills."""

    name: str
    heading: str
    example: str
    is_required: bool = False
    help: str = ""

    @property
    def shown(self) -> str:
        """Heading in the template: a star marks what must be filled in."""
        return f"{self.heading}*" if self.is_required else self.heading


ENTERPRISES = (
    Column("uscc", "统一社会信用代码", "91339900TE5T00001B", True),
    Column("name", "企业名称", "示例冷链有限公司", True),
    Column("short_name", "简称", "示例冷链"),
    Column("sector", "行业代码", "1361", True, "GB/T 4754-2017 小类代码"),
    Column("sector_name", "行业名称", "水产品冷冻加工"),
    Column("field", "专委会领域", "工矿"),
    Column("risk_level", "风险等级", "橙", False, "红、橙、黄、蓝"),
    Column("town", "乡镇街道", "塘下镇", True, "名称或区划代码"),
    Column("grid", "网格", ""),
    Column("address", "地址", "示例路 1 号"),
    Column("lon", "经度", "120.68"),
    Column("lat", "纬度", "27.88"),
    Column("coord_system", "坐标系", "CGCS2000", False, "CGCS2000、WGS84、GCJ02、BD09；空为 CGCS2000"),
    Column("head_count", "从业人数", "86", False, "空为未知"),
    Column("contact_name", "联系人", "示例联系人"),
    Column("contact_phone", "联系电话", "13800000000"),
)

POINTS = (
    Column("uscc", "统一社会信用代码", "91339900TE5T00001B", True),
    Column("driver", "协议驱动", "mqtt", True, "mqtt、hj212、http、modbus、opcua"),
    Column("gateway_code", "网关编码", "gw-0001", True, "须已登记"),
    Column("address", "地址", "nh3_1", True, "设备对该测点的称呼"),
    Column("name", "测点名称", "1号氨气探测器", True),
    Column("kind", "类型", "氨气浓度", True, "名称或代码，见本页末"),
    Column("unit", "单位", "ppm", False, "空为该类型的单位；单位不同则没有默认报警限值"),
    Column("scale", "系数", "1"),
    Column("offset", "偏移", "0"),
    Column("resolution", "分辨力", "0.1"),
    Column("sample_interval_s", "采样间隔（秒）", "10", False, "设备应每隔多久送一次数；空为未申报，不计入数据到达率"),
    Column("range_low", "量程下限", "0"),
    Column("range_high", "量程上限", "500"),
    Column("workshop", "车间", "氨机房"),
    Column("zone", "区域", ""),
    Column("hazard_source", "危险源", "液氨制冷系统"),
    Column("equipment", "关键设备", ""),
)

RISK_WORDS = {level.label[0]: level for level in RiskLevel} | {level.value: level for level in RiskLevel}
COORD_WORDS = {
    "": ("wgs84", CoordSource.UNKNOWN),
    "CGCS2000": ("wgs84", CoordSource.MAP),
    "WGS84": ("wgs84", CoordSource.MAP),
    "WGS-84": ("wgs84", CoordSource.MAP),
    "GCJ02": ("gcj02", CoordSource.GCJ02),
    "GCJ-02": ("gcj02", CoordSource.GCJ02),
    "BD09": ("bd09", CoordSource.BD09),
    "BD-09": ("bd09", CoordSource.BD09),
}
