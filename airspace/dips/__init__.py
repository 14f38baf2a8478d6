"""DIPS 2.0 (ドローン情報基盤システム): its codes and limits, a flight's fields there, its flight-prohibited areas.

Nothing here speaks to DIPS. What is known of it comes from a third party's design note and from the open ODS-IS-UASL
repositories; `codes.DOUBT` says so wherever it is used, and MLIT's own guideline was not read.
"""
