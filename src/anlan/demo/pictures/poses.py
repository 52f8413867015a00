"""Skeletons: seventeen joints of a person of 1.72 m, in the person's own frame.

Body frame: x to its right, y up, z the way it faces; feet at the origin. A pose is an array (17, 3) in metres.
"""

import math
from enum import IntEnum

import numpy as np

from anlan.demo.pictures.arrays import Array


class Joint(IntEnum):
    """Rows of a pose."""

    HIP = 0
    NECK = 1
    HEAD = 2
    L_SHOULDER = 3
    L_ELBOW = 4
    L_WRIST = 5
    L_HIP = 6
    L_KNEE = 7
    L_ANKLE = 8
    L_TOE = 9
    R_SHOULDER = 10
    R_ELBOW = 11
    R_WRIST = 12
    R_HIP = 13
    R_KNEE = 14
    R_ANKLE = 15
    R_TOE = 16


J = Joint
_UPPER_ARM_M, _FOREARM_M, _THIGH_M, _SHIN_M = 0.29, 0.26, 0.44, 0.42
_ANKLE_M = 0.08


def bent(root: Array, tip: Array, upper_m: float, lower_m: float, towards: Array) -> tuple[Array, Array]:
    """Two bones from ``root`` to ``tip``: the joint between them, on the side of ``towards``, and the reached tip."""
    reach = tip - root
    length = float(np.linalg.norm(reach)) + 1e-9
    limited = min(length, (upper_m + lower_m) * 0.999)
    along = reach / length
    side = towards - along * float(towards @ along)
    side = side / (float(np.linalg.norm(side)) + 1e-9)
    a = (upper_m**2 - lower_m**2 + limited**2) / (2 * limited)
    height = math.sqrt(max(upper_m**2 - a**2, 0.0))
    return root + along * a + side * height, root + along * limited


def _arm(pose: Array, side: int, hand: tuple[float, float, float], out: float = 0.5) -> None:
    """Bring a hand (−1 left, 1 right) to a place in the body frame; the elbow points down, back and outwards."""
    shoulder = J.L_SHOULDER if side < 0 else J.R_SHOULDER
    hint = np.array([side * out, -1.0, -0.5])
    elbow, wrist = bent(pose[shoulder], np.array(hand), _UPPER_ARM_M, _FOREARM_M, hint)
    pose[shoulder + 1], pose[shoulder + 2] = elbow, wrist


def _leg(pose: Array, side: int, ankle: tuple[float, float, float], toe_dy: float = -0.045) -> None:
    hip = J.L_HIP if side < 0 else J.R_HIP
    knee, reached = bent(pose[hip], np.array(ankle), _THIGH_M, _SHIN_M, np.array([side * 0.12, 0.1, 1.0]))
    pose[hip + 1], pose[hip + 2] = knee, reached
    pose[hip + 3] = reached + np.array((side * 0.03, toe_dy, 0.17))


def _trunk(hip_y: float, lean: float = 0.03, side_lean: float = 0.0) -> Array:
    """Hips, neck, head and shoulders of a trunk that leans forward by ``lean`` rad; limbs are still to be set."""
    pose = np.zeros((len(Joint), 3))
    up = np.array([math.sin(side_lean), math.cos(lean), math.sin(lean)])
    hip = np.array([0.0, hip_y, 0.0])
    pose[J.HIP], pose[J.NECK] = hip, hip + up * 0.53
    pose[J.HEAD] = pose[J.NECK] + up * 0.10 + (0, 0.075, 0.035)
    for side, shoulder, joint in ((-1, J.L_SHOULDER, J.L_HIP), (1, J.R_SHOULDER, J.R_HIP)):
        pose[shoulder] = hip + up * 0.475 + (side * 0.175, 0, 0)
        pose[joint] = hip + np.array((side * 0.095, 0, 0))
    return pose


def standing(sway: float = 0.0) -> Array:
    """At ease, arms hanging; ``sway`` (rad) shifts the weight a little."""
    pose = _trunk(0.93, 0.03, 0.03 * math.sin(sway))
    for side in (-1, 1):
        _leg(pose, side, (side * 0.11, _ANKLE_M, 0.0))
        _arm(pose, side, (side * 0.25, 0.90, 0.06 + 0.02 * math.sin(sway + side)))
    return pose


def walking(phase: float) -> Array:
    """A step cycle: ``phase`` 2π is two steps."""
    pose = _trunk(0.915 + 0.015 * math.cos(2 * phase), 0.06)
    for side in (-1, 1):
        swing = math.sin(phase + (0 if side > 0 else math.pi))
        lift = max(0.0, math.cos(phase + (0 if side > 0 else math.pi)))
        _leg(pose, side, (side * 0.09, _ANKLE_M + 0.13 * lift, 0.30 * swing), -0.045 - 0.05 * lift * swing)
        _arm(pose, side, (side * 0.23, 0.93 + 0.03 * abs(swing), 0.06 - 0.24 * swing))
    return pose


def sitting(lean: float = 0.05, reach_m: float = 0.30, seat_m: float = 0.46) -> Array:
    """On a chair, forearms forward; the chair's seat is at ``seat_m``."""
    pose = _trunk(seat_m + 0.09, lean)
    for side in (-1, 1):
        _leg(pose, side, (side * 0.14, _ANKLE_M, 0.42))
        _arm(pose, side, (side * 0.16, seat_m + 0.29, reach_m + 0.06))
    return pose


def working(phase: float, height_m: float = 1.0) -> Array:
    """Both hands busy on a bench in front."""
    pose = _trunk(0.92, 0.16)
    for side in (-1, 1):
        _leg(pose, side, (side * 0.15, _ANKLE_M, -0.03 * side))
        wobble = 0.05 * math.sin(phase + side)
        _arm(pose, side, (side * 0.14 + wobble, height_m + 0.06, 0.44 + 0.05 * math.cos(phase * 1.3 + side)))
    return pose


def at_mouth(raised: float, sway: float = 0.0) -> Array:
    """Right hand on its way to the mouth: ``raised`` 0 hangs, 1 is there."""
    pose = standing(sway)
    ease = raised * raised * (3 - 2 * raised)
    rest, mouth = np.array([0.25, 0.95, 0.12]), pose[J.HEAD] + (0.05, -0.09, 0.15)
    hand = rest + (mouth - rest) * ease + (0.10 * math.sin(math.pi * ease), 0, 0.14 * math.sin(math.pi * ease))
    _arm(pose, 1, (hand[0], hand[1], hand[2]), out=0.9)
    return pose


def sweeping(phase: float) -> Array:
    """Leaning over a broom: one long stroke each 2π."""
    pose = _trunk(0.90, 0.24 + 0.04 * math.sin(phase))
    stroke = math.sin(phase)
    _leg(pose, -1, (-0.13, _ANKLE_M, 0.12))
    _leg(pose, 1, (0.13, _ANKLE_M, -0.16))
    _arm(pose, 1, (0.12 + 0.06 * stroke, 1.16, 0.34))
    _arm(pose, -1, (0.00 + 0.13 * stroke, 0.86, 0.50))
    return pose


def broom(pose: Array) -> tuple[Array, Array]:
    """Top and foot of the stick that both hands hold in `sweeping`."""
    top, low = pose[J.R_WRIST], pose[J.L_WRIST]
    along = (low - top) / (float(np.linalg.norm(low - top)) + 1e-9)
    foot = low + along * ((low[1] - 0.04) / max(-along[1], 0.2))
    return top - along * 0.12, foot


def crouching(phase: float = 0.0) -> Array:
    """Down on the heels, hands at a shoe: bent low, and yet not lying."""
    pose = _trunk(0.38, 0.62)
    for side in (-1, 1):
        _leg(pose, side, (side * 0.15, _ANKLE_M, 0.10 - 0.12 * side))
        _arm(pose, side, (0.10 + side * 0.07, 0.20 + 0.02 * math.sin(phase), 0.36))
    return pose


def carrying(phase: float, *, walks: bool = True) -> Array:
    """Both arms round a carton before the chest."""
    pose = walking(phase) if walks else standing()
    for side in (-1, 1):
        _arm(pose, side, (side * 0.24, 1.00, 0.36))
    return pose


def setting_down(lowered: float) -> Array:
    """Bending down with a carton: ``lowered`` 0 holds it before the chest, 1 has it on the floor."""
    pose = _trunk(0.92 - 0.38 * lowered, 0.08 + 0.5 * lowered)
    for side in (-1, 1):
        _leg(pose, side, (side * 0.15, _ANKLE_M, 0.02))
        _arm(pose, side, (side * 0.24, 1.0 - 0.72 * lowered, 0.38 + 0.10 * lowered))
    return pose


def limp(spread: float = 0.4, bent_knee: float = 0.5) -> Array:
    """A body without tension, still upright: `placed` lays it down."""
    pose = _trunk(0.93, 0.0)
    _leg(pose, -1, (-0.12 - 0.06 * spread, _ANKLE_M, 0.0))
    _leg(pose, 1, (0.16 + 0.1 * bent_knee, _ANKLE_M + 0.24 * bent_knee, 0.02))
    _arm(pose, -1, (-0.32 - 0.16 * spread, 1.12, 0.02))
    _arm(pose, 1, (0.34 + 0.12 * spread, 1.26 + 0.2 * spread, 0.04))
    return pose


def mixed(a: Array, b: Array, share: float) -> Array:
    """Between two poses: ``share`` 0 is the first, 1 the second."""
    return np.asarray(a + (b - a) * share)


def placed(
    pose: Array,
    x: float,
    z: float,
    heading_deg: float,
    *,
    scale: float = 1.0,
    fall: float = 0.0,
    roll_deg: float = 0.0,
) -> Array:
    """The pose in the room: standing at (x, z), facing ``heading_deg`` (0 = away from the camera, 90 = right).

    ``fall`` 0–1 topples it backwards until it lies; ``roll_deg`` turns it about its own length before that
    (0 falls on its back, 180 on its face, 90 on its side).
    """
    roll, tilt, yaw = math.radians(roll_deg), fall * math.pi / 2, math.radians(heading_deg)
    about_length = np.array([[math.cos(roll), 0, math.sin(roll)], [0, 1, 0], [-math.sin(roll), 0, math.cos(roll)]])
    topple = np.array([[1, 0, 0], [0, math.cos(tilt), math.sin(tilt)], [0, -math.sin(tilt), math.cos(tilt)]])
    turn = np.array([[math.cos(yaw), 0, math.sin(yaw)], [0, 1, 0], [-math.sin(yaw), 0, math.cos(yaw)]])
    joints = (pose * scale) @ (turn @ topple @ about_length).T
    joints[:, 1] += 0.13 * fall
    return np.asarray(joints + np.array((x, 0.0, z)))
