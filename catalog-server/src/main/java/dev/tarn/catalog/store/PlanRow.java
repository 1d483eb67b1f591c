package dev.tarn.catalog.store;

import org.jspecify.annotations.Nullable;

/// One scan plan, for one principal and one table.
///
/// @param request the client's request as JSON, so that any server can plan it again
/// @param attempt counts the servers that took it on; pages are kept by attempt
/// @param pageCount 0 until completed
/// @param error Iceberg's error body as JSON, for a plan that failed
/// @param leaseMillis until when the server that plans need not give a sign of life
/// @param expiresMillis when the plan is forgotten
public record PlanRow(
        String planId,
        String principal,
        String tableId,
        String metadataLocation,
        String request,
        PlanState state,
        long attempt,
        long pageCount,
        @Nullable String error,
        long leaseMillis,
        long expiresMillis) {}
