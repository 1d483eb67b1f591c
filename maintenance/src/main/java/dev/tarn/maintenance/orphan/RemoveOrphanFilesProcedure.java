package dev.tarn.maintenance.orphan;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SessionProperty;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.spi.ProcedureTable;
import dev.tarn.engine.spi.TableProcedure;
import dev.tarn.maintenance.reach.Deletes;
import dev.tarn.maintenance.reach.FileJoin;
import dev.tarn.maintenance.reach.FileNames;
import dev.tarn.maintenance.reach.Retention;
import dev.tarn.maintenance.reach.TableTarget;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// `remove_orphan_files`, with Spark's arguments and first column, and Trino's
/// `retention_threshold`.
///
/// `quarantine` says how long an orphan that was found waits before a later run deletes it, 24
/// hours unless said otherwise; so the first run of a table deletes nothing. The result tells of
/// each orphan whether it is deleted or waits.
///
/// @param clock what ages are measured by
public record RemoveOrphanFilesProcedure(InstantSource clock) implements TableProcedure {
    /// Younger files may belong to a commit that is not there yet.
    static final Duration FLOOR = Duration.ofHours(24);

    private static final Duration STANDARD_AGE = Duration.ofDays(3);
    private static final int MOST_ROWS = 1_000_000;
    private static final int SAMPLE_ROWS = 20_000;
    private static final DataType TEXT_MAP = new DataType.MapOf(DataType.STRING, DataType.STRING);

    @Override
    public String name() {
        return "remove_orphan_files";
    }

    @Override
    public List<Argument> arguments() {
        return List.of(
                new Argument("table", DataType.STRING, true, null),
                new Argument("older_than", DataType.TIMESTAMP_TZ, false, null),
                new Argument("location", DataType.STRING, false, null),
                new Argument("dry_run", DataType.BOOLEAN, false, null),
                new Argument("max_concurrent_deletes", DataType.INTEGER, false, null),
                new Argument("file_list_view", DataType.STRING, false, null),
                new Argument("equal_schemes", TEXT_MAP, false, null),
                new Argument("equal_authorities", TEXT_MAP, false, null),
                new Argument("prefix_mismatch_mode", DataType.STRING, false, null),
                new Argument("prefix_listing", DataType.BOOLEAN, false, null),
                new Argument("stream_results", DataType.BOOLEAN, false, null),
                new Argument("retention_threshold", DataType.STRING, false, null),
                new Argument("quarantine", DataType.STRING, false, null));
    }

    @Override
    public List<Field> output() {
        return List.of(
                new Field("orphan_file_location", DataType.STRING),
                new Field("state", DataType.STRING),
                new Field("bytes", DataType.BIGINT));
    }

    @Override
    public List<List<@Nullable Object>> rows(ProcedureTable table, Map<String, Object> arguments) {
        if (arguments.containsKey("file_list_view")) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "Argument 'file_list_view' is not supported: which files there are, and since"
                            + " when, is asked of the store, so that no list can name others");
        }
        OrphanRemoval removal = removal(table, arguments);
        boolean isDry = Boolean.TRUE.equals(arguments.get("dry_run"));
        List<OrphanRemoval.Orphan> orphans = isDry ? removal.plan() : removal.run();
        List<List<@Nullable Object>> rows = new ArrayList<>(orphans.size());
        for (OrphanRemoval.Orphan orphan : orphans) {
            rows.add(
                    List.of(
                            orphan.location(),
                            orphan.state().name().toLowerCase(Locale.ROOT),
                            orphan.bytes()));
        }
        return rows;
    }

    private OrphanRemoval removal(ProcedureTable table, Map<String, Object> arguments) {
        Object location = arguments.get("location");
        boolean samples = Boolean.TRUE.equals(arguments.get("stream_results"));
        OrphanSearch.Wish wish =
                new OrphanSearch.Wish(
                        olderThan(table, arguments),
                        location == null ? null : withoutSlash(location.toString()),
                        new FileNames(
                                texts(arguments, "equal_schemes"),
                                texts(arguments, "equal_authorities")),
                        mismatch(arguments));
        return new OrphanRemoval(
                TableTarget.of(table, clock),
                wish,
                Retention.of("quarantine", arguments.getOrDefault("quarantine", "24h").toString()),
                samples ? SAMPLE_ROWS : MOST_ROWS,
                samples,
                Deletes.threads(arguments));
    }

    private static String withoutSlash(String location) {
        return location.endsWith("/") ? location.substring(0, location.length() - 1) : location;
    }

    private long olderThan(ProcedureTable table, Map<String, Object> arguments) {
        Object threshold = arguments.get("retention_threshold");
        Object olderThan = arguments.get("older_than");
        long now = clock.millis();
        long asked = now - STANDARD_AGE.toMillis();
        if (threshold != null) {
            Duration age =
                    Retention.atLeast(
                            threshold.toString(),
                            table.session(),
                            SessionProperty.REMOVE_ORPHAN_FILES_MIN_RETENTION);
            asked = now - age.toMillis();
        } else if (olderThan != null) {
            asked = TimeUnit.MICROSECONDS.toMillis((Long) olderThan);
        }
        if (asked > now - FLOOR.toMillis()) {
            throw wrong(
                    "Files younger than 24 hours are never removed, because commits that are not"
                            + " there yet may refer to them; say an older time");
        }
        return asked;
    }

    private static FileJoin.Mismatch mismatch(Map<String, Object> arguments) {
        String mode = arguments.getOrDefault("prefix_mismatch_mode", "ERROR").toString();
        try {
            return FileJoin.Mismatch.valueOf(mode.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw wrong(
                    "Argument 'prefix_mismatch_mode' must be ERROR, IGNORE or DELETE, not '%s'"
                            .formatted(mode));
        }
    }

    private static Map<String, String> texts(Map<String, Object> arguments, String name) {
        Map<String, String> texts = new HashMap<>();
        if (arguments.get(name) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> texts.put(key.toString(), value.toString()));
        }
        return texts;
    }

    private static SqlException wrong(String message) {
        return new SqlException(ErrorCode.INVALID_ARGUMENTS, message);
    }
}
