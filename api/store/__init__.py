"""The store: tables, repositories and migrations. Repositories take and give values of the domain, never rows."""
