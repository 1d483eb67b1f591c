package dev.tarn.server.query;

import dev.tarn.engine.Query;
import dev.tarn.engine.QueryStats;
import dev.tarn.engine.SqlException;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// What is known about one query at one moment. `door` is where it came in: `trino`, `rest`,
/// `shell`.
public record QueryInfo(
        String id,
        String user,
        String door,
        String sql,
        Instant started,
        Query.State state,
        QueryStats stats,
        @Nullable SqlException failure) {}
