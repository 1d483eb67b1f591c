package dev.tarn.server.output;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;

import java.io.IOException;
import java.util.List;

/// Writes one result: `begin` once, batches as they come, `end` once. Not thread-safe; whoever gave
/// the stream closes it.
public interface ResultWriter {

    void begin(List<DataType.Field> columns) throws IOException;

    /// Writes the rows of `batch`, which has no selection.
    void batch(Batch batch) throws IOException;

    void end() throws IOException;
}
