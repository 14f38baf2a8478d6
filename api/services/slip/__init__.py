"""The office's own path to a decision: draft a slip, let it go its way, put it into force. Only that makes a decision.

`draft` makes a slip, `pass_on` and `look` move it on, `enforce` makes the decision of one that was decided here,
`elsewhere` exports its papers and records what the prefecture's own system decided, `read` shows them.
"""
