"""How far: the many ways people ask what has become of their own report. Words only, no state."""

from collections.abc import Sequence
from enum import IntEnum

from bot.dialogue.intents import FILLERS


class Sure(IntEnum):
    """How surely a message asks for the person's own report."""

    NO = 0
    WITH_ONE = 1
    """Only somebody who has a report can mean this."""
    YES = 2


_OWN = frozenset(
    "laporanku aduanku laporane aduane keluhanku pengaduanku tiketku lapuranku laporankula laporanmu laporanqu".split()
)
_NOUNS = frozenset(
    "laporan lapuran aduan pengaduan keluhan tiket permohonan lap report complaint ticket laporannya aduannya".split()
)
_MINE = frozenset("saya aku ku kami kulo kula my our saia ane gue qu".split())
_THAT_ONE = frozenset("tadi kemarin itu wingi mau".split())
_TOLD = frozenset("dilaporkan dilaporke dilaporken dilaporin dilapurke dilapurkan laporke".split())
_BECOME = frozenset(
    "sampai sampe kabar kabarnya kabare perkembangan perkembangannya progres progress progresnya nasib nasibnya nasibe status "
    "statusnya kelanjutan kelanjutannya lanjutan lanjutannya update updatenya tanggapan respon respons response tahap tahapan "
    "going news happening happened tindak tindaklanjut tindaklanjutnya".split()
)
_DONE = frozenset(
    "diproses proses ditanggapi ditindaklanjuti dibalas ditangani diterima masuk dibaca diteruskan diurus digarap dicek direspon "
    "dijawab dicuekin dicuekkan didiamkan dikerjakan direspons ditindak processed received answered".split()
)
_ASKS = frozenset(
    "belum durung rung dereng tidak apa apakah opo kok kenapa ngopo mengapa kapan mana bagaimana piye gimana pripun how did has "
    "why when where".split()
)
_FOLLOWS_UP = frozenset(
    "perkembangannya progresnya progres statusnya kelanjutannya kelanjutan lanjutannya updatenya tindaklanjutnya".split()
)
_OF_OTHERS_TOO = frozenset({"tiket", "ticket", "permohonan"})
_WEAK = frozenset(
    "datang bagaimana piye gimana pripun mana kapan belum cek lacak lihat lama sui suwe hilang how where any is".split()
)
_AROUND = (
    FILLERS
    | frozenset(
        "di ke yang sudah sekali ada dan dari untuk sih to ta yo iki ini nya kan gitu banget sampun wis the on of "
        "it in what about any "
        "mn hari minggu seminggu bulan sebulan lalu semalam pagi".split()
    )
    | _ASKS
    | _THAT_ONE
)
_HOW_IT_IS_DONE = frozenset(
    "cara caranya syarat syaratnya buat membuat bikin mau ingin melapor lapor kirim mengirim cabut arti artinya tambah nambah "
    "menambah tambahan biaya anonim rahasia dirahasiakan ubah mengubah hapus salah".split()
)
_REPORTED = frozenset("lapor melapor laporkan melaporkan ngelapor nglapor ngadu mengadu adukan laporan aduan".split())
_BEFORE = frozenset("kemarin tadi wingi lalu pernah sudah dulu".split())
_NEWS = frozenset("kabarnya kabar perkembangan progres nasibnya nasib tindaklanjut kelanjutan".split())
_HOW = frozenset("bagaimana gimana piye pripun apa apakah mana".split())
_RETOLD = 25
_MOST, _FEW, _NEAR, _BESIDES = 14, 6, 4, 2
_LATELY = 12


def asks_how_far(words: Sequence[str], text: str = "") -> Sure:
    """ "Sudah sampai mana laporan saya?", "laporanku piye kabare", "wis dilaporke durung?"."""
    said = set(words)
    if told_before(words):
        return Sure.YES
    if len(words) > _MOST or said & _HOW_IT_IS_DONE or {"berapa", "lama"} <= said or "siapa" in said:
        return Sure.NO
    if _asks_whether_told(words, said):
        return Sure.YES
    if _asks_of_the_only_one(words, said):
        return Sure.WITH_ONE
    is_own = bool(said & _OWN) or _is_mine(words)
    if not is_own and not (said & _NOUNS and said & _THAT_ONE):
        return Sure.NO
    is_asking = "?" in text or bool(said & _ASKS)
    besides = [word for word in words if word not in _AROUND | _NOUNS | _OWN | _MINE | _BECOME | _DONE | _WEAK]
    if said & _BECOME or (said & _DONE and is_asking):
        is_clear = is_own and len(besides) <= _BESIDES
        return Sure.YES if is_clear else Sure.WITH_ONE if len(words) <= _LATELY else Sure.NO
    if said & _WEAK and not besides:
        return Sure.YES if is_own and not said & _OF_OTHERS_TOO else Sure.WITH_ONE
    asks_number = bool(said & {"nomor", "nomer", "number"}) and set(besides) <= {"nomor", "nomer", "number", "berapa"}
    return Sure.WITH_ONE if asks_number else Sure.NO


def told_before(words: Sequence[str]) -> bool:
    """ "Kemarin saya lapor jalan rusak di Pedan, sudah sampai mana ya?": it tells again what was told, and asks how far it is."""
    said = set(words)
    asks = "sampai mana" in " ".join(words) or bool(said & (_FOLLOWS_UP | _NEWS) and said & _HOW)
    return asks and bool(said & _REPORTED and said & _MINE and said & _BEFORE) and len(words) <= _RETOLD


def _is_mine(words: Sequence[str]) -> bool:
    """A report with its owner close to it: "laporan saya", "laporan lampu saya", "my report"."""
    nouns = [place for place, word in enumerate(words) if word in _NOUNS]
    owners = [place for place, word in enumerate(words) if word in _MINE]
    return any(abs(noun - owner) <= _NEAR for noun in nouns for owner in owners)


def _asks_of_the_only_one(words: Sequence[str], said: set[str]) -> bool:
    """ "Udah sampe mana?", "progresnya gimana": nothing else can be meant by somebody who has a report."""
    is_bare = said <= _BECOME | _DONE | _AROUND and len(words) <= _FEW
    return is_bare and ({"sampai", "mana"} <= said or {"kabar", "belum"} <= said or bool(said & _FOLLOWS_UP))


def _asks_whether_told(words: Sequence[str], said: set[str]) -> bool:
    """ "Wis dilaporke durung?": nothing but that."""
    return len(words) <= _FEW and bool(said & _TOLD) and bool(said & _ASKS) and said <= _TOLD | _AROUND | _MINE
