"""Entries in files: many of them taken out, mended in a spreadsheet or an editor, and brought back, all or none."""
