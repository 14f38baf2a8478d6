"""The day of flight: record numbers and checks, decide, tell contacts, stop an area, report incidents, show it all."""
