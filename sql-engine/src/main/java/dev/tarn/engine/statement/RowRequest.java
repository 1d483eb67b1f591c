package dev.tarn.engine.statement;

import dev.tarn.columnar.Batch;

import org.apache.iceberg.Schema;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// Rows that somebody asks to append, together with those of others.
///
/// @param schema the table's columns when the rows were read, which are theirs
/// @param batches without selections; not changed any more
/// @param key what tells whether the same was asked before; null where nobody wants to know
public record RowRequest(Schema schema, List<Batch> batches, long rowCount, @Nullable RowKey key) {
    public RowRequest {
        batches = List.copyOf(batches);
    }

    /// What a request is known by.
    ///
    /// @param hash of who asks and the key they gave it
    /// @param content hash of what they sent
    public record RowKey(String hash, String content) {}

    /// What became of a request.
    public sealed interface Answer {}

    /// The rows are in the table, by a snapshot.
    ///
    /// @param content of the request that brought them, where it had a key
    /// @param before whether it was another request of the same key that brought them
    public record Appended(
            long rowCount, @Nullable Long snapshotId, @Nullable String content, boolean before)
            implements Answer {}

    /// The table has other columns by now; nothing was appended.
    public record OtherColumns() implements Answer {}
}
