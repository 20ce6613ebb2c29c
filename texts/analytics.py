"""Words of the page about what people ask."""

from collections.abc import Mapping

from knowledge.analytics import Slice
from knowledge.models import AskedOutcome

SLICE: Mapping[Slice, str] = {
    Slice.ALL: "Semua pertanyaan",
    Slice.ANSWERED: "Dijawab langsung",
    Slice.OFFERED: "Diberi pilihan",
    Slice.PICKED: "Pilihan diambil",
    Slice.MISSED: "Belum terjawab",
    Slice.LIKED: "Dinilai membantu",
    Slice.REFUTED: "Jawaban dinilai keliru",
    Slice.GAPS: "Belum terjawab dengan baik",
}
OUTCOME: Mapping[AskedOutcome, str] = {
    AskedOutcome.ANSWERED: "Dijawab",
    AskedOutcome.OFFERED: "Diberi pilihan",
    AskedOutcome.MISSED: "Belum terjawab",
}
JUDGED: Mapping[bool, str] = {True: "Membantu", False: "Keliru"}
