package dev.tarn.catalog.http;

/// What a caller must hold for an operation, as a route declares it. The look-ups of the services
/// enforce it, because only they know the object; the router refuses to give out an answer that
/// none of them decided about.
public enum Needs {
    /// A valid token, nothing more.
    LOGIN,
    /// To see the object. Lists show what may be seen.
    SIGHT,
    SELECT,
    /// Whichever of INSERT, UPDATE, DELETE, ALTER and CREATE the changes in the body are.
    WRITE,
    CREATE,
    ALTER,
    DROP,
    MANAGE
}
