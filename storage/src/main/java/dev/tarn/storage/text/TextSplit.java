package dev.tarn.storage.text;

import org.apache.iceberg.io.InputFile;

/// Whole records of a text file: its bytes from `start` to `end`, unpacked where it is packed. A
/// packed file is always one split, whose end is `Long.MAX_VALUE`.
///
/// `estimatedBytes` is the size of the split as stored, for sharing out work.
public record TextSplit(InputFile file, long start, long end, long estimatedBytes) {
    public TextSplit {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("Split from " + start + " to " + end);
        }
    }

    String location() {
        return file.location();
    }
}
