package dev.tarn.engine.spi;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.types.Types.NestedField;

import java.util.List;
import java.util.Map;

/// The columns of all tables of a namespace at once, for listings of columns: cheaper than loading
/// each table. Thread-safe.
@FunctionalInterface
public interface ListedColumns {

    /// By the tables' names, the columns whose names and types are shown to the session. Tables may
    /// be missing, which are loaded then.
    ///
    /// @throws org.apache.iceberg.exceptions.NoSuchNamespaceException if there is none
    Map<String, List<NestedField>> of(Namespace namespace);
}
