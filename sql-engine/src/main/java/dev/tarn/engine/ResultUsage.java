package dev.tarn.engine;

/// How many queries were answered with rows kept of an earlier one, how many that might have been
/// were not, and how many results in how many bytes are kept.
public record ResultUsage(long hits, long misses, int results, long bytes) {}
