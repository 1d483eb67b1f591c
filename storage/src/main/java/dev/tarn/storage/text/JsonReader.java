package dev.tarn.storage.text;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.StructVector;
import dev.tarn.storage.BatchReader;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The records of one split of a JSON-lines file: one struct column, whose fields are the batch.
final class JsonReader implements BatchReader {
    private final JsonRecords records;
    private final JsonColumn row;
    private final int batchRowCount;

    JsonReader(
            TextSplit split, List<DataType.Field> fields, JsonOptions options, int batchRowCount) {
        this.records = new JsonRecords(split);
        this.row = JsonColumn.of("", new DataType.StructOf(fields), options, records);
        this.batchRowCount = batchRowCount;
    }

    @Override
    public @Nullable Batch next() {
        int count = 0;
        while (count < batchRowCount && records.next(row::read)) {
            count++;
        }
        return count == 0 ? null : new Batch(((StructVector) row.build()).fields(), count);
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
