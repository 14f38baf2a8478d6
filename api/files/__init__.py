"""Files that people hand in: what they really are, whether they are clean, and their copies made again."""
