"""The models in force. A file that cannot be used changes nothing: the one before it stays, and health says so.

A folder of the operator's own under ``<data>/models`` takes the place of the shipped one that plays the same role
(``persons``, ``poses``, ``fire_smoke`` or ``cigarettes``). It is tried in a process of its own before it is loaded here
(``probe``).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import anlan
from anlan.cameras.models.card import ModelCard, ModelRefused
from anlan.cameras.models.layouts import LAYOUTS
from anlan.cameras.models.probe import probe
from anlan.cameras.models.processor import multiplies_bytes
from anlan.cameras.models.session import Model, load
from anlan.kit.logs import get_logger
from anlan.kit.settings import Settings

log = get_logger(__name__)

#: Which shipped folder plays a role unless the operator has one named after the role.
SHIPPED = {
    "persons": "nanodet-g-416", "poses": "movenet-multipose", "fire_smoke": "fire-smoke-head",
    "cigarettes": "breathed-smoke",
}  # fmt: skip
#: Eight-bit forms of them that were measured to see as well, for processors that multiply bytes quickly.
EIGHT_BIT = {
    "persons": "nanodet-g-416-int8", "poses": "movenet-multipose-int8", "fire_smoke": "fire-smoke-head-int8",
}  # fmt: skip
#: Beside these the single-precision form stays in force, under this name, for what it was measured to do better:
#: counting in tiles, and finding bodies in turned pictures.
EXACT_TOO = {"persons": "exact persons", "poses": "exact poses"}
ROLES = tuple(SHIPPED)
#: Roles whose model must find one of these classes.
MUST_FIND = {"cigarettes": frozenset({"cigarette", "smoker"})}
#: Roles that only help: scenes do without.
HELPFUL = frozenset({"cigarettes"})


def shipped_folder(config: Settings) -> Path:
    """Where the models of this release are."""
    return config.models or Path(anlan.__file__).parents[2] / "models"


@dataclass(slots=True)
class Shelf:
    """One model per role. ``problems``: role → what is wrong and what to do. ``may_be_eight_bit``: take the eight-bit
    form of a shipped model where there is one."""

    shipped: Path
    own: Path | None = None
    threads: int = 1
    try_first: Callable[[Path], list[str]] = probe
    may_be_eight_bit: bool = False
    problems: dict[str, str] = field(default_factory=dict)
    _models: dict[str, Model] = field(default_factory=dict)
    _tried: dict[str, tuple[Path, float]] = field(default_factory=dict)

    def __getitem__(self, role: str) -> Model:
        """The model that plays ``role``.

        Raises:
            ModelRefused: there is none that works.
        """
        if role not in self._models:
            raise ModelRefused(self.problems.get(role, f"no model for {role}"))
        return self._models[role]

    def get(self, role: str) -> Model | None:
        """The model that plays ``role``; None when there is none that works."""
        return self._models.get(role)

    def refresh(self) -> None:
        """Load what is new or changed; keep what works."""
        for role in ROLES:
            wanted = self._wanted(role)
            if self._tried.get(role) != wanted:
                self._tried[role] = wanted
                self._load(role, wanted[0])

    def _wanted(self, role: str) -> tuple[Path, float]:
        """Folder of the model that should play ``role``, and its card's time."""
        own = self.own / role if self.own else None
        folder = own if own and (own / "model.toml").exists() else self._shipped(role)[0]
        card = folder / "model.toml"
        return folder, card.stat().st_mtime if card.exists() else 0.0

    def _shipped(self, role: str) -> list[Path]:
        """Folders that come with this release for ``role``, the best first."""
        names = [EIGHT_BIT[role]] if self.may_be_eight_bit and role in EIGHT_BIT else []
        small = [self.shipped / name for name in names if (self.shipped / name / "model.toml").exists()]
        return [*small, self.shipped / SHIPPED[role]]

    def _load(self, role: str, folder: Path) -> None:
        try:
            if folder.parent != self.shipped:
                for warning in self.try_first(folder):
                    log.warning("model of one's own", role=role, warning=warning)
            self._models[role] = _fit(role, load(folder, self.threads))
        except ModelRefused as error:
            self._fall_back(role, folder)
            stays = self._models[role].card.name if role in self._models else _without(role)
            self.problems[role] = f"model for {role} not usable ({error}); in force stays {stays}"
            log.error("model refused", role=role, reason=str(error), stays=stays)
            return
        self.problems.pop(role, None)
        self._load_exact(role, folder)
        log.info("model in force", role=role, model=self._models[role].card.name)

    def _load_exact(self, role: str, folder: Path) -> None:
        """Beside an eight-bit form, where that is not as good at everything; beside no other model."""
        self._models.pop(EXACT_TOO.get(role, ""), None)
        if role in EXACT_TOO and self.may_be_eight_bit and folder == self.shipped / EIGHT_BIT[role]:
            try:
                self._models[EXACT_TOO[role]] = load(self.shipped / SHIPPED[role], self.threads)
            except ModelRefused as error:
                self.problems[role] = f"exact model for {role} not usable ({error}); the eight-bit form does its work"
                log.error("model refused", role=role, reason=str(error), stays=self._models[role].card.name)

    def _fall_back(self, role: str, refused: Path) -> None:
        """At start there is no model before: the shipped one is better than none."""
        if role in self._models:
            return
        for folder in self._shipped(role):
            if folder == refused:
                continue
            try:
                self._models[role] = load(folder, self.threads)
                self._load_exact(role, folder)
                return
            except ModelRefused as error:
                log.error("shipped model refused as well", role=role, reason=str(error))


def shelf_for(config: Settings, own: Path | None = None) -> Shelf:
    """A shelf as this machine is best served, by default with the operator's own models of the data folder."""
    may_be_eight_bit = config.camera_eight_bit and multiplies_bytes()
    return Shelf(shipped_folder(config), own or config.data / "models", may_be_eight_bit=may_be_eight_bit)


def check_role(role: str, card: ModelCard) -> None:
    """Can a model of this card play ``role``?

    Raises:
        ModelRefused: it finds nothing that the role is for; the message says what to do.
    """
    wanted = MUST_FIND.get(role)
    if wanted and not (card.layout in LAYOUTS and wanted & set(card.class_names)):
        names = " or ".join(f'"{name}"' for name in sorted(wanted))
        raise ModelRefused(
            f"{card.name}: a model for {role} must find {names}; its layout is {card.layout}, its classes are "
            f"{', '.join(card.class_names)}. Say under [behaviours] which class means it, "
            'for example "Cigarette" = "cigarette"'
        )


def _fit(role: str, model: Model) -> Model:
    check_role(role, model.card)
    return model


def _without(role: str) -> str:
    return "none: scenes do without" if role in HELPFUL else "none: its scenes report a fault"
