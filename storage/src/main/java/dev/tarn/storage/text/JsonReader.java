package dev.tarn.storage.text;

import dev.tarn.columnar.Batch;
import dev.tarn.storage.BatchReader;

import org.apache.iceberg.Schema;
import org.jspecify.annotations.Nullable;

/// The records of one split of a JSON-lines file, the first bad one of which is an error.
final class JsonReader implements BatchReader {
    private final JsonRecords records;
    private final JsonRow row;
    private final int batchRowCount;

    JsonReader(TextSplit split, Schema schema, JsonOptions options, int batchRowCount) {
        this.records = new JsonRecords(split);
        this.row = new JsonRow(schema, options, records);
        this.batchRowCount = batchRowCount;
    }

    @Override
    public @Nullable Batch next() {
        boolean more = true;
        while (more && row.count() < batchRowCount) {
            more = records.next(row::read);
        }
        return row.batch();
    }

    @Override
    public long bytesRead() {
        return records.storedBytesRead();
    }

    @Override
    public void close() {
        records.close();
    }
}
