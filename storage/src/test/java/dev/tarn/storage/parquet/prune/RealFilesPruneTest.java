package dev.tarn.storage.parquet.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.JavaValues;
import dev.tarn.storage.BatchReader;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.file.FileReaders;
import dev.tarn.storage.parquet.ParquetFiles;
import dev.tarn.storage.parquet.format.RowGroup;
import dev.tarn.storage.parquet.format.SchemaNode;
import dev.tarn.testkit.SharedData;

import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/// Files of many writers, with their own kinds of bounds: a value that is in a row is never left
/// out when it is asked for.
class RealFilesPruneTest {
    private static final int VALUES_A_COLUMN = 20;

    private int files;
    private int asked;
    private int keptRows;
    private int allRows;

    @Test
    void a_value_that_is_there_is_never_left_out() throws IOException {
        for (String folder : List.of("parquet-testing/data", "tables", "iceberg-tables", "taxi")) {
            try (Stream<Path> paths = Files.walk(SharedData.path(folder))) {
                for (Path path : paths.sorted().toList()) {
                    if (path.toString().endsWith(".parquet")) {
                        check(path);
                    }
                }
            }
        }
        System.err.printf(
                "real files: %d files, %d questions, %d of %d rows kept%n",
                files, asked, keptRows, allRows);
        assertThat(asked).isGreaterThan(5_000);
    }

    private void check(Path path) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        if (bytes.length > 1 << 20) {
            return;
        }
        InMemoryInputFile input = new InMemoryInputFile(path.toString(), bytes);
        Schema schema;
        List<List<@Nullable Object>> columns = new ArrayList<>();
        try {
            schema = ParquetFiles.schema(input);
            schema.columns().forEach(column -> columns.add(new ArrayList<>()));
            try (BatchReader reader = FileReaders.open(input, FileFormat.PARQUET, null, 1000)) {
                for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                    for (int i = 0; i < columns.size(); i++) {
                        columns.get(i).addAll(JavaValues.values(batch.column(i)));
                    }
                }
            }
        } catch (StorageException e) {
            // Types and codecs that we do not read, and damaged files.
            return;
        }
        files++;
        TestFile file = new TestFile(bytes);
        for (int i = 0; i < columns.size(); i++) {
            Types.NestedField column = schema.columns().get(i);
            if (comparable(column)) {
                check(file, schema, i, columns.get(i), path);
            }
        }
    }

    private static boolean comparable(Types.NestedField column) {
        return switch (column.type().typeId()) {
            case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, STRING, DECIMAL -> true;
            default -> false;
        };
    }

    private void check(
            TestFile file, Schema schema, int ordinal, List<@Nullable Object> values, Path path)
            throws IOException {
        Map<Integer, SchemaNode> nodes = new HashMap<>();
        for (int i = 0; i < schema.columns().size(); i++) {
            nodes.put(schema.columns().get(i).fieldId(), file.footer.schema().children().get(i));
        }
        FileColumns columns = new FileColumns(nodes, Map.of());
        Random random = new Random(ordinal);
        String name = schema.columns().get(ordinal).name();
        for (int i = 0; i < Math.min(VALUES_A_COLUMN, values.size()); i++) {
            int row = random.nextInt(values.size());
            for (Expression filter : filters(name, values.get(row))) {
                asked++;
                Pruner pruner = Pruner.of(filter, schema, columns, file.footer);
                for (RowGroup group : file.footer.rowGroups()) {
                    RowRanges kept = pruner.prune(group, file).rows();
                    keptRows += (int) kept.rowCount();
                    allRows += (int) group.rowCount();
                    long at = row - group.firstPosition();
                    if (at >= 0 && at < group.rowCount()) {
                        assertThat(kept.contains(at))
                                .as("row %d of %s for %s: %s", row, path, filter, kept)
                                .isTrue();
                    }
                }
            }
        }
    }

    /// Filters that `value` meets.
    private static List<Expression> filters(String name, @Nullable Object value) {
        if (value == null) {
            return List.of(Expressions.isNull(name));
        }
        boolean nan =
                value instanceof Float f && f.isNaN() || value instanceof Double d && d.isNaN();
        if (nan) {
            return List.of(Expressions.isNaN(name), Expressions.notEqual(name, 1));
        }
        List<Expression> filters = new ArrayList<>();
        filters.add(Expressions.equal(name, value));
        filters.add(Expressions.lessThanOrEqual(name, value));
        filters.add(Expressions.greaterThanOrEqual(name, value));
        filters.add(Expressions.notNull(name));
        if (value instanceof String text && !text.isEmpty()) {
            filters.add(
                    Expressions.startsWith(name, text.substring(0, text.offsetByCodePoints(0, 1))));
        }
        if (value instanceof BigDecimal decimal && decimal.precision() < 30) {
            filters.add(Expressions.in(name, decimal, decimal.add(decimal.ulp())));
        }
        return filters;
    }
}
