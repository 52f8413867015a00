"""How large an uploaded file may be, said in one place."""


def size_sentence(bytes_max: int, *, what: str = "文件", hint: str = "请拆分后上传") -> str:
    """What is told to whoever sends more: the limit, and what to do."""
    return f"{what}不能超过 {bytes_max // 2**20} MB，{hint}。"
