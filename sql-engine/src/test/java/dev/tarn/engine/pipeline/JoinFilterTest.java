package dev.tarn.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.exec.Execution;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.memory.MemoryPool;
import dev.tarn.engine.physical.AggregateCall;
import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.WriteResults;

import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BinaryOperator;

/// What a join's build side tells the scans of its probe side never changes an answer: each plan
/// over tables, whose scans are told, against the same plan over rows, which nobody tells.
class JoinFilterTest {
    private static final Map<DataType, Type> TYPES =
            Map.of(
                    DataType.BIGINT,
                    Types.LongType.get(),
                    DataType.INTEGER,
                    Types.IntegerType.get(),
                    DataType.STRING,
                    Types.StringType.get(),
                    DataType.DATE,
                    Types.DateType.get(),
                    DataType.DOUBLE,
                    Types.DoubleType.get(),
                    new DataType.Decimal(10, 2),
                    Types.DecimalType.of(10, 2),
                    new DataType.Decimal(38, 4),
                    Types.DecimalType.of(38, 4));

    /// What stands between the join and its scans; inputs and output have the same columns, the
    /// first two of which are keys.
    enum Shape {
        NOTHING((one, other) -> one),
        PROJECTION((one, other) -> columns(one, List.of(0, 1, 2))),
        UNION((one, other) -> new Plan.UnionAll(List.of(one, other), one.output())),
        AGGREGATION((one, other) ->
                new Plan.Aggregate(
                        one,
                        List.of(0, 1),
                        List.of(new AggregateCall(Sums.COUNT, List.of(), false, null)),
                        one.output())),
        GROUPS_OF_OTHERS((one, other) -> {
            Plan counted =
                    new Plan.Aggregate(
                            one,
                            List.of(0),
                            List.of(new AggregateCall(Sums.COUNT, List.of(), false, null)),
                            List.of(one.output().get(0), one.output().get(2)));
            return columns(counted, List.of(0, 0, 1));
        }),
        INNER_JOIN((one, other) -> columns(join(one, other, JoinType.INNER, 0), List.of(3, 1, 5))),
        LEFT_JOIN((one, other) -> columns(join(one, other, JoinType.LEFT, 0), List.of(0, 1, 5))),
        LEFT_JOIN_OTHER_SIDE(
                (one, other) -> columns(join(one, other, JoinType.LEFT, 0), List.of(3, 4, 2))),
        RIGHT_JOIN((one, other) -> columns(join(one, other, JoinType.RIGHT, 1), List.of(3, 4, 2))),
        FULL_JOIN((one, other) -> columns(join(one, other, JoinType.FULL, 1), List.of(0, 4, 2))),
        SEMI_JOIN((one, other) -> join(one, other, JoinType.SEMI, 0)),
        RIGHT_SEMI_JOIN((one, other) -> join(one, other, JoinType.RIGHT_SEMI, 0)),
        RIGHT_ANTI_JOIN((one, other) -> join(other, one, JoinType.RIGHT_ANTI, 1)),
        ANTI_JOIN((one, other) -> join(one, other, JoinType.ANTI, 1)),
        NOT_IN((one, other) -> join(one, other, JoinType.NULL_AWARE_ANTI, 0)),
        LIMIT((one, other) -> new Plan.Limit(one, Long.MAX_VALUE, 0));

        private final BinaryOperator<Plan> over;

        Shape(BinaryOperator<Plan> over) {
            this.over = over;
        }

        Plan over(Plan one, Plan other) {
            return over.apply(one, other);
        }
    }

    private static Plan join(Plan one, Plan other, JoinType type, int key) {
        return new Plan.HashJoin(
                one, other, type, List.of(key), List.of(key), List.of(false), null);
    }

    private static Plan columns(Plan input, List<Integer> ordinals) {
        List<Expr> expressions = new ArrayList<>();
        List<Field> fields = new ArrayList<>();
        for (int ordinal : ordinals) {
            Field field = input.output().get(ordinal);
            expressions.add(new Expr.Column(ordinal, field.type()));
            fields.add(new Field("p" + fields.size(), field.type()));
        }
        return new Plan.Project(input, expressions, fields);
    }

    private static Schema schema(List<Field> fields) {
        List<Types.NestedField> columns = new ArrayList<>();
        for (Field field : fields) {
            columns.add(
                    Types.NestedField.optional(
                            columns.size() + 1, field.name(), TYPES.get(field.type())));
        }
        return new Schema(columns);
    }

    /// A scan of a table of two files with `rows`.
    private static Plan table(List<Field> fields, List<List<@Nullable Object>> rows) {
        Schema schema = schema(fields);
        InMemoryCatalog catalog = new InMemoryCatalog();
        catalog.initialize("test", Map.of());
        catalog.createNamespace(Namespace.of("n"));
        Table table = catalog.createTable(TableIdentifier.of("n", "t"), schema);
        for (List<List<@Nullable Object>> part :
                List.of(
                        rows.subList(0, rows.size() / 2),
                        rows.subList(rows.size() / 2, rows.size()))) {
            write(table, fields, part);
        }
        return new Plan.TableScan(
                "n.t",
                table,
                table.currentSnapshot() == null ? null : table.currentSnapshot().snapshotId(),
                schema,
                fields,
                fields.size(),
                Expressions.alwaysTrue(),
                null,
                -1);
    }

    private static void write(Table table, List<Field> fields, List<List<@Nullable Object>> rows) {
        WriteResults writes = new WriteResults();
        try (PipelineExecutor executor =
                        new PipelineExecutor(Plans.config(1, 100), new MemoryPool(1 << 30));
                Execution execution =
                        executor.start(
                                new Plan.TableWrite(Plans.rows(fields, rows, 100), table),
                                Plans.FUNCTIONS,
                                writes)) {
            while (execution.next() != null) {
                // Row counts.
            }
        }
        AppendFiles append = table.newAppend();
        writes.files().forEach(append::appendFile);
        append.commit();
    }

    @ParameterizedTest
    @EnumSource
    void answers_stay_the_same_whatever_scans_are_told(Shape shape) {
        for (long seed = 0; seed < 8; seed++) {
            Random random = new Random(seed);
            List<DataType> types = new ArrayList<>();
            List<DataType> all = List.copyOf(TYPES.keySet());
            types.add(all.get(random.nextInt(all.size())));
            types.add(all.get(random.nextInt(all.size())));
            types.add(DataType.BIGINT);
            RandomRows one = RandomRows.of(random, types, random.nextInt(3000), 400);
            RandomRows other = RandomRows.of(random, types, random.nextInt(500), 200);
            int buildRows = List.of(0, 1, 5, 70, 300).get(random.nextInt(5));
            RandomRows build = RandomRows.of(random, types, buildRows, 1 + random.nextInt(400));
            if (random.nextBoolean()) {
                other.rows().removeIf(row -> row.contains(null));
            }
            Plan told =
                    shape.over(table(one.fields(), one.rows()), table(one.fields(), other.rows()));
            Plan untold =
                    shape.over(
                            Plans.rows(one.fields(), one.rows(), 100),
                            Plans.rows(one.fields(), other.rows(), 100));
            Plan right = Plans.rows(build.fields(), build.rows(), 100);
            List<Integer> keys =
                    List.of(List.of(0), List.of(1), List.of(0, 1)).get(random.nextInt(3));
            for (JoinType type : JoinType.values()) {
                if (type == JoinType.NULL_AWARE_ANTI) {
                    continue;
                }
                boolean nullSafe = random.nextInt(4) == 0;
                assertThat(Plans.bag(Plans.run(over(told, right, type, keys, nullSafe), 2, 100)))
                        .as("seed %d, %s on %s of %s", seed, type, keys, types)
                        .isEqualTo(
                                Plans.bag(
                                        Plans.run(
                                                over(untold, right, type, keys, nullSafe),
                                                2,
                                                100)));
            }
        }
    }

    private static Plan over(
            Plan left, Plan right, JoinType type, List<Integer> keys, boolean nullSafe) {
        List<Integer> leftKeys = new ArrayList<>();
        List<Integer> rightKeys = new ArrayList<>();
        List<Boolean> safe = new ArrayList<>();
        for (int key : keys) {
            // Shapes that group by one key give it twice.
            boolean same = left.output().get(key).type().equals(right.output().get(key).type());
            leftKeys.add(same ? key : 0);
            rightKeys.add(same ? key : 0);
            safe.add(nullSafe && safe.isEmpty());
        }
        return new Plan.HashJoin(left, right, type, leftKeys, rightKeys, safe, null);
    }
}
