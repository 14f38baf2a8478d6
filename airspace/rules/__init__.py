"""The rules, one file each. A rule never imports another; `airspace.rulebook` registers them."""
