"""Conflicts between trials: in the sky (place, time and height), at sites, and over neighbourhoods with a cap.

What is compared is what a trial *books*: each leg's contingency volume for each window of its flight days. Whether two
bookings meet is exact; boxes only choose what to look at. What is not known never clears a conflict.
"""
