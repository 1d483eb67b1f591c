package dev.tarn.storage.table;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.columnar.DataType;
import dev.tarn.storage.IcebergTypes;
import dev.tarn.storage.StorageException;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.EdgeAlgorithm;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.ByteBuffers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// Columns of shapes, and columns of nothing, in tables.
class ShapeTablesTest {
    @TempDir Path folder;

    private static final Schema SCHEMA =
            new Schema(
                    required(1, "id", Types.LongType.get()),
                    optional(2, "g", Types.GeometryType.crs84()),
                    optional(3, "w", Types.GeographyType.of("OGC:CRS84", EdgeAlgorithm.KARNEY)),
                    optional(4, "nothing", Types.UnknownType.get()));

    private static byte[] point(double x, double y) {
        return ByteBuffer.allocate(21)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 1)
                .putInt(1)
                .putDouble(x)
                .putDouble(y)
                .array();
    }

    private Table filled(String format) {
        Table table =
                LocalTables.create(
                        folder,
                        SCHEMA,
                        PartitionSpec.unpartitioned(),
                        Map.of("write.format.default", format, "format-version", "3"));
        LocalTables.append(
                table,
                LocalTables.batch(
                        SCHEMA,
                        List.of(
                                LocalTables.row(1L, point(1, 2), point(-3, 4), null),
                                LocalTables.row(2L, null, null, null))));
        return table;
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            case ByteBuffer buffer ->
                    HexFormat.of().formatHex(ByteBuffers.toByteArray(buffer.duplicate()));
            default -> value.toString();
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "avro"})
    void shapes_come_back_here_and_in_iceberg(String format) throws IOException {
        Table table = filled(format);
        String first = "[1, %s, %s, null]".formatted(text(point(1, 2)), text(point(-3, 4)));
        assertThat(
                        LocalTables.rows(table).stream()
                                .map(row ->
                                        row.stream()
                                                .map(ShapeTablesTest::text)
                                                .toList()
                                                .toString()))
                .containsExactly(first, "[2, null, null, null]");
        List<String> icebergs = new ArrayList<>();
        try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
            for (Record record : records) {
                List<String> values = new ArrayList<>();
                for (int i = 0; i < record.size(); i++) {
                    values.add(text(record.get(i)));
                }
                icebergs.add(values.toString());
            }
        }
        assertThat(icebergs).containsExactly(first, "[2, null, null, null]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "avro"})
    void columns_of_nothing_come_back(String format) {
        Schema schema = SCHEMA.select("id", "nothing");
        Table table =
                LocalTables.create(
                        folder,
                        schema,
                        PartitionSpec.unpartitioned(),
                        Map.of("write.format.default", format, "format-version", "3"));
        LocalTables.append(table, LocalTables.batch(schema, List.of(LocalTables.row(1L, null))));
        assertThat(LocalTables.rows(table)).containsExactly(LocalTables.row(1L, null));
    }

    @Test
    void orc_files_refuse_them() {
        assertThatThrownBy(() -> filled("orc"))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("Column g is geometry")
                .hasMessageContaining("ORC files do not hold");
        Schema nothing = SCHEMA.select("id", "nothing");
        Table table =
                LocalTables.create(
                        folder.resolve("nothing"),
                        nothing,
                        PartitionSpec.unpartitioned(),
                        Map.of("write.format.default", "orc", "format-version", "3"));
        assertThatThrownBy(() ->
                        LocalTables.append(
                                table,
                                LocalTables.batch(nothing, List.of(LocalTables.row(1L, null)))))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("Column nothing is unknown");
    }

    @Test
    void files_tell_how_many_shapes_are_null_and_no_bounds() {
        Table table = filled("parquet");
        DataFile file = table.currentSnapshot().addedDataFiles(table.io()).iterator().next();
        assertThat(file.nullValueCounts()).containsEntry(2, 1L).containsEntry(3, 1L);
        assertThat(file.lowerBounds()).doesNotContainKeys(2, 3);
        assertThat(LocalTables.rows(table, table.schema(), Expressions.isNull("g"))).isNotEmpty();
    }

    @Test
    void types_keep_their_system_of_coordinates() {
        for (Type type :
                List.of(
                        Types.GeometryType.crs84(),
                        Types.GeometryType.of("EPSG:3857"),
                        Types.GeographyType.crs84(),
                        Types.GeographyType.of("OGC:CRS84", EdgeAlgorithm.KARNEY))) {
            DataType shape = IcebergTypes.dataType(type);
            assertThat(IcebergTypes.icebergType(shape, () -> 0)).isEqualTo(type);
        }
    }
}
