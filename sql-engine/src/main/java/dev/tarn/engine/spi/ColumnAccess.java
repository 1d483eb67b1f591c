package dev.tarn.engine.spi;

import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

import java.util.Set;

/// Which columns of a table its session may use, by field id. Asked while a statement is planned.
/// Thread-safe.
public interface ColumnAccess {

    /// The columns whose values may be read; null for all.
    @Nullable Set<Integer> selectable(TableIdentifier table);

    /// The columns whose names and types are shown; null for all.
    @Nullable Set<Integer> visible(TableIdentifier table);
}
