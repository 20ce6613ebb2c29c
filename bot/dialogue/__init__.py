"""One conversation for all channels. It knows no Telegram and no HTTP."""
