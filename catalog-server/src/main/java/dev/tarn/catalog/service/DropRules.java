package dev.tarn.catalog.service;

import java.time.Duration;

/// What becomes of what is dropped without purge.
///
/// @param retention how long it can be undropped; zero forgets it at once and keeps its files
/// @param purgesAfterRetention whether a table's files go when its retention ends; they stay
///   otherwise, as Iceberg's drop without purge promises
public record DropRules(Duration retention, boolean purgesAfterRetention) {

    public static final Duration MAX_RETENTION = Duration.ofDays(36_500);

    public static final DropRules DEFAULT = new DropRules(Duration.ofDays(7), false);

    public DropRules {
        if (retention.isNegative() || retention.compareTo(MAX_RETENTION) > 0) {
            throw new IllegalArgumentException(
                    "Retention must be 0 to " + MAX_RETENTION + ", got " + retention);
        }
    }

    boolean keeps() {
        return !retention.isZero();
    }
}
