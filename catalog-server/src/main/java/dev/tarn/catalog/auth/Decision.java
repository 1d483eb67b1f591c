package dev.tarn.catalog.auth;

/// What a principal gets to hear about an object. A hidden one must look as if it were not there.
public enum Decision {
    ALLOWED,
    FORBIDDEN,
    HIDDEN
}
