"""The behaviours that cameras watch for, and the kind of point each one feeds.

A recogniser folder of somebody else's names its kind itself (``manifest.toml``); these are the shipped ones.
"""

from typing import NamedTuple


class Behaviour(NamedTuple):
    """What is watched for: its name on screen, the kind of its scenes' points, and what labelled footage calls it."""

    name_zh: str
    kind: str
    footage: str


BEHAVIOURS = {
    "smoking": Behaviour("吸烟", "scene_smoking_score", "smoking"),
    "fire_smoke": Behaviour("烟火", "scene_fire_smoke_score", "fire_smoke"),
    "blocked_passage": Behaviour("通道堵塞", "scene_blocked_s", "blocked_passage"),
    "fallen": Behaviour("人员倒地", "scene_fallen_score", "fall"),
    "dust_cleaning": Behaviour("粉尘清扫", "scene_dust_minutes", "dust_cleaning"),
    "absence": Behaviour("人员离岗", "scene_absence_s", "absence"),
    "headcount": Behaviour("人数控制", "scene_headcount", "headcount"),
}
