package dev.tarn.engine.function;

import java.time.Instant;
import java.time.ZoneId;

/// What functions may know of the query they run in: one start time for all of it, the session's
/// zone and user, and a seed for random numbers.
public record FunctionContext(Instant queryStart, ZoneId zone, String user, long seed) {}
