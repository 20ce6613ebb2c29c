"""Every sentence a citizen can read: Indonesian is the source, English is a translation of it."""
