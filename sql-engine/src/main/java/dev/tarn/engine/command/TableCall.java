package dev.tarn.engine.command;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.schema.RowBatches;
import dev.tarn.engine.spi.FileOwnership;
import dev.tarn.engine.spi.FileRewrite;
import dev.tarn.engine.spi.ProcedureTable;
import dev.tarn.engine.spi.TableProcedure;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Name;
import dev.tarn.engine.statement.Statement;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The call of a procedure for a table, with what the engine does for it.
final class TableCall implements ProcedureTable {
    private final Catalogs.TableName place;
    private final Table table;
    private final CommandContext context;

    /// The table as it stays, for what is read and written, while its snapshots are asked for.
    private BaseTable fixed;

    private TableCall(Catalogs.TableName place, Table table, CommandContext context) {
        this.place = place;
        this.table = table;
        this.context = context;
        this.fixed = fixed(table);
    }

    private static BaseTable fixed(Table table) {
        BaseTable base = (BaseTable) table;
        return FixedTable.of(base, base.operations().current());
    }

    static Batch run(TableProcedure procedure, Command.Call call, CommandContext context) {
        Session session = context.session();
        Catalogs.TableName place = CalledTable.place(call.catalog(), session, call.arguments());
        TableCall of = new TableCall(place, CalledTable.load(place, session), context);
        return RowBatches.batch(
                procedure.output(call.arguments()), procedure.rows(of, call.arguments()));
    }

    @Override
    public String name() {
        return place.toString();
    }

    @Override
    public Table table() {
        return table;
    }

    @Override
    public Session session() {
        return context.session();
    }

    @Override
    public FileOwnership.@Nullable Others others() {
        FileOwnership files = place.catalog().files();
        return files == null ? null : files.than(place.identifier());
    }

    @Override
    public List<DataFile> rewrite(FileRewrite rewrite) {
        if (fixed.snapshot(rewrite.snapshotId()) == null) {
            fixed = fixed(table);
        }
        return FileRewrites.run(name(), fixed, rewrite, context.runner());
    }

    /// What a query for the rows that meet the condition reads.
    @Override
    public Expression condition(String sql) {
        List<String> parts = new ArrayList<>();
        parts.add(place.catalog().name());
        parts.addAll(Arrays.asList(place.identifier().namespace().levels()));
        parts.add(place.identifier().name());
        String query = "SELECT 1 FROM %s WHERE (%s)".formatted(new Name(parts, null).quoted(), sql);
        Statement statement = context.planner().plan(context.session(), query, List.of());
        return statement instanceof Statement.Select(Plan plan, Object _)
                ? judged(plan, sql)
                : refuse(sql, null);
    }

    private Expression judged(Plan plan, String sql) {
        return switch (plan) {
            case Plan.Project project -> judged(project.input(), sql);
            case Plan.TableScan scan ->
                    scan.filter() != null && scan.pruning().op() == Expression.Operation.TRUE
                            ? refuse(sql, "metadata of files can judge nothing of it")
                            : scan.pruning();
            case Plan.Values values when values.rows().isEmpty() ->
                    refuse(sql, "no row can meet it");
            default -> refuse(sql, null);
        };
    }

    private Expression refuse(String sql, @Nullable String reason) {
        throw new SqlException(
                ErrorCode.INVALID_ARGUMENTS,
                "The condition '%s' cannot choose files of %s: %s"
                        .formatted(
                                sql,
                                name(),
                                reason == null
                                        ? "it must be on the table's columns alone"
                                        : reason));
    }
}
