package dev.tarn.engine.physical;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.expr.Expr;

import org.apache.iceberg.DistributionMode;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// A tree of what to execute. Columns are ordinals into the input's output (for joins: left's, then
/// right's).
///
/// Plans are immutable and know neither Calcite nor operators. Estimated row counts, of the kinds
/// that give other rows than they take, are for EXPLAIN and for choices made before running; -1
/// where nothing is known. [EstimatedRows] has those of all kinds.
public sealed interface Plan {

    /// Names and types of the columns that this gives.
    List<Field> output();

    List<Plan> inputs();

    /// Rows of an Iceberg table at a snapshot: the first `outputCount` columns of `projection`, in
    /// order, for the rows that `filter` keeps, which reads all of them. `columns` are their names
    /// and types. `pruning` is what of the filter Iceberg's metadata can use to skip files and row
    /// groups: it is implied by the filter and never replaces it. A null snapshot is an empty
    /// table.
    record TableScan(
            String name,
            Table table,
            @Nullable Long snapshotId,
            Schema projection,
            List<Field> columns,
            int outputCount,
            Expression pruning,
            @Nullable Expr filter,
            double estimatedRows)
            implements Plan {
        public TableScan {
            columns = List.copyOf(columns);
        }

        /// The same rows of another table, which is the same one at another time.
        public TableScan of(Table other) {
            return new TableScan(
                    name,
                    other,
                    snapshotId,
                    projection,
                    columns,
                    outputCount,
                    pruning,
                    filter,
                    estimatedRows);
        }

        /// The rows that another filter keeps, and what of it metadata can use.
        public TableScan where(@Nullable Expr kept, Expression implied) {
            return new TableScan(
                    name,
                    table,
                    snapshotId,
                    projection,
                    columns,
                    outputCount,
                    implied,
                    kept,
                    estimatedRows);
        }

        @Override
        public List<Field> output() {
            return columns.subList(0, outputCount);
        }

        @Override
        public List<Plan> inputs() {
            return List.of();
        }
    }

    /// Rows that exist before the query runs: VALUES, metadata tables, results of commands. Batches
    /// have no selection and are made when the query runs, so that a plan stays small.
    record Rows(String name, List<Field> output, RowSource source) implements Plan {
        public Rows {
            output = List.copyOf(output);
        }

        @Override
        public List<Plan> inputs() {
            return List.of();
        }
    }

    /// Literal rows, and the table whose manifests tell them if the query does not say them itself.
    record Values(List<Field> output, List<List<Expr.Literal>> rows, @Nullable String origin)
            implements Plan {
        // Not compact: javac leaves type annotations out of class files for compact constructors.
        public Values(List<Field> output, List<List<Expr.Literal>> rows, @Nullable String origin) {
            this.output = List.copyOf(output);
            this.rows = List.copyOf(rows);
            this.origin = origin;
        }

        /// The rows of VALUES.
        public Values(List<Field> output, List<List<Expr.Literal>> rows) {
            this(output, rows, null);
        }

        @Override
        public List<Plan> inputs() {
            return List.of();
        }
    }

    /// Rows of files outside any table, as COPY INTO reads them. `pruning` is what of a filter
    /// above files can use to skip row groups, as in [TableScan]: only formats with statistics do.
    record FileScan(FileSource source, List<Field> output, Expression pruning) implements Plan {
        public FileScan {
            output = List.copyOf(output);
        }

        /// All rows.
        public FileScan(FileSource source, List<Field> output) {
            this(source, output, Expressions.alwaysTrue());
        }

        @Override
        public List<Plan> inputs() {
            return List.of();
        }
    }

    record Filter(Plan input, Expr predicate, double estimatedRows) implements Plan {
        /// A filter of which it is not known how many rows it keeps.
        public Filter(Plan input, Expr predicate) {
            this(input, predicate, -1);
        }

        @Override
        public List<Field> output() {
            return input.output();
        }

        @Override
        public List<Plan> inputs() {
            return List.of(input);
        }
    }

    record Project(Plan input, List<Expr> expressions, List<Field> output) implements Plan {
        public Project {
            expressions = List.copyOf(expressions);
            output = List.copyOf(output);
        }

        @Override
        public List<Plan> inputs() {
            return List.of(input);
        }
    }

    /// Groups by the input columns `keys`; output is the keys, then one column a call. Without keys
    /// there is one row, even for an empty input. `DISTINCT` is an aggregate without calls. Groups
    /// of an input whose order puts them side by side come in that order ([RowOrder#streams]).
    record Aggregate(
            Plan input,
            List<Integer> keys,
            List<AggregateCall> calls,
            List<Field> output,
            double estimatedRows)
            implements Plan {
        public Aggregate {
            keys = List.copyOf(keys);
            calls = List.copyOf(calls);
            output = List.copyOf(output);
        }

        /// An aggregation of which it is not known how many groups there are.
        public Aggregate(
                Plan input, List<Integer> keys, List<AggregateCall> calls, List<Field> output) {
            this(input, keys, calls, output, -1);
        }

        @Override
        public List<Plan> inputs() {
            return List.of(input);
        }
    }

    /// An equi-join: `left[leftKeys[i]] = right[rightKeys[i]]` for all i, of equal types, and
    /// `residual` over left's then right's columns where it is not null. `nullSafe` keys match null
    /// with null (IS NOT DISTINCT FROM).
    record HashJoin(
            Plan left,
            Plan right,
            JoinType type,
            List<Integer> leftKeys,
            List<Integer> rightKeys,
            List<Boolean> nullSafe,
            @Nullable Expr residual,
            double estimatedRows)
            implements Plan {
        // Not compact: javac leaves type annotations out of class files for compact constructors.
        public HashJoin(
                Plan left,
                Plan right,
                JoinType type,
                List<Integer> leftKeys,
                List<Integer> rightKeys,
                List<Boolean> nullSafe,
                @Nullable Expr residual,
                double estimatedRows) {
            this.left = left;
            this.right = right;
            this.type = type;
            this.leftKeys = List.copyOf(leftKeys);
            this.rightKeys = List.copyOf(rightKeys);
            this.nullSafe = List.copyOf(nullSafe);
            this.residual = residual;
            this.estimatedRows = estimatedRows;
        }

        /// A join of which it is not known how many rows it gives.
        public HashJoin(
                Plan left,
                Plan right,
                JoinType type,
                List<Integer> leftKeys,
                List<Integer> rightKeys,
                List<Boolean> nullSafe,
                @Nullable Expr residual) {
            this(left, right, type, leftKeys, rightKeys, nullSafe, residual, -1);
        }

        @Override
        public List<Field> output() {
            return joinOutput(left, right, type);
        }

        @Override
        public List<Plan> inputs() {
            return List.of(left, right);
        }
    }

    /// `join` of two tables, group by group of their files, by merging rows that come in order: no
    /// hash table, and no sort but of files that are not in the order that they say. Rows of a
    /// group come in the order of the keys, groups side by side.
    record BucketedMergeJoin(HashJoin join, MergeLayout layout) implements Plan {
        public BucketedMergeJoin {
            if (!(join.left() instanceof TableScan) || !(join.right() instanceof TableScan)) {
                throw new IllegalArgumentException("A bucketed merge join reads tables");
            }
        }

        /// The table whose rows are the left ones.
        public TableScan left() {
            return (TableScan) join.left();
        }

        /// The table whose rows are the right ones.
        public TableScan right() {
            return (TableScan) join.right();
        }

        @Override
        public List<Field> output() {
            return join.output();
        }

        @Override
        public List<Plan> inputs() {
            return join.inputs();
        }
    }

    /// A join without equalities: every pair for which `condition` is true, or every pair where it
    /// is null.
    record NestedLoopJoin(
            Plan left, Plan right, JoinType type, @Nullable Expr condition, double estimatedRows)
            implements Plan {
        /// A join of which it is not known how many rows it gives.
        public NestedLoopJoin(Plan left, Plan right, JoinType type, @Nullable Expr condition) {
            this(left, right, type, condition, -1);
        }

        @Override
        public List<Field> output() {
            return joinOutput(left, right, type);
        }

        @Override
        public List<Plan> inputs() {
            return List.of(left, right);
        }
    }

    /// Each row of `left` with one of `right` at most: of those whose keys but the last are equal
    /// to its own, the one whose last key is nearest as `match` says; of several such any. The
    /// right rows come in ascending order of `rightKeys`, without nulls and NaN in them; a left row
    /// that has one of these has no match. Keys are of equal types. A LEFT join gives left rows
    /// without a match too, an INNER one does not.
    record AsOfJoin(
            Plan left,
            Plan right,
            JoinType type,
            List<Integer> leftKeys,
            List<Integer> rightKeys,
            AsOfMatch match,
            double estimatedRows)
            implements Plan {
        public AsOfJoin {
            if (type != JoinType.INNER && type != JoinType.LEFT) {
                throw new IllegalArgumentException("An ASOF join of type " + type);
            }
            leftKeys = List.copyOf(leftKeys);
            rightKeys = List.copyOf(rightKeys);
        }

        @Override
        public List<Field> output() {
            return joinOutput(left, right, type);
        }

        @Override
        public List<Plan> inputs() {
            return List.of(left, right);
        }
    }

    record Sort(Plan input, List<SortKey> keys) implements Plan {
        public Sort {
            keys = List.copyOf(keys);
        }

        @Override
        public List<Field> output() {
            return input.output();
        }

        @Override
        public List<Plan> inputs() {
            return List.of(input);
        }
    }

    /// The first `limit` rows after `offset` in the order of `keys`.
    record TopN(Plan input, List<SortKey> keys, long limit, long offset) implements Plan {
        public TopN {
            keys = List.copyOf(keys);
        }

        @Override
        public List<Field> output() {
            return input.output();
        }

        @Override
        public List<Plan> inputs() {
            return List.of(input);
        }
    }

    /// The input's rows, behind their columns the result of each call: of the rows with the same
    /// `partitionKeys`, in the order of `order`. Rows with equal keys are in any order. Where there
    /// is a `limit`, rows beyond it need not be given; the calls are rankings then, whose results
    /// for a row depend on no row behind it.
    record Window(
            Plan input,
            List<Integer> partitionKeys,
            List<SortKey> order,
            List<WindowCall> calls,
            List<Field> output,
            @Nullable WindowLimit limit)
            implements Plan {
        // Not compact: javac leaves type annotations out of class files for compact constructors.
        public Window(
                Plan input,
                List<Integer> partitionKeys,
                List<SortKey> order,
                List<WindowCall> calls,
                List<Field> output,
                @Nullable WindowLimit limit) {
            this.input = input;
            this.partitionKeys = List.copyOf(partitionKeys);
            this.order = List.copyOf(order);
            this.calls = List.copyOf(calls);
            this.output = List.copyOf(output);
            this.limit = limit;
        }

        /// A window that gives all rows.
        public Window(
                Plan input,
                List<Integer> partitionKeys,
                List<SortKey> order,
                List<WindowCall> calls,
                List<Field> output) {
            this(input, partitionKeys, order, calls, output, null);
        }

        @Override
        public List<Plan> inputs() {
            return List.of(input);
        }
    }

    /// A row for each element of the input's collections, the columns from `width` on: the columns
    /// before them, then the elements of all collections side by side (of a map its key and its
    /// value, of a list of structs their fields), then the element's number from 1 if
    /// `withOrdinality`. A row has as many as its longest collection; the others give nulls. A row
    /// without elements gives none, or one with nulls if `outer`.
    record Unnest(
            Plan input,
            int width,
            boolean withOrdinality,
            boolean outer,
            List<Field> output,
            double estimatedRows)
            implements Plan {
        public Unnest {
            output = List.copyOf(output);
        }

        /// One of which it is not known how many rows it gives.
        public Unnest(
                Plan input, int width, boolean withOrdinality, boolean outer, List<Field> output) {
            this(input, width, withOrdinality, outer, output, -1);
        }

        @Override
        public List<Plan> inputs() {
            return List.of(input);
        }
    }

    /// At most `limit` rows (all where it is negative), after `offset` are left out. Keeps the
    /// order of a sorted input; which rows it is of an unsorted one is not defined.
    record Limit(Plan input, long limit, long offset) implements Plan {
        @Override
        public List<Field> output() {
            return input.output();
        }

        @Override
        public List<Plan> inputs() {
            return List.of(input);
        }
    }

    /// All rows of all inputs, which have the same types; names are those given.
    record UnionAll(List<Plan> inputs, List<Field> output) implements Plan {
        public UnionAll {
            inputs = List.copyOf(inputs);
            output = List.copyOf(output);
        }
    }

    /// Exactly one row: the input's, or all nulls if it has none. More is SUBQUERY_MULTIPLE_ROWS.
    record SingleRow(Plan input) implements Plan {
        @Override
        public List<Field> output() {
            return input.output();
        }

        @Override
        public List<Plan> inputs() {
            return List.of(input);
        }
    }

    /// The input's rows, which several places of a plan read: those of the same `number` have the
    /// same input, which is computed once.
    record Shared(Plan input, int number) implements Plan {
        @Override
        public List<Field> output() {
            return input.output();
        }

        @Override
        public List<Plan> inputs() {
            return List.of(input);
        }
    }

    /// Writes the input's rows, whose columns are `columns` in order, into new data files of
    /// `table`: those of the table, and behind them those that metadata keeps of each row. Gives
    /// one row a driver that had something to do; the files themselves go to the query's
    /// [WriteResults], and whoever runs the plan commits them.
    ///
    /// `distribution` says who writes which rows: each driver those that it gets (NONE), few
    /// drivers those of one partition (HASH), or the one driver that there is all of them (RANGE),
    /// as they come partition by partition, for which one file at a time is open.
    ///
    /// Where `changes` is set, the input says by its first columns which row of the table each row
    /// takes away (`_file` and `_pos`; null for none), and by the next, where there is one, whether
    /// it is written: the columns of what is written come behind it. Positions go to the
    /// [WriteResults] too.
    ///
    /// A `layout` says which files there are to be, and stands above the distribution; null for as
    /// many as come.
    record TableWrite(
            Plan input,
            Table table,
            Schema columns,
            boolean changes,
            DistributionMode distribution,
            @Nullable FileLayout layout)
            implements Plan {
        public static final List<Field> OUTPUT = List.of(new Field("rows", DataType.BIGINT));

        public TableWrite(Plan input, Table table) {
            this(input, table, table.schema(), false);
        }

        /// A write of few drivers for each partition.
        public TableWrite(Plan input, Table table, Schema columns, boolean changes) {
            this(input, table, columns, changes, DistributionMode.HASH, null);
        }

        /// The same of other rows and another table.
        public TableWrite of(Plan rows, Table other) {
            return new TableWrite(rows, other, columns, changes, distribution, layout);
        }

        @Override
        public List<Field> output() {
            return OUTPUT;
        }

        @Override
        public List<Plan> inputs() {
            return List.of(input);
        }
    }

    /// Runs the input to its end and gives text about it in place of its rows: a row a line, or one
    /// row of JSON.
    record Analyze(Plan input, boolean json) implements Plan {
        @Override
        public List<Field> output() {
            return List.of(new Field("Query Plan", DataType.STRING));
        }

        @Override
        public List<Plan> inputs() {
            return List.of(input);
        }
    }

    private static List<Field> joinOutput(Plan left, Plan right, JoinType type) {
        List<Field> output = new ArrayList<>();
        if (type.keepsLeft()) {
            output.addAll(left.output());
        }
        if (type.keepsRight()) {
            output.addAll(right.output());
        }
        if (type.givesMark()) {
            output.add(new Field("mark", DataType.BOOLEAN));
        }
        return List.copyOf(output);
    }
}
