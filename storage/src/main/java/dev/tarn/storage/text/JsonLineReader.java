package dev.tarn.storage.text;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;

import dev.tarn.columnar.Batch;
import dev.tarn.storage.BatchReader;
import dev.tarn.storage.StorageException;

import org.apache.iceberg.Schema;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;

/// The records of one split of a file that has one on each line, without those that cannot be read,
/// which go to [RowRejects]. Where a record that is broken ends could not be told otherwise.
final class JsonLineReader implements BatchReader {
    private final JsonLines lines;
    private final JsonRow row;
    private final RowRejects rejects;
    private final int batchRowCount;

    /// Whether the line is the first of the file that is not blank.
    private boolean isFirst;

    JsonLineReader(
            TextSplit split,
            Schema schema,
            JsonOptions options,
            RowRejects rejects,
            int batchRowCount) {
        this.lines = new JsonLines(split);
        this.row = new JsonRow(schema, options, new Refusals());
        this.isFirst = split.start() == 0;
        this.rejects = rejects;
        this.batchRowCount = batchRowCount;
    }

    @Override
    public @Nullable Batch next() {
        while (row.count() < batchRowCount && lines.next()) {
            int before = row.count();
            try {
                read();
            } catch (RefusedException e) {
                row.truncate(before);
                leaveOut(e.column, e.reason);
            } catch (JsonProcessingException e) {
                row.truncate(before);
                requireLines();
                leaveOut(null, e.getOriginalMessage());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            isFirst = false;
        }
        return row.batch();
    }

    private void read() throws IOException {
        try (JsonParser parser =
                JsonRecords.FACTORY.createParser(lines.data(), lines.start(), lines.length())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                requireLines();
                throw new RefusedException(
                        null, "Record is not an object but '%s'".formatted(parser.getText()));
            }
            row.read(parser);
            if (parser.nextToken() != null) {
                throw new RefusedException(null, "There is more on the line than one record");
            }
        }
    }

    /// An array of records, or one record on many lines, would give rejects without end.
    private void requireLines() {
        byte first = lines.data()[lines.start()];
        boolean isOne = lines.length() == 1 && first == '{';
        if (isFirst && (first == '[' || isOne)) {
            throw new StorageException(
                    StorageException.Kind.UNSUPPORTED,
                    "%s does not have one record on each line, as it must where records can be left out"
                            .formatted(lines.errors().file().location()));
        }
    }

    private void leaveOut(@Nullable String column, String reason) {
        int end = lines.start() + lines.length();
        String text = TextErrors.shown(lines.data(), lines.start(), end, RowRejects.MAX_TEXT_BYTES);
        TextErrors errors = lines.errors();
        rejects.add(
                new RowRejects.Reject(
                        errors.file().location(),
                        errors.lineEnd(),
                        lines.offset(),
                        column,
                        text.strip(),
                        reason));
    }

    @Override
    public long bytesRead() {
        return lines.storedBytesRead();
    }

    @Override
    public void close() {
        lines.close();
    }

    private static final class Refusals implements JsonErrors {
        @Override
        public RuntimeException at(String what) {
            return new RefusedException(null, what);
        }

        @Override
        public RuntimeException badValue(String column, String type, String value) {
            return new RefusedException(
                    column, "'%s' is not %s".formatted(value, TextErrors.a(type)));
        }

        @Override
        public RuntimeException missing(String column) {
            return new RefusedException(column, "Column %s is NOT NULL".formatted(column));
        }
    }

    /// A record cannot be read.
    private static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final @Nullable String column;
        private final String reason;

        RefusedException(@Nullable String column, String reason) {
            super(reason, null, false, false);
            this.column = column;
            this.reason = reason;
        }
    }
}
