package dev.tarn.engine.command;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.schema.RowBatches;
import dev.tarn.engine.spi.LoadCounts;
import dev.tarn.storage.text.RejectedRow;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;

/// What COPY INTO answers: one row of counts, and the first thing that could not be read.
final class CopyResult {
    private static final List<Field> FIELDS =
            List.of(
                    new Field("files_loaded", DataType.BIGINT),
                    new Field("files_known", DataType.BIGINT),
                    new Field("files_skipped", DataType.BIGINT),
                    new Field("rows_loaded", DataType.BIGINT),
                    new Field("rows_rejected", DataType.BIGINT),
                    new Field("first_error", DataType.STRING));

    private CopyResult() {}

    static CommandResult of(LoadCounts counts) {
        List<@Nullable Object> row =
                Arrays.asList(
                        counts.filesLoaded(),
                        counts.filesKnown(),
                        counts.filesSkipped(),
                        counts.rowsLoaded(),
                        counts.rowsRejected(),
                        counts.firstError());
        return new CommandResult(
                OptionalLong.of(counts.rowsLoaded()),
                List.of(),
                new Plan.Rows("copy", FIELDS, RowBatches.of(FIELDS, () -> List.of(row))));
    }

    /// The first thing that could not be read; null where all could.
    ///
    /// @param skipped files by location, with an error of each
    /// @param rejects the first of the records that were left out
    static @Nullable String firstError(
            SortedMap<String, String> skipped, List<RejectedRow> rejects) {
        if (!skipped.isEmpty()) {
            return skipped.firstEntry().getValue();
        }
        if (rejects.isEmpty()) {
            return null;
        }
        RejectedRow first = rejects.getFirst();
        String column = first.column() == null ? "" : "column " + first.column() + ": ";
        return "%s%s, in %s line %d".formatted(column, first.reason(), first.file(), first.line());
    }
}
