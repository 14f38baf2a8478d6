"""登録: what an organisation keeps once and chooses in its proposals: aircraft, pilots, insurance, sites.

What a proposal freezes of an entry is its facts; what belongs to a person, a policy's number and an address are kept
beside them, by the entry's random id, so that they can be deleted without touching a hashed revision.
"""
