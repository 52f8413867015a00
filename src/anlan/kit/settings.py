"""Settings of this machine, from the environment (``ANLAN_*``) and nothing else."""

from functools import lru_cache
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """One field, one environment variable: ``data`` is ``ANLAN_DATA``."""

    model_config = SettingsConfigDict(env_prefix="ANLAN_", extra="ignore")

    data: Path = Field(Path("data"), description="Folder for everything this machine keeps.")
    bind: str = Field("127.0.0.1", description="Address the field and web ports listen on.")
    http_port: int = Field(8000, description="Console, API and HTTP ingest.")
    mqtt_port: int = Field(1883, description="MQTT ingest; 0 = off.")
    mqtt_tls_port: int = Field(0, description="MQTT over TLS; 0 = off.")
    tls_cert: Path | None = Field(
        None, description="Certificate chain (PEM) of the TLS listeners; reread when changed."
    )
    tls_key: Path | None = Field(None, description="Private key (PEM) of the TLS listeners; reread when changed.")
    hj212_port: int = Field(5212, description="HJ 212 ingest; 0 = off.")
    hj212_tls_port: int = Field(0, description="HJ 212 over TLS; 0 = off.")
    http_ingest_port: int = Field(5280, description="HTTP batch ingest of the gateway process; 0 = off.")
    http_ingest_tls_port: int = Field(0, description="HTTP batch ingest over TLS; 0 = off.")
    nats_url: str = Field("", description="Outside NATS cluster; empty = the embedded server.")
    nats_port: int = Field(4222, description="Port of the embedded NATS server (loopback only).")
    nats_store_max_bytes: int = Field(20 * 2**30, description="Most bytes the embedded stream store may take.")
    readings_max_bytes: int = Field(8 * 2**30, description="Most bytes the readings stream may take.")
    partitions: int = Field(1, description="Partitions of the readings stream.", ge=1, le=64)
    window_ms: int = Field(20, description="How long the gateway collects before one durable write.", ge=1)
    database_url: str = Field("", description="postgres://… ; empty = SQLite in the data folder.")
    secret_key: str = Field("", description="Django secret; empty = made once and kept in the data folder.")
    allowed_hosts: str = Field("localhost,127.0.0.1,[::1]", description="Comma-separated host names of the web port.")
    models: Path | None = Field(None, description="Folder of camera models; empty = those shipped with Anlan.")
    camera_workers: int = Field(0, description="Threads that analyse pictures; 0 = one per processor core.", ge=0)
    camera_files: Path | None = Field(None, description="Folder of file: and folder: cameras; empty = data/footage.")
    camera_key: str = Field("", description="Private key that opens camera logins; empty = made once in data/keys.")
    camera_public_key: str = Field("", description="Public key that seals camera logins, for a web process elsewhere.")
    log_json: bool = Field(False, description="Logs as JSON lines.")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")

    @property
    def nats_address(self) -> str:
        """URL that every process connects to."""
        return self.nats_url or f"nats://127.0.0.1:{self.nats_port}"

    def as_environment(self) -> dict[str, str]:
        """The same settings as environment variables, for child processes."""
        return {f"ANLAN_{name.upper()}": str(value) for name, value in self.model_dump().items() if value is not None}

    def folder(self, name: str) -> Path:
        """A sub-folder of the data folder, made when missing and readable by the owner only."""
        path = self.data / name
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()


def explain(error: ValidationError, prefix: str = "ANLAN_") -> list[str]:
    """What is wrong with the environment, one sentence for each variable."""
    return [
        f"{prefix}{'_'.join(map(str, problem['loc'])).upper()}={problem['input']}: {problem['msg']}"
        for problem in error.errors()
    ]
