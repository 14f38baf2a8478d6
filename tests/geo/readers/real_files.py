"""What each real flight plan and edge case holds, told by looking into the file, not by reading it with our readers."""

from dataclasses import dataclass

NO_HEIGHT = frozenset({None})
UNKNOWN = frozenset({"unknown"})
AMSL = frozenset({"amsl"})
AGL = frozenset({"agl"})
TAKEOFF = frozenset({"takeoff"})
ELLIPSOIDAL = frozenset({"ellipsoidal"})


@dataclass(frozen=True)
class R:
    """A route: how many points, and the datums of their heights (None: no height)."""

    points: int
    datums: frozenset[str | None] = NO_HEIGHT


@dataclass(frozen=True)
class A:
    """An area: how many positions its rings have, each closed, and the datum of its ceiling."""

    positions: int
    datum: str | None = None


@dataclass(frozen=True)
class Reads:
    format: str
    paths: tuple[R | A, ...]


@dataclass(frozen=True)
class Refuses:
    phrase: str


def routes(*points: int, datums: frozenset[str | None] = NO_HEIGHT) -> tuple[R, ...]:
    return tuple(R(count, datums) for count in points)


HOVER = (R(1),)
SQUARE = (A(5),)
NOTHING_TO_FLY = Refuses("no point, line or area")
UNKNOWN_FORMAT = Refuses("no format that is read")
NESTING = Refuses("nesting does not fit")
TYPE = Refuses("none of GeoJSON's")
GEOMETRY = Refuses("not a geometry")
FEATURE = Refuses("not a Feature")
CROSSES = Refuses("crosses itself")


def geojson(*paths: R | A) -> Reads:
    return Reads("geojson", paths)


def kml(*paths: R | A) -> Reads:
    return Reads("kml", paths)


def gpx(*paths: R | A) -> Reads:
    return Reads("gpx", paths)


FLIGHT_PLANS: dict[str, Reads | Refuses] = {
    # Row 0 is home and six commands with positions follow, all in frame 0.
    "ardupilot_waypoints/dronekit_mpmission.txt": Reads("ardupilot", (R(7, AMSL),)),
    "dji_wpml/lawrencejesse_Seed.kmz": Reads("wpml", (R(2, TAKEOFF),)),
    "gpx/gpxpy_gpx1.1_with_all_fields.gpx": gpx(R(3, UNKNOWN | NO_HEIGHT), R(2), R(1, UNKNOWN)),
    "gpx/gpxpy_korita-zbevnica.gpx": gpx(*routes(358, 176, 337, datums=UNKNOWN)),
    "gpx/gpxpy_route.gpx": gpx(R(55)),
    "litchi_csv/joekae_waypoints.csv": Reads("litchi", (R(52, AGL),)),
    # No home row: it begins with a take-off, in frame 5; three positions, then a return to an unknown home.
    "qgc_plan/mavsdk_mission_planner_sample.txt": Reads("ardupilot", (R(3, AMSL),)),
    # Take-off at home, three waypoints, and back to home.
    "qgc_plan/mavsdk_qgroundcontrol_sample.plan": Reads("qgc_plan", (R(5, TAKEOFF),)),
    "qgc_plan/mavsdk_qgroundcontrol_sample_with_digicam_control.plan": NOTHING_TO_FLY,
    "qgc_plan/mavsdk_qgroundcontrol_sample_with_structured_scan.plan": NOTHING_TO_FLY,
    # Home, and eight waypoints inside the survey.
    "qgc_plan/mavsdk_qgroundcontrol_sample_with_survey.plan": Reads("qgc_plan", (R(9, TAKEOFF),)),
    "qgc_plan/mavsdk_qgroundcontrol_sample_without_mission.plan": NOTHING_TO_FLY,
    "qgc_plan/mavsdkpy_example-mission.plan": Reads("qgc_plan", (R(5, TAKEOFF),)),
    "utm_json/interuss_conflicting_flights.yaml": UNKNOWN_FORMAT,
    "utm_json/interuss_flight_auths.yaml": UNKNOWN_FORMAT,
    "utm_json/interuss_general_flight_auth_flights.yaml": UNKNOWN_FORMAT,
    "utm_json/interuss_invalid_flight_auths.yaml": UNKNOWN_FORMAT,
    "utm_json/interuss_invalid_flight_intents.yaml": UNKNOWN_FORMAT,
    "utm_json/interuss_non_conflicting.yaml": UNKNOWN_FORMAT,
}

CHRIEKE: dict[str, Reads | Refuses] = {
    "invalid_geometries/invalid_exterior_not_ccw.geojson": geojson(A(11)),
    "invalid_geometries/invalid_incorrect_geometry_data_type.geojson": NESTING,
    "invalid_geometries/invalid_interior_not_cw.geojson": geojson(A(5 + 10)),
    "invalid_geometries/invalid_less_three_unique_nodes.geojson": Refuses("three different corners"),
    "invalid_geometries/invalid_unclosed.geojson": Refuses("not closed"),
    "invalid_structure/invalid_feature_geometry_is_string.geojson": GEOMETRY,
    "invalid_structure/invalid_feature_id_type.geojson": geojson(*HOVER),
    "invalid_structure/invalid_feature_no_properties.geojson": geojson(*SQUARE),
    "invalid_structure/invalid_feature_properties_is_array.geojson": NOTHING_TO_FLY,
    "invalid_structure/invalid_feature_properties_is_int.geojson": NOTHING_TO_FLY,
    "invalid_structure/invalid_feature_wrong_geometry_key.geojson": FEATURE,
    "invalid_structure/invalid_featurecollection_feature_nullfeature.geojson": FEATURE,
    "invalid_structure/invalid_featurecollection_features_is_object.geojson": NESTING,
    "invalid_structure/invalid_featurecollection_no_features_member.geojson": NESTING,
    "invalid_structure/invalid_featurecollection_nulltype.geojson": TYPE,
    "invalid_structure/invalid_featurecollection_type_lowercase.geojson": TYPE,
    "invalid_structure/invalid_featurecollection_unknown_type.geojson": TYPE,
    "invalid_structure/invalid_geometry_bbox_not4or6.geojson": geojson(*HOVER),
    "invalid_structure/invalid_geometry_bbox_not_list.geojson": geojson(*HOVER),
    "invalid_structure/invalid_geometry_bbox_not_numbers.geojson": geojson(*HOVER),
    "invalid_structure/invalid_geometry_coordinates_1d.geojson": NESTING,
    "invalid_structure/invalid_geometry_coordinates_empty_position.geojson": NESTING,
    "invalid_structure/invalid_geometry_coordinates_missing.geojson": NESTING,
    "invalid_structure/invalid_geometry_coordinates_string.geojson": Refuses("number is needed"),
    "invalid_structure/invalid_geometry_depth_deep_point.geojson": NESTING,
    "invalid_structure/invalid_geometry_depth_deep_polygon.geojson": NESTING,
    "invalid_structure/invalid_geometry_depth_shallow_linestring.geojson": NESTING,
    "invalid_structure/invalid_geometry_depth_shallow_multipolygon.geojson": NESTING,
    "invalid_structure/invalid_geometry_depth_shallow_polygon.geojson": NESTING,
    "invalid_structure/invalid_geometry_geometrycollection_null_geometry.geojson": GEOMETRY,
    "invalid_structure/invalid_geometry_mislabeled_point.geojson": NESTING,
    "invalid_structure/invalid_geometry_missing_type.geojson": TYPE,
    "invalid_structure/invalid_geometry_wrong_geometry_type.geojson": TYPE,
    "problematic_geometries/problematic_3d_coordinates.geojson": geojson(A(5, "ellipsoidal")),
    "problematic_geometries/problematic_4d_coordinates.geojson": geojson(A(5, "ellipsoidal")),
    "problematic_geometries/problematic_crosses_antimeridian.geojson": Refuses("antimeridian"),
    "problematic_geometries/problematic_duplicate_nodes.geojson": geojson(*SQUARE),
    "problematic_geometries/problematic_excessive_coordinate_precision.geojson": geojson(A(6)),
    "problematic_geometries/problematic_excessive_vertices.geojson": geojson(A(1223)),
    "problematic_geometries/problematic_feature_null_geometry.geojson": NOTHING_TO_FLY,
    "problematic_geometries/problematic_holes.geojson": geojson(A(7 + 6 + 6)),
    "problematic_geometries/problematic_inner_and_exterior_ring_intersect.geojson": CROSSES,
    "problematic_geometries/problematic_multitype_geometry_with_just_one_geometry.geojson": geojson(*SQUARE),
    "problematic_geometries/problematic_outside_lat_lon_boundaries.geojson": Refuses("is not valid"),
    "problematic_geometries/problematic_self_intersection_large.geojson": CROSSES,
    "problematic_geometries/problematic_self_intersection_small.geojson": CROSSES,
    "problematic_geometries/problematic_wrong_bbox_coordinate_order.geojson": geojson(*SQUARE),
    "problematic_geometries/problematic_zero_length_linestring.geojson": geojson(R(2)),
    "problematic_structure/problematic_crs_defined.geojson": Refuses("CRS"),
    "problematic_structure/problematic_geometry_not_wrapped.geojson": geojson(*SQUARE),
    "problematic_structure/problematic_geometrycollection_single.geojson": geojson(*HOVER),
    "problematic_structure/problematic_nested_geometrycollection.geojson": geojson(*routes(1, 1, 2)),
    "valid/valid_feature.geojson": geojson(*HOVER),
    "valid/valid_feature_null_geometry.geojson": NOTHING_TO_FLY,
    "valid/valid_feature_null_properties.geojson": geojson(*SQUARE),
    "valid/valid_feature_with_bbox.geojson": geojson(R(4)),
    "valid/valid_feature_with_id.geojson": geojson(*HOVER),
    "valid/valid_feature_with_string_id.geojson": geojson(*HOVER),
    "valid/valid_featurecollection.geojson": geojson(*SQUARE),
    "valid/valid_featurecollection_bboxes.geojson": geojson(A(4), A(4)),
    "valid/valid_featurecollection_empty_features.geojson": NOTHING_TO_FLY,
    "valid/valid_featurecollection_multiple_feature_types.geojson": geojson(A(5), A(5), R(2), R(1)),
    "valid/valid_featurecollection_with_geometrycollection.geojson": geojson(R(1), A(5)),
    "valid/valid_geometry.geojson": geojson(*HOVER),
    "valid/valid_geometry_3d_coordinates.geojson": geojson(R(1, ELLIPSOIDAL)),
    "valid/valid_geometry_bbox.geojson": geojson(*SQUARE),
    "valid/valid_geometry_geometrycollection.geojson": geojson(R(1), A(5)),
    "valid/valid_geometry_geometrycollection_empty_geometries.geojson": NOTHING_TO_FLY,
    "valid/valid_geometry_linestring.geojson": geojson(R(4)),
    "valid/valid_geometry_multilinestring.geojson": geojson(*routes(3, 4)),
    "valid/valid_geometry_multipoint.geojson": geojson(*routes(1, 1, 1, 1)),
    "valid/valid_geometry_multipolygon.geojson": geojson(A(4), A(5)),
    "valid/valid_geometry_point.geojson": geojson(*HOVER),
    "valid/valid_geometry_polygon.geojson": geojson(*SQUARE),
}

GEOJSONHINT: dict[str, Reads | Refuses] = {
    "good-feature-with-id.geojson": geojson(*HOVER),
    "good-feature-with-string-id.geojson": geojson(*HOVER),
    "good-feature.geojson": geojson(*HOVER),
    "good-featurecollection-bbox.geojson": geojson(*routes(1, 1)),
    "good-featurecollection-bbox3d.geojson": geojson(*routes(1, 1, datums=ELLIPSOIDAL)),
    "good-featurecollection-extensions.geojson": geojson(R(1), R(4), A(5)),
    "good-featurecollection.geojson": geojson(R(1), R(4), A(5)),
    "good-geometrycollection.geojson": geojson(*routes(1, 2)),
    "good-linestring.geojson": geojson(R(2)),
    "good-multilinestring.geojson": geojson(*routes(2, 2)),
    "good-multipoint.geojson": geojson(*HOVER),
    "good-point-3d.geojson": geojson(R(1, ELLIPSOIDAL)),
    "good-point.geojson": geojson(*HOVER),
    "good-polygon.geojson": geojson(*SQUARE),
    # Latitude -107: a picture's pixels, not a place.
    "issue82.geojson": Refuses("is not valid"),
    "multipolygon.geojson": geojson(A(5), A(10)),
    "nullgeometry.geojson": NOTHING_TO_FLY,
    "nullproperties.geojson": geojson(*HOVER),
}

TOGEOJSON: dict[str, Reads | Refuses] = {
    "Friday-Evening-Run.gpx": gpx(*routes(4, 5, 8, datums=UNKNOWN)),
    # Points without coordinates, and tracks of which seven have any.
    "addresses.kml": kml(*routes(2, 1, 1, 1, 1, 1, 2)),
    "apple_watch_route.gpx": gpx(R(44, UNKNOWN)),
    "bad.gpx": Refuses("is not a number"),
    "bad.kml": Refuses("is not a number"),
    "bad.tcx": UNKNOWN_FORMAT,
    "cdata.kml": kml(*HOVER),
    "empty_ele.gpx": gpx(R(2)),
    "empty_trk.gpx": NOTHING_TO_FLY,
    "extended_data.kml": kml(*HOVER),
    "garmin_connect.tcx": UNKNOWN_FORMAT,
    "garmin_extensions.gpx": gpx(*routes(3, 2, 2, datums=UNKNOWN)),
    "gdal.gpx": gpx(*routes(3, 2, 2, datums=UNKNOWN)),
    "ground_overlay.kml": NOTHING_TO_FLY,
    "ground_overlay_quad.kml": NOTHING_TO_FLY,
    "gxmultitrack.kml": kml(R(1), R(13, AMSL), R(13, AMSL), R(1)),
    "gxtrack.kml": kml(R(7)),
    "inline_style.kml": kml(*routes(11, 11, 7)),
    "inline_style_mini.kml": kml(R(3)),
    "linear_ring.kml": kml(R(176)),
    "linestring.kml": kml(R(2), R(2, AGL)),
    "literal_color.kml": kml(R(11)),
    "missing_hr.gpx": gpx(*routes(3, 10, 3, datums=UNKNOWN)),
    "multigeometry.kml": kml(*routes(2, 2)),
    "multigeometry_discrete.kml": kml(*routes(2, 1)),
    "multigeometry_sibling.kml": kml(
        *routes(3, 2, 2, 2, 2, 2, 3, 2, 4, 3, 2, 2, 5, 2, 3, 2, 4, 6, 4, 5, 3, 5, 6),
    ),
    "multitrack.kml": kml(R(1), R(16, AMSL), R(1)),
    "multitrackgpx.gpx": gpx(*routes(38, 65, 14, datums=UNKNOWN)),
    "networklink.kml": NOTHING_TO_FLY,
    "nogeomplacemark.kml": NOTHING_TO_FLY,
    "non_gx_multitrack.kml": kml(R(1), R(16, AMSL), R(1)),
    "noname.kml": kml(R(11)),
    "north_core.gpx": gpx(*routes(2, 2, 2, 2, 2, 3, 2, 3, 2, 4, 2, 2, 1, 3, 2)),
    "null_geometry.kml": NOTHING_TO_FLY,
    "opacity_override.kml": kml(R(2)),
    "opencpn.gpx": gpx(R(16)),
    "osm.gpx": gpx(*routes(60, 115, 245)),
    "point.kml": kml(*HOVER),
    "point_extra_coordinates.kml": kml(*HOVER),
    "point_id.kml": kml(*HOVER),
    "polygon.kml": kml(A(10, "agl")),
    "run.gpx": gpx(R(206, UNKNOWN)),
    "run_gpxtpx.gpx": gpx(R(42, UNKNOWN)),
    "sample.tcx": UNKNOWN_FORMAT,
    "schema.kml": kml(*SQUARE),
    "selfclosing.kml": NOTHING_TO_FLY,
    "simpledata.kml": kml(*routes(1, 1)),
    "strava.gpx": gpx(R(3, UNKNOWN)),
    "style.gpx": gpx(*routes(*[27] * 8, *[8] * 11, 29, 29)),
    "style.kml": kml(*routes(1, 1, 1)),
    "style_url.kml": kml(A(19, "agl")),
    # The altitude modes in it belong to the cameras, so the shapes are clamped to the ground.
    "styles.kml": kml(R(1), A(5)),
    "tcx-courses.tcx": UNKNOWN_FORMAT,
    "timespan.kml": Refuses("not closed"),
    "tour_hr.tcx": UNKNOWN_FORMAT,
    "trek.gpx": gpx(R(120, UNKNOWN)),
    "trek_no_rtept.gpx": NOTHING_TO_FLY,
    "twopoints.kml": kml(*routes(1, 1)),
    "unique_trkpt.gpx": gpx(R(1, UNKNOWN)),
    "wpt.gpx": gpx(*routes(*[1] * 40)),
    "zero_elevation.gpx": gpx(R(3, UNKNOWN)),
}

REAL_FILES: dict[str, Reads | Refuses] = {
    folder + name: expected
    for folder, table in {
        "flightplans/": FLIGHT_PLANS,
        "edge_cases/geojson_chrieke/": CHRIEKE,
        "edge_cases/geojson_geojsonhint/good/": GEOJSONHINT,
        "edge_cases/togeojson_kml/": TOGEOJSON,
    }.items()
    for name, expected in table.items()
}
