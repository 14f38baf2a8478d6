"""Counts of cases for staff: tables, charts drawn from the same numbers, and CSV."""

import csv
import io
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from airspace.statistics import Table, tables_of, years_of
from api.deps import AtlasesOf, InForce, May, Now, Reading
from api.downloads import download
from api.exchange.csv_cells import plain_cell
from api.pages.render import language_of, page
from api.security.accounts import Account
from api.security.permissions import Action
from api.services.worklist import cases, counted

router = APIRouter(prefix="/staff/statistics")

Year = Annotated[int | None, Query(ge=2000, le=2200)]


@router.get("")
def statistics(
    request: Request,
    account: Annotated[Account, May(Action.SEE_WORKLIST)],
    unit: Reading,
    atlases: AtlasesOf,
    settings: InForce,
    now: Now,
    year: Year = None,
) -> Response:
    """Show the counts of a fiscal year, the newest that has cases if none is asked for."""
    found = counted(unit, atlases, cases(unit, account, standard=settings.processing_days, now=now))
    years = years_of(found)
    chosen = year or (years[0] if years else None)
    shown = {"years": years, "year": chosen, "tables": tables_of(found, chosen) if chosen else ()}
    return page(request, "staff/statistics.html", shown)


@router.get("/{year}.csv")
def as_csv(
    request: Request,
    year: int,
    account: Annotated[Account, May(Action.SEE_WORKLIST)],
    unit: Reading,
    atlases: AtlasesOf,
    settings: InForce,
    now: Now,
) -> Response:
    """Return the same counts as CSV, which Excel opens as it is."""
    found = counted(unit, atlases, cases(unit, account, standard=settings.processing_days, now=now))
    content = written(tables_of(found, year), japanese=language_of(request) == "ja")
    name = f"statistics-{year}.csv"
    return download(content, name=name, plain_name=name, media_type="text/csv; charset=utf-8")


def written(tables: tuple[Table, ...], *, japanese: bool) -> bytes:
    """Return tables as CSV in UTF-8 with a mark of the order of bytes; a text that looks like a formula is none."""
    target = io.StringIO()
    lines = csv.writer(target)
    lines.writerow(["表", "項目", "数", "単位"] if japanese else ["table", "item", "count", "unit"])
    for table in tables:
        for row in table.rows:
            said = (table.title, row.label, table.unit)
            title, label, unit = (plain_cell(text.ja if japanese else text.en) for text in said)
            lines.writerow([title, label, f"{row.count:g}", unit])
    return target.getvalue().encode("utf-8-sig")
