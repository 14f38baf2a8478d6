"""Use cases, one verb a module. They never commit: the unit of work that they are given does."""
