package dev.tarn.engine.plan.range;

import org.jspecify.annotations.Nullable;

/// What the columns of a plan may hold, found out when it is asked for, as that may read manifests.
@FunctionalInterface
interface Ranges {
    Ranges UNKNOWN = _ -> null;

    /// The values of the column at `ordinal`; null where no more is known than its type.
    @Nullable Interval of(int ordinal);
}
