"""Telegram: updates by polling or webhook, messages by python-telegram-bot's Bot."""
