"""Settings of this machine, from the environment (``ANLAN_*``), secrets also from files, and nothing else."""

import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

#: Never shown, and better kept in files than in the environment (see ``secrets_folder``).
SECRETS = frozenset(
    {
        "secret_key",
        "audit_key",
        "clickhouse_password",
        "metrics_token",
        "camera_key",
        "notice_key",
        "field_key",
        "audit_sign_key",
        "report_sign_key",
        "canary_secret",
        "oidc_client_secret",
        "tianditu_key",
    }
)
#: What stands before the host in a URL: ``user:password``, or a token.
_PASSWORD = re.compile(r"(://)[^/@,\s]+@")


def secrets_folder() -> str | None:
    """Folder of files named like the variables in small letters (``anlan_secret_key``), each holding one value.

    systemd's LoadCredential names it; elsewhere ``ANLAN_SECRETS`` does. The environment wins over it.
    """
    found = os.environ.get("ANLAN_SECRETS") or os.environ.get("CREDENTIALS_DIRECTORY") or ""
    return found if os.path.isdir(found) else None


class Settings(BaseSettings):
    """One field, one environment variable: ``data`` is ``ANLAN_DATA``."""

    model_config = SettingsConfigDict(env_prefix="ANLAN_", extra="ignore")

    data: Path = Field(Path("data"), description="Folder for everything this machine keeps.")
    registers: Path | None = Field(None, description="Folder of registers of your own, one sub-folder each.")
    bind: str = Field("127.0.0.1", description="Address the field and web ports listen on.")
    http_port: int = Field(8000, description="Console and API.")
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
    nats_url: str = Field("", description="Servers of an outside NATS cluster, comma-separated; empty = embedded.")
    nats_credentials: Path | None = Field(None, description="NATS credentials file (JWT and seed) for that cluster.")
    nats_ca: Path | None = Field(None, description="CA (PEM) that signed the cluster's certificates; makes TLS a must.")
    nats_cert: Path | None = Field(None, description="Client certificate (PEM) shown to the cluster.")
    nats_key: Path | None = Field(None, description="Key (PEM) of the client certificate.")
    nats_replicas: int = Field(
        1, description="Copies of every stream in the cluster: 3 where there are 3 servers.", ge=1, le=5
    )
    lease_s: float = Field(15.0, description="How long a dead owner of a partition keeps others waiting.", ge=2, le=120)
    nats_port: int = Field(4222, description="Port of the embedded NATS server (loopback only).")
    nats_store_max_bytes: int = Field(20 * 2**30, description="Most bytes the embedded stream store may take.")
    readings_max_bytes: int = Field(8 * 2**30, description="Most bytes the readings stream may take.")
    partitions: int = Field(1, description="Partitions of the readings stream.", ge=1, le=64)
    window_ms: int = Field(20, description="How long the gateway collects before one durable write.", ge=1)
    busy_window_ms: int = Field(
        50, description="The same while more than 20,000 readings a second arrive; at most window_ms = never longer."
    )
    database_url: str = Field("", description="postgres://… ; empty = SQLite in the data folder.")
    clickhouse_url: str = Field(
        "",
        description="ClickHouse servers, comma-separated http(s) URLs, one per shard; empty = chDB in the data folder.",
    )
    clickhouse_user: str = Field("default", description="ClickHouse account; it makes the database and its tables.")
    clickhouse_password: str = Field("", description="Password of that account.")
    clickhouse_ca: Path | None = Field(None, description="CA (PEM) of ClickHouse's https certificates.")
    metrics_token: str = Field("", description="Bearer token for /metrics from other machines; empty = loopback only.")
    audit_key: str = Field(
        "", description="Key of the audit chain, 64 hex digits; empty = made once and kept in the data folder."
    )
    crypto_suite: Literal["international", "guomi"] = Field(
        "international",
        description="Cryptography of new keys: international (Ed25519, X25519) or guomi (SM2, SM3, SM4). What exists "
        "names its own and stays readable.",
    )
    audit_digest: Literal["sha256", "sm3"] | None = Field(
        None, description="Digest of the audit chain's HMAC; unset = sha256, under the suite guomi sm3."
    )
    audit_sign_key: str = Field(
        "", description="SM2 key that signs the audit trail's receipts under guomi; empty = made once in data/keys."
    )
    audit_receipt_url: str = Field(
        "", description="http(s) address that `anlan audit receipt` hands receipts of the audit trail's end to."
    )
    secret_key: str = Field("", description="Django secret; empty = made once and kept in the data folder.")
    allowed_hosts: str = Field("localhost,127.0.0.1,[::1]", description="Comma-separated host names of the web port.")
    second_factor_roles: str | None = Field(
        None,
        description="Comma-separated roles that must sign in with a second factor; unset = admin, wherever the web "
        "port is reached from other machines; empty = none.",
    )
    session_idle_min: int = Field(720, description="A session ends after this long without a request.", ge=5)
    session_max_h: int = Field(168, description="A session ends after this long in any case.", ge=1)
    admin_session_idle_min: int = Field(30, description="The same for administrators, without a request.", ge=15)
    admin_session_max_h: int = Field(12, description="The same for administrators, in any case.", ge=1)
    token_rate_per_min: int = Field(600, description="Requests a minute that one API token may make.", ge=1)
    oidc_url: str = Field("", description="Issuer of the government single sign-on (OpenID Connect); empty = off.")
    oidc_name: str = Field("统一身份认证", description="What the sign-in page calls it.")
    oidc_client_id: str = Field("", description="Our client id there.")
    oidc_client_secret: str = Field("", description="Our client secret there.")
    oidc_claim: str = Field("sub", description="Claim that is compared with a user's 统一认证编号.")
    oidc_create_role: str = Field(
        "", description="Role of accounts made at first sign-in; empty = none are made. Only roles without a place."
    )
    models: Path | None = Field(None, description="Folder of camera models; empty = those shipped with Anlan.")
    camera_eight_bit: bool = Field(
        True, description="Eight-bit camera models where the processor has VNNI; false = single precision everywhere."
    )
    camera_workers: int = Field(0, description="Threads that analyse pictures; 0 = one per processor core.", ge=0)
    camera_files: Path | None = Field(None, description="Folder of file: and folder: cameras; empty = data/footage.")
    field_hosts: str = Field(
        "",
        description="Names, addresses and networks on this machine or its link that cameras, loudspeakers and "
        "polled devices may be called at (a media server: 127.0.0.1), comma-separated. Plants' networks need not be "
        "named.",
    )
    gb28181_id: str = Field(
        "", description="Own id of 20 digits, under which GB/T 28181 devices register; empty = off."
    )
    gb28181_realm: str = Field("", description="Domain that those devices are told; empty = first 10 digits of the id.")
    gb28181_port: int = Field(5060, description="SIP port of GB/T 28181, UDP and TCP.", ge=1, le=65535)
    gb28181_networks: str = Field(
        "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16",
        description="Addresses and networks that GB/T 28181 devices may send from, comma-separated.",
    )
    gb28181_address: str = Field(
        "", description="Own IPv4 address as those devices reach it (behind NAT, in a container); empty = found out."
    )
    gb28181_media_ports: str = Field(
        "30000-30999", description="Ports that those devices send pictures to, TCP and UDP; one picture takes two."
    )
    camera_key: str = Field(
        "",
        description="Private keys that open camera logins, comma-separated: the present one, and those from before; "
        "empty = made once in data/keys.",
    )
    camera_public_key: str = Field("", description="Public key that seals camera logins, for a web process elsewhere.")
    notice_key: str = Field(
        "", description="Private keys that open secrets of notice channels; empty = made in data/keys."
    )
    notice_public_key: str = Field("", description="Public key that seals them, for a web process elsewhere.")
    field_key: str = Field(
        "", description="Private keys that open the keys by which devices encrypt; empty = made in data/keys."
    )
    field_public_key: str = Field("", description="Public key that seals them, for a web process elsewhere.")
    report_sign_key: str = Field(
        "",
        description="SM2 key that signs reports to platforms above which ask for it; empty = made in data/keys.",
    )
    notice_private_hosts: str = Field(
        "", description="Hosts, addresses and networks inside one's own walls that notices may go to, comma-separated."
    )
    loudspeaker_calls: int = Field(
        32, description="Loudspeakers that are called at once, a quarter kept for red.", ge=4, le=200
    )
    public_url: str = Field("", description="How people reach the console, for links in notices; empty = no links.")
    publish_risk_colour: bool = Field(
        False, description="The county publishes the risk colours of enterprises: shown to whoever scans a safety code."
    )
    canary: bool = Field(False, description="Publish the canary point that `anlan watch` needs.")
    canary_secret: str = Field("", description="Secret of canary and watcher; empty = made once in data/keys.")
    watch_url: str = Field("", description="Where the watcher listens, for the test channel; empty = this machine.")
    watch_port: int = Field(8009, description="Port of `anlan watch`; 0 = this machine has no watcher.")
    camera_tape_minutes: int = Field(
        60, description="Minutes of pictures kept per camera for trying scenes out; 0 = none.", ge=0, le=1440
    )
    camera_tape_mb: int = Field(2048, description="Most MiB that all tapes together take on disk.", ge=1)
    camera_tape_step_s: float = Field(2.0, description="Seconds between two pictures of a tape.", ge=0.5, le=9)
    camera_playbacks: int = Field(
        4, description="People to whom one cameras process plays recordings back at the same time.", ge=0, le=32
    )
    camera_home_after_s: int = Field(
        60, description="A camera that was turned goes back to its home preset after this long without a hand.", ge=5
    )
    camera_media_url: str = Field(
        "",
        description="Media server's page of one camera's full video; {camera} is its number; empty = none.",
    )
    tiles: Literal["bundled", "tianditu", "xyz", "pmtiles"] = Field(
        "bundled", description="Base map: bundled, tianditu, xyz, or pmtiles (tiles/county.pmtiles in the data folder)."
    )
    tianditu_key: str = Field("", description="Key of 天地图; stays on the server, which fetches the tiles.")
    tianditu_url: str = Field(
        "https://t0.tianditu.gov.cn",
        description="Where 天地图 is asked: itself, or a relay or node that answers alike.",
    )
    tiles_url: str = Field("", description="Address of XYZ tiles with {z}, {x} and {y}; fetched by the server.")
    tiles_crs: Literal["wgs84", "gcj02"] = Field("wgs84", description="System of those tiles; gcj02 is shifted back.")
    tiles_credit: str = Field("", description="Source line of that map, always shown, with its 审图号.")
    terrain_url: str = Field(
        "",
        description="Address of elevation tiles with {z}, {x} and {y} for the map in 3D; fetched by the server; "
        "empty = flat.",
    )
    terrain_encoding: Literal["terrarium", "mapbox"] = Field(
        "terrarium", description="How those tiles write heights into colours."
    )
    terrain_deepest: int = Field(12, description="Deepest zoom of those tiles.", ge=1, le=15)
    terrain_credit: str = Field("", description="Source line of the elevation, shown while it is drawn.")
    position_kept_days: int = Field(
        30, description="Days that shared positions of vehicles are kept; their marks go with the task.", ge=1, le=3650
    )
    log_json: bool = Field(False, description="Logs as JSON lines.")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")

    @field_validator("camera_media_url")
    @classmethod
    def _media_page(cls, url: str) -> str:
        """Every browser gets it: it must name the camera and never a login."""
        if url and ("{camera}" not in url or not re.match(r"https?://[^/]|/[^/]", url)):
            raise ValueError("must be an http(s) URL, or a path that begins with one slash, and contain {camera}")
        if _PASSWORD.search(url):
            raise ValueError("must not contain a login: browsers get this URL; keep logins in the media server")
        return url

    @field_validator("gb28181_id")
    @classmethod
    def _gb28181_id(cls, own_id: str) -> str:
        if own_id and not re.fullmatch(r"[0-9]{20}", own_id):
            raise ValueError("must be 20 digits, for example 33038100002000000001")
        return own_id

    @field_validator("gb28181_media_ports")
    @classmethod
    def _gb28181_media_ports(cls, ports: str) -> str:
        found = re.fullmatch(r"([0-9]{4,5})-([0-9]{4,5})", ports)
        if not found or not 1024 <= int(found[1]) < int(found[2]) <= 65535:
            raise ValueError("must be a range of ports like 30000-30999")
        return ports

    @property
    def gb28181_media_range(self) -> tuple[int, int]:
        """First and last port for pictures of GB/T 28181 devices."""
        first, _, last = self.gb28181_media_ports.partition("-")
        return int(first), int(last)

    @property
    def camera_media_origin(self) -> str:
        """Scheme and host of the media server, for the page's security policy; empty when there is none or our own."""
        found = re.match(r"https?://[^/?#]+", self.camera_media_url)
        return found[0] if found else ""

    repeat_times: int = Field(3, ge=2, description="Work orders of one point or cause that make a repeat offender.")
    repeat_days: int = Field(30, ge=1, description="Days within which those work orders are counted.")

    @property
    def is_loopback(self) -> bool:
        """True when only this machine's own browsers reach the web port."""
        return self.bind in ("127.0.0.1", "::1", "localhost")

    @property
    def roles_with_second_factor(self) -> frozenset[str]:
        """Roles that must have a second factor."""
        if self.second_factor_roles is None:
            return frozenset() if self.is_loopback else frozenset({"admin"})
        return frozenset(role.strip() for role in self.second_factor_roles.split(",") if role.strip())

    @property
    def nats_servers(self) -> list[str]:
        """URLs that every process connects to."""
        given = [url.strip() for url in self.nats_url.split(",") if url.strip()]
        return given or [f"nats://127.0.0.1:{self.nats_port}"]

    @property
    def clickhouse_shards(self) -> list[str]:
        """URLs of the ClickHouse shards; empty when history is embedded."""
        return [url.strip().rstrip("/") for url in self.clickhouse_url.split(",") if url.strip()]

    def as_environment(self) -> dict[str, str]:
        """The same settings as environment variables, for child processes."""
        return {f"ANLAN_{name.upper()}": str(value) for name, value in self.model_dump().items() if value is not None}

    def shown(self) -> dict[str, str]:
        """The settings as people may see them: secrets are starred, also inside URLs."""
        return {
            name: "***" if name in SECRETS and value else _PASSWORD.sub(r"\1***@", str(value))
            for name, value in self.model_dump().items()
        }

    def folder(self, name: str) -> Path:
        """A sub-folder of the data folder, made when missing and readable by the owner only."""
        path = self.data / name
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings(_secrets_dir=secrets_folder())


def explain(error: ValidationError, prefix: str = "ANLAN_") -> list[str]:
    """What is wrong with the environment, one sentence for each variable."""
    return [
        f"{prefix}{'_'.join(map(str, problem['loc'])).upper()}={problem['input']}: {problem['msg']}"
        for problem in error.errors()
    ]
