"""What every room stands on: settings, database, calendar, people, messages, audit, privacy."""
