package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.parse.Syntax;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.schema.RowBatches;
import dev.tarn.engine.schema.TableVersion;
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

    /// One row a column.
    ///
    /// @param origins the whole name of the table's column that each is, or null where it is none;
    ///   empty where they are not told
    static Statement output(Statement statement, List<@Nullable List<String>> origins) {
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
        for (int i = 0; i < columns.size(); i++) {
            rows.add(row(columns.get(i), i, i < origins.size() ? origins.get(i) : null));
        }
        return select("describe output", fields, rows);
    }

    /// A name is an alias where it is not the one of the table's column, or of an expression that
    /// was given one.
    private static List<@Nullable Object> row(
            Field column, int ordinal, @Nullable List<String> origin) {
        String type = column.type().toString();
        long size = size(column.type());
        if (origin == null || origin.size() < 4) {
            boolean isNamed = !column.name().equals("_col" + ordinal);
            return List.of(column.name(), "", "", "", type, size, isNamed);
        }
        int last = origin.size() - 1;
        return List.of(
                column.name(),
                origin.getFirst(),
                String.join(".", origin.subList(1, last - 1)),
                TableVersion.plainName(origin.get(last - 1)),
                type,
                size,
                !origin.get(last).equalsIgnoreCase(column.name()));
    }

    /// Bytes of a value in Trino's memory; 0 where they vary.
    private static long size(DataType type) {
        return switch (type) {
            case DataType.Simple simple ->
                    switch (simple) {
                        case BOOLEAN, TINYINT -> 1;
                        case SMALLINT -> 2;
                        case INTEGER, REAL, DATE -> 4;
                        case BIGINT, DOUBLE -> 8;
                        case UUID -> 16;
                        default -> 0;
                    };
            case DataType.Decimal decimal -> decimal.precision() > 18 ? 16 : 8;
            case DataType.Time _ -> 8;
            case DataType.Timestamp time -> time.precision() > (time.withZone() ? 3 : 6) ? 12 : 8;
            default -> 0;
        };
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
