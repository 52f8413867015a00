"""How long readings are kept, per level; from the environment (``ANLAN_HISTORY_*``)."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

DAY_MS = 86_400_000


class HistorySettings(BaseSettings):
    """Retention and pace of the history store: one field, one environment variable."""

    model_config = SettingsConfigDict(env_prefix="ANLAN_HISTORY_", extra="ignore")

    raw_days: int = Field(90, ge=8, le=900, description="Days that single readings are kept.")
    minute_days: int = Field(730, ge=31, description="Days that one-minute roll-ups are kept.")
    hour_days: int = Field(3650, ge=366, description="Days that one-hour roll-ups are kept.")
    insert_every_s: float = Field(1.0, gt=0, le=10, description="How long readings are collected for one insert.")
    insert_rows_max: int = Field(1_000_000, ge=1000, description="Most readings in one insert while catching up.")
    roll_up_after_s: float = Field(120.0, ge=0, description="How long after its end an hour is rolled up.")
