package dev.tarn.catalog.store;

import org.jdbi.v3.core.Handle;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// The statements about scan plans.
final class JdbcPlans implements PlanWrites {
    private final Handle handle;

    JdbcPlans(Handle handle) {
        this.handle = handle;
    }

    /// Reads, each with a connection of its own.
    static final class Reads implements PlanReads {
        private final Transactions transactions;

        Reads(Transactions transactions) {
            this.transactions = transactions;
        }

        @Override
        public Optional<PlanRow> find(String planId) {
            return transactions.read(handle ->
                    handle.createQuery("SELECT * FROM scan_plan WHERE plan_id = :plan")
                            .bind("plan", planId)
                            .map((row, context) -> plan(row))
                            .findOne());
        }

        @Override
        public Optional<byte[]> findPage(String planId, long attempt, long ordinal) {
            return transactions.read(handle ->
                    handle.createQuery(
                                    "SELECT tasks FROM scan_plan_page WHERE plan_id = :plan AND"
                                            + " attempt = :attempt AND ordinal = :ordinal")
                            .bind("plan", planId)
                            .bind("attempt", attempt)
                            .bind("ordinal", ordinal)
                            .map((row, context) -> row.getBytes("tasks"))
                            .findOne());
        }

        @Override
        public boolean hasAtLeast(String principal, long nowMillis, int count) {
            return transactions.read(handle ->
                    handle.createQuery(
                                    "SELECT 1 FROM scan_plan WHERE principal = :principal AND"
                                            + " expires_millis >= :now LIMIT 1 OFFSET :before")
                            .bind("principal", principal)
                            .bind("now", nowMillis)
                            .bind("before", count - 1)
                            .mapTo(Integer.class)
                            .findOne()
                            .isPresent());
        }

        @Override
        public List<String> listExpired(long nowMillis, int limit) {
            return transactions.read(handle ->
                    handle.createQuery(
                                    "SELECT plan_id FROM scan_plan WHERE expires_millis < :now"
                                            + " ORDER BY expires_millis LIMIT :limit")
                            .bind("now", nowMillis)
                            .bind("limit", limit)
                            .mapTo(String.class)
                            .list());
        }
    }

    static PlanRow plan(ResultSet row) throws SQLException {
        return new PlanRow(
                row.getString("plan_id"),
                row.getString("principal"),
                row.getString("table_id"),
                row.getString("metadata_location"),
                row.getString("request"),
                PlanState.valueOf(row.getString("state")),
                row.getLong("attempt"),
                row.getLong("page_count"),
                row.getString("error"),
                row.getLong("lease_millis"),
                row.getLong("expires_millis"));
    }

    @Override
    public void insert(PlanRow row) {
        handle.createUpdate(
                        "INSERT INTO scan_plan (plan_id, principal, table_id, metadata_location,"
                                + " request, state, attempt, page_count, error, lease_millis,"
                                + " expires_millis) VALUES (:plan, :principal, :table, :metadata,"
                                + " :request, :state, :attempt, :pages, :error, :lease, :expires)")
                .bind("plan", row.planId())
                .bind("principal", row.principal())
                .bind("table", row.tableId())
                .bind("metadata", row.metadataLocation())
                .bind("request", row.request())
                .bind("state", row.state().name())
                .bind("attempt", row.attempt())
                .bind("pages", row.pageCount())
                .bind("error", row.error())
                .bind("lease", row.leaseMillis())
                .bind("expires", row.expiresMillis())
                .execute();
    }

    @Override
    public void insertPage(PlanPage page) {
        handle.createUpdate(
                        "INSERT INTO scan_plan_page (plan_id, attempt, ordinal, tasks) VALUES"
                                + " (:plan, :attempt, :ordinal, :tasks)")
                .bind("plan", page.planId())
                .bind("attempt", page.attempt())
                .bind("ordinal", page.ordinal())
                .bind("tasks", page.tasks())
                .execute();
    }

    @Override
    public boolean renew(String planId, long attempt, long leaseMillis) {
        return handle.createUpdate(
                                "UPDATE scan_plan SET lease_millis = :lease WHERE plan_id = :plan"
                                        + " AND attempt = :attempt AND state = 'SUBMITTED'")
                        .bind("lease", leaseMillis)
                        .bind("plan", planId)
                        .bind("attempt", attempt)
                        .execute()
                == 1;
    }

    @Override
    public boolean takeOver(PlanRow seen, long nowMillis, long leaseMillis) {
        int taken =
                handle.createUpdate(
                                "UPDATE scan_plan SET attempt = :next, lease_millis = :lease WHERE"
                                        + " plan_id = :plan AND attempt = :attempt AND state ="
                                        + " 'SUBMITTED' AND lease_millis < :now")
                        .bind("next", seen.attempt() + 1)
                        .bind("lease", leaseMillis)
                        .bind("plan", seen.planId())
                        .bind("attempt", seen.attempt())
                        .bind("now", nowMillis)
                        .execute();
        if (taken == 1) {
            deletePages(seen.planId());
        }
        return taken == 1;
    }

    @Override
    public boolean finish(PlanRow finished) {
        return handle.createUpdate(
                                "UPDATE scan_plan SET state = :state, page_count = :pages, error ="
                                        + " :error, expires_millis = :expires WHERE plan_id ="
                                        + " :plan AND attempt = :attempt AND state = 'SUBMITTED'")
                        .bind("state", finished.state().name())
                        .bind("pages", finished.pageCount())
                        .bind("error", finished.error())
                        .bind("expires", finished.expiresMillis())
                        .bind("plan", finished.planId())
                        .bind("attempt", finished.attempt())
                        .execute()
                == 1;
    }

    @Override
    public boolean cancel(String planId) {
        int cancelled =
                handle.createUpdate(
                                "UPDATE scan_plan SET state = 'CANCELLED', page_count = 0 WHERE"
                                        + " plan_id = :plan AND state IN ('SUBMITTED',"
                                        + " 'COMPLETED')")
                        .bind("plan", planId)
                        .execute();
        if (cancelled == 1) {
            deletePages(planId);
        }
        return cancelled == 1;
    }

    private void deletePages(String planId) {
        handle.createUpdate("DELETE FROM scan_plan_page WHERE plan_id = :plan")
                .bind("plan", planId)
                .execute();
    }

    @Override
    public void delete(String planId) {
        deletePages(planId);
        handle.createUpdate("DELETE FROM scan_plan WHERE plan_id = :plan")
                .bind("plan", planId)
                .execute();
    }
}
