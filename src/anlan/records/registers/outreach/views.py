"""The safety tree's page. No account, no JavaScript, no personal data."""

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from anlan.records.registers.outreach.tree import TO_PLANT, count, right_answers, round_of
from anlan.records.registry.limiter import Limiter

limiter = Limiter({"play": (200, 20_000)})


@csrf_protect
@require_http_methods(["GET", "POST"])
def safety_tree(request: HttpRequest) -> HttpResponse:
    """Questions; after answering, what was right, and the tree."""
    if request.method == "GET":
        seed = secrets.randbelow(10**6)
        return render(request, "outreach/tree.html", {"seed": seed, "questions": round_of(seed)})
    if not limiter.allows("play", request.META.get("REMOTE_ADDR", "")):
        return render(request, "outreach/tree.html", {"says": "答题太频繁了，请一小时后再来。"}, status=429)
    text = request.POST.get("seed", "")
    questions = round_of(int(text) if text.isdecimal() and len(text) <= 6 else 0)
    right = right_answers(questions, request.POST.dict())
    shown = {"right": right, "is_planted": right >= TO_PLANT, "trees": count(right), "leaves": range(right),
             "checked": [(one, request.POST.get(f"q{one.no}") == one.right) for one in questions]}  # fmt: skip
    return render(request, "outreach/tree_grown.html", shown)
