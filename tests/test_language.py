"""Every text is there in Japanese and in English, at the place where it is used: one that is missing fails here."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from api.pages.render import ENVIRONMENT

JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff01-\uff60]")
MARKS = "：（）、。／　―～■・「」①②…"
"""Marks that stand in both languages where they separate what a program puts in."""

KANA = re.compile(r"[\u3041-\u309f]")
"""What no English text holds, not even an example: a kanji may stand in one (a number is written 令8-空-0012)."""

OWN_LANGUAGE = ('lang="ja"', 'lang == "ja"')


def templates(repository: Path) -> list[Path]:
    return sorted((repository / "api" / "templates").rglob("*.html"))


def bare_texts(source: str) -> Iterator[tuple[int, str]]:
    """Yield the texts of a template that stand outside of any expression, with their lines."""
    environment = Environment()
    for line, kind, text in environment.lex(source):
        if kind == "data":
            yield line, text


def said(tree: nodes.Template) -> Iterator[tuple[int, list[nodes.Expr]]]:
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "say":
            yield call.lineno, call.args


def test_no_template_writes_japanese_outside_of_say(repository: Path) -> None:
    found = []
    for path in templates(repository):
        source = path.read_text(encoding="utf-8")
        lines = source.splitlines()
        for line, text in bare_texts(source):
            plain = "".join(character for character in text if character not in MARKS)
            if JAPANESE.search(plain) and not any(mark in lines[line - 1] for mark in OWN_LANGUAGE):
                found.append(f"{path.name}:{line}: {JAPANESE.findall(plain)[:10]}")
    assert not found, "\n".join(found)


def test_what_is_said_is_said_in_both_languages(repository: Path) -> None:
    wrong, counted = [], 0
    for path in templates(repository):
        tree = ENVIRONMENT.parse(path.read_text(encoding="utf-8"))
        for line, args in said(tree):
            counted += 1
            texts = [arg.value for arg in args if isinstance(arg, nodes.Const)]
            one_sided = len(args) == 1 and texts and isinstance(texts[0], str)
            # "" beside a text is a part of a sentence that the other language has no need of, or says elsewhere.
            swapped = len(texts) == 2 and KANA.search(texts[1])
            if one_sided or swapped or len(args) > 2:
                wrong.append(f"{path.name}:{line}: {texts}")
    assert not wrong, "\n".join(wrong)
    assert counted > 1_500


def pieces(node: ast.expr) -> str | None:
    """Return the written part of a text's side, None where a program makes it."""
    match node:
        case ast.Constant(value=str() as value):
            return value
        case ast.JoinedStr(values=values):
            return "".join(part.value for part in values if isinstance(part, ast.Constant)) or "x"
        case _:
            return None


@pytest.mark.parametrize("room", ["geo", "airspace", "maps", "api"])
def test_each_text_in_the_code_has_both_sides(repository: Path, room: str) -> None:
    wrong, counted = [], 0
    for path in sorted((repository / room).rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Text"):
                continue
            if call.keywords or any(isinstance(arg, ast.Starred) for arg in call.args):
                continue
            counted += 1
            sides = [pieces(arg) for arg in call.args]
            lopsided = len(sides) != 2 or (None not in sides and bool(sides[0]) != bool(sides[1]))
            if lopsided or KANA.search(sides[1] or ""):
                wrong.append(f"{path.relative_to(repository)}:{call.lineno}: {sides}")
    assert not wrong, "\n".join(wrong)
    assert counted > 20


def test_each_mail_has_both_languages(repository: Path) -> None:
    mails = sorted((repository / "api" / "notify" / "templates").glob("*.txt"))
    assert len(mails) > 20
    for path in mails:
        source = path.read_text(encoding="utf-8")
        for name in ("subject_ja", "subject_en", "body_ja", "body_en"):
            block = re.search(rf"{{% block {name} %}}(.*?){{% endblock %}}", source, re.S)
            assert block, f"{path.name}: {name}"
            written = re.sub(r"{{.*?}}|{%.*?%}", "", block.group(1))
            assert written.strip(), f"{path.name}: {name}"
            assert bool(JAPANESE.search(written)) is name.endswith("_ja"), f"{path.name}: {name}"
