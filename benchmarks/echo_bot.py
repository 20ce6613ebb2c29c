"""The reference: a bare python-telegram-bot echo bot that keeps nothing."""

import sys

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters


async def _echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.effective_chat is not None
    assert update.message is not None
    await _context.bot.send_message(update.effective_chat.id, update.message.text or "")


def main() -> None:
    """Poll the Bot API at this address and echo."""
    builder = (
        ApplicationBuilder().token("77:echo").base_url(sys.argv[1]).concurrent_updates(64).connection_pool_size(64)
    )
    app = builder.build()
    app.add_handler(MessageHandler(filters.TEXT, _echo))
    app.run_polling(stop_signals=None)


if __name__ == "__main__":
    main()
