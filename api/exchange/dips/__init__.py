"""What goes to and comes from DIPS 2.0 as files. Nothing here speaks to DIPS: people carry the files."""
