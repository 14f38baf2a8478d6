"""Letters, each made and kept in the transaction of the act that it tells of.

`keep` draws and keeps one, `decision` is what a slip decided, `acts` what is told without one, `read` who reads which.
"""
