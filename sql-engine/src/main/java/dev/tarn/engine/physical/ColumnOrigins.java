package dev.tarn.engine.physical;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.expr.Expr;

import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What the columns of a plan are made of: for each, the columns of tables that its values are
/// computed from; and those that decide, for all of them, which rows there are: what is filtered,
/// joined or grouped by, or ordered by where only the first rows are taken.
///
/// Read from the plan that runs, so that what no rows are read of is no origin: a column that is
/// known to have one value, say. Where rows are has none.
///
/// @param values of each column of the plan
public record ColumnOrigins(List<Set<Origin>> values, Set<Origin> conditions) {
    public ColumnOrigins {
        values = List.copyOf(values);
        conditions = Set.copyOf(conditions);
    }

    /// A column of a table, by the name that the plan has for it; of files, their location.
    ///
    /// @param column null where it is not told which
    public record Origin(String table, @Nullable String column) {}

    public static ColumnOrigins of(Plan plan) {
        Set<Origin> conditions = new LinkedHashSet<>();
        List<Set<Origin>> values = new Trace(conditions).values(plan);
        return new ColumnOrigins(values, conditions);
    }

    private record Trace(Set<Origin> conditions) {
        List<Set<Origin>> values(Plan plan) {
            return switch (plan) {
                case Plan.TableScan scan -> scan(scan);
                case Plan.Rows rows -> named(rows.name(), rows.output());
                case Plan.Values values -> literals(values);
                case Plan.FileScan scan ->
                        named(String.join(", ", scan.source().locations()), scan.output());
                case Plan.Filter filter -> {
                    List<Set<Origin>> input = values(filter.input());
                    conditions.addAll(of(filter.predicate(), input));
                    yield input;
                }
                case Plan.Project project -> {
                    List<Set<Origin>> input = values(project.input());
                    yield project.expressions().stream().map(one -> of(one, input)).toList();
                }
                case Plan.Aggregate aggregate -> aggregate(aggregate);
                case Plan.HashJoin join -> {
                    List<Set<Origin>> left = values(join.left());
                    List<Set<Origin>> right = values(join.right());
                    Set<Origin> compared = union(join.leftKeys(), left);
                    compared.addAll(union(join.rightKeys(), right));
                    yield joined(join.type(), left, right, compared, join.residual());
                }
                case Plan.BucketedMergeJoin merge -> values(merge.join());
                case Plan.NestedLoopJoin join ->
                        joined(
                                join.type(),
                                values(join.left()),
                                values(join.right()),
                                new LinkedHashSet<>(),
                                join.condition());
                case Plan.AsOfJoin join -> {
                    List<Set<Origin>> left = values(join.left());
                    List<Set<Origin>> right = values(join.right());
                    Set<Origin> compared = union(join.leftKeys(), left);
                    compared.addAll(union(join.rightKeys(), right));
                    yield joined(join.type(), left, right, compared, null);
                }
                case Plan.TopN top -> {
                    List<Set<Origin>> input = values(top.input());
                    conditions.addAll(union(ordinals(top.keys()), input));
                    yield input;
                }
                case Plan.Window window -> window(window);
                case Plan.Unnest unnest -> unnest(unnest);
                case Plan.UnionAll union -> union(union);
                case Plan.Sort sort -> values(sort.input());
                case Plan.Limit limit -> values(limit.input());
                case Plan.SingleRow row -> values(row.input());
                case Plan.Shared shared -> values(shared.input());
                case Plan.TableWrite write -> none(values(write.input()), write.output());
                case Plan.Analyze analyze -> none(values(analyze.input()), analyze.output());
            };
        }

        private List<Set<Origin>> scan(Plan.TableScan scan) {
            List<Set<Origin>> all = new ArrayList<>();
            for (Types.NestedField column : scan.projection().columns()) {
                all.add(
                        MetadataColumns.isMetadataColumn(column.fieldId())
                                ? Set.of()
                                : Set.of(new Origin(scan.name(), column.name())));
            }
            Expr filter = scan.filter();
            if (filter != null) {
                conditions.addAll(of(filter, all));
            }
            return all.subList(0, scan.outputCount());
        }

        private static List<Set<Origin>> named(String table, List<Field> columns) {
            return columns.stream()
                    .map(column -> Set.of(new Origin(table, column.name())))
                    .toList();
        }

        private static List<Set<Origin>> literals(Plan.Values values) {
            String origin = values.origin();
            Set<Origin> all = origin == null ? Set.of() : Set.of(new Origin(origin, null));
            return values.output().stream().map(_ -> all).toList();
        }

        /// Of rows that are only counted.
        private static List<Set<Origin>> none(List<Set<Origin>> input, List<Field> output) {
            Set<Origin> all = new LinkedHashSet<>();
            input.forEach(all::addAll);
            return output.stream().map(_ -> all).toList();
        }

        private List<Set<Origin>> aggregate(Plan.Aggregate aggregate) {
            List<Set<Origin>> input = values(aggregate.input());
            List<Set<Origin>> output = new ArrayList<>();
            for (int key : aggregate.keys()) {
                output.add(input.get(key));
                conditions.addAll(input.get(key));
            }
            for (AggregateCall call : aggregate.calls()) {
                output.add(union(call.arguments(), input));
                Integer filter = call.filter();
                if (filter != null) {
                    conditions.addAll(input.get(filter));
                }
            }
            return output;
        }

        /// The columns that a join gives of both sides, and its mark, which is what is `compared`.
        private List<Set<Origin>> joined(
                JoinType type,
                List<Set<Origin>> left,
                List<Set<Origin>> right,
                Set<Origin> compared,
                @Nullable Expr condition) {
            List<Set<Origin>> both = new ArrayList<>(left);
            both.addAll(right);
            if (condition != null) {
                compared.addAll(of(condition, both));
            }
            List<Set<Origin>> output = new ArrayList<>();
            if (type.keepsLeft()) {
                output.addAll(left);
            }
            if (type.keepsRight()) {
                output.addAll(right);
            }
            if (type.givesMark()) {
                output.add(compared);
            } else {
                conditions.addAll(compared);
            }
            return output;
        }

        private List<Set<Origin>> window(Plan.Window window) {
            List<Set<Origin>> input = values(window.input());
            Set<Origin> keys = union(window.partitionKeys(), input);
            keys.addAll(union(ordinals(window.order()), input));
            List<Set<Origin>> output = new ArrayList<>(input);
            for (WindowCall call : window.calls()) {
                Set<Origin> made = union(call.arguments(), input);
                made.addAll(keys);
                output.add(made);
            }
            return output;
        }

        /// As many columns of each collection as its elements have; then, maybe, a number.
        private List<Set<Origin>> unnest(Plan.Unnest unnest) {
            List<Set<Origin>> input = values(unnest.input());
            List<Set<Origin>> output = new ArrayList<>(input.subList(0, unnest.width()));
            for (int at = unnest.width(); at < input.size(); at++) {
                DataType type = unnest.input().output().get(at).type();
                for (int i = 0; i < elementColumns(type); i++) {
                    output.add(input.get(at));
                }
            }
            while (output.size() < unnest.output().size()) {
                output.add(Set.of());
            }
            return output;
        }

        private static int elementColumns(DataType collection) {
            return switch (collection) {
                case DataType.MapOf _ -> 2;
                case DataType.ListOf(DataType.StructOf(List<Field> fields)) -> fields.size();
                default -> 1;
            };
        }

        private List<Set<Origin>> union(Plan.UnionAll union) {
            List<Set<Origin>> output = new ArrayList<>();
            union.output().forEach(_ -> output.add(new LinkedHashSet<>()));
            for (Plan input : union.inputs()) {
                List<Set<Origin>> one = values(input);
                for (int i = 0; i < output.size(); i++) {
                    output.get(i).addAll(one.get(i));
                }
            }
            return output;
        }

        private static List<Integer> ordinals(List<SortKey> keys) {
            return keys.stream().map(SortKey::ordinal).toList();
        }

        private static Set<Origin> of(Expr expr, List<Set<Origin>> input) {
            return union(expr.columns(), input);
        }

        private static Set<Origin> union(Collection<Integer> ordinals, List<Set<Origin>> input) {
            Set<Origin> all = new LinkedHashSet<>();
            ordinals.forEach(ordinal -> all.addAll(input.get(ordinal)));
            return all;
        }
    }
}
