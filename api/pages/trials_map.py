"""The map of all public trials, a document of its own beside the list."""

import shapely
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from airspace.atlas import Atlas
from airspace.edition import LayerKind
from airspace.prefecture import Prefecture
from airspace.trial import JST
from api.deps import AtlasesOf, MaybeAccount, Now, Reading
from api.pages.render import language_of
from api.services.publish import public_trials
from api.services.trial_marks import marks_of
from geo.text import Text
from maps.compose import Outline
from maps.offline import map_headers
from maps.trials_map import trials_map
from maps.wording import SAMPLE

router = APIRouter()


@router.get("/trials/map")
def all_trials_map(
    request: Request, unit: Reading, atlases: AtlasesOf, now: Now, _account: MaybeAccount
) -> HTMLResponse:
    """Return the map of all public trials; it needs no network and can be saved."""
    _, atlas = atlases.current(unit)
    html = trials_map(
        marks_of(public_trials(unit, now=now), now=now),
        _outline(atlas, atlases.prefecture),
        as_of=now.astimezone(JST).date(),
        language="en" if language_of(request) == "en" else "ja",
        sample=SAMPLE if request.app.state.sample else None,
    )
    return HTMLResponse(html, headers=map_headers(html))


def _outline(atlas: Atlas, prefecture: Prefecture) -> Outline:
    """Return the land that is held, else the prefecture's coarse outline, its sea included."""
    layers = atlas.held(LayerKind.PREFECTURE)
    land = [feature.geometry for layer in layers for feature in layer.features]
    if not land:
        return Outline(prefecture.outline, prefecture.name, land=False, attribution=prefecture.basis)
    credit = "、".join(dict.fromkeys(layer.edition.attribution for layer in layers))
    return Outline(shapely.GeometryCollection(land), Text("陸地", "land"), attribution=Text(credit, credit))
