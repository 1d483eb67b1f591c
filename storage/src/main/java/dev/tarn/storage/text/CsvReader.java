package dev.tarn.storage.text;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Vector;
import dev.tarn.storage.BatchReader;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The records of one split of a CSV file, in two steps: the tokenizer finds the fields of a batch,
/// then each column parses its own in one loop.
final class CsvReader implements BatchReader {
    private final CsvTokenizer tokenizer;
    private final List<CsvColumn> columns;
    private final BadRecords bad;
    private final int batchRowCount;

    CsvReader(CsvTokenizer tokenizer, List<CsvColumn> columns, BadRecords bad, int batchRowCount) {
        this.bad = bad;
        this.tokenizer = tokenizer;
        this.columns = List.copyOf(columns);
        this.batchRowCount = batchRowCount;
    }

    @Override
    public @Nullable Batch next() {
        FieldBlock block = tokenizer.next(batchRowCount);
        if (block.rowCount == 0) {
            return null;
        }
        List<Vector> vectors = new ArrayList<>(columns.size());
        for (CsvColumn column : columns) {
            vectors.add(column.read(block, bad));
        }
        return bad.batch(vectors, block.rowCount);
    }

    @Override
    public long bytesRead() {
        return tokenizer.storedBytesRead();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
