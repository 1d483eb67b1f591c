package dev.tarn.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.exec.Execution;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.library.Functions;
import dev.tarn.engine.memory.MemoryPool;
import dev.tarn.engine.physical.FileSource;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.WriteResults;

import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Rows through tables and files, and back.
class TableScanTest {
    private static final Schema SCHEMA =
            new Schema(
                    Types.NestedField.optional(1, "c0", Types.LongType.get()),
                    Types.NestedField.optional(2, "c1", Types.StringType.get()));
    private static final List<Field> FIELDS = Plans.fields(DataType.BIGINT, DataType.STRING);

    private static Table newTable(PartitionSpec spec) {
        InMemoryCatalog catalog = new InMemoryCatalog();
        catalog.initialize("test", Map.of());
        catalog.createNamespace(Namespace.of("n"));
        return catalog.createTable(TableIdentifier.of("n", "t"), SCHEMA, spec);
    }

    private static void write(Table table, List<List<@Nullable Object>> rows) {
        WriteResults writes = new WriteResults();
        try (PipelineExecutor executor =
                        new PipelineExecutor(Plans.config(2, 100), new MemoryPool(1 << 30));
                Execution execution =
                        executor.start(
                                new Plan.TableWrite(Plans.rows(FIELDS, rows, 100), table),
                                Plans.FUNCTIONS,
                                writes)) {
            while (execution.next() != null) {
                // Row counts, which other tests look at.
            }
        }
        AppendFiles append = table.newAppend();
        writes.files().forEach(append::appendFile);
        append.commit();
    }

    private static Plan scan(Table table, @Nullable Expr filter) {
        return new Plan.TableScan(
                "n.t",
                table,
                table.currentSnapshot() == null ? null : table.currentSnapshot().snapshotId(),
                SCHEMA,
                FIELDS,
                FIELDS.size(),
                Expressions.alwaysTrue(),
                filter,
                -1);
    }

    @Test
    void what_is_written_is_read_back_and_filtered() {
        List<List<@Nullable Object>> rows =
                RandomRows.of(new Random(3), List.of(DataType.BIGINT, DataType.STRING), 5000, 300)
                        .rows();
        for (PartitionSpec spec :
                List.of(
                        PartitionSpec.unpartitioned(),
                        PartitionSpec.builderFor(SCHEMA).bucket("c1", 4).build())) {
            Table table = newTable(spec);
            assertThat(Plans.run(scan(table, null), 2, 100)).isEmpty();
            write(table, rows);

            assertThat(Plans.bag(Plans.run(scan(table, null), 2, 100))).isEqualTo(Plans.bag(rows));

            Expr positive =
                    new Expr.Call(
                            Functions.standard()
                                    .scalar("greater_than")
                                    .orElseThrow()
                                    .bind(List.of(DataType.BIGINT, DataType.BIGINT))
                                    .orElseThrow(),
                            List.of(
                                    new Expr.Column(0, DataType.BIGINT),
                                    new Expr.Literal(0L, DataType.BIGINT)));
            List<List<@Nullable Object>> kept = new ArrayList<>();
            for (List<@Nullable Object> row : rows) {
                if (row.getFirst() instanceof Long number && number > 0) {
                    kept.add(row);
                }
            }
            assertThat(Plans.bag(Plans.run(scan(table, positive), 2, 100)))
                    .isEqualTo(Plans.bag(kept));
        }
    }

    @Test
    void csv_files_are_read_and_their_errors_are_bad_data(@TempDir Path directory)
            throws IOException {
        Path file = directory.resolve("rows.csv");
        Files.writeString(file, "c0,c1\n1,a\n2,\n");
        Path broken = directory.resolve("broken.csv");
        Files.writeString(broken, "c0,c1\n1,a\nx,b\n");

        assertThat(Plans.run(files(FileSource.Format.CSV, file), 2, 10))
                .containsExactlyInAnyOrder(List.of(1L, "a"), Arrays.asList(2L, null));
        assertThatThrownBy(() -> Plans.run(files(FileSource.Format.CSV, broken), 2, 10))
                .isInstanceOfSatisfying(
                        SqlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
                .hasMessageContaining("broken.csv");
        assertThatThrownBy(() ->
                        Plans.run(
                                files(FileSource.Format.CSV, directory.resolve("missing.csv")),
                                2,
                                10))
                .isInstanceOfSatisfying(
                        SqlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void json_lines_are_read(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("rows.jsonl");
        Files.writeString(file, "{\"c1\":\"a\",\"c0\":1}\n{\"c0\":2}\n");

        assertThat(Plans.run(files(FileSource.Format.JSON, file), 2, 10))
                .containsExactlyInAnyOrder(List.of(1L, "a"), Arrays.asList(2L, null));
    }

    private static Plan files(FileSource.Format format, Path file) {
        return new Plan.FileScan(
                new FileSource(List.of(file.toString()), format, SCHEMA, Map.of(), Map.of()),
                FIELDS);
    }
}
