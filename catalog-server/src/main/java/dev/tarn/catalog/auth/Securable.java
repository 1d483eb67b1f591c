package dev.tarn.catalog.auth;

/// What a privilege is needed on. Paths join a namespace's levels with U+001F.
public sealed interface Securable {

    /// The warehouse of the catalog that is asked.
    record Warehouse() implements Securable {}

    record InNamespace(String path) implements Securable {}

    /// A table or view by id, in the namespace it is in now.
    record Entry(String path, String id) implements Securable {}
}
