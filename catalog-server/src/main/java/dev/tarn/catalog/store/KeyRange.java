package dev.tarn.catalog.store;

import org.jspecify.annotations.Nullable;

/// A page by key: rows with a key greater than `after` (all when null), at most `limit`.
public record KeyRange(@Nullable String after, int limit) {

    public static final KeyRange ALL = new KeyRange(null, Integer.MAX_VALUE);

    public KeyRange {
        if (limit < 1) {
            throw new IllegalArgumentException("Page limit must be positive, got " + limit);
        }
    }
}
