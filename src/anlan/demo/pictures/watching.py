"""How the county's virtual cameras are watched: their rates, the sooner limits of a demo, when rooms must be swept."""

from anlan.demo.pictures.programme import WINDOW_S, cleaning_window
from anlan.demo.pictures.stories import Pace

#: Pictures a second that a virtual camera offers, and that are wished to be looked at. A small machine does less.
SHOWN_FPS, ANALYSED_FPS = "4", 2.0
#: Seconds after which the demo's own limits alarm, where the rule set waits for minutes.
SOONER_S = {"absence": 30.0, "blocked_passage": 20.0}
#: A cleaning window that no run ever meets: opens at that minute from now, once a day.
NEVER_AFTER_MIN = 720


def story_rota(started_s: float, pace: Pace) -> dict[str, float | int]:
    """Half of the sweeping that a story shows is due while it shows it."""
    opens_s = started_s + pace.clean_every_s - pace.sweep_s
    return _rota(opens_s, pace.sweep_s, pace.sweep_s / 2, pace.clean_every_s / 60)


def run_rota(started_s: float, *, is_missed: bool) -> dict[str, float | int]:
    """When a dusty room is to be swept in a scored run: in a window that is missed, or never."""
    opens_s = started_s + (cleaning_window(started_s)[0] if is_missed else NEVER_AFTER_MIN * 60)
    return _rota(opens_s, WINDOW_S, WINDOW_S * 0.4, 1440)


def _rota(opens_s: float, window_s: float, required_s: float, every_min: float) -> dict[str, float | int]:
    """Parameters of the recogniser; ``opens_s`` since 1970, at a full minute. Days begin at midnight in Shanghai."""
    return {
        "opens_at_minute": round(opens_s / 60 + 8 * 60) % 1440,
        "window_min": round(window_s / 60, 2),
        "minutes_required": round(required_s / 60, 2),
        "every_min": every_min,
    }
