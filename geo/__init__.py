"""Coordinates, heights and shapes. Knows nothing of drones, law or databases."""
