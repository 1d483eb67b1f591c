package dev.tarn.storage.text;

import org.apache.iceberg.io.InputFile;

import java.util.ArrayList;
import java.util.List;

/// Cuts a plain CSV file at record boundaries.
///
/// Whether a line end stands inside quotes can only be told from the start, so a file that is worth
/// cutting is read through once, looking for quotes; this costs a fraction of parsing it.
final class TextSplits {
    /// Files up to twice this size are one split.
    static final long TARGET_BYTES = 16L << 20;

    private static final int BLOCK_BYTES = 1 << 20;

    private final byte lineEnd;
    private final byte quote;
    private final byte escape;
    private final byte delimiter;

    /// Whether the next byte is inside quotes, behind an escape, or the first of a field.
    private boolean quoted;

    private boolean escaped;
    private boolean fieldStart = true;

    private TextSplits(byte lineEnd, byte quote, byte escape, byte delimiter) {
        this.lineEnd = lineEnd;
        this.quote = quote;
        this.escape = escape;
        this.delimiter = delimiter;
    }

    static TextSplits csv(CsvDialect dialect) {
        return new TextSplits(
                dialect.lineEnd(), dialect.quote(), dialect.escape(), dialect.delimiter());
    }

    /// All of `file` as one split.
    static TextSplit whole(InputFile file) {
        return new TextSplit(file, 0, Long.MAX_VALUE, file.getLength());
    }

    /// The splits of `file`, each of about `targetBytes`, in order.
    List<TextSplit> split(InputFile file, long targetBytes) {
        long length = file.getLength();
        if (TextCompression.of(file.location()) != TextCompression.NONE
                || length <= 2 * targetBytes) {
            return List.of(whole(file));
        }
        List<TextSplit> splits = new ArrayList<>();
        long start = 0;
        byte[] block = new byte[BLOCK_BYTES];
        try (TextInput input = TextInput.open(file)) {
            int count = input.read(block, 0, block.length);
            while (count > 0) {
                long blockStart = input.offset() - count;
                int at = 0;
                while (at < count) {
                    long wanted = start + targetBytes;
                    int until = (int) Math.clamp(wanted - blockStart, at, count);
                    skip(block, at, until);
                    int next = until < count ? recordStart(block, until, count) : count;
                    if (next >= 0 && until < count) {
                        splits.add(split(file, start, blockStart + next));
                        start = blockStart + next;
                    }
                    at = next < 0 ? count : next;
                }
                count = input.read(block, 0, block.length);
            }
        }
        if (start < length) {
            splits.add(split(file, start, length));
        }
        return splits;
    }

    private static TextSplit split(InputFile file, long start, long end) {
        return new TextSplit(file, start, end, end - start);
    }

    /// Follows the quotes over `block[from..to)`.
    private void skip(byte[] block, int from, int to) {
        int at = from;
        while (at < to) {
            if (!quoted) {
                int next = nextQuote(block, at, to);
                if (next > at) {
                    byte before = block[next - 1];
                    fieldStart = before == delimiter || before == lineEnd;
                    at = next;
                    continue;
                }
            }
            step(block[at++]);
        }
    }

    /// Where the next quote is, or `to`.
    private int nextQuote(byte[] block, int from, int to) {
        long quotes = EightBytes.repeat(quote);
        int at = from;
        for (; at + 8 <= to; at += 8) {
            long found = EightBytes.zeroBytes(EightBytes.load(block, at) ^ quotes);
            if (found != 0) {
                return at + EightBytes.first(found);
            }
        }
        while (at < to && block[at] != quote) {
            at++;
        }
        return at;
    }

    /// Follows the quotes up to the first line end outside of them; answers what comes after it, or
    /// -1 where there is none.
    private int recordStart(byte[] block, int from, int to) {
        for (int at = from; at < to; at++) {
            boolean outside = !step(block[at]);
            if (outside && block[at] == lineEnd) {
                return at + 1;
            }
        }
        return -1;
    }

    /// Takes one byte; answers whether it is inside quotes. A doubled quote closes and opens again,
    /// which is the same.
    private boolean step(byte value) {
        if (quoted) {
            if (escaped) {
                escaped = false;
            } else if (value == escape && escape != quote) {
                escaped = true;
            } else if (value == quote) {
                quoted = false;
                fieldStart = escape == quote;
            }
            return true;
        }
        if (value == quote && fieldStart) {
            quoted = true;
            return true;
        }
        fieldStart = value == delimiter || value == lineEnd;
        return false;
    }
}
