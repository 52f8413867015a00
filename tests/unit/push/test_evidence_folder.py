"""Evidence that cannot get from cameras to worker is said, not lost silently."""

from pathlib import Path

from anlan.bus.evidence_spool import EvidenceSpool
from anlan.bus.messages import Heartbeat
from anlan.kit.settings import Settings
from anlan.web.push.health import HealthBoard


def beat(process: str, spool: EvidenceSpool | None, at_ms: int = 1000) -> Heartbeat:
    facts: dict[str, float | int | str] = {"evidence_folder": spool.identity} if spool else {}
    return Heartbeat(process=process, instance=process, at_ms=at_ms, is_well=True, reason="", facts=facts)


def complaints(*beats: Heartbeat) -> list[str]:
    board = HealthBoard()
    for one in beats:
        board.heard(one)
    return [problem for problem in board.problems(1000) if "share a data folder" in problem]


def test_one_folder_has_one_name_whoever_comes_first(tmp_path: Path) -> None:
    config = Settings(data=tmp_path)
    assert EvidenceSpool(config).identity == EvidenceSpool(config).identity != ""
    assert EvidenceSpool(config).waiting() == []


def test_cameras_and_worker_on_folders_of_their_own_are_a_complaint(tmp_path: Path) -> None:
    shared, other = EvidenceSpool(Settings(data=tmp_path / "a")), EvidenceSpool(Settings(data=tmp_path / "b"))
    assert complaints(beat("cameras", shared), beat("worker", shared)) == []
    (said,) = complaints(beat("cameras", shared), beat("worker", other))
    assert "ANLAN_DATA" in said
    assert complaints(beat("cameras", shared), beat("worker", None)) == []
    assert complaints(beat("cameras", shared, at_ms=-9000), beat("worker", other)) == []  # a dead one says nothing
