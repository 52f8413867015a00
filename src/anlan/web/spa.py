"""The console's single page: every address that is not the API, the admin or a file answers with it."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import ensure_csrf_cookie

CONSOLE = Path(__file__).parent / "static" / "console"
INDEX = CONSOLE / "index.html"

MISSING = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>安澜</title>
<body style="font:16px/1.7 sans-serif;max-width:40em;margin:3em auto">
<h1>页面尚未构建</h1>
<p>平台接口运行正常，但网页控制台的文件缺失。请在安装目录执行 <code>make setup</code> 后刷新本页。</p>
<p>The API is running; the console has not been built. Run <code>make setup</code> and reload.</p>
</body></html>"""


@ensure_csrf_cookie
def console(request: HttpRequest, path: str = "") -> HttpResponse:
    """The page that loads the console; never cached, so that a new release is seen at once."""
    text = INDEX.read_text("utf-8") if INDEX.exists() else MISSING
    answer = HttpResponse(text)
    answer["Cache-Control"] = "no-cache"
    return answer


def service_worker(request: HttpRequest) -> HttpResponse:
    """The phone's and the pushes' worker, at the root because a worker rules only what lies below its address."""
    path = CONSOLE / "sw.js"
    if not path.exists():
        return HttpResponse("// the console has not been built: make setup", "text/javascript", 404)
    answer = HttpResponse(path.read_bytes(), "text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer
