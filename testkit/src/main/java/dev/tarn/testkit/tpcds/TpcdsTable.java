package dev.tarn.testkit.tpcds;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.VectorBuilder;

import io.trino.tpcds.Results;
import io.trino.tpcds.Session;
import io.trino.tpcds.Table;
import io.trino.tpcds.column.Column;
import io.trino.tpcds.column.ColumnType;

import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// One of the 24 tables of TPC-DS, with the rows that `io.trino.tpcds` generates: the same ones
/// every time. Keys are BIGINT, texts of a fixed length VARCHAR without padding.
public final class TpcdsTable {
    private static final int BATCH_ROWS = 8192;

    private final Table table;
    private final List<ColumnType> types = new ArrayList<>();
    private final Schema schema;

    private TpcdsTable(Table table) {
        this.table = table;
        List<NestedField> fields = new ArrayList<>();
        for (Column column : table.getColumns()) {
            types.add(column.getType());
            fields.add(
                    NestedField.optional(
                            fields.size() + 1, column.getName(), icebergType(column.getType())));
        }
        this.schema = new Schema(fields);
    }

    /// All tables that the queries ask.
    public static List<TpcdsTable> all() {
        return Table.getBaseTables().stream()
                .filter(table -> table != Table.DBGEN_VERSION)
                .map(TpcdsTable::new)
                .toList();
    }

    public String name() {
        return table.getName();
    }

    public Schema schema() {
        return schema;
    }

    /// Generates the rows that the table has at a scale factor, in order, in batches of their own.
    public void forEachBatch(double scale, Consumer<Batch> consumer) {
        Session session = Session.getDefaultSession().withTable(table).withScale(scale);
        List<List<@Nullable String>> rows = new ArrayList<>(BATCH_ROWS);
        for (List<List<String>> generated : Results.constructResults(table, session)) {
            rows.addAll(generated);
            if (rows.size() == BATCH_ROWS) {
                consumer.accept(batch(rows));
                rows.clear();
            }
        }
        if (!rows.isEmpty()) {
            consumer.accept(batch(rows));
        }
    }

    private Batch batch(List<List<@Nullable String>> rows) {
        List<Vector> columns = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            List<@Nullable Object> values = new ArrayList<>(rows.size());
            for (List<@Nullable String> row : rows) {
                String text = row.get(i);
                values.add(text == null ? null : value(types.get(i), text));
            }
            columns.add(VectorBuilder.of(dataType(types.get(i)), values));
        }
        return new Batch(columns, rows.size());
    }

    private static Object value(ColumnType type, String text) {
        return switch (type.getBase()) {
            case INTEGER -> Integer.valueOf(text);
            case IDENTIFIER -> Long.valueOf(text);
            case DATE -> LocalDate.parse(text);
            case DECIMAL -> new BigDecimal(text).setScale(scale(type));
            case VARCHAR, CHAR, TIME -> text;
        };
    }

    private static DataType dataType(ColumnType type) {
        return switch (type.getBase()) {
            case INTEGER -> DataType.INTEGER;
            case IDENTIFIER -> DataType.BIGINT;
            case DATE -> DataType.DATE;
            case DECIMAL -> new DataType.Decimal(precision(type), scale(type));
            case VARCHAR, CHAR, TIME -> DataType.STRING;
        };
    }

    private static Type icebergType(ColumnType type) {
        return switch (type.getBase()) {
            case INTEGER -> Types.IntegerType.get();
            case IDENTIFIER -> Types.LongType.get();
            case DATE -> Types.DateType.get();
            case DECIMAL -> Types.DecimalType.of(precision(type), scale(type));
            case VARCHAR, CHAR, TIME -> Types.StringType.get();
        };
    }

    private static int precision(ColumnType type) {
        return type.getPrecision().orElseThrow();
    }

    private static int scale(ColumnType type) {
        return type.getScale().orElseThrow();
    }
}
