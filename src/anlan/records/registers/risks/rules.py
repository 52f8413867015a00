"""What the declarations say by name."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.registers.risks.choices import Colour
from anlan.records.registers.risks.grading import census_columns, grade, permit_hours, wrong_factors
from anlan.records.sites.services.enterprises import enterprise_update

PER_PERSON_MIN_YUAN = 400_000  # 应急〔2025〕27号 M
OXYGEN = (19.5, 23.5)  # GB 30871-2022 5.3.2 M
COMBUSTIBLE_MAX_PERCENT = 0.2  # the stricter of the two bounds: LEL < 4 % (U)


# --- census ----------------------------------------------------------------------------------------------


def count_within(record: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """No more done than there are."""
    if record.done_count > record.planned_count:
        raise Invalid(fields={"done_count": f"不能超过应普查企业数 {record.planned_count}。"})


def all_done(record: Any, actor: Any) -> str:
    """A round ends complete."""
    missing = record.planned_count - record.done_count
    return f"还有 {missing} 家未普查。" if missing else ""


def complete(record: Any, actor: Any) -> None:
    """How much of its form is filled in."""
    asked = census_columns(record.sector)
    filled = sum(getattr(record, name) not in (None, "") for name in asked)
    record.completeness = 100 * filled // len(asked)


def submit(record: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """A form goes on when every question of its sector is answered."""
    complete(record, actor)
    gaps = [name for name in census_columns(record.sector) if getattr(record, name) in (None, "")]
    if gaps:
        raise Invalid(fields=dict.fromkeys(gaps, "本行业普查表必填。"))


def assess(record: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Score and colour from the factors; nobody types a colour."""
    factors = (record.likelihood or 0, record.exposure or 0, record.consequence or 0)
    if wrong := wrong_factors(record.method, *factors):
        raise Invalid(fields=wrong)
    found = grade(record.method, *factors)
    record.score, record.colour, record.colour_reason = found.score, found.colour, found.reason
    record.review_on = clock.today() + timedelta(days=found.review_days)


def colour_enterprise(record: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """The four-colour map shows the colour that was confirmed; its replay finds the one before in the audit trail."""
    if record.enterprise is not None:
        enterprise_update(actor=actor, enterprise=record.enterprise, reason=record.no, risk_level=record.colour)


# --- parks -----------------------------------------------------------------------------------------------


def assess_park(record: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """The mean of three parts: under 60 red, under 70 orange, under 85 yellow."""
    record.score = round((record.management_score + record.hazard_score + record.rescue_score) / 3, 1)
    bands = ((60, Colour.RED), (70, Colour.ORANGE), (85, Colour.YELLOW))
    record.colour = next((colour for below, colour in bands if record.score < below), Colour.BLUE)
    record.review_on = clock.today() + timedelta(days=365)


# --- alliances -------------------------------------------------------------------------------------------


def next_round(record: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """One more round; the next is named in the same breath."""
    record.round_count += 1


def fixed_within(record: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """No more put right than found."""
    if record.fixed_count > record.found_count:
        raise Invalid(fields={"fixed_count": f"不能超过发现的 {record.found_count} 项。"})


# --- permits ---------------------------------------------------------------------------------------------


def ask_permit(record: Any, actor: Any) -> None:
    """Who asks cannot approve."""
    record.asked_by = actor


def permit_why_not(record: Any, actor: Any) -> str:
    """What stands against the work, in one sentence."""
    if not record.has_certificates:
        return "作业人员证书无效或未核对，不得作业。"
    if record.kind == "confined":
        oxygen = record.oxygen_percent
        if oxygen is None or not OXYGEN[0] <= oxygen <= OXYGEN[1]:
            return f"受限空间氧含量须为 {OXYGEN[0]}%–{OXYGEN[1]}%，请重新检测。"
    if record.kind in ("confined", "hot_special", "hot_2"):
        gas = record.combustible_percent
        if gas is None or gas > COMBUSTIBLE_MAX_PERCENT:
            return f"可燃气体体积分数须不大于 {COMBUSTIBLE_MAX_PERCENT}%，请检测。"
    return ""


def approve_permit(record: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """It lives as long as its kind allows, from its beginning or from now."""
    begins = max(record.begins_at, clock.now())
    record.expires_at = begins + timedelta(hours=permit_hours(record.kind))


# --- insurance -------------------------------------------------------------------------------------------


def check_policy(record: Any, actor: Any, form: Mapping[str, Any] | None = None) -> None:
    """The least sum per person, and an end after the beginning."""
    if record.per_person_yuan < PER_PERSON_MIN_YUAN:
        raise Invalid(fields={"per_person_yuan": f"每人死亡限额不得低于 {PER_PERSON_MIN_YUAN} 元。"})
    if record.ends_on <= record.begins_on:
        raise Invalid(fields={"ends_on": "应晚于起保日期。"})


def service(record: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """The insurer came to prevent accidents, as it must."""
    record.service_count += 1


def renew(record: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """The policy goes on; it must not end before it did."""
    check_policy(record, actor)
    record.renewed_count += 1
