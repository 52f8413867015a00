"""``anlan audit verify``: is the trail whole?"""

import json

from anlan.records.audit.selectors import verify


def verify_command(*, as_json: bool = False) -> tuple[int, str]:
    """Check the whole chain; returns the exit code (0 whole, 1 broken) and the text to print."""
    report = verify()
    if as_json:
        return (0 if report.is_whole else 1), json.dumps(report.as_dict(), ensure_ascii=False)
    if report.is_whole:
        return 0, f"审计链完整：共 {report.checked} 条，末端摘要 {report.head_hash[:16]}"
    return 1, f"审计链不完整：第 {report.first_bad_seq} 条，{report.problem}"
