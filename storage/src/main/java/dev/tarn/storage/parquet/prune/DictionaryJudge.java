package dev.tarn.storage.parquet.prune;

import dev.tarn.storage.parquet.prune.Condition.All;
import dev.tarn.storage.parquet.prune.Condition.Any;
import dev.tarn.storage.parquet.prune.Condition.ColumnTest;
import dev.tarn.storage.parquet.prune.Condition.Constant;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// What a dictionary that all values of a chunk are in tells of tests of its column.
final class DictionaryJudge {
    private DictionaryJudge() {}

    /// Whether one of the entries, or null where `nulls` says that there may be some, meets
    /// `condition`, which asks about this column alone. True where the entries cannot be read.
    static boolean mayMatch(
            Condition condition, StoredType type, ChunkParts.Entries entries, boolean nulls) {
        // PLAIN booleans are bits, and a dictionary of them is none that the format knows.
        if (type.form() == StoredType.Form.BOOLEAN || nulls && takes(condition, type, null)) {
            return true;
        }
        int at = entries.from();
        for (int i = 0; i < entries.valueCount(); i++) {
            int length = type.storedBytes();
            if (length == 0) {
                if (entries.to() - at < 4) {
                    return true;
                }
                byte[] bytes = entries.bytes();
                length =
                        bytes[at] & 255
                                | (bytes[at + 1] & 255) << 8
                                | (bytes[at + 2] & 255) << 16
                                | bytes[at + 3] << 24;
                at += 4;
            }
            if (length < 0 || length > entries.to() - at) {
                return true;
            }
            Object value = type.decode(Arrays.copyOfRange(entries.bytes(), at, at + length));
            if (value == null || takes(condition, type, value)) {
                return true;
            }
            at += length;
        }
        return false;
    }

    private static boolean takes(Condition condition, StoredType type, @Nullable Object value) {
        return switch (condition) {
            case Constant constant -> constant == Constant.TRUE;
            case ColumnTest test ->
                    value == null
                            ? test.op().takesNull()
                            : test.op().takes(value, test.values(), type);
            case All(var parts) -> {
                for (Condition part : parts) {
                    if (!takes(part, type, value)) {
                        yield false;
                    }
                }
                yield true;
            }
            case Any(var parts) -> {
                for (Condition part : parts) {
                    if (takes(part, type, value)) {
                        yield true;
                    }
                }
                yield false;
            }
        };
    }
}
