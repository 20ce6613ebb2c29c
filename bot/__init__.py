"""The desk for citizens: one conversation for every channel, and the thin channels themselves."""
