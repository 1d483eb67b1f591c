package dev.tarn.engine.command;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.SqlException.Position;
import dev.tarn.engine.schema.Nearest;
import dev.tarn.engine.statement.ColumnDefinition;
import dev.tarn.engine.statement.Name;
import dev.tarn.engine.statement.PartitionField;
import dev.tarn.engine.statement.SortField;
import dev.tarn.storage.IcebergTypes;

import org.apache.iceberg.NullOrder;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.SortOrderBuilder;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.expressions.Term;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// Columns, partition fields and sort fields of SQL as Iceberg's schemas, specs and orders.
final class Columns {
    private Columns() {}

    /// A schema of `columns` with fresh field ids, for a table of `formatVersion`.
    static Schema schema(List<ColumnDefinition> columns, int formatVersion) {
        AtomicInteger lastId = new AtomicInteger(columns.size());
        Set<String> names = new HashSet<>();
        List<Types.NestedField> fields = new ArrayList<>();
        for (ColumnDefinition column : columns) {
            if (!names.add(column.name().toLowerCase(Locale.ROOT))) {
                throw new SqlException(
                        ErrorCode.DUPLICATE_COLUMN_NAME,
                        "Column '%s' is given twice".formatted(column.name()),
                        column.position(),
                        null);
            }
            Type type =
                    NestedTypes.with(
                            type(
                                    column.name(),
                                    column.type(),
                                    lastId,
                                    column.position(),
                                    formatVersion),
                            column.fields());
            Literal<?> value =
                    DefaultLiterals.of(column.defaultValue(), column.name(), type, formatVersion);
            fields.add(
                    Types.NestedField.builder()
                            .withId(fields.size() + 1)
                            .withName(column.name())
                            .isOptional(!column.required())
                            .ofType(type)
                            .withDoc(column.comment())
                            .withInitialDefault(value)
                            .withWriteDefault(value)
                            .build());
        }
        return new Schema(fields);
    }

    /// `schema` with the columns called `names` as identifier fields; as it is where there are
    /// none.
    static Schema identified(Schema schema, List<Name> names) {
        if (names.isEmpty()) {
            return schema;
        }
        Set<Integer> ids = new HashSet<>();
        for (Name name : names) {
            String column = column(schema, name.toString(), name.position());
            ids.add(schema.findField(column).fieldId());
        }
        try {
            return new Schema(schema.columns(), ids);
        } catch (IllegalArgumentException e) {
            throw new SqlException(
                    ErrorCode.INVALID_TABLE_PROPERTY,
                    "Rows cannot be identified by %s: %s".formatted(names, e.getMessage()),
                    names.getFirst().position(),
                    e);
        }
    }

    /// The Iceberg type that keeps values of `type` in a table of `formatVersion`; nested fields
    /// get ids after `lastId`.
    static Type type(
            String column,
            DataType type,
            AtomicInteger lastId,
            @Nullable Position position,
            int formatVersion) {
        try {
            Type stored = IcebergTypes.icebergType(type, lastId::incrementAndGet);
            Types.NestedField field = Types.NestedField.optional(0, column, stored);
            Schema.checkCompatibility(new Schema(field), formatVersion);
            return stored;
        } catch (IllegalStateException e) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "Column '%s' cannot be %s in a table of format version %d; ask for WITH (format_version = 3)%s"
                            .formatted(
                                    column,
                                    type,
                                    formatVersion,
                                    type == DataType.UNKNOWN
                                            ? ", or cast it to the type it should have"
                                            : ""),
                    position,
                    e);
        } catch (dev.tarn.storage.StorageException e) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "Column '%s': %s".formatted(column, e.getMessage()),
                    position,
                    e);
        }
    }

    static PartitionSpec spec(Schema schema, List<PartitionField> fields) {
        PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
        for (PartitionField field : fields) {
            String column = column(schema, field.column(), field.position());
            try {
                add(spec, field, column);
            } catch (RuntimeException e) {
                throw new SqlException(
                        ErrorCode.INVALID_TABLE_PROPERTY,
                        "Cannot partition by %s of column '%s': %s"
                                .formatted(
                                        field.transform().name().toLowerCase(Locale.ROOT),
                                        column,
                                        e.getMessage()),
                        field.position(),
                        e);
            }
        }
        return spec.build();
    }

    private static void add(PartitionSpec.Builder spec, PartitionField field, String column) {
        String name = field.name();
        if (name == null) {
            name = PartitionField.standardName(field.transform(), column);
        }
        switch (field.transform()) {
            case IDENTITY -> spec.identity(column, name);
            case YEAR -> spec.year(column, name);
            case MONTH -> spec.month(column, name);
            case DAY -> spec.day(column, name);
            case HOUR -> spec.hour(column, name);
            case BUCKET -> spec.bucket(column, argument(field), name);
            case TRUNCATE -> spec.truncate(column, argument(field), name);
            case VOID -> spec.alwaysNull(column, name);
        }
    }

    /// The same as a term, for changes of a spec.
    static Term term(Schema schema, PartitionField field) {
        String column = column(schema, field.column(), field.position());
        return switch (field.transform()) {
            case IDENTITY -> Expressions.ref(column);
            case YEAR -> Expressions.year(column);
            case MONTH -> Expressions.month(column);
            case DAY -> Expressions.day(column);
            case HOUR -> Expressions.hour(column);
            case BUCKET -> Expressions.bucket(column, argument(field));
            case TRUNCATE -> Expressions.truncate(column, argument(field));
            case VOID ->
                    throw new SqlException(
                            ErrorCode.NOT_SUPPORTED,
                            "The transform void stands for a partition field that was dropped; it"
                                    + " cannot be asked for",
                            field.position(),
                            null);
        };
    }

    private static int argument(PartitionField field) {
        Integer argument = field.argument();
        if (argument == null) {
            throw new IllegalArgumentException("a number is missing");
        }
        return argument;
    }

    static SortOrder order(Schema schema, List<SortField> fields) {
        SortOrder.Builder order = SortOrder.builderFor(schema);
        addAll(order, schema, fields);
        return order.build();
    }

    /// Adds `fields` to an order that is being made.
    static void addAll(SortOrderBuilder<?> order, Schema schema, List<SortField> fields) {
        for (SortField field : fields) {
            Term term = term(schema, field.term());
            NullOrder nulls = field.nullsFirst() ? NullOrder.NULLS_FIRST : NullOrder.NULLS_LAST;
            try {
                if (field.descending()) {
                    order.desc(term, nulls);
                } else {
                    order.asc(term, nulls);
                }
            } catch (ValidationException | IllegalArgumentException e) {
                throw new SqlException(
                        ErrorCode.INVALID_TABLE_PROPERTY,
                        "Cannot sort by %s of column '%s': %s"
                                .formatted(
                                        field.term().transform().name().toLowerCase(Locale.ROOT),
                                        field.term().column(),
                                        e.getMessage()),
                        field.term().position(),
                        e);
            }
        }
    }

    /// The name of a column as `schema` spells it; `name` may lead into structs.
    ///
    /// @throws SqlException COLUMN_NOT_FOUND
    static String column(Schema schema, String name, @Nullable Position position) {
        Types.NestedField field = schema.findField(name);
        if (field == null) {
            field = schema.caseInsensitiveFindField(name);
        }
        if (field == null) {
            List<String> names = schema.columns().stream().map(Types.NestedField::name).toList();
            throw new SqlException(
                    ErrorCode.COLUMN_NOT_FOUND,
                    "Column '%s' does not exist%s".formatted(name, Nearest.hint(name, names)),
                    position,
                    null);
        }
        String spelled = schema.findColumnName(field.fieldId());
        return spelled == null ? field.name() : spelled;
    }
}
