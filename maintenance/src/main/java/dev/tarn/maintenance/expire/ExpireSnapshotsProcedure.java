package dev.tarn.maintenance.expire;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SessionProperty;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.spi.ProcedureTable;
import dev.tarn.engine.spi.TableProcedure;
import dev.tarn.maintenance.reach.Deletes;
import dev.tarn.maintenance.reach.FileKind;
import dev.tarn.maintenance.reach.Retention;
import dev.tarn.maintenance.reach.TableTarget;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// `expire_snapshots`, with Spark's arguments and columns, and Trino's `retention_threshold`.
///
/// `dry_run` changes nothing, and adds the number of snapshots, bytes and requests to the store to
/// what would go.
///
/// @param clock what ages are measured by
public record ExpireSnapshotsProcedure(InstantSource clock) implements TableProcedure {
    private static final List<Field> OUTPUT =
            List.of(
                    new Field("deleted_data_files_count", DataType.BIGINT),
                    new Field("deleted_position_delete_files_count", DataType.BIGINT),
                    new Field("deleted_equality_delete_files_count", DataType.BIGINT),
                    new Field("deleted_manifest_files_count", DataType.BIGINT),
                    new Field("deleted_manifest_lists_count", DataType.BIGINT),
                    new Field("deleted_statistics_files_count", DataType.BIGINT));
    private static final List<Field> DRY_OUTPUT = dryOutput();

    private static List<Field> dryOutput() {
        List<Field> fields = new ArrayList<>(OUTPUT);
        fields.add(new Field("expired_snapshots_count", DataType.BIGINT));
        fields.add(new Field("deleted_bytes_count", DataType.BIGINT));
        fields.add(new Field("requests_count", DataType.BIGINT));
        return List.copyOf(fields);
    }

    @Override
    public String name() {
        return "expire_snapshots";
    }

    @Override
    public List<Argument> arguments() {
        return List.of(
                new Argument("table", DataType.STRING, true, null),
                new Argument("older_than", DataType.TIMESTAMP_TZ, false, null),
                new Argument("retain_last", DataType.INTEGER, false, null),
                new Argument("max_concurrent_deletes", DataType.INTEGER, false, null),
                new Argument("stream_results", DataType.BOOLEAN, false, null),
                new Argument("snapshot_ids", new DataType.ListOf(DataType.STRING), false, null),
                new Argument("clean_expired_metadata", DataType.BOOLEAN, false, null),
                new Argument("dry_run", DataType.BOOLEAN, false, null),
                new Argument("retention_threshold", DataType.STRING, false, null));
    }

    @Override
    public List<Field> output() {
        return OUTPUT;
    }

    @Override
    public List<Field> output(Map<String, Object> arguments) {
        return isDry(arguments) ? DRY_OUTPUT : OUTPUT;
    }

    private static boolean isDry(Map<String, Object> arguments) {
        return Boolean.TRUE.equals(arguments.get("dry_run"));
    }

    @Override
    public List<List<@Nullable Object>> rows(ProcedureTable table, Map<String, Object> arguments) {
        Expiry expiry = new Expiry(TableTarget.of(table, clock), wish(table, arguments));
        boolean isDry = isDry(arguments);
        Expiry.Outcome outcome = isDry ? expiry.plan() : expiry.run();
        List<@Nullable Object> row = new ArrayList<>();
        row.add(outcome.count(FileKind.DATA));
        row.add(outcome.count(FileKind.POSITION_DELETES));
        row.add(outcome.count(FileKind.EQUALITY_DELETES));
        row.add(outcome.count(FileKind.MANIFEST));
        row.add(outcome.count(FileKind.MANIFEST_LIST));
        row.add(outcome.count(FileKind.STATISTICS));
        if (isDry) {
            row.add((long) outcome.snapshots());
            row.add(outcome.bytes());
            row.add(outcome.requests());
        }
        return List.of(row);
    }

    private Expiry.Wish wish(ProcedureTable table, Map<String, Object> arguments) {
        Integer retainLast = (Integer) arguments.get("retain_last");
        if (retainLast != null && retainLast < 1) {
            throw wrong("Argument 'retain_last' must be 1 or more, not " + retainLast);
        }
        return new Expiry.Wish(
                olderThan(table, arguments),
                retainLast,
                snapshots(arguments),
                !Boolean.FALSE.equals(arguments.get("clean_expired_metadata")),
                Deletes.threads(arguments));
    }

    private @Nullable Long olderThan(ProcedureTable table, Map<String, Object> arguments) {
        Object threshold = arguments.get("retention_threshold");
        Object olderThan = arguments.get("older_than");
        if (threshold == null) {
            return olderThan == null ? null : TimeUnit.MICROSECONDS.toMillis((Long) olderThan);
        }
        if (olderThan != null) {
            throw wrong("Take either the argument 'older_than' or 'retention_threshold'");
        }
        Duration retention =
                Retention.atLeast(
                        threshold.toString(),
                        table.session(),
                        SessionProperty.EXPIRE_SNAPSHOTS_MIN_RETENTION);
        return clock.millis() - retention.toMillis();
    }

    private static List<Long> snapshots(Map<String, Object> arguments) {
        List<Long> ids = new ArrayList<>();
        if (arguments.get("snapshot_ids") instanceof List<?> texts) {
            for (Object text : texts) {
                try {
                    ids.add(Long.parseLong(text.toString()));
                } catch (NumberFormatException e) {
                    throw wrong("'%s' in 'snapshot_ids' is no snapshot id".formatted(text));
                }
            }
        }
        return ids;
    }

    private static SqlException wrong(String message) {
        return new SqlException(ErrorCode.INVALID_ARGUMENTS, message);
    }
}
