package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.parse.Syntax;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.schema.RowBatches;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Statement;

import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// DESCRIBE INPUT and DESCRIBE OUTPUT, with the columns that Trino's clients read.
final class Described {
    private Described() {}

    /// One row a question mark. Their types are not inferred.
    static Statement input(Syntax syntax) {
        List<Field> fields =
                List.of(new Field("Position", DataType.BIGINT), new Field("Type", DataType.STRING));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < count(syntax); i++) {
            rows.add(List.of((long) i, "unknown"));
        }
        return select("describe input", fields, rows);
    }

    static Statement output(Statement statement) {
        List<Field> columns =
                switch (statement) {
                    case Statement.Select select -> select.plan().output();
                    case Command.Insert _,
                            Command.ReplacePartitions _,
                            Command.ChangeRows _,
                            Command.CreateTableAs _ ->
                            List.of(new Field("rows", DataType.BIGINT));
                    case Command command -> List.of();
                };
        List<Field> fields =
                List.of(
                        new Field("Column Name", DataType.STRING),
                        new Field("Catalog", DataType.STRING),
                        new Field("Schema", DataType.STRING),
                        new Field("Table", DataType.STRING),
                        new Field("Type", DataType.STRING),
                        new Field("Type Size", DataType.BIGINT),
                        new Field("Aliased", DataType.BOOLEAN));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Field column : columns) {
            rows.add(List.of(column.name(), "", "", "", column.type().toString(), 0L, false));
        }
        return select("describe output", fields, rows);
    }

    private static Statement select(
            String name, List<Field> fields, List<List<@Nullable Object>> rows) {
        return new Statement.Select(new Plan.Rows(name, fields, RowBatches.of(fields, () -> rows)));
    }

    /// A NULL for each question mark.
    static List<SqlNode> nulls(Syntax syntax) {
        List<SqlNode> nulls = new ArrayList<>();
        for (int i = 0; i < count(syntax); i++) {
            nulls.add(SqlLiteral.createNull(SqlParserPos.ZERO));
        }
        return nulls;
    }

    private static int count(Syntax syntax) {
        return parts(syntax).stream().mapToInt(Described::count).sum();
    }

    /// The expressions and queries in `syntax`, in the order of the text.
    private static List<SqlNode> parts(Syntax syntax) {
        return switch (syntax) {
            case Syntax.Query query -> List.of(query.query());
            case Syntax.Insert insert -> {
                List<SqlNode> parts = new ArrayList<>();
                if (insert.replaced() instanceof Syntax.Replaced.Where where) {
                    parts.add(where.condition());
                }
                parts.add(insert.source());
                yield parts;
            }
            case Syntax.Delete delete -> given(delete.condition());
            case Syntax.Update update -> {
                List<SqlNode> parts = new ArrayList<>(update.values());
                parts.addAll(given(update.condition()));
                yield parts;
            }
            case Syntax.Merge merge -> {
                List<SqlNode> parts = new ArrayList<>(List.of(merge.source(), merge.condition()));
                for (Syntax.MergeClause clause : merge.clauses()) {
                    parts.addAll(given(clause.condition()));
                    parts.addAll(clause.action().values());
                }
                yield parts;
            }
            case Syntax.CreateTableAs create -> List.of(create.query());
            case Syntax.Explain explain -> parts(explain.statement());
            default -> List.of();
        };
    }

    private static List<SqlNode> given(@Nullable SqlNode part) {
        return part == null ? List.of() : List.of(part);
    }

    private static int count(SqlNode node) {
        int[] count = new int[1];
        node.accept(
                new SqlBasicVisitor<@Nullable Void>() {
                    @Override
                    public @Nullable Void visit(SqlDynamicParam param) {
                        count[0]++;
                        return null;
                    }
                });
        return count[0];
    }
}
