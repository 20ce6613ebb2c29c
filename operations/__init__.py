"""What an operator does: prepare the database, run the processes, add staff, move a ticket, check the books."""
