package dev.tarn.maintenance.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.spi.FileOrder;

import org.apache.iceberg.BaseFileScanTask;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.PartitionSpecParser;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.ResidualEvaluator;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which files are written anew together, of files that are only described. Sizes are in megabytes,
/// for a target of 512.
class RewritePlannerTest {
    private static final Schema SCHEMA =
            new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
    private static final PartitionSpec SPEC = PartitionSpec.unpartitioned();

    private static Table table() {
        InMemoryCatalog catalog = new InMemoryCatalog();
        catalog.initialize("c", Map.of("warehouse", "memory"));
        catalog.createNamespace(Namespace.of("n"));
        return (BaseTable) catalog.createTable(TableIdentifier.of("n", "t"), SCHEMA);
    }

    private static List<FileGroup> plan(List<Integer> megabytes, String... options) {
        List<FileScanTask> files = new ArrayList<>();
        for (int size : megabytes) {
            files.add(file(files.size(), (long) size << 20));
        }
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            given.put(options[i], options[i + 1]);
        }
        TableFiles all =
                new TableFiles(1, 1, files, null, SCHEMA, Map.of(SPEC.specId(), SPEC), List.of());
        RewriteOptions asked = RewriteOptions.of(given, table());
        return RewritePlanner.plan(all, asked, FileOrder.ANY).groups();
    }

    private static FileScanTask file(int number, long bytes) {
        DataFile file =
                DataFiles.builder(SPEC)
                        .withPath("f" + number + ".parquet")
                        .withFileSizeInBytes(bytes)
                        .withRecordCount(1000)
                        .build();
        return new BaseFileScanTask(
                file,
                new DeleteFile[0],
                SchemaParser.toJson(SCHEMA),
                PartitionSpecParser.toJson(SPEC),
                ResidualEvaluator.unpartitioned(Expressions.alwaysTrue()));
    }

    private static List<Integer> sizes(String text) {
        return Arrays.stream(text.split(" ")).map(Integer::valueOf).toList();
    }

    @ParameterizedTest
    @CsvSource({
        // Files of the right size.
        "384 512 921, 0",
        // Fewer than five, of less than one file's worth.
        "10 10 10 10, 0",
        "10 10 10 10 10, 1",
        // More than one file's worth.
        "200 200 200, 1",
        // Would be two again.
        "360 360, 0",
        "300 300 300 300, 2",
        // One that is too big is cut.
        "1024, 2",
        "1024 10, 2",
        "10, 0"
    })
    void files_are_chosen_by_size(String megabytes, int outputCount) {
        assertThat(plan(sizes(megabytes)).stream().mapToInt(FileGroup::outputCount).sum())
                .isEqualTo(outputCount);
    }

    /// What is written may be of any size that its writer gives, and is left alone then.
    @Test
    void files_of_the_sizes_that_are_written_are_no_candidates_again() {
        for (int megabytes = 10; megabytes < 5000; megabytes += 7) {
            List<Integer> files = new ArrayList<>();
            for (int left = megabytes; left > 0; left -= 50) {
                files.add(Math.min(left, 50));
            }
            List<FileGroup> groups = plan(files);
            if (!groups.isEmpty()) {
                int count = groups.getFirst().outputCount();
                List<Integer> written = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    written.add(megabytes / count);
                }
                assertThat(plan(written)).as("%d MB", megabytes).isEmpty();
            }
        }
    }

    @Test
    void groups_end_at_their_size_and_number_of_files() {
        List<Integer> files = sizes("100 100 100 100 100 100 100");
        assertThat(
                        plan(
                                files,
                                "max-file-group-size-bytes",
                                "" + (300L << 20),
                                "min-input-files",
                                "2"))
                .extracting(group -> group.files().size())
                .containsExactly(3, 3);
        assertThat(plan(files, "max-file-group-input-files", "4", "min-input-files", "2"))
                .extracting(group -> group.files().size())
                .containsExactly(4, 3);
        assertThat(plan(files, "max-files-to-rewrite", "6"))
                .extracting(group -> group.files().size())
                .containsExactly(6);
    }

    @Test
    void groups_come_in_the_order_asked_for() {
        List<Integer> files = sizes("10 10 200 200 100");
        String[] options = {
            "max-file-group-input-files", "2", "min-input-files", "2", "rewrite-job-order", ""
        };
        options[5] = "bytes-desc";
        assertThat(plan(files, options))
                .extracting(FileGroup::inputBytes)
                .first()
                .isEqualTo(400L << 20);
        options[5] = "bytes-asc";
        assertThat(plan(files, options))
                .extracting(FileGroup::inputBytes)
                .first()
                .isEqualTo(20L << 20);
    }
}
