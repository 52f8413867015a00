"""Words of broadcasting: why something is said, how far one call has come, how a horn is tried."""

from django.db.models import TextChoices

from anlan.kit.sip.ending import Ended


class Reason(TextChoices):
    """Why something is said."""

    MANUAL = "manual", "人工广播"
    ALARM = "alarm", "报警自动广播"
    TEST = "test", "静音检测"


class CallState(TextChoices):
    """One loudspeaker of one broadcast. ``skipped`` was never dialled, and ``why`` says what took its place."""

    WAITING = "waiting", "待播"
    CALLING = "calling", "呼叫中"
    PLAYED = "played", "已播出"
    FAILED = "failed", "未播出"
    STOPPED = "stopped", "已停止"
    SKIPPED = "skipped", "未播（已合并）"


class TestBy(TextChoices):
    """How a loudspeaker is tried without a sound anybody hears."""

    OPTIONS = "options", "SIP 询问（OPTIONS）"
    CALL = "call", "静音呼叫 1 秒"


class TestEvery(TextChoices):
    """How often it is tried of itself."""

    NEVER = "never", "不检测"
    DAY = "day", "每天"
    WEEK = "week", "每周一"


#: How a call ended, in words.
ENDED_NAMES: dict[str, str] = {
    Ended.PLAYED: "播完",
    Ended.STOPPED: "人工停止",
    Ended.HUNG_UP: "对方挂断",
    Ended.NO_ANSWER: "无应答",
    Ended.BUSY: "占线",
    Ended.REFUSED: "对方拒接",
    Ended.LOGIN: "SIP 账号或密码不对",
    Ended.UNFIT: "音频格式不支持",
    Ended.UNREACHABLE: "网络不通",
    Ended.FORBIDDEN: "地址不允许呼叫",
}
GRADE_WORDS = {"red": "红色", "orange": "橙色", "yellow": "黄色", "blue": "蓝色"}
#: Order of calls that are no alarm's: by hand as a red one, drills and tests behind every alarm.
RANK_MANUAL, RANK_DRILL, RANK_TEST = 1, 6, 9
