"""Reports: what became of the complaints of a quarter, as it stood when the quarter ended, and frozen once published."""
