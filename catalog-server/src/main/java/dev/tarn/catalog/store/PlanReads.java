package dev.tarn.catalog.store;

import java.util.List;
import java.util.Optional;

/// Stored scan plans, read outside of a transaction.
public interface PlanReads {

    Optional<PlanRow> find(String planId);

    /// The compressed tasks of one page.
    Optional<byte[]> findPage(String planId, long attempt, long ordinal);

    /// Whether a principal has at least `count` plans that have not expired.
    boolean hasAtLeast(String principal, long nowMillis, int count);

    /// Plans that may be deleted, oldest first.
    List<String> listExpired(long nowMillis, int limit);
}
