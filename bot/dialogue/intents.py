"""Intents: the few things people say to the bot itself, recognised in their many forms."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from core.language.normalise import words as words_of

FILLERS = frozenset(
    "deh dong sih ya yah kok lho loh nih tuh kan pak bu bapak ibu kak kakak mas mbak min admin bos bro gan om tante "
    "aja saja dulu sekarang lagi juga banget tolong mohon coba please bang dik bot halo hai hi selamat eh oh ah hmm "
    "nggeh monggo hehe hehehe haha wkwk wkwkwk hihi".split()
)


class Intent(StrEnum):
    CANCEL = "cancel"
    BACK = "back"
    RESUME = "resume"
    CHANGE = "change"
    MENU = "menu"
    STOP = "stop"
    QUIET = "quiet"
    NOT_QUIET = "not_quiet"
    REPORT = "report"
    REQUEST = "request"
    STATUS = "status"
    LOST_NUMBER = "lost_number"
    OFFICER = "officer"
    BACK_TO_BOT = "back_to_bot"
    YES = "yes"
    NO = "no"
    SKIP = "skip"
    THANKS = "thanks"
    HELLO = "hello"
    SORRY = "sorry"
    BYE = "bye"
    HOW_ARE_YOU = "how_are_you"
    SETTLED = "settled"
    NOT_SETTLED = "not_settled"
    ANONYMOUS = "anonymous"
    CONFIDENTIAL = "confidential"
    WITHDRAW = "withdraw"
    RECORD = "record"
    MAY_ASK = "may_ask"
    SPLIT = "split"
    ONE = "one"
    INDONESIAN = "indonesian"


COURTESIES = frozenset({Intent.THANKS, Intent.HELLO, Intent.SORRY, Intent.BYE, Intent.HOW_ARE_YOU})


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    """Phrases in the spelling messages are brought into, and as they stand here."""
    written = text.split("|")
    return frozenset(tuple(form) for phrase in written for form in (phrase.split(), words_of(phrase)))


_WHOLE: Mapping[Intent, frozenset[tuple[str, ...]]] = {
    Intent.CANCEL: _phrases(
        "batal|batalkan|batalin|dibatalkan|tidak jadi|tidak jadi lapor|tidak jadi melapor|cancel|urung|tidak sido|"
        "batal lapor|batalkan laporan|batal laporan|batalkan pengaduan|mau batal|saya batal|saya batalkan|tidak usah|"
        "tidak usah jadi|hapus draf|batal ya|tidak perlu|sudah tidak usah|never mind|nevermind|tidak jadi melaporkan|"
        "tidak usah percuma|percuma tidak usah|tidak jadi percuma|"
        "tidak jadi wes|tidak jadi wis|tidak jadi sudah|sudah tidak jadi|wes tidak jadi|"
        "stop lapor|gajadi|hapus laporan|batalkan permohonan|lupakan|tidak jadi saya"
    ),
    Intent.BACK: _phrases("kembali|balik|mundur|sebelumnya|back|langkah sebelumnya|kembali ke sebelumnya"),
    Intent.RESUME: _phrases(
        "lanjut|lanjutkan|teruskan|lanjut lapor|lanjutkan laporan|lanjut laporan|terus|continue|lanjut draf|"
        "lanjutkan draf|ok lanjut|oke lanjut|baik lanjut|ya lanjut|lanjutin|lanjutkan laporannya|resume"
    ),
    Intent.CHANGE: _phrases(
        "ubah|ganti|edit|perbaiki|koreksi|ubah laporan|ada yang salah|salah|belum benar|revisi|change"
    ),
    Intent.MENU: _phrases(
        "menu|bantuan|help|mulai|start|/start|/help|/menu|/bantuan|menu utama|bisa apa|panduan|petunjuk|info|pilihan"
    ),
    Intent.STOP: _phrases("berhenti|stop|unsubscribe|jangan kirim|berhenti berlangganan|/stop|jangan hubungi saya"),
    Intent.QUIET: _phrases(
        "mute|/mute|bisukan|senyapkan|senyap|mode senyap|stop notifikasi|stop notif|matikan notif|stop kabar|hentikan notifikasi|"
        "jangan kirim kabar|jangan kirim kabar lagi|matikan kabar|matikan notifikasi|"
        "matikan pemberitahuan|tidak usah dikabari|jangan kabari saya|kabar saja kalau selesai"
    ),
    Intent.NOT_QUIET: _phrases(
        "unmute|/unmute|bunyikan|nyalakan notifikasi|aktifkan notifikasi|kirim kabar lagi|kabari saya|nyalakan kabar|"
        "aktifkan kabar|nyalakan pemberitahuan|aktifkan pemberitahuan"
    ),
    Intent.STATUS: _phrases(
        "status|cek status|/status|status laporan|cek laporan|cek aduan|status aduan|status laporan saya|cek tiket|"
        "laporan saya|daftar laporan|daftar laporan saya|tiket saya|aduan saya|cek laporan saya|status pengaduan|"
        "bagaimana laporan saya|sampai mana laporan saya|laporan saya sampai mana|laporanku|my reports|check status|"
        "perkembangan laporan|perkembangan laporan saya|nasib laporan saya|status tiket|status permohonan|lihat laporan|"
        "/laporan|cek nomor laporan|cek status laporan|cek status laporan saya|mau cek laporan|mau cek status"
    ),
    Intent.YES: _phrases(
        "ok siap|oke siap|siap ok|baik siap|ok sip|ok baik|oke baik|"
        "ya|iya|iyo|yes|y|ok|oke|okay|okey|sip|siap|betul|benar|setuju|lanjut kirim|kirim|kirimkan|ya kirim|iya kirim|"
        "ya benar|ya betul|iya benar|iya betul|sudah benar|sudah betul|benar semua|kirim laporan|boleh|yoi|inggih|"
        "ya sudah|ya sudah kirim|ok kirim|oke kirim|sudah kirim|yup|yap|baik|baiklah|silakan|silakan kirim|ya silakan|"
        "send|submit|correct|kirim permohonan|ya kirim laporan|ya tolong kirim|laporkan|ya laporkan|cocok|pas|leres|"
        "ya ok|ya oke|sudah cocok|sudah sesuai|sesuai|gas|gaskeun|ya tolong|iya tolong|lanjut ya kirim|monggo|yes please|"
        "ya setuju|setuju kirim|benar kirim|betul kirim|kirim saja|sudah itu|itu saja|sudah itu saja|cukup|sudah cukup|"
        "sudah|sure|send it|please send|please send it|send it please|yes send it|go ahead|that is correct|ya itu|iya itu"
    ),
    Intent.NO: _phrases("tidak|no|nope|bukan|jangan|tidak mau|ora|mboten|enggak|belum|not yet|tidak benar|bukan itu"),
    Intent.SKIP: _phrases(
        "lewati|lewat|skip|tidak tahu|kurang tahu|entah|tidak ada|belum tahu|lewatkan|nanti|nanti saja"
    ),
    Intent.BACK_TO_BOT: _phrases("kembali ke bot|ke bot|bot saja|balik ke bot|dengan bot|sama bot|back to bot"),
    Intent.SETTLED: _phrases(
        "beres|sudah beres|sudah selesai|selesai|ya beres|sudah diperbaiki|sudah dikerjakan|sudah oke|sudah baik|"
        "sudah bersih|sudah nyala|sudah lancar|sudah teratasi|ya sudah beres|sudah beres terima kasih|masalah selesai|"
        "alhamdulillah sudah|sudah alhamdulillah|alhamdulillah beres|sudah ditangani|sudah tertangani|settled|"
        "resolved|fixed|sudah diangkut|konfirmasi selesai"
    ),
    Intent.NOT_SETTLED: _phrases(
        "belum beres|belum selesai|masih rusak|masih sama|belum diperbaiki|belum ditangani|belum ada perubahan|"
        "masih belum|tidak beres|kurang puas|tidak puas|belum tuntas|masih belum beres|masih belum selesai|"
        "belum ada tindakan|not settled|not fixed|not resolved|belum dikerjakan|belum puas|tidak selesai|masih seperti dulu"
    ),
    Intent.ANONYMOUS: _phrases(
        "anonim|kirim anonim|tanpa nama|rahasiakan nama|rahasiakan nama saya|jangan sebut nama|"
        "jangan sebut nama saya|kirim tanpa nama|ya anonim|anonim ya|nama dirahasiakan|sembunyikan nama|"
        "sembunyikan nama saya|anonymous|secara anonim"
    ),
    Intent.CONFIDENTIAL: _phrases(
        "rahasia|rahasiakan|kirim rahasia|rahasiakan laporan|rahasiakan laporan saya|rahasiakan isinya|rahasiakan isi laporan|"
        "laporan rahasia|anonim dan rahasia|anonim rahasia|secara rahasia|tolong rahasiakan"
    ),
    Intent.WITHDRAW: _phrases(
        "cabut laporan|cabut aduan|cabut laporan saya|tarik laporan|tarik laporan saya|cabut pengaduan|mau cabut laporan|"
        "mau cabut aduan|saya mau tarik laporan saya|mau tarik laporan saya|saya mau cabut laporan saya|"
        "mau cabut laporan saya|saya mau tarik laporan|mau tarik laporan|saya tarik laporan saya|saya cabut laporan|"
        "saya mau cabut laporan|batalkan laporan saya|cabut laporannya"
    ),
    Intent.RECORD: _phrases("catat|catat laporan|tolong catat|dicatat|ya catat|catatkan|catatin|record|record it"),
    Intent.SPLIT: _phrases(
        "pisah|pisahkan|pisahin|dipisah|dipisahkan|ya pisah|ya pisahkan|iya pisah|iya pisahkan|pisah saja|pisahkan saja|"
        "dipisah saja|jadi dua|jadikan dua|dua laporan|jadikan dua laporan|pisahkan jadi dua|pisahkan laporan|split|"
        "ya dipisah|ok pisah|oke pisah|boleh dipisah|ya jadikan dua|split it"
    ),
    Intent.ONE: _phrases(
        "satukan|jadikan satu|gabung|gabungkan|satu saja|satu laporan|jangan dipisah|tidak usah dipisah|tidak perlu dipisah|"
        "jadi satu|jadi satu saja|satu laporan saja|jadikan satu laporan|tidak dipisah|gabung saja"
    ),
    Intent.MAY_ASK: _phrases(
        "mau tanya|mau bertanya|boleh tanya|boleh bertanya|tanya|numpang tanya|izin bertanya|izin tanya|saya mau tanya|"
        "saya mau bertanya|ingin bertanya|saya ingin bertanya|ada yang mau saya tanyakan|arep takon|badhe tanglet|nyuwun pirsa|"
        "bisa tanya|ada yang bisa saya tanyakan|ada yang mau ditanyakan|bisa tanya tidak|boleh tanya tidak|"
        "boleh nanya|mau nanya|saya mau nanya|nanya|"
        "i have a question|"
        "can i ask a question|can i ask|may i ask|tanya tanya|mau tanya tanya|punya pertanyaan|saya punya pertanyaan"
    ),
    Intent.INDONESIAN: _phrases("bahasa indonesia|pakai bahasa indonesia|indonesia"),
    Intent.HELLO: _phrases(
        "ada orang|ada orang di sana|ada orang di situ|ada admin|ada petugas|anybody there|anyone there"
    ),
    Intent.HOW_ARE_YOU: _phrases(
        "apa kabar|apa khabar|gimana kabarnya|bagaimana kabarnya|how are you|sehat|pripun kabare"
    ),
}

_THANKS = frozenset("terima kasih makasih thanks thank thankyou trims matursuwun suwun nuwun tengkyu tq thx".split())
_HELLO = frozenset(
    "halo hai hi hello hey helo assalamualaikum asalamualaikum salam pagi siang sore malam permisi misi punten "
    "kulonuwun sugeng enjing shalom kulo nuwun ass assalamu alaikum wr wb warahmatullahi wabarakatuh selamat "
    "spada hallo hlo hlw haloo hay hy hei oi assalammualaikum asalamualaikum aslkm askum".split()
)
_CALLS = frozenset(
    "min mimin admin pak bu kak mas mbak bang bro bos woy woi oy oi hoy tolong halo test tes testing ping".split()
)
"""Words that only call for somebody."""
_SORRY = frozenset("maaf sorry ngapunten pangapunten nuwun".split())
_WHAT_FOR = frozenset(
    "salah kirim ganggu mengganggu ya sudah emosi khilaf kebawa terbawa marah saya tadi kasar typo".split()
)
_BYE = frozenset("dadah bye goodbye sampai jumpa pamit daah".split())
_POLITE = FILLERS | frozenset(
    "atas informasi infonya jawabannya jawaban bantuannya bantuan banyak semua sekali responnya respon perhatiannya "
    "perhatian sudah membantu dibantu baik ok oke sip siap sama nggih inggih sanget kasih untuk nya waktunya penjelasannya "
    "very much you so a lot for the your help info informasinya good morning afternoon evening there sir madam dan "
    "semuanya bapak/ibu mantap bagus jelas cepat".split()
)

_PERSON = frozenset(
    "petugas orang orangnya admin operator manusia cs staf staff pegawai officer human agent person".split()
)
_CALL = frozenset(
    "panggil panggilkan panggilin hubungi hubungkan sambungkan sambungin bicara ngomong bicarakan berbicara chat chatting "
    "minta butuh mau ingin tanya call talk speak connect tolong ketemu langsung dengan sama ke ngobrol konsultasi".split()
)
_LOST = frozenset("lupa hilang kehilangan tidak lali forgot lost".split())
_NUMBER = frozenset("nomor nomer nomornya nomernya no tiket kode number resi tiketnya".split())

_REPORT_VERBS = frozenset(
    "lapor melapor laporan laporkan melaporkan dilaporkan ngelapor nglapor adu ngadu mengadu mengadukan adukan aduan "
    "pengaduan keluhan mengeluh komplain complain complaint report ngeluh laporin ngelaporin lapur laporin /lapor sambat".split()
)
WISH = frozenset(
    "mau ingin pengen saya aku kami kita bisa buat membuat bikin tolong mohon arep pingin hendak akan izin ijin ada "
    "sebuah satu jadi kirim mengirim mengajukan ajukan menyampaikan sampaikan i want to make a would like file tentang soal "
    "takut malu bingung ragu sungkan wedi isin "
    "mengenai terkait masalah perihal punya panjang cerita ceritanya tapi untuk dari warga boleh baru new the please".split()
)
_REQUEST = frozenset("permohonan /permohonan".split())


def intents_of(words: Sequence[str]) -> frozenset[Intent]:
    """What the whole message says to the bot. A message with a story in it has none of these."""
    bare = tuple(word for word in words if word not in FILLERS)
    whole = {tuple(words), bare}
    found = {intent for intent, phrases in _WHOLE.items() if whole & phrases}
    found |= _courtesies(words, bare)
    heart = tuple(word for word in bare if word not in _THANKS | _POLITE or word == "sudah")
    if (
        _THANKS & set(bare)
        and "kirim" in bare
        and tuple(word for word in bare if word not in _THANKS) in _WHOLE[Intent.YES]
    ):
        found.add(Intent.YES)
    unthanked = tuple(word for word in bare if word not in _THANKS | {"kasih", "banyak", "sekali", "sanget"})
    verdicts = (Intent.SETTLED, Intent.NOT_SETTLED)
    found |= {intent for intent in verdicts if {heart, unthanked} & _WHOLE[intent]}
    if _asks_for_a_person(bare):
        found.add(Intent.OFFICER)
    if _lost_number(words):
        found.add(Intent.LOST_NUMBER)
    if bare and set(bare) <= _REPORT_VERBS | WISH and set(bare) & _REPORT_VERBS and Intent.STATUS not in found:
        found.add(Intent.REPORT)
    if _has_more_to_report(set(words)):
        found.add(Intent.REPORT)
    if (
        bare
        and set(bare) & _REQUEST
        and set(bare) <= _REQUEST | WISH | {"informasi", "publik", "resmi", "formal", "data"}
    ):
        found.add(Intent.REQUEST)
    return frozenset(found)


def _courtesies(words: Sequence[str], bare: Sequence[str]) -> set[Intent]:
    said, found = set(words), set[Intent]()
    if said & _THANKS and said <= _THANKS | _POLITE | _HELLO:
        found.add(Intent.THANKS)
    elif said & _BYE and said <= _BYE | _POLITE:
        found.add(Intent.BYE)
    elif said and (said <= _CALLS or (said <= _HELLO | FILLERS and said & _HELLO)):
        found.add(Intent.HELLO)
    elif said & _SORRY and set(bare) <= _SORRY | _POLITE | _WHAT_FOR:
        found.add(Intent.SORRY)
    return found


_TITLES = frozenset("pak bu bapak ibu kak kakak mas mbak min admin bang dik om tante".split())
_NAME_AT_MOST = 3


def called_by_name(words: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """ "Terima kasih mbak dewi atas infonya": the words without the name behind the title, and that name, the shortest first."""
    titles = (place for place in range(len(words) - 2, 0, -1) if words[place] in _TITLES)
    place = next(titles, None)
    if place is not None:
        for end in range(place + 2, min(place + 1 + _NAME_AT_MOST, len(words)) + 1):
            yield [*words[: place + 1], *words[end:]], words[place + 1 : end]


def _asks_for_a_person(bare: Sequence[str]) -> bool:
    said = set(bare)
    if not said & _PERSON or len(bare) > 8:
        return said <= {"cs", "hotline"} and bool(said)
    return bool(said & _CALL) or len(bare) == 1


_MORE = frozenset("lagi maneh another more".split())
_ANOTHER = frozenset("ada satu masalah masih another one ono ana".split()) | _REPORT_VERBS


def _has_more_to_report(said: set[str]) -> bool:
    """ "Ada lagi pak", "satu lagi", "ada lagi yang mau dilaporkan"."""
    around = FILLERS | WISH | _REPORT_VERBS | {"yang", "lain", "masih", "one", "ono", "ana", "something", "else"}
    return bool(said & _MORE and said & _ANOTHER) and said <= _MORE | around


def _lost_number(words: Sequence[str]) -> bool:
    said = set(words)
    if not said & _NUMBER or len(words) > 14:
        return False
    return bool(said & {"lupa", "hilang", "kehilangan", "lali", "forgot", "lost"}) or (
        "tidak" in said and bool(said & {"tahu", "ingat", "punya", "hafal", "simpan", "ketemu", "ada"})
    )


def mentions(words: Iterable[str], any_of: frozenset[str]) -> bool:
    """Is any of these words said?"""
    return any(word in any_of for word in words)


def reports(words: Iterable[str]) -> bool:
    """Does the message say that something is being reported?"""
    return mentions(words, _REPORT_VERBS)


_HOW = frozenset("mana kemana dimana bagaimana cara caranya siapa how where".split())
_NEAR = 3


def asks_how_to_report(words: Sequence[str]) -> bool:
    """ "Lapor ke mana", "bagaimana cara melapor": a report verb with a word of asking right beside it."""
    verbs = [place for place, word in enumerate(words) if word in _REPORT_VERBS]
    asking = [place for place, word in enumerate(words) if word in _HOW]
    return any(abs(verb - ask) <= _NEAR for verb in verbs for ask in asking)


def greeting_of(words: Sequence[str]) -> str:
    """Which greeting to return: salam, pagi, siang, sore, malam, or none in particular."""
    said = set(words)
    if said & {"assalamualaikum", "asalamualaikum", "ass", "assalamu", "salam"}:
        return "salam"
    for part in ("pagi", "siang", "sore", "malam"):
        if part in said:
            return part
    return "pagi" if "enjing" in said else ""
