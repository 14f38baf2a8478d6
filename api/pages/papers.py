"""Papers of a public trial to print: for circulation, for doors, for halls; made when asked for, of what is public."""

from datetime import datetime, time

from fastapi import APIRouter, Request, Response

from airspace.trial import JST
from api.deps import AddressKey, AtlasesOf, InForce, MaybeAccount, Now, Number, RatesOf, Reading
from api.downloads import download
from api.pages.maps import map_language, sample_mark
from api.services.handout_facts import handout_facts
from api.services.publish import public_trial
from api.services.scenes import public_scene
from maps.handout import HandoutKind, handout

router = APIRouter()


@router.get("/trials/{trial_id}/papers/{kind}/{number}")
def paper(
    request: Request,
    trial_id: str,
    kind: HandoutKind,
    number: Number,
    unit: Reading,
    atlases: AtlasesOf,
    settings: InForce,
    now: Now,
    rates: RatesOf,
    key: AddressKey,
    _account: MaybeAccount,
) -> Response:
    """Return a paper about one flight of a public trial, counted from 1, as PDF: the same bytes for a day."""
    public = public_trial(unit, trial_id, now=now)
    sample, language = sample_mark(request), map_language(request)
    home = request.app.state.prefecture.name
    facts = handout_facts(unit, atlases, public, home, address=settings.public_address, sample=sample, now=now)
    scene = public_scene(unit, atlases, public, number, language, sample=sample)
    with rates.computing(key):
        made = handout(kind, facts, scene, language, made_at=datetime.combine(facts.made_on, time(), JST))
    plain = f"{kind}-{trial_id}-{number}-{language}.pdf"
    name = f"{public.content.title}-{kind}-{number}.pdf"
    return download(made, name=name, plain_name=plain, media_type="application/pdf")
