package dev.tarn.catalog.store;

/// Changes to scan plans, inside one [CatalogStore#write]. A `boolean` answer says whether the row
/// was still as expected; the writer of a plan stops when it was not.
public interface PlanWrites {

    void insert(PlanRow row);

    void insertPage(PlanPage page);

    /// Moves the lease of a submitted plan, which also proves that the attempt is still the one.
    boolean renew(String planId, long attempt, long leaseMillis);

    /// Begins the next attempt at a submitted plan whose lease has run out before `nowMillis`, and
    /// forgets the pages of the attempts before.
    boolean takeOver(PlanRow seen, long nowMillis, long leaseMillis);

    /// Ends a submitted plan: completed with its pages, or failed with its error.
    boolean finish(PlanRow finished);

    /// Ends a submitted or completed plan and deletes its pages.
    boolean cancel(String planId);

    /// Deletes the plan and its pages.
    void delete(String planId);
}
