package dev.tarn.storage.parquet;

import dev.tarn.columnar.DataType;
import dev.tarn.storage.KeptParts;
import dev.tarn.storage.parquet.format.RowGroup;

import org.jspecify.annotations.Nullable;

/// The decoded columns that are kept of one file, which never changes. Thread-safe.
///
/// Columns that repeat, or that are parts of structs which may be null, are not kept.
final class KeptColumns {
    private final KeptParts parts;
    private final String location;
    private final long lengthBytes;
    private final int batchRowCount;

    private record Key(
            String location,
            long lengthBytes,
            int rowGroup,
            String column,
            DataType type,
            int batchRowCount) {}

    KeptColumns(KeptParts parts, String location, long lengthBytes, int batchRowCount) {
        this.parts = parts;
        this.location = location;
        this.lengthBytes = lengthBytes;
        this.batchRowCount = batchRowCount;
    }

    private @Nullable Key key(RowGroup group, LeafColumn leaf) {
        DataType type = leaf.type();
        if (type == null || leaf.withLevels() || leaf.maxRepetition() > 0) {
            return null;
        }
        return new Key(location, lengthBytes, group.ordinal(), leaf.name(), type, batchRowCount);
    }

    /// What is kept of column `leaf` of `group`, for one scan; null where it cannot be kept.
    @Nullable KeptColumn open(RowGroup group, LeafColumn leaf) {
        Key key = parts.isOn() ? key(group, leaf) : null;
        if (key == null) {
            return null;
        }
        KeptColumn known = parts.find(key, KeptColumn.class);
        if (known != null) {
            known.fill();
            return known;
        }
        KeptColumn created = new KeptColumn(group.rowCount(), batchRowCount);
        parts.keep(key, created, KeptColumn.EMPTY_BYTES);
        return created;
    }

    /// Weighs `column`, which was opened as this one, anew if it has gained.
    void settle(RowGroup group, LeafColumn leaf, KeptColumn column) {
        Key key = key(group, leaf);
        if (key != null && column.takeGain()) {
            parts.keep(key, column, column.heldBytes());
        }
    }
}
