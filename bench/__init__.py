"""How fast a screening is, against PostGIS, geopandas and bare GEOS on the same figures. `python -m bench`."""
