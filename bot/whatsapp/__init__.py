"""WhatsApp: the Cloud API by plain HTTP, its bodies taken apart by ourselves (CHANNELS.md says why)."""
