package dev.tarn.engine.admission;

import dev.tarn.engine.AdmissionConfig;

import org.jspecify.annotations.Nullable;

/// Whose limits a query counts for, beside the engine's.
record Party(String user, AdmissionConfig.@Nullable Group group) {}
