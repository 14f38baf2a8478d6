"""HTML, one audience a module: public, operator, staff. Server-rendered; no inline script."""
