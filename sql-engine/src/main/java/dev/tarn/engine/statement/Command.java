package dev.tarn.engine.statement;

/// Something to do rather than rows to compute; each kind is a record here, and `command` carries
/// it out.
public non-sealed interface Command extends Statement {}
