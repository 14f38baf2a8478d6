"""The day of flight: what a `go` needs, where each day stands, stops over an area, contacts, incidents.

The operator decides to fly (事業者が実施を決定). Nothing here clears or permits a flight: MLIT alone permits, and the
prefecture can only ask.
"""
