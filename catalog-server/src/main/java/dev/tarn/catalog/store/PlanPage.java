package dev.tarn.catalog.store;

/// One page of a plan's tasks, compressed. Callers must not write to the array.
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PlanPage(String planId, long attempt, long ordinal, byte[] tasks) {}
