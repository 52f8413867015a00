"""Whatever the platform says in Chinese in an answer, it can say in English, with the same values in it."""

import ast
import json
import re
from functools import cache

import pytest

from anlan.kit.wording import HOLE, Wording
from anlan.records.core.language import CATALOGUE
from tests.contract.sentences import GATEWAY, OTHER_WRITING, SOURCE, in_module, sentences

#: One worker looks through the code once.
pytestmark = pytest.mark.xdist_group("english")
CATALOGUES = {"web": CATALOGUE, "gateway": SOURCE / GATEWAY / "english.json"}
ENGLISH = {name: json.loads(path.read_text()) for name, path in CATALOGUES.items()}
found = cache(sentences)
#: Chinese that an English reader has to type or to look for, so that it stays in the English.
KEPT = ("（修订）", "(修订)", "(当事人放弃)", "“、”", "是 (yes)", "否 (no)", "时间,测点,数值,质量")
both = pytest.mark.parametrize("name", CATALOGUES)


def wanted(name: str) -> set[str]:
    """Sentences of the gateway's driver, or of everything else; some are said by both."""
    of_gateway = name == "gateway"
    return {text for text, places in found().items() if any(p.startswith(GATEWAY) == of_gateway for p in places)}


def shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


@both
def test_every_sentence_has_english(name: str) -> None:
    missing = {text: found()[text] for text in sorted(wanted(name) - set(ENGLISH[name]))}
    assert not missing, f"{CATALOGUES[name].relative_to(SOURCE)} lacks {shown(missing)}"


@both
def test_no_english_is_stale(name: str) -> None:
    stale = sorted(set(ENGLISH[name]) - wanted(name))
    assert not stale, f"nothing says these any more: {shown(stale)}"


@both
def test_the_same_holes_are_in_both(name: str) -> None:
    assert not [text for text, said in ENGLISH[name].items() if not have_same_holes(text, said)]


def have_same_holes(text: str, said: str) -> bool:
    numbers = [hole[1] for hole in HOLE.finditer(said)]
    count = len(HOLE.findall(text))
    return len(numbers) == count and (not any(numbers) or sorted(numbers) == [str(n) for n in range(count)])


@both
def test_every_sentence_is_found_again_with_its_values(name: str) -> None:
    """No template takes what another one says."""
    wording = Wording(ENGLISH[name])
    for text, said in ENGLISH[name].items():
        values = [f"甲{number}" for number in range(len(HOLE.findall(text)))]
        assert wording.said(filled(text, values)) == filled(said, values)


def filled(text: str, values: list[str]) -> str:
    following = iter(values)
    return HOLE.sub(lambda hole: values[int(hole[1])] if hole[1] else next(following), text)


@both
def test_the_english_is_english(name: str) -> None:
    for said in ENGLISH[name].values():
        for kept in KEPT:
            said = said.replace(kept, "")
        assert not re.search(r"[\u4e00-\u9fff。，；]", said), said


@both
def test_a_catalogue_is_sorted(name: str) -> None:
    text = CATALOGUES[name].read_text()
    assert text == json.dumps(dict(sorted(ENGLISH[name].items())), ensure_ascii=False, indent=1) + "\n"


def test_a_new_sentence_would_be_noticed() -> None:
    """The nets hold what they should."""
    assert {
        "没有这个接口，请核对地址。",  # raised
        "企业角色必须选择所属企业。",  # a field
        "记录已被他人更新，请刷新后重试。",  # what a kind of error says by itself
        "只有一条报警，无需拆分。",  # why not
        "该设备当前不在线，上线后平台会自动查询目录。",  # looked up
        "{}不能超过 {} MB，{}。",  # put together elsewhere
        "这个密码太常见了。",  # said by a library
    } <= set(found())


CODE = """
class Odd(Conflict):
    code, status, message = "odd", 409, "甲"

def f(a):
    if "不找" in a:
        raise Odd(f"乙{a}")
    said = "丙。"
    raise Invalid(said, fields={"x": "丁" if a else f"戊{a:.1f}"})

def why_not_go(a):
    return f"己{a}" or ""

def g(row):
    raise BodyError("庚" + f"{row}辛")

WORDS = {"a": "壬{name}。", "b": "不是句子"}
"""


def test_what_the_nets_hold() -> None:
    found = set(in_module(ast.parse(CODE), "records/x.py", {"Odd", "Conflict", "Invalid", "BodyError"}, set()))
    assert found == {"甲", "乙{}", "丙。", "丁", "戊{}", "己{}", "庚{}辛", "壬{}。"}
    # official papers: only what is raised in them
    assert "壬{}。" not in set(in_module(ast.parse(CODE), "records/x/documents.py", {"Odd"}, set()))


def test_modules_that_are_left_out_exist() -> None:
    paths = [str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.py")]
    assert not [one for one in OTHER_WRITING if not any(re.fullmatch(one, path) for path in paths)]
