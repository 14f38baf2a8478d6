"""`/api/v1/screenings`: check a flight before anything is proposed, without an account."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile

from airspace.trial import Operation, Vehicle
from api.deps import AddressKey, AtlasesOf, InForce, Now, Place, RatesOf, Reading
from api.flights import chosen_path, refuse_too_many_points, windows_between
from api.schemas.operation import OperationData
from api.schemas.screening import ScreeningData
from api.services.screen import screen_operation
from geo.height import Datum, Height
from geo.readers import read

router = APIRouter(prefix="/screenings", tags=["screenings"])


@router.post("", summary="Check a flight")
def screen_flight(
    flight: OperationData,
    unit: Reading,
    atlases: AtlasesOf,
    settings: InForce,
    now: Now,
    rates: RatesOf,
    key: AddressKey,
    _place: Place,
) -> ScreeningData:
    """Screen one flight by the editions in force on its days. Nothing is kept."""
    operation = flight.value()
    refuse_too_many_points(operation.path, settings.max_public_points)
    with rates.computing(key):
        return ScreeningData.of(screen_operation(unit, atlases, operation, now=now))


@router.post("/file", summary="Check a flight from a route file")
def screen_file(
    file: Annotated[UploadFile, File(description="GeoJSON, KML/KMZ, GPX, .plan, waypoints, DJI .kmz, Litchi, CSV")],
    first_day: Annotated[date, Form(description="First day in Japan")],
    unit: Reading,
    atlases: AtlasesOf,
    settings: InForce,
    now: Now,
    rates: RatesOf,
    key: AddressKey,
    _place: Place,
    last_day: Annotated[date | None, Form(description="Last day; the first day if left out")] = None,
    half_width_m: Annotated[float, Form(description="Half-width of the route in metres")] = 30.0,
    height_m: Annotated[float | None, Form(description="Greatest height of the whole flight in metres")] = None,
    datum: Annotated[Datum, Form(description="What height_m is measured from")] = Datum.UNKNOWN,
    vehicle: Annotated[Vehicle, Form()] = Vehicle.UAS,
    path_number: Annotated[int | None, Form(description="Which of the file's routes, counted from 1")] = None,
) -> ScreeningData:
    """Screen a route or area read from a file, all day long on each of the days. Nothing is kept."""
    with rates.computing(key):
        path = chosen_path(read(file.file.read(), file.filename or ""), path_number)
        refuse_too_many_points(path, settings.max_public_points)
        operation = Operation(
            path=path,
            windows=windows_between(first_day, last_day or first_day),
            half_width_m=half_width_m,
            ceiling=Height(height_m, datum, "height_m") if height_m is not None else None,
            vehicle=vehicle,
        )
        return ScreeningData.of(screen_operation(unit, atlases, operation, now=now))
