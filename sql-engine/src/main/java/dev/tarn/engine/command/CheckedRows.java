package dev.tarn.engine.command;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.statement.Expectation;
import dev.tarn.engine.statement.Expectation.Policy;
import dev.tarn.storage.text.RejectedRow;

import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/// Rows on their way into a table with expectations: each is looked at once, before it is written;
/// what does not meet them is counted, left out, kept aside, or an error. The first expectation by
/// name that a row does not meet, and that is more than a warning, decides.
///
/// Of one statement, whose workers look at rows at the same time.
final class CheckedRows {
    /// In the summary of a snapshot, with a name behind it: how many rows did not meet that one.
    private static final String SUMMARY = "tarn.violations.";

    /// How many rows of one statement are kept aside.
    private static final int MAX_QUARANTINED = 10_000;

    private static final int MAX_TEXT_CHARS = 1000;

    private final String name;
    private final Table table;
    private final String statement;
    private final CommandContext context;
    private final List<Expectation> all;
    private final AtomicLongArray counts;
    private final List<RejectedRow> quarantined = new ArrayList<>();

    private CheckedRows(String name, Table table, String statement, CommandContext context) {
        this.name = name;
        this.table = table;
        this.statement = statement;
        this.context = context;
        this.all = Expectation.in(table.properties());
        this.counts = new AtomicLongArray(all.size());
    }

    /// Those of `statement`, which writes to `table`, called `name` in messages.
    static CheckedRows of(String name, Table table, String statement, CommandContext context) {
        return new CheckedRows(name, table, statement, context);
    }

    /// Those of `rows`, whose columns are the table's, that are to be written.
    ///
    /// @param keepsAside whether what is kept aside is committed too; where not, it is an error
    Plan over(Plan rows, boolean keepsAside) {
        return all.isEmpty() ? rows : filtered(rows, 0, keepsAside);
    }

    /// The changes of `rows`, in the form of [Plan.TableWrite#changes]. A change that is left out
    /// would take its row out of the table: what is not a warning is an error.
    Plan overChanges(Plan rows) {
        boolean writes = rows.output().size() > CHANGED;
        return all.isEmpty() || !writes ? rows : filtered(rows, CHANGED, false);
    }

    /// Columns of changes before the table's, the last of which says whether a row is written.
    private static final int CHANGED = 3;

    private Plan filtered(Plan rows, int first, boolean keepsAside) {
        int width = rows.output().size();
        String last = name.substring(name.lastIndexOf('.') + 1);
        Plan checked = put(rows, Expectations.plan(all, named(rows, first), last, context));
        List<Expr> columns = new ArrayList<>();
        for (Field field : checked.output()) {
            columns.add(new Expr.Column(columns.size(), field.type()));
        }
        Look look = new Look(first, width, keepsAside);
        ScalarFunction isWritten =
                ScalarFunction.of(
                                "meets_expectations",
                                columns.stream().map(Expr::type).toList(),
                                DataType.BOOLEAN,
                                (arguments, asked, _) -> look.at(arguments, asked))
                        .seeingNulls()
                        .varying()
                        .failing();
        Plan kept = new Plan.Filter(checked, new Expr.Call(isWritten, columns));
        return new Plan.Project(kept, columns.subList(0, width), rows.output());
    }

    /// The columns of `rows`: the table's by name, which begin at `first`, others by none that a
    /// condition could have.
    private List<Field> named(Plan rows, int first) {
        List<Field> named = new ArrayList<>();
        for (Field field : rows.output()) {
            int ordinal = named.size() - first;
            boolean isOwn = ordinal >= 0 && ordinal < table.schema().columns().size();
            String column =
                    isOwn ? table.schema().columns().get(ordinal).name() : "#" + named.size();
            named.add(new Field(column, field.type()));
        }
        return named;
    }

    /// `plan` with `rows` in the place of its [Plan.Rows].
    private static Plan put(Plan rows, Plan plan) {
        return plan instanceof Plan.Project project
                ? new Plan.Project(
                        put(rows, project.input()), project.expressions(), project.output())
                : rows;
    }

    /// Looks at rows whose conditions are behind `width` columns; the table's are from `first` on.
    private final class Look {
        private final int first;
        private final int width;
        private final boolean keepsAside;

        Look(int first, int width, boolean keepsAside) {
            this.first = first;
            this.width = width;
            this.keepsAside = keepsAside;
        }

        Vector at(List<Vector> columns, Rows asked) {
            boolean[] written = new boolean[asked.rowCount()];
            for (int i = 0; i < asked.selectedCount(); i++) {
                int row = asked.row(i);
                boolean isTakenAway =
                        first > 0
                                && !Boolean.TRUE.equals(
                                        JavaValues.value(columns.get(first - 1), row));
                written[row] = isTakenAway || meets(columns, row);
            }
            return new BooleanVector(DataType.BOOLEAN, written, null, asked.rowCount());
        }

        private boolean meets(List<Vector> columns, int row) {
            for (int i = 0; i < all.size(); i++) {
                if (Boolean.FALSE.equals(JavaValues.value(columns.get(width + i), row))) {
                    counts.incrementAndGet(i);
                    if (all.get(i).policy() != Policy.WARN) {
                        leaveOut(all.get(i), text(columns, row));
                        return false;
                    }
                }
            }
            return true;
        }

        private void leaveOut(Expectation violated, String row) {
            boolean isDropped = violated.policy() == Policy.DROP && first == 0;
            boolean isKept = violated.policy() == Policy.QUARANTINE && keepsAside;
            if (!isDropped && !isKept) {
                throw violation(violated, row);
            }
            if (isKept) {
                keep(violated, row);
            }
        }

        private String text(List<Vector> columns, int row) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < table.schema().columns().size(); i++) {
                text.append(i == 0 ? "" : ", ").append(table.schema().columns().get(i).name());
                text.append(" = ").append(JavaValues.value(columns.get(first + i), row));
                if (text.length() > MAX_TEXT_CHARS) {
                    return text.substring(0, MAX_TEXT_CHARS) + "…";
                }
            }
            return text.toString();
        }
    }

    private SqlException violation(Expectation violated, String row) {
        String how =
                violated.policy() == Policy.FAIL
                        ? ""
                        : ", and %s takes no rows out of this statement"
                                .formatted(violated.policy());
        return new SqlException(
                ErrorCode.CONSTRAINT_VIOLATION,
                "A row for %s does not meet EXPECT %s (%s)%s: %s"
                        .formatted(name, violated.name(), violated.condition(), how, row));
    }

    private synchronized void keep(Expectation violated, String row) {
        String reason = "EXPECT %s (%s)".formatted(violated.name(), violated.condition());
        if (quarantined.size() == MAX_QUARANTINED) {
            throw new SqlException(
                    ErrorCode.CONSTRAINT_VIOLATION,
                    "More than %d rows for %s do not meet %s; so many are not kept aside, and nothing was written"
                            .formatted(MAX_QUARANTINED, name, reason));
        }
        quarantined.add(new RejectedRow(statement, 0, null, row, reason));
    }

    /// The rows that were kept aside, once all were looked at.
    synchronized List<RejectedRow> quarantined() {
        return List.copyOf(quarantined);
    }

    /// How many rows were left out.
    long leftOutCount() {
        long count = 0;
        for (int i = 0; i < all.size(); i++) {
            count += all.get(i).policy() == Policy.WARN ? 0 : counts.get(i);
        }
        return count;
    }

    /// Says in the summary of a snapshot how many rows did not meet what.
    void mark(SnapshotUpdate<?> update) {
        for (int i = 0; i < all.size(); i++) {
            if (counts.get(i) > 0) {
                update.set(SUMMARY + all.get(i).name(), Long.toString(counts.get(i)));
            }
        }
    }
}
