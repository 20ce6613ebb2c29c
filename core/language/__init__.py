"""Reading what people type: plain words, stems, near spellings, run-together words and the language they use."""
