"""Signing in at the gate: whose code was scanned, and how far from the plant. It warns and records, and never blocks:
a plant may be drawn wrongly on the map, a phone may be lost between halls, and the check must go on.
"""

from collections.abc import Mapping
from typing import Any

from anlan.domain.geodesy import distance_m
from anlan.records.registers.inspections.choices import CodeMatch
from anlan.records.registry import traces
from anlan.records.registry.catalog import register_get
from anlan.records.sites.site_codes import enterprise_of

#: A plant is drawn as one point; its gate may well lie this far from it.
FAR_M = 500


def judge(inspection: Any, form: Mapping[str, Any]) -> None:
    """Note on the inspection what the code and the position say."""
    code, site = form.get("site_code") or "", inspection.enterprise
    if code:
        is_here = site is not None and enterprise_of(code) == site.pk
        inspection.code_match = CodeMatch.MATCHED if is_here else CodeMatch.OTHER
    else:
        inspection.code_match = CodeMatch.NONE
    inspection.distance_m = _distance_m(form, site)


def _distance_m(form: Mapping[str, Any], site: Any) -> int | None:
    lon, lat = form.get("lon"), form.get("lat")
    if site is None or lon is None or lat is None:
        return None
    return round(distance_m((lon, lat), (site.lon, site.lat)))


def leave_trace(inspection: Any, actor: Any) -> None:
    """A line of the timeline that says how the sign-in was, with a warning where it should be looked into."""
    far = inspection.distance_m is not None and inspection.distance_m > FAR_M
    place = "未取得定位" if inspection.distance_m is None else f"距企业登记位置 {said_m(inspection.distance_m)}"
    doubt = far or inspection.code_match == CodeMatch.OTHER
    text = f"签到核验：{inspection.get_code_match_display()}，{place}" + ("，请核实" if doubt else "")
    facts = {"code_match": inspection.code_match, "distance_m": inspection.distance_m}
    traces.leave(register_get("inspections"), inspection, "sign_in_far" if doubt else "sign_in", text, by=actor,
                 changes=facts, data=facts)  # fmt: skip


def said_m(metres: int) -> str:
    """80 米, 1.2 公里."""
    return f"{metres} 米" if metres < 1_000 else f"{metres / 1_000:.1f} 公里"
