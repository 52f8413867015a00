"""What cameras cost on this machine: CPU-ms of each stage, cameras per core, latency, memory.

The load of the issue: 640 × 360 H.264 at 10 pictures a second, 2 of them analysed, something moves in 30 % of the time.
What moves is drawn (a worker who walks through); what is measured is the real decoder, pipeline and models.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import onnxruntime

from anlan.bus.messages import SceneConfig
from anlan.cameras.condition import Condition
from anlan.cameras.gate import MotionGate
from anlan.cameras.models.session import load
from anlan.cameras.models.shelf import SHIPPED, shelf_for, shipped_folder
from anlan.cameras.people import POSE_MIN, WEAK, PersonFinder, tiles, turned_search
from anlan.cameras.pipeline import Pipeline, small_gray
from anlan.cameras.ring import Ring
from anlan.cameras.scene import Scene
from anlan.cameras.sources.video import pixels
from anlan.cameras.tracks import Tracker
from anlan.cameras.views import Frame, Picture, Seen
from anlan.demo.pictures.virtual import VirtualCamera
from anlan.kit.settings import Settings
from bench.results import figure

SHOWN_FPS, ANALYSED_FPS, ACTIVE = 10, 2, 0.3
CLIP_S = 20
#: What a room of the county is watched for, and what this bench counts as its scenes: four to a camera.
BEHAVIOURS = ("smoking", "fire_smoke", "blocked_passage", "fallen")
CAMERAS, REAL_S = 20, 20


def run() -> list[dict[str, Any]]:
    """All rows. OpenCV on one thread, so that CPU time is what one core gives."""
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        with tempfile.TemporaryDirectory(prefix="anlan-bench-") as folder:
            clip = Path(folder) / "clip.mp4"
            film(clip)
            return [*_stages(clip), *_per_core(clip), *_live(clip)]
    finally:
        cv2.setNumThreads(threads)


def film(path: Path) -> None:
    """``CLIP_S`` seconds: somebody works in the first 30 %, then the room is empty."""
    busy, empty = VirtualCamera("work_packing", 3), VirtualCamera("empty_packing", 3)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=SHOWN_FPS, options={"preset": "veryfast", "g": "20", "bf": "0"})
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = 640, 360, "yuv420p", 512_000
        stream.time_base = Fraction(1, SHOWN_FPS)
        for k in range(CLIP_S * SHOWN_FPS):
            camera = busy if k < ACTIVE * CLIP_S * SHOWN_FPS else empty
            picture = camera.frame(40 + k / SHOWN_FPS)[0]
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode())


def _decoded(path: Path) -> list[Any]:
    with av.open(str(path)) as container:
        container.streams.video[0].codec_context.thread_count = 1
        return list(container.decode(video=0))


def _cpu_ms(work: Callable[[int], Any], times: int) -> float:
    """Median CPU-ms of one call."""
    spent = []
    for k in range(times):
        begun = time.process_time_ns()
        work(k)
        spent.append((time.process_time_ns() - begun) / 1e6)
    return sorted(spent)[times // 2]


def _finder() -> PersonFinder:
    shelf = shelf_for(Settings(), own=Path("/nonexistent"))
    shelf.refresh()
    return PersonFinder(shelf)


def _scenes() -> list[SceneConfig]:
    return [SceneConfig(point_id=k + 1, behaviour=name, name=name) for k, name in enumerate(BEHAVIOURS)]


# --- one stage after the other


def _stages(clip: Path) -> list[dict[str, Any]]:
    begun = time.process_time()
    frames = _decoded(clip)
    decoding_ms = (time.process_time() - begun) * 1000 / len(frames)
    pictures = [pixels(frame) for frame in frames[:: SHOWN_FPS // ANALYSED_FPS]]
    finder = _finder()
    gate, condition, ring = MotionGate(), Condition(), Ring()
    seen = [finder.look(picture, {"persons", "poses"}) for picture in pictures[:12]]
    tracker, busy = Tracker(), pictures[:12]

    def at(k: int) -> int:
        return k * 500

    detector, poser = finder.models["persons"], finder.models["poses"]
    persons = _cpu_ms(lambda k: detector.find(busy[k % 12], score_min=WEAK), 15)
    poses = _cpu_ms(lambda k: poser.find(busy[k % 12], score_min=POSE_MIN), 15)
    stages = {
        "decode, per analysed frame": decoding_ms * SHOWN_FPS / ANALYSED_FPS + _cpu_ms(lambda k: pixels(frames[k]), 40),
        "motion gate": _cpu_ms(lambda k: gate.opens(at(k), small_gray(pictures[k % len(pictures)])), 40),
        "camera condition": _cpu_ms(lambda k: condition.judge(at(k), small_gray(pictures[k % len(pictures)])), 40),
        "person model (its objects come with it)": persons,
        "pose model": poses,
        "pose model on turned pictures as well": _cpu_ms(
            lambda k: turned_search(finder.exact("poses"), busy[k % 12]), 15
        ),
        "fire and smoke head": _cpu_ms(lambda k: finder.models["fire_smoke"].score_map(busy[k % 12]), 15),
        "tiles for small people": _cpu_ms(
            lambda k: [finder.exact("persons").find(part) for _, _, part in tiles(busy[k % 12])], 15
        ),
        "tracking": _cpu_ms(lambda k: tracker.follow(at(k), seen[k % 12].persons), 40),
        **{f"recogniser {name}": _recogniser(name, busy, seen) for name in (*BEHAVIOURS, "absence", "headcount")},
        "publish (JPEG ring and reading)": _cpu_ms(
            lambda k: ring.put(Frame(at(k), pictures[k % len(pictures)]), []), 40
        ),
    }
    return [
        figure(f"cameras: {name}", value, "CPU-ms/analysed frame", higher_is_better=False)
        for name, value in stages.items()
    ]


def _recogniser(name: str, pictures: list[Picture], seen: list[Seen]) -> float:
    scene = Scene(SceneConfig(point_id=1, behaviour=name, name=name))
    burning = np.zeros((2, 6, 10), np.float32)

    def observe(k: int) -> None:
        frame, known = Frame(k * 500, pictures[k % 12]), replace(seen[k % 12], fire_smoke=burning)
        scene.observe(frame, known, is_fresh=True, motion=0.01)

    return _cpu_ms(observe, 30)


# --- a camera second


def _per_core(clip: Path) -> list[dict[str, Any]]:
    """CPU of a second of one camera, decoded and analysed as in the process, and of the plain way."""
    ours_ms = _second_ms(clip, _ours())
    plain_ms = _second_ms(clip, _plain())
    return [
        figure(
            "cameras: cameras per core, 640x360, 2 fps, 30 % active, 4 scenes",
            1000 / ours_ms,
            "cameras/core",
            goal=20,
            peer="onnxruntime, both models on every analysed frame, no gate",
            peer_value=1000 / plain_ms,
            note=f"{ours_ms:.1f} CPU-ms per camera and second",
        )
    ]


def _second_ms(clip: Path, look: Callable[[int, Picture], object]) -> float:
    begun = time.process_time()
    with av.open(str(clip)) as container:
        container.streams.video[0].codec_context.thread_count = 1
        for k, frame in enumerate(container.decode(video=0)):
            if k % (SHOWN_FPS // ANALYSED_FPS) == 0:
                look(k * 1000 // SHOWN_FPS, pixels(frame))
    return (time.process_time() - begun) * 1000 / CLIP_S


def _ours() -> Callable[[int, Picture], object]:
    pipeline, ring = Pipeline(_scenes(), _finder(), condition=Condition()), Ring()

    def look(at_ms: int, picture: Picture) -> None:
        frame = Frame(at_ms, picture)
        ring.put(frame, pipeline.observe(frame).readings)

    return look


def _plain() -> Callable[[int, Picture], object]:
    """What a script does: prepare the picture, run both models, throw the result away."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    runs = []
    for role in ("persons", "poses"):
        model = load(shipped_folder(Settings()) / SHIPPED[role])
        path = next((shipped_folder(Settings()) / SHIPPED[role]).glob("*.onnx"))
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        runs.append((model, session, session.get_inputs()[0].name))

    def look(_at_ms: int, picture: Picture) -> None:
        for model, session, name in runs:
            size = model.card.input
            session.run(None, {name: model.prepared(picture, size.width, size.height)[0]})

    return look


# --- in real time, one core


def _live(clip: Path) -> list[dict[str, Any]]:
    """Cameras of one core for some seconds, in a process of their own that is bound to it."""
    command = [sys.executable, "-m", "bench.cameras_live", str(clip), str(CAMERAS), str(REAL_S)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=REAL_S + 120, check=True)
    seen = json.loads(done.stdout.splitlines()[-1])
    note = f"{CAMERAS} cameras on one core for {REAL_S} s, {seen['fps']:.1f} of {CAMERAS * ANALYSED_FPS} looks a second"
    return [
        figure("cameras: frame -> reading, p95", seen["p95_ms"], "ms", goal=1000, higher_is_better=False, note=note),
        figure("cameras: memory per camera", seen["mb"], "MB", goal=60, higher_is_better=False, note="models included"),
    ]


def bind_to_one_core() -> None:
    """This process, and what it starts, on the first core it may use."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
