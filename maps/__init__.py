"""Drawing of domain objects: folium maps, legends, text twins. Decides nothing."""
