"""Work in the background: the tasks, and the workers that do them on either database."""
