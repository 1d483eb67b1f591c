package dev.tarn.catalog.store;

import java.util.List;
import java.util.Optional;

/// Pipes, read outside of a transaction.
public interface PipeReads {

    Optional<PipeRow> find(String namespaceId, String name);

    Optional<PipeRow> findById(String id);

    /// The pipes of one namespace in order of name, at most `limit`.
    List<PipeRow> list(String namespaceId, int limit);

    /// The pipes of the warehouse, at most `limit`.
    List<PipeRow> listAll(int limit);
}
