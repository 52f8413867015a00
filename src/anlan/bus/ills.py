"""Several things can be wrong at once; the process reports them as one sentence."""

from anlan.bus.service import Service


class Ills:
    """What is wrong now, by topic; kept in ``service.unwell``."""

    def __init__(self, service: Service, name: str) -> None:
        self._service = service
        self._name = name
        self._reasons: dict[str, str] = {}

    def note(self, topic: str, reason: str) -> None:
        """Something is wrong; ``reason`` says what and what to do."""
        self._reasons[topic] = reason
        self._tell()

    def over(self, topic: str) -> None:
        """It is right again."""
        if self._reasons.pop(topic, None) is not None:
            self._tell()

    def end(self) -> None:
        """This process has nothing to say about it any more."""
        self._reasons.clear()
        self._tell()

    def _tell(self) -> None:
        others = [s for s in self._service.unwell.split(" | ") if s and not s.startswith(f"{self._name}: ")]
        mine = [f"{self._name}: {reason}" for reason in self._reasons.values()]
        self._service.unwell = " | ".join(others + mine)
