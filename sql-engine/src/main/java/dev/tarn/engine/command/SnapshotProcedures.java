package dev.tarn.engine.command;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.schema.RowBatches;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.spi.Procedure;

import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.iceberg.util.WapUtil;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// The procedures that leave data files alone, under Spark's names, arguments and result columns;
/// `unregister_table` is Trino's. They change none of the rows.
public final class SnapshotProcedures {
    private static final Procedure.Argument SNAPSHOT_ID =
            CalledTable.required("snapshot_id", DataType.BIGINT);
    private static final List<Field> MOVED = bigints("previous_snapshot_id", "current_snapshot_id");
    private static final List<Field> PICKED = bigints("source_snapshot_id", "current_snapshot_id");

    private SnapshotProcedures() {}

    public static List<Procedure> all() {
        List<Procedure> all = new ArrayList<>(ofTables());
        all.addAll(Migration.all());
        return all;
    }

    private static List<Procedure> ofTables() {
        return List.of(
                new AddFiles(),
                new SnapshotOfFiles(),
                new TableRegistration.Register(),
                new TableRegistration.Unregister(),
                new ChangelogView(),
                new StatisticsFiles(),
                new OfTable(
                        "rollback_to_snapshot",
                        List.of(SNAPSHOT_ID),
                        MOVED,
                        SnapshotProcedures::rollback),
                new OfTable(
                        "rollback_to_timestamp",
                        List.of(CalledTable.required("timestamp", DataType.TIMESTAMP_TZ)),
                        MOVED,
                        SnapshotProcedures::rollbackToTime),
                new OfTable(
                        "set_current_snapshot",
                        List.of(
                                CalledTable.optional("snapshot_id", DataType.BIGINT),
                                CalledTable.optional("ref", DataType.STRING)),
                        MOVED,
                        SnapshotProcedures::setCurrent),
                new OfTable(
                        "cherrypick_snapshot",
                        List.of(SNAPSHOT_ID),
                        PICKED,
                        (table, arguments) -> pick(table, snapshotId(table, arguments))),
                new OfTable(
                        "publish_changes",
                        List.of(CalledTable.required("wap_id", DataType.STRING)),
                        PICKED,
                        (table, arguments) -> pick(table, staged(table, arguments))),
                new OfTable(
                        "fast_forward",
                        List.of(
                                CalledTable.required("branch", DataType.STRING),
                                CalledTable.required("to", DataType.STRING)),
                        List.of(
                                new Field("branch_updated", DataType.STRING),
                                new Field("previous_ref", DataType.BIGINT),
                                new Field("updated_ref", DataType.BIGINT)),
                        SnapshotProcedures::fastForward),
                new OfTable(
                        "ancestors_of",
                        List.of(CalledTable.optional("snapshot_id", DataType.BIGINT)),
                        bigints("snapshot_id", "timestamp"),
                        SnapshotProcedures::ancestors));
    }

    private static List<Field> bigints(String... names) {
        return Arrays.stream(names).map(name -> new Field(name, DataType.BIGINT)).toList();
    }

    /// To an ancestor of the current snapshot.
    private static List<List<@Nullable Object>> rollback(
            Table table, Map<String, Object> arguments) {
        Long before = current(table);
        table.manageSnapshots().rollbackTo(snapshotId(table, arguments)).commit();
        return List.of(Arrays.asList(before, current(table)));
    }

    /// To the last ancestor of the current snapshot that is older than a point in time.
    private static List<List<@Nullable Object>> rollbackToTime(
            Table table, Map<String, Object> arguments) {
        long micros = (Long) Objects.requireNonNull(arguments.get("timestamp"));
        Long before = current(table);
        table.manageSnapshots().rollbackToTime(TimeUnit.MICROSECONDS.toMillis(micros)).commit();
        return List.of(Arrays.asList(before, current(table)));
    }

    /// To any snapshot of the table.
    private static List<List<@Nullable Object>> setCurrent(
            Table table, Map<String, Object> arguments) {
        Object ref = arguments.get("ref");
        if ((ref == null) == (arguments.get("snapshot_id") == null)) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "set_current_snapshot takes either the argument 'snapshot_id' or 'ref'");
        }
        long to =
                ref == null
                        ? snapshotId(table, arguments)
                        : CalledTable.reference(table, ref.toString());
        Long before = current(table);
        table.manageSnapshots().setCurrentSnapshot(to).commit();
        return List.of(Arrays.asList(before, to));
    }

    private static List<List<@Nullable Object>> pick(Table table, long snapshotId) {
        table.manageSnapshots().cherrypick(snapshotId).commit();
        return List.of(Arrays.asList(snapshotId, current(table)));
    }

    /// The one snapshot that is staged under a WAP id.
    private static long staged(Table table, Map<String, Object> arguments) {
        Object id = Objects.requireNonNull(arguments.get("wap_id"));
        List<Long> staged = new ArrayList<>();
        for (Snapshot snapshot : table.snapshots()) {
            if (id.equals(WapUtil.stagedWapId(snapshot))) {
                staged.add(snapshot.snapshotId());
            }
        }
        if (staged.size() != 1) {
            throw new SqlException(
                    staged.isEmpty() ? ErrorCode.NOT_FOUND : ErrorCode.INVALID_ARGUMENTS,
                    "Table %s has %d snapshots staged under wap_id '%s'; one is published, by cherrypick_snapshot any of them"
                            .formatted(table.name(), staged.size(), id));
        }
        return staged.getFirst();
    }

    private static List<List<@Nullable Object>> fastForward(
            Table table, Map<String, Object> arguments) {
        String branch = Objects.requireNonNull(arguments.get("branch")).toString();
        String to = Objects.requireNonNull(arguments.get("to")).toString();
        CalledTable.reference(table, to);
        SnapshotRef before = table.refs().get(branch);
        table.manageSnapshots().fastForwardBranch(branch, to).commit();
        return List.of(
                Arrays.asList(
                        branch,
                        before == null ? null : before.snapshotId(),
                        CalledTable.reference(table, branch)));
    }

    /// A snapshot, the current one if none is named, and those it came from, newest first.
    private static List<List<@Nullable Object>> ancestors(
            Table table, Map<String, Object> arguments) {
        Long start =
                arguments.containsKey("snapshot_id")
                        ? Long.valueOf(snapshotId(table, arguments))
                        : current(table);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        if (start != null) {
            for (Snapshot snapshot : SnapshotUtil.ancestorsOf(start, table::snapshot)) {
                rows.add(Arrays.asList(snapshot.snapshotId(), snapshot.timestampMillis()));
            }
        }
        return rows;
    }

    private static long snapshotId(Table table, Map<String, Object> arguments) {
        return CalledTable.snapshot(
                table, (Long) Objects.requireNonNull(arguments.get("snapshot_id")));
    }

    private static @Nullable Long current(Table table) {
        Snapshot snapshot = table.currentSnapshot();
        return snapshot == null ? null : snapshot.snapshotId();
    }

    /// A procedure whose first argument is a table.
    ///
    /// @param more the arguments after that
    private record OfTable(String name, List<Argument> more, List<Field> output, Work work)
            implements Procedure {
        @Override
        public List<Argument> arguments() {
            List<Argument> all = new ArrayList<>();
            all.add(CalledTable.TABLE);
            all.addAll(more);
            return all;
        }

        @Override
        public Batch call(
                CatalogConnection catalog, Session session, Map<String, Object> arguments) {
            Table table = CalledTable.load(CalledTable.place(catalog, session, arguments), session);
            try {
                return RowBatches.batch(output, work.rows(table, arguments));
            } catch (IllegalArgumentException e) {
                // How Iceberg refuses most of what makes no sense for a table as it is.
                throw new SqlException(
                        ErrorCode.INVALID_ARGUMENTS,
                        "Table %s: %s".formatted(table.name(), e.getMessage()),
                        null,
                        e);
            }
        }
    }

    @FunctionalInterface
    private interface Work {
        List<List<@Nullable Object>> rows(Table table, Map<String, Object> arguments);
    }
}
