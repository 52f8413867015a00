"""Words of the register of equipment checks."""

from django.db.models import TextChoices


class EquipmentKind(TextChoices):
    """What is tested; the first kinds are special equipment 特种设备, the others instruments."""

    PRESSURE_VESSEL = "pressure_vessel", "压力容器"
    PRESSURE_PIPE = "pressure_pipe", "压力管道"
    BOILER = "boiler", "锅炉"
    LIFTING = "lifting", "起重机械"
    FORKLIFT = "forklift", "场内机动车辆"
    ELEVATOR = "elevator", "电梯"
    SAFETY_VALVE = "safety_valve", "安全阀"
    GAUGE = "gauge", "压力表"
    GAS_DETECTOR = "gas_detector", "气体探测器"
    LIGHTNING = "lightning", "防雷装置"
    OTHER = "other", "其他"
