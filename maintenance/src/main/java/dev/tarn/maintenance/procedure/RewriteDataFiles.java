package dev.tarn.maintenance.procedure;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.spi.FileOrder;
import dev.tarn.engine.spi.ProcedureTable;
import dev.tarn.engine.spi.TableProcedure;
import dev.tarn.maintenance.plan.Cost;
import dev.tarn.maintenance.plan.RewritePlan;
import dev.tarn.maintenance.run.RewriteOutcome;

import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// `CALL system.rewrite_data_files(…)`, with Spark's arguments and result columns, and `dry_run`:
/// then it tells what would be done and what it would cost.
public final class RewriteDataFiles implements TableProcedure {
    private static final String STRATEGY = "strategy";
    private static final String SORT_ORDER = "sort_order";
    private static final String BRANCH = "branch";

    private static final List<Field> DONE =
            List.of(
                    new Field("rewritten_data_files_count", DataType.INTEGER),
                    new Field("added_data_files_count", DataType.INTEGER),
                    new Field("rewritten_bytes_count", DataType.BIGINT),
                    new Field("failed_data_files_count", DataType.INTEGER),
                    new Field("removed_delete_files_count", DataType.INTEGER));

    private static final List<Field> PLANNED =
            List.of(
                    new Field("file_groups_count", DataType.INTEGER),
                    new Field("rewritten_data_files_count", DataType.INTEGER),
                    new Field("added_data_files_count", DataType.INTEGER),
                    new Field("rewritten_bytes_count", DataType.BIGINT),
                    new Field("added_bytes_count", DataType.BIGINT),
                    new Field("read_requests_count", DataType.BIGINT),
                    new Field("write_requests_count", DataType.BIGINT),
                    new Field("estimated_seconds", DataType.DOUBLE));

    @Override
    public String name() {
        return "rewrite_data_files";
    }

    @Override
    public List<Argument> arguments() {
        return List.of(
                Arguments.TABLE,
                Arguments.optional(STRATEGY, DataType.STRING),
                Arguments.optional(SORT_ORDER, DataType.STRING),
                Arguments.OPTIONS,
                Arguments.WHERE,
                Arguments.optional(BRANCH, DataType.STRING),
                Arguments.DRY_RUN);
    }

    @Override
    public List<Field> output() {
        return DONE;
    }

    @Override
    public List<Field> output(Map<String, Object> arguments) {
        return Arguments.isTrue(arguments, Arguments.DRY_RUN) ? PLANNED : DONE;
    }

    @Override
    public List<List<@Nullable Object>> rows(ProcedureTable table, Map<String, Object> arguments) {
        RewriteRequest request =
                RewriteRequest.of(
                        table,
                        Arguments.options(arguments),
                        order(table.table(), arguments),
                        Arguments.text(arguments, Arguments.WHERE.name()),
                        Arguments.text(arguments, BRANCH));
        if (Arguments.isTrue(arguments, Arguments.DRY_RUN)) {
            return List.of(planned(request.plan()));
        }
        RewriteOutcome done = request.run();
        return List.of(
                List.of(
                        done.rewrittenCount(),
                        done.addedCount(),
                        done.rewrittenBytes(),
                        done.failedCount(),
                        done.removedDeleteCount()));
    }

    private static List<@Nullable Object> planned(RewritePlan plan) {
        Cost cost = Cost.of(plan, Runtime.getRuntime().availableProcessors());
        return List.of(
                plan.groups().size(),
                plan.inputCount(),
                plan.outputCount(),
                plan.inputBytes(),
                plan.outputBytes(),
                cost.readRequestCount(),
                cost.writeRequestCount(),
                cost.seconds());
    }

    /// What rows are sorted by, as Spark decides it; unsorted for `binpack`.
    private static FileOrder order(Table table, Map<String, Object> arguments) {
        String strategy = Arguments.text(arguments, STRATEGY);
        String text = Arguments.text(arguments, SORT_ORDER);
        if (strategy == null && text == null || "binpack".equalsIgnoreCase(strategy)) {
            if (text != null) {
                throw wrong("Strategy binpack takes no sort_order; strategy sort does");
            }
            return FileOrder.ANY;
        }
        if (strategy != null && !strategy.equalsIgnoreCase("sort")) {
            throw wrong(
                    "Argument 'strategy' is '%s'; it must be binpack or sort".formatted(strategy));
        }
        if (text != null) {
            FileOrder curve = CurveText.parse(text, table.schema());
            return curve != null
                    ? curve
                    : new FileOrder.Sorted(SortOrderText.parse(text, table.schema()));
        }
        if (table.sortOrder().isUnsorted()) {
            throw wrong(
                    "Strategy sort takes a sort_order, as table %s has none of its own"
                            .formatted(table.name()));
        }
        return new FileOrder.Sorted(table.sortOrder());
    }

    private static SqlException wrong(String message) {
        return new SqlException(ErrorCode.INVALID_ARGUMENTS, message);
    }
}
