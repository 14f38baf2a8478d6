"""Page ↔ rule ↔ table of cases ↔ law file, both ways: what one of them says, all of them say."""

import re
from pathlib import Path

import pytest

from airspace.law import RuleLaw, rule_laws
from airspace.rulebook import RULES

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "law"
TABLES = Path(__file__).parent / "cases"
NO_RULE = {"README", "verdict"}
UNREAD = "一次資料の確認：未 / primary text not yet read by a person"
HEADINGS = [
    "何が決まっているか / What the law says",
    "空みちの判定 / What Soramichi judges",
    "判定できないとき / When it cannot tell",
    "次にすること / What to do",
    "数値 / Figures",
    "根拠 / Sources",
    "疑問 / Doubts",
]
SLUGS = sorted(rule_laws())


def page(slug: str) -> str:
    return (PAGES / f"{slug}.md").read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """Return what stands under a heading, up to the next."""
    return text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def rows(text: str) -> list[list[str]]:
    """Return the cells of all rows of tables, heads included, without the lines of dashes."""
    lines = [line.strip() for line in text.splitlines() if line.strip().startswith("|")]
    cells = [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if not all(re.fullmatch(":?-+:?", cell) for cell in row)]


def figures(law: RuleLaw) -> list[list[str]]:
    """Return the rows that the page's table must have."""
    return [
        [name, f"{parameter.value:.12g}", parameter.unit, parameter.source, parameter.confidence]
        for name, parameter in law.parameters.items()
    ]


def in_plain_words(text: str) -> str:
    """Return a text without spaces, line ends and marks of emphasis."""
    return re.sub(r"[\s*`]", "", text)


def test_each_law_has_its_rule_and_each_rule_its_law() -> None:
    assert {rule.slug for rule in RULES} == set(SLUGS)


def test_no_rule_is_listed_twice() -> None:
    assert len({rule.slug for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("slug", SLUGS)
def test_each_law_has_its_table_of_cases_and_its_page(slug: str) -> None:
    assert (TABLES / f"{slug}.yaml").is_file()
    assert (PAGES / f"{slug}.md").is_file()


def test_no_page_and_no_table_is_without_a_law() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} - NO_RULE <= set(SLUGS)
    assert {path.stem for path in TABLES.glob("*.yaml")} <= set(SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_has_the_laws_title_and_exactly_the_agreed_headings(slug: str) -> None:
    title = rule_laws()[slug].title
    lines = page(slug).splitlines()
    assert lines[0] == f"# {title.ja} / {title.en}"
    assert [line for line in lines[1:] if line.startswith("#")] == [f"## {heading}" for heading in HEADINGS]
    assert all(section(page(slug), heading).strip() for heading in HEADINGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_pages_figures_are_the_laws(slug: str) -> None:
    law = rule_laws()[slug]
    told = section(page(slug), "数値 / Figures")
    names = set(law.parameters)
    table = [row for row in rows(told) if row[0] in names]
    assert table == figures(law)
    assert ("なし / none" in told) == (not names)
    for census in law.census:
        days = [str(day) if day else "—" for day in (census.first, census.last)]
        assert [str(census.census_year), *days, census.source] in rows(told)
    if not law.census:
        assert len(rows(told)) == len(names) + bool(names)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_cites_every_article_in_both_languages(slug: str) -> None:
    law = rule_laws()[slug]
    told = in_plain_words(section(page(slug), "根拠 / Sources"))
    for citation in law.citations:
        assert in_plain_words(citation.text.ja) in told
        assert in_plain_words(citation.text.en) in told
        assert law.confidence in told


@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_says_whether_a_person_has_read_the_primary_text(slug: str) -> None:
    assert (UNREAD in page(slug)) == (rule_laws()[slug].verified_by is None)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_law_is_sourced_marked_and_signed_by_somebody_or_by_nobody(slug: str) -> None:
    law = rule_laws()[slug]
    for sourced in (*law.citations, *law.parameters.values(), *law.census):
        assert sourced.source.strip()
        assert not re.search(r"mem(ory)?,? (L|low)\b", sourced.source)
    for marked in (law, *law.parameters.values()):
        assert marked.confidence in ("high", "medium")
        assert marked.verified_by is None or marked.verified_by.strip()
    assert law.title.ja.strip()
    assert law.title.en.strip()


def test_the_list_of_pages_is_the_list_of_laws() -> None:
    listed = [row for row in rows(page("README")) if row[0].startswith("[")]
    expected = [
        [
            f"[{slug}]({slug}.md)",
            f"{law.title.ja} / {law.title.en}",
            ", ".join(law.vehicles),
            str(law.in_force_from or "—"),
            law.confidence,
        ]
        for slug, law in rule_laws().items()
    ]
    assert sorted(listed) == sorted(expected)


@pytest.mark.parametrize("path", sorted(PAGES.rglob("*.md")), ids=lambda path: str(path.relative_to(PAGES)))
def test_no_link_of_a_page_leads_nowhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if "://" not in target:
            assert (path.parent / target).exists(), target
    for name in re.findall(r"`((?:airspace|tests|docs)/[\w./-]+)`", text):
        assert (ROOT / name).exists(), name
