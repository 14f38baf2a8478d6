"""意見照会: staff ask, remind and withdraw; those asked answer; staff make copies for publication."""
