package dev.tarn.engine.spi;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// The SQL functions that a catalog keeps, as one session sees and changes them: whether it may is
/// decided here. A function is all overloads of a name, as JSON of Iceberg's UDF specification,
/// format version 1. Thread-safe.
public interface FunctionCatalog {

    /// The names of a namespace's functions, in order; none where there is no such namespace.
    List<String> list(Namespace namespace);

    /// The metadata of a function; null where there is none that may be seen.
    @Nullable String load(TableIdentifier name);

    /// @throws org.apache.iceberg.exceptions.AlreadyExistsException if there is one of that name
    void create(TableIdentifier name, String metadata);

    /// Puts `metadata` in the place of `base`.
    ///
    /// @throws org.apache.iceberg.exceptions.CommitFailedException if the function is not `base`
    ///   any more
    void replace(TableIdentifier name, String base, String metadata);

    /// @throws org.apache.iceberg.exceptions.CommitFailedException as [#replace]
    void drop(TableIdentifier name, String base);
}
