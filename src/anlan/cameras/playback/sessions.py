"""Who plays back: one session a person, so many at once, and none that nobody fetches from.

Full: whoever comes is told so, nobody is thrown out. A session ends when nothing was asked of it for ``LEASE_S``, or
when it stood paused for ``PAUSED_MOST_S``: a browser that was shut, a person who went home.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from anlan.bus.playback_messages import PlaybackEnded, RecordingSource, Shot
from anlan.cameras.playback.film import Film

LEASE_S = 20.0
PAUSED_MOST_S = 900.0


@dataclass(slots=True)
class Session:
    """One person's. ``first_ms``, ``last_ms``: earliest and latest picture that was given."""

    id: str
    user_id: int
    camera_id: int
    source: RecordingSource
    film: Film
    asked_s: float
    moved_s: float
    first_ms: int = 0
    last_ms: int = 0
    pictures: int = 0

    def note(self, shots: list[Shot]) -> None:
        """These were given."""
        for shot in shots:
            self.first_ms = min(self.first_ms or shot.at_ms, shot.at_ms)
            self.last_ms = max(self.last_ms, shot.at_ms)
        self.pictures += len(shots)


class Sessions:
    """All sessions of one process; used on its event loop. ``on_end`` is told once of each that is over."""

    def __init__(
        self, most: int, on_end: Callable[[PlaybackEnded], None], now_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._on_end, self._now_s = most, on_end, now_s
        self._of: dict[str, Session] = {}

    @property
    def count(self) -> int:
        """Open sessions."""
        return len(self._of)

    def is_full_for(self, user_id: int) -> bool:
        """Is there no room for this person? The own place is always free."""
        return sum(one.user_id != user_id for one in self._of.values()) >= self._most

    def open(self, user_id: int, camera_id: int, source: RecordingSource, film: Film) -> Session | None:
        """A session for this person, whose older one ends; None when too many people play already."""
        if self.is_full_for(user_id):
            return None
        for other in [one for one in self._of.values() if one.user_id == user_id]:
            self.end(other, "replaced")
        now_s = self._now_s()
        made = Session(secrets.token_urlsafe(12), user_id, camera_id, source, film, now_s, now_s)
        self._of[made.id] = made
        return made

    def get(self, session_id: str, user_id: int, camera_id: int) -> Session | None:
        """This person's session, its lease renewed; None for anybody else's, and for one that is over."""
        found = self._of.get(session_id)
        if found is None or (found.user_id, found.camera_id) != (user_id, camera_id):
            return None
        found.asked_s = self._now_s()
        return found

    def end(self, session: Session, why: str) -> None:
        """It is over."""
        if self._of.pop(session.id, None) is None:
            return
        session.film.close()
        self._on_end(
            PlaybackEnded(
                camera_id=session.camera_id, user_id=session.user_id, source=session.source,
                from_ms=session.first_ms, to_ms=session.last_ms, pictures=session.pictures, why=why,
            )
        )  # fmt: skip

    def tick(self) -> None:
        """Once a second: end what nobody uses."""
        now_s = self._now_s()
        for session in list(self._of.values()):
            if session.film.state in ("opening", "playing"):
                session.moved_s = now_s
            if now_s - session.asked_s > LEASE_S:
                self.end(session, "left")
            elif now_s - session.moved_s > PAUSED_MOST_S:
                self.end(session, "idle")

    def close(self) -> None:
        """End all."""
        for session in list(self._of.values()):
            self.end(session, "restarted")
