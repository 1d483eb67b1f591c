package dev.tarn.engine.pipeline;

import static dev.tarn.engine.pipeline.ContractCase.FIELDS;
import static dev.tarn.engine.pipeline.ContractCase.column;
import static dev.tarn.engine.pipeline.ContractCase.count;
import static dev.tarn.engine.pipeline.ContractCase.keeping;
import static dev.tarn.engine.pipeline.ContractCase.less;
import static dev.tarn.engine.pipeline.ContractCase.spilling;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.exec.Execution;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.memory.MemoryPool;
import dev.tarn.engine.physical.AggregateCall;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.WriteResults;

import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;

import java.util.List;
import java.util.Map;

/// Operators that keep no rows, tables read and written, and rows read in two places.
final class BasicCases {
    private static final Schema SCHEMA =
            new Schema(
                    Types.NestedField.optional(1, "c0", Types.LongType.get()),
                    Types.NestedField.optional(2, "c1", Types.StringType.get()),
                    Types.NestedField.optional(3, "c2", Types.DateType.get()));

    private BasicCases() {}

    static List<ContractCase> all() {
        Expr few = new Expr.Literal(500L, DataType.BIGINT);
        return List.of(
                keeping("rows", (left, _) -> left),
                keeping("filter", (left, _) -> new Plan.Filter(left, less(0, few))),
                keeping("project", (left, _) -> project(left, few)),
                keeping(
                        "union",
                        (left, right) -> new Plan.UnionAll(List.of(left, right, left), FIELDS)),
                keeping(
                        "limit of a union",
                        (left, right) ->
                                count(
                                        new Plan.Limit(
                                                new Plan.UnionAll(List.of(left, right), FIELDS),
                                                77,
                                                5))),
                keeping("no limit but an offset", (left, _) -> count(new Plan.Limit(left, -1, 3))),
                keeping("single row", (left, _) -> new Plan.SingleRow(count(left))),
                keeping("unnest", (left, _) -> unnest(left, false)),
                keeping("outer unnest", (left, _) -> unnest(left, true)),
                keeping("table scan", (left, _) -> scan(left)),
                keeping("table write", (left, _) -> written(left)),
                spilling(
                        "shared",
                        (left, _) -> {
                            Plan first = new Plan.Shared(left, 1);
                            Plan second = new Plan.Shared(left, 1);
                            return new Plan.UnionAll(List.of(first, second), FIELDS);
                        }));
    }

    private static Plan project(Plan input, Expr few) {
        return new Plan.Project(
                input,
                List.of(less(0, few), column(1), new Expr.Literal("x", DataType.STRING)),
                Plans.fields(DataType.BOOLEAN, DataType.STRING, DataType.STRING));
    }

    private static Plan unnest(Plan input, boolean outer) {
        DataType words = new DataType.ListOf(DataType.STRING);
        Expr split =
                ContractCase.call(
                        "split", List.of(column(1), new Expr.Literal(" ", DataType.STRING)));
        return new Plan.Unnest(
                new Plan.Project(
                        input,
                        List.of(column(0), column(1), split),
                        Plans.fields(DataType.BIGINT, DataType.STRING, words)),
                2,
                true,
                outer,
                Plans.fields(DataType.BIGINT, DataType.STRING, DataType.STRING, DataType.BIGINT));
    }

    private static Table newTable() {
        InMemoryCatalog catalog = new InMemoryCatalog();
        catalog.initialize("test", Map.of());
        catalog.createNamespace(Namespace.of("n"));
        return catalog.createTable(TableIdentifier.of("n", "t"), SCHEMA);
    }

    /// The rows of `input`, out of a table that has them already.
    private static Plan scan(Plan input) {
        Table table = newTable();
        WriteResults writes = new WriteResults();
        try (PipelineExecutor executor =
                        new PipelineExecutor(Plans.config(2, 100), new MemoryPool(1 << 30));
                Execution execution =
                        executor.start(
                                new Plan.TableWrite(input, table), Plans.FUNCTIONS, writes)) {
            while (execution.next() != null) {
                // How many rows were written.
            }
        }
        AppendFiles append = table.newAppend();
        writes.files().forEach(append::appendFile);
        append.commit();
        return new Plan.TableScan(
                "n.t",
                table,
                table.currentSnapshot().snapshotId(),
                SCHEMA,
                FIELDS,
                FIELDS.size(),
                Expressions.alwaysTrue(),
                null,
                -1);
    }

    /// How many rows of `input` were written.
    private static Plan written(Plan input) {
        return new Plan.Aggregate(
                new Plan.TableWrite(input, newTable()),
                List.of(),
                List.of(new AggregateCall(Sums.SUM, List.of(0), false, null)),
                Plans.fields(DataType.BIGINT));
    }

    /// A row for each file, and the files in the query's results.
    static Plan write(Plan input) {
        return new Plan.TableWrite(input, newTable());
    }
}
