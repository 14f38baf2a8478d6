"""Letters and receipts of the prefecture, drawn as PDF."""
