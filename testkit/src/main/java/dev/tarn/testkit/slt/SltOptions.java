package dev.tarn.testkit.slt;

import org.jspecify.annotations.Nullable;

/// How scripts are run: `rewrite` turns each statement into the engine's SQL, or into null where
/// the engine is not to see it; of the queries only every `queryStride`-th is run, the first
/// included.
public record SltOptions(Rewrite rewrite, int queryStride) {
    public SltOptions {
        if (queryStride < 1) {
            throw new IllegalArgumentException("Stride must be at least 1, not " + queryStride);
        }
    }

    /// SQL as an engine takes it.
    @FunctionalInterface
    public interface Rewrite {
        @Nullable String rewrite(String sql);
    }

    /// Everything, as it is written.
    public static SltOptions plain() {
        return new SltOptions(sql -> sql, 1);
    }

    /// Every `queryStride`-th query of SQLite's scripts, for an engine without keys and indexes.
    public static SltOptions sqlite(int queryStride) {
        return new SltOptions(SqliteSql::withoutKeysAndIndexes, queryStride);
    }
}
