"""Importing figures: a file or a service is read, mapped, staged, checked, approved by a second person and published."""
