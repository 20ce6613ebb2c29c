"""The packet of a case that goes to another body on paper."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from texts.words import Words


def letter(packet: Mapping[str, Any], w: Words, *, printed_at: datetime) -> dict[str, Any]:
    """The same facts a body with a service of its own gets, as a letter. Of an anonymous reporter there is no name."""
    received = datetime.fromisoformat(packet["received_at"])
    facts = [
        ("Nomor", packet["number"]),
        ("Ditujukan kepada", packet["to"]),
        ("Diterima", w.moment(received)),
        ("Pelapor", _reporter(packet)),
        ("Lokasi", packet["place"] or "tidak disebut"),
        ("Waktu kejadian", packet["happened"] or "tidak disebut"),
        ("Kerahasiaan", "Isi laporan rahasia: jangan dibuka ke publik" if packet["is_secret"] else "Biasa"),
        ("Lampiran", _files(packet)),
    ]
    return {
        "office": packet["from"],
        "title": f"Pengalihan laporan {packet['number']}",
        "facts": facts,
        "parts": [
            ("Isi laporan", packet["text"]),
            ("Alasan pengalihan", packet["reason"]),
            (
                "Yang kami mohon",
                f"Mohon laporan ini ditindaklanjuti, dan nomor Saudara kami terima kembali dengan menyebut {packet['number']}, "
                "supaya pelapor dapat kami kabari.",
            ),
        ],
        "foot": f"{packet['number']} · dicetak {w.moment(printed_at)} · kunci pengalihan {packet['token'][:8]}",
    }


def _reporter(packet: Mapping[str, Any]) -> str:
    if packet["is_anonymous"]:
        return "Anonim: identitas tidak diserahkan"
    return packet["reporter"] or "tidak menyebut nama"


def _files(packet: Mapping[str, Any]) -> str:
    if packet["is_anonymous"]:
        return "tidak diserahkan: pelapor anonim"
    files = packet["file_names"]
    return f"{len(files)} berkas terlampir: {', '.join(files)}" if files else "tidak ada"
