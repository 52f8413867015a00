"""The canary's gateway and point, as the published configuration carries them."""

import hashlib

from anlan.bus.messages import ConfigSnapshot, GatewayConfig, LimitConfig, PointConfig
from anlan.domain import canary
from anlan.domain.grades import Grade
from anlan.kit.canary_secret import canary_secret
from anlan.kit.settings import Settings

#: The canary's silence is the watcher's business; no alarm of the ordinary kind is made of it.
NEVER_S = 10 * 365 * 86_400.0


def add_canary(snapshot: ConfigSnapshot, config: Settings) -> None:
    """Put the canary into a configuration that is about to be published, where it is switched on."""
    if not config.canary:
        return
    secret = canary_secret(config)
    salt = hashlib.sha256(b"canary" + secret.encode()).hexdigest()[:16]
    digest = hashlib.sha256((salt + secret).encode()).hexdigest()
    snapshot.gateways.insert(
        0,
        GatewayConfig(
            id=canary.CANARY_ID, code=canary.GATEWAY_CODE, driver="http", secret_hash=f"{salt}${digest}",
            offline_after_s=NEVER_S,
        )
    )  # fmt: skip
    limit = LimitConfig(label="H", direction=1, set_point=canary.SET_POINT, grade=Grade.BLUE)
    snapshot.points.insert(
        0,
        PointConfig(
            id=canary.CANARY_ID, gateway_id=canary.CANARY_ID, address=canary.ADDRESS, kind="canary", unit="",
            name="canary", limits=[limit],
        )
    )  # fmt: skip
