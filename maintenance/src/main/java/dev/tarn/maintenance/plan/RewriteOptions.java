package dev.tarn.maintenance.plan;

import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.util.PropertyUtil;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/// How data files are chosen and written anew, by the names and with the defaults of Iceberg's
/// action of the same name.
///
/// Groups are written one after another, each by all workers of the query, so that
/// `max-concurrent-file-group-rewrites` and `shuffle-partitions-per-file` are taken and change
/// nothing. Rows stay in the partition spec that they are in where `output-spec-id` is not given;
/// Iceberg's action moves them to the current one, which makes more small files after a
/// partitioning was changed.
///
/// @param minInputFiles from how many on files are put together that are not more than one's worth
/// @param deleteFileThreshold from how many delete files on a file is written anew
/// @param deleteRatio from which share of deleted rows on a file is written anew
/// @param compressionFactor by how much output is expected to be bigger than input
/// @param maxCommits in how many commits, at most, groups become part of the table: 1 for all or
///   nothing
/// @param maxFailedCommits how many of these may fail before it is an error
/// @param outputSpecId null for the spec that rows are in
public record RewriteOptions(
        FileSizes sizes,
        long minInputFiles,
        boolean rewriteAll,
        long maxGroupBytes,
        long maxGroupFiles,
        long deleteFileThreshold,
        double deleteRatio,
        double compressionFactor,
        long maxFiles,
        JobOrder order,
        @Nullable Integer outputSpecId,
        boolean keepsSequenceNumber,
        boolean removesDanglingDeletes,
        boolean partialProgress,
        long maxCommits,
        long maxFailedCommits) {
    private static final long MAX_GROUP_BYTES = 100L << 30;
    private static final double MIN_SIZE_RATIO = 0.75;
    private static final double MAX_SIZE_RATIO = 1.8;
    private static final String OUTPUT_SPEC = "output-spec-id";

    /// Those that `given` says, over the defaults for `table`.
    ///
    /// @throws dev.tarn.engine.SqlException INVALID_ARGUMENTS if one is not known or not right
    public static RewriteOptions of(Map<String, String> given, Table table) {
        OptionReader reader = new OptionReader(given);
        reader.number("max-concurrent-file-group-rewrites", 5, 1);
        reader.number("shuffle-partitions-per-file", 1, 1);
        boolean partial = reader.isTrue("partial-progress.enabled", false);
        long commits = reader.number("partial-progress.max-commits", 10, 1);
        RewriteOptions options =
                new RewriteOptions(
                        sizes(reader, table),
                        reader.number("min-input-files", 5, 1),
                        reader.isTrue("rewrite-all", false),
                        reader.number("max-file-group-size-bytes", MAX_GROUP_BYTES, 1),
                        reader.number("max-file-group-input-files", Long.MAX_VALUE, 1),
                        reader.number("delete-file-threshold", Integer.MAX_VALUE, 0),
                        reader.fraction("delete-ratio-threshold", 0.3),
                        reader.fraction("compression-factor", 1),
                        reader.number("max-files-to-rewrite", Long.MAX_VALUE, 1),
                        reader.order("rewrite-job-order"),
                        specId(reader.number(OUTPUT_SPEC, -1, 0), table),
                        reader.isTrue("use-starting-sequence-number", true),
                        reader.isTrue("remove-dangling-deletes", false),
                        partial,
                        partial ? commits : 1,
                        reader.number("partial-progress.max-failed-commits", commits, 0));
        reader.refuseOthers();
        return options;
    }

    private static @Nullable Integer specId(long given, Table table) {
        if (given < 0) {
            return null;
        }
        for (int id : table.specs().keySet()) {
            if (id == given) {
                return id;
            }
        }
        throw OptionReader.wrong(
                OUTPUT_SPEC, given, "one of the table's, " + table.specs().keySet());
    }

    /// How big the files of `table` are to be, by its own properties.
    public static long targetBytes(Table table) {
        return PropertyUtil.propertyAsLong(
                table.properties(),
                TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
                TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT);
    }

    private static FileSizes sizes(OptionReader reader, Table table) {
        long target = reader.number("target-file-size-bytes", targetBytes(table), 1);
        long min = reader.number("min-file-size-bytes", (long) (target * MIN_SIZE_RATIO), 0);
        long max = reader.number("max-file-size-bytes", (long) (target * MAX_SIZE_RATIO), 1);
        if (min >= target) {
            throw OptionReader.wrong(
                    "min-file-size-bytes", min, "below target-file-size-bytes, " + target);
        }
        if (max <= target) {
            throw OptionReader.wrong(
                    "max-file-size-bytes", max, "above target-file-size-bytes, " + target);
        }
        return new FileSizes(target, min, max);
    }
}
