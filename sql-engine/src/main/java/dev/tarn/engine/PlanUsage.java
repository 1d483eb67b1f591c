package dev.tarn.engine;

/// How many queries used a plan that was kept of an earlier one, how many were planned, and how
/// many plans are kept.
public record PlanUsage(long hits, long misses, int plans) {}
