package dev.tarn.engine.command;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.physical.FileLayout;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.RowOrder;
import dev.tarn.engine.physical.SortKey;
import dev.tarn.storage.IcebergTypes;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.table.ColumnTransform;

import org.apache.iceberg.DistributionMode;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortDirection;
import org.apache.iceberg.SortField;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.transforms.Transform;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Rows on their way into a table, in the order and to the writers that it asks for.
///
/// Rows of a table with a sort order are sorted, by partition first. So are those of a partitioned
/// one, unless its `write.distribution-mode` is `hash` or `none` and its
/// `write.spark.fanout.enabled` is not `false`: then one file is open at a time, however many
/// partitions there are and however they come. By `hash`, rows of a partition go to few writers,
/// which have a file open for each of their partitions: faster where partitions are few.
final class WriteOrder {
    private final Schema schema;
    private final List<Expr> expressions = new ArrayList<>();
    private final List<Field> fields;
    private final List<SortKey> keys = new ArrayList<>();

    private WriteOrder(Plan rows, Schema schema) {
        this.schema = schema;
        this.fields = new ArrayList<>(rows.output());
        for (int column = 0; column < fields.size(); column++) {
            expressions.add(new Expr.Column(column, fields.get(column).type()));
        }
    }

    /// A write of `rows`, whose columns are the table's.
    static Plan.TableWrite write(Plan rows, Table table) {
        return write(rows, table, table.schema());
    }

    /// A write of `rows`, whose columns are `columns`: the table's first.
    static Plan.TableWrite write(Plan rows, Table table, Schema columns) {
        DistributionMode mode = mode(table);
        Plan ordered = rows;
        if (isSorted(table, mode)) {
            WriteOrder order = new WriteOrder(rows, table.schema());
            table.spec().fields().forEach(order::add);
            order.addAll(table.sortOrder().fields());
            ordered = order.sorted(rows);
            mode = DistributionMode.RANGE;
        } else if (mode == DistributionMode.RANGE) {
            mode = DistributionMode.NONE;
        }
        return new Plan.TableWrite(ordered, table, columns, false, mode, null);
    }

    /// A write of `rows`, whose columns are `columns`: the table's first, into files as `layout`
    /// says, or those of their partitions where there is none; in `order` within a partition.
    static Plan.TableWrite rewrite(
            Plan rows, Table table, Schema columns, SortOrder order, @Nullable FileLayout layout) {
        WriteOrder sorting = ofPartitions(rows, table, layout);
        sorting.addAll(order.fields());
        return sorting.rewrite(rows, table, columns, layout);
    }

    /// The same where rows lie along a curve, by their `key` of the columns `columnIds`.
    static Plan.TableWrite clustered(
            Plan rows,
            Table table,
            Schema columns,
            ScalarFunction key,
            List<Integer> columnIds,
            @Nullable FileLayout layout) {
        WriteOrder sorting = ofPartitions(rows, table, layout);
        List<Expr> arguments = new ArrayList<>();
        for (int id : columnIds) {
            arguments.add(column(table.schema(), table.schema().findField(id)));
        }
        int ordinal = sorting.add(new Expr.Call(key, arguments));
        sorting.keys.add(new SortKey(ordinal, false, true));
        return sorting.rewrite(rows, table, columns, layout);
    }

    private static WriteOrder ofPartitions(Plan rows, Table table, @Nullable FileLayout layout) {
        WriteOrder sorting = new WriteOrder(rows, table.schema());
        if (layout == null) {
            table.spec().fields().forEach(sorting::add);
        }
        return sorting;
    }

    private Plan.TableWrite rewrite(
            Plan rows, Table table, Schema columns, @Nullable FileLayout layout) {
        boolean isSorted = !keys.isEmpty();
        return new Plan.TableWrite(
                isSorted ? sorted(rows) : rows,
                table,
                columns,
                false,
                isSorted ? DistributionMode.RANGE : DistributionMode.NONE,
                layout);
    }

    private static boolean isSorted(Table table, DistributionMode mode) {
        boolean isClustered =
                mode == DistributionMode.RANGE
                        || "false"
                                .equalsIgnoreCase(
                                        table.properties()
                                                .get(
                                                        TableProperties
                                                                .SPARK_WRITE_PARTITIONED_FANOUT_ENABLED));
        return table.sortOrder().isSorted() || table.spec().isPartitioned() && isClustered;
    }

    private static DistributionMode mode(Table table) {
        String name = table.properties().get(TableProperties.WRITE_DISTRIBUTION_MODE);
        if (name == null) {
            return table.spec().isPartitioned() ? DistributionMode.RANGE : DistributionMode.NONE;
        }
        try {
            return DistributionMode.fromName(name);
        } catch (IllegalArgumentException e) {
            throw new SqlException(
                    ErrorCode.INVALID_TABLE_PROPERTY,
                    "Table property %s of %s is '%s'; it must be none, hash or range"
                            .formatted(TableProperties.WRITE_DISTRIBUTION_MODE, table.name(), name),
                    null,
                    e);
        }
    }

    private void add(PartitionField field) {
        if (!field.transform().isVoid()) {
            keys.add(new SortKey(ordinal(field.sourceId(), field.transform()), false, true));
        }
    }

    /// As many fields as there are before one whose transform is not known: the files are as good
    /// without, and do not claim the order.
    private void addAll(List<SortField> sortFields) {
        for (SortField field : sortFields) {
            int ordinal;
            try {
                ordinal = ordinal(field.sourceId(), field.transform());
            } catch (StorageException unknown) {
                return;
            }
            boolean descending = field.direction() == SortDirection.DESC;
            boolean nullsFirst = field.nullOrder() == NullOrder.NULLS_FIRST;
            keys.add(new SortKey(ordinal, descending, nullsFirst));
        }
    }

    /// Where the transform of a column is, which may be behind the table's columns.
    private int ordinal(int sourceId, Transform<?, ?> transform) {
        Types.NestedField source = schema.findField(sourceId);
        ColumnTransform values = ColumnTransform.of(transform.toString(), source.type());
        Expr column = column(schema, source);
        if (transform.isIdentity() && column instanceof Expr.Column direct) {
            return direct.ordinal();
        }
        DataType type = values.resultType(column.type());
        ScalarFunction function =
                ScalarFunction.of(
                        transform.toString(),
                        List.of(column.type()),
                        type,
                        (arguments, _, _) -> values.apply(arguments.getFirst()));
        return add(new Expr.Call(function, List.of(column)));
    }

    /// Where the values of `key` are, behind the table's columns.
    private int add(Expr key) {
        expressions.add(key);
        fields.add(new Field("sort_key_" + fields.size(), key.type()));
        return fields.size() - 1;
    }

    /// The column `source` of rows with the columns of `schema`, down through structs.
    ///
    /// @throws SqlException INVALID_ARGUMENTS if it is in a list or map, of which a row has many
    static Expr column(Schema schema, Types.NestedField source) {
        Map<Integer, Integer> parents = TypeUtil.indexParents(schema.asStruct());
        Deque<Integer> path = new ArrayDeque<>();
        for (Integer id = source.fieldId(); id != null; id = parents.get(id)) {
            path.push(id);
        }
        Types.StructType struct = schema.asStruct();
        Expr column = null;
        for (int id : path) {
            Types.NestedField at = struct.field(id);
            if (at == null) {
                throw new SqlException(
                        ErrorCode.INVALID_ARGUMENTS,
                        "Rows cannot be sorted by '%s', which is in a list or map"
                                .formatted(schema.findColumnName(source.fieldId())));
            }
            int ordinal = struct.fields().indexOf(at);
            DataType type = IcebergTypes.dataType(at.type());
            column =
                    column == null
                            ? new Expr.Column(ordinal, type)
                            : new Expr.FieldAccess(column, ordinal, type);
            struct = at.type().isStructType() ? at.type().asStructType() : Types.StructType.of();
        }
        return Objects.requireNonNull(column);
    }

    private Plan sorted(Plan rows) {
        if (RowOrder.of(rows).gives(keys)) {
            return rows;
        }
        int width = rows.output().size();
        if (width == fields.size()) {
            return new Plan.Sort(rows, keys);
        }
        Plan keyed = new Plan.Project(rows, expressions, fields);
        return new Plan.Project(
                new Plan.Sort(keyed, keys), expressions.subList(0, width), rows.output());
    }
}
