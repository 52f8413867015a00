"""The pages for the public in Chromium: a phone, light and dark, with JavaScript off, judged by axe."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from anlan.records.registers.tips import keepers
from anlan.records.registers.training.signing import token_of
from anlan.records.safety_codes.services import code_make
from anlan.records.sites.models import Enterprise
from tests.acceptance.registers.life import Life, register_life
from tests.acceptance.registers.test_tips import accepted, sent

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
AXE = Path(__file__).parents[3] / "console" / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs Debian's chromium (apt-get install chromium)"),
    pytest.mark.skipif(not AXE.exists(), reason="needs axe-core (make setup installs it)"),
]
JUDGE = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']})"


@pytest.fixture(scope="module")
def pages_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(os.environ.get("ANLAN_SHOTS") or tmp_path_factory.mktemp("pages"))


def pages(life: Life) -> Iterator[tuple[str, str]]:
    """Every public page in every state that looks different."""
    public = Client()
    yield "tip", public.get("/tip").content.decode()
    for who in ("duty", "leader"):
        keepers.keeper_take_office(actor=life.people[who], passphrase="a passphrase of " + who)
    yield "tip-english", public.get("/tip?lang=en").content.decode()
    yield "tip-wrong", public.post("/tip", {"what": "", "where": ""}).content.decode()
    yield "tip-sent", public.post("/tip", {"what": "堵塞消防通道", "where": "某路"}).content.decode()
    yield "progress", public.get("/tip/progress").content.decode()
    yield (
        "tip-sent-english",
        public.post("/tip?lang=en", {"what": "A blocked exit", "where": "A road"}).content.decode(),
    )
    code, tip = sent(life)
    accepted(life, tip)
    life.does("town", tip, "verify", verdict="true", findings="属实", feedback="已查实并处罚。")
    life.does("duty", tip, "confirm")
    life.does("duty", tip, "propose", reward_basis="no_fine")
    life.does("leader", tip, "approve")
    yield "progress-claim", public.get(f"/tip/{code}").content.decode()
    yield "progress-claim-english", public.get(f"/tip/{code}?lang=en").content.decode()
    yield "keepers", life.client("duty").get("/keepers-of-tips").content.decode()
    yield "open-data", public.get("/open-data").content.decode()
    yield "open-data-english", public.get("/open-data?lang=en").content.decode()
    yield "listings-english", public.get("/listings-published?lang=en").content.decode()
    yield "tree-english", public.get("/safety-tree?lang=en").content.decode()
    yield "tree", public.get("/safety-tree").content.decode()
    yield "tree-grown", public.post("/safety-tree", {"seed": "1", "q0": "b", "q1": "c", "q2": "b"}).content.decode()
    code = code_make(actor=life.people["duty"], enterprise=Enterprise.objects.all()[0])
    yield "safety-code", public.get(f"/s/{code.token}").content.decode()
    yield "safety-code-english", public.get(f"/s/{code.token}?lang=en").content.decode()
    yield "safety-code-none", public.get("/s/none").content.decode()
    yield "safety-sign", life.client("duty").get(f"/safety-signs?enterprise={code.enterprise_id}").content.decode()
    batch = life.creates("duty", "training_batches", title="第一期", audience="grid", begins_on="2026-06-05")
    yield "training-code", life.client("duty").get(f"/training-code/{batch.data['id']}").content.decode()
    sheet = f"/sign-in-sheet/{token_of(batch.data['id'])}"
    yield "sign-in", public.get(sheet).content.decode()
    paper = public.post(sheet, {"name": "张工", "unit": "甲厂"})
    yield "paper", public.get(paper["Location"]).content.decode()


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_public_pages_are_readable_on_a_phone(scheme: Any, pages_dir: Path) -> None:
    from playwright.sync_api import sync_playwright

    with register_life("2026-06-01 09:20") as life:
        shown = list(pages(life))
    wrong = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 375, "height": 740}, color_scheme=scheme)
        for name, html in shown:
            assert not re.search(r"<script|\son\w+=", html), f"{name} has script"
            page.set_content(html)
            page.screenshot(path=pages_dir / f"{name}-{scheme}.png", full_page=True)
            if page.evaluate("document.documentElement.scrollWidth") > 375:
                wrong.append(f"{name} is wider than a phone")
            page.add_script_tag(path=AXE)
            found = page.evaluate(JUDGE)["violations"]
            wrong += [f"{name}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in found]
        browser.close()
    assert wrong == []
