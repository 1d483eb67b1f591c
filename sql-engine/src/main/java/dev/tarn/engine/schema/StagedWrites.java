package dev.tarn.engine.schema;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.statement.Destination;

import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.jspecify.annotations.Nullable;

/// Write, audit, publish: what a session writes to tables with `write.wap.enabled` is not seen
/// until it is published. By `wap_id` snapshots are staged that no branch points to; by
/// `wap_branch` they go to that branch, which the session reads as well. As `spark.wap.id` and
/// `spark.wap.branch`.
public final class StagedWrites {
    /// Session property.
    public static final String ID = "wap_id";

    /// Session property.
    public static final String BRANCH = "wap_branch";

    private StagedWrites() {}

    /// Where the session writes that names `branch`, or none.
    ///
    /// @throws SqlException INVALID_SESSION_PROPERTY where the session says something else
    static Destination destination(Table table, @Nullable String branch, Session session) {
        String id = value(ID, table, session);
        String staging = value(BRANCH, table, session);
        if (staging == null) {
            boolean isMain = branch == null || branch.equals(SnapshotRef.MAIN_BRANCH);
            return new Destination(isMain ? null : branch, isMain, id);
        }
        if (id != null) {
            throw new SqlException(
                    ErrorCode.INVALID_SESSION_PROPERTY,
                    "The session has both wap_id '%s' and wap_branch '%s'; reset one of them"
                            .formatted(id, staging));
        }
        if (branch != null) {
            throw new SqlException(
                    ErrorCode.INVALID_SESSION_PROPERTY,
                    "The session writes to its wap_branch '%s', not to branch '%s' of %s; reset wap_branch"
                            .formatted(staging, branch, table.name()));
        }
        SnapshotRef ref = table.refs().get(staging);
        if (ref != null && ref.isTag()) {
            throw new SqlException(
                    ErrorCode.INVALID_SESSION_PROPERTY,
                    "The session's wap_branch '%s' is a tag of %s"
                            .formatted(staging, table.name()));
        }
        return new Destination(staging, true, null);
    }

    /// Where the session reads a table of which it names no version.
    static Destination read(Table table, Session session) {
        String staging = value(BRANCH, table, session);
        SnapshotRef ref = staging == null ? null : table.refs().get(staging);
        return ref == null || ref.isTag() ? Destination.MAIN : new Destination(staging, true, null);
    }

    private static @Nullable String value(String property, Table table, Session session) {
        String value = session.properties().getOrDefault(property, "");
        String enabled = table.properties().get(TableProperties.WRITE_AUDIT_PUBLISH_ENABLED);
        return value.isEmpty() || !"true".equalsIgnoreCase(enabled) ? null : value;
    }
}
