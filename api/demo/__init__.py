"""The made-up sample prefecture: layers drawn by hand, companies and trials invented, put in through the services."""
