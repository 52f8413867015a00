"""What a sender is told in the cases that more than one step of the way can meet."""

from .messages import Answer, problem
from .rows import SHOWN, Batch


def not_allowed(method: str) -> Answer:
    """The address is right, the method is not."""
    return problem(405, "method_not_allowed", f"此地址只接受 {method}。", Allow=method)


def full() -> Answer:
    """The store has no room: nothing was kept."""
    return problem(503, "full", "平台存储暂时写不进去，数据未保存。请保留数据，稍后重发同一批。", Retry_After="5")


def lost() -> Answer:
    """Nobody knows whether it was kept."""
    return problem(
        504, "not_confirmed", "平台未能确认数据已保存。请用同一 Idempotency-Key 重发同一批。", Retry_After="1"
    )


def interrupted() -> Answer:
    """The platform stops."""
    return problem(503, "stopping", "平台正在停止，数据未确认。请稍后重发同一批。", Retry_After="5")


def report(batch: Batch, accepted: int, unknown: list[str]) -> Answer:
    """What became of each row of a batch that is durable; ``unknown``: names of points that nobody registered."""
    body = {
        "accepted": accepted,
        "unknown": unknown[:SHOWN],
        "unknown_total": len(unknown),
        "rejected": [{"row": number, "message": message} for number, message in batch.rejected],
        "rejected_total": batch.rejected_count,
    }
    if batch.rejected_count and not batch.rows:
        return Answer(422, {"code": "all_rejected", "message": "没有一条读数可用，请按 rejected 逐条更正。", **body})
    return Answer(200, body)
