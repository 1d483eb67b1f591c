package dev.tarn.storage.text;

/// The bytes that structure one CSV file. `lineEnd` is a line feed, before which a carriage return
/// belongs to the line end too, or a carriage return in files that have nothing else.
record CsvDialect(byte delimiter, byte quote, byte escape, byte lineEnd) {

    /// The dialect of `file`, whose line end is told by the first one outside of quotes.
    static CsvDialect of(TextSplit whole, CsvOptions options) {
        byte delimiter = options.delimiterOf(whole.location());
        byte[] sample = new byte[64 << 10];
        int count = 0;
        try (TextInput input = TextInput.open(whole)) {
            int read = 0;
            while (read >= 0 && count < sample.length) {
                count += read;
                read = input.read(sample, count, sample.length - count);
            }
        }
        byte lineEnd = '\n';
        boolean quoted = false;
        for (int at = 0; at < count; at++) {
            byte value = sample[at];
            if (value == options.quote()) {
                quoted = !quoted;
            } else if (!quoted && value == '\n') {
                break;
            } else if (!quoted && value == '\r' && (at + 1 == count || sample[at + 1] != '\n')) {
                lineEnd = '\r';
                break;
            }
        }
        return new CsvDialect(delimiter, options.quote(), options.escape(), lineEnd);
    }
}
