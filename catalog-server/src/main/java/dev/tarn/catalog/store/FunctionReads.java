package dev.tarn.catalog.store;

import java.util.List;
import java.util.Optional;

/// Stored functions, read outside of a transaction.
public interface FunctionReads {

    Optional<FunctionRow> find(String namespaceId, String name);

    /// Names of the functions of one namespace, in order.
    List<String> list(String namespaceId, KeyRange range);
}
