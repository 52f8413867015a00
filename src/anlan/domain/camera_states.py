"""What a camera can tell of itself. Anything but ``OK`` is "blind": none of its scenes may be believed."""

from enum import IntEnum


class CameraState(IntEnum):
    """State of a camera's picture: the value of its ``camera_state`` point. The alarm "camera blind" begins at 1."""

    OK = 0
    DARK = 1  # too little light to see anything
    OVEREXPOSED = 2  # blinded by light
    BLURRED = 3  # out of focus, dirty or covered: no edges
    FROZEN = 4  # pictures arrive, always the same one
    MOVED = 5  # looks elsewhere than when its zones were drawn
    GONE = 6  # no pictures at all

    @property
    def is_blind(self) -> bool:
        """True when the camera's scenes must say SOURCE_LOST."""
        return self is not CameraState.OK


STATES_ZH = {
    CameraState.OK: "正常",
    CameraState.DARK: "画面过暗",
    CameraState.OVEREXPOSED: "画面过曝",
    CameraState.BLURRED: "模糊或遮挡",
    CameraState.FROZEN: "画面冻结",
    CameraState.MOVED: "视角偏移",
    CameraState.GONE: "离线",
}
