package dev.tarn.maintenance.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Depths of files with few bounds.
class ColumnDepthTest {
    private static final NestedField NAME = NestedField.optional(1, "name", Types.StringType.get());

    private static DataFile file(int number, String from, String to) {
        return SimulatedFiles.file(
                number, new Metrics(10L, null, null, Map.of(), null, bound(from), bound(to)));
    }

    private static Map<Integer, ByteBuffer> bound(String value) {
        return Map.of(1, Conversions.toByteBuffer(Types.StringType.get(), value));
    }

    private static ColumnDepth depth(List<DataFile> files) {
        return FileBoxes.of(files, List.of(NAME)).depth(0);
    }

    @Test
    void the_depth_of_a_file_is_the_most_that_have_one_of_its_values() {
        ColumnDepth depth =
                depth(
                        List.of(
                                file(0, "a", "f"),
                                file(1, "b", "c"),
                                file(2, "c", "d"),
                                file(3, "e", "f"),
                                file(4, "x", "x")));
        assertThat(depth.fileCount()).isEqualTo(5);
        assertThat(depth.constantCount()).isEqualTo(1);
        assertThat(depth.maxDepth()).isEqualTo(3);
        assertThat(depth.averageDepth()).isEqualTo((3 + 3 + 3 + 2 + 1) / 5.0);
        assertThat(depth.histogram()).isEqualTo(Map.of(1, 1, 2, 1, 4, 3));
    }

    @Test
    void files_in_a_row_are_read_one_by_one() {
        List<DataFile> files = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            files.add(file(i, "%03d0".formatted(i), "%03d9".formatted(i)));
        }
        ColumnDepth depth = depth(files);
        assertThat(depth.maxDepth()).isEqualTo(1);
        assertThat(depth.readShare()).isBetween(0.01, 0.021);
    }

    @Test
    void of_files_that_are_all_alike_all_are_read() {
        List<DataFile> files = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            files.add(file(i, "a", "z"));
        }
        assertThat(depth(files).readShare()).isEqualTo(1);
        assertThat(depth(files).averageDepth()).isEqualTo(30);
    }

    @Test
    void files_of_nulls_lie_apart_and_files_without_bounds_over_all() {
        DataFile nulls =
                SimulatedFiles.file(
                        7, new Metrics(10L, null, null, Map.of(1, 10L), null, Map.of(), Map.of()));
        DataFile unknown = SimulatedFiles.file(8, new Metrics(10L, null, null, null, null));
        ColumnDepth depth = depth(List.of(file(0, "a", "b"), file(1, "c", "d"), nulls, unknown));
        assertThat(depth.maxDepth()).isEqualTo(2);
        assertThat(depth.constantCount()).isEqualTo(1);
        assertThat(depth(List.of(file(0, "a", "b"), file(1, "c", "d"), nulls)).maxDepth())
                .isEqualTo(1);
    }

    @Test
    void bounds_the_wrong_way_round_tell_nothing() {
        ColumnDepth depth = depth(List.of(file(0, "a", "b"), file(1, "d", "c"), file(2, "e", "f")));
        assertThat(depth.constantCount()).isZero();
        assertThat(depth.maxDepth()).isEqualTo(2);
    }

    @Test
    void no_files_have_no_depth() {
        ColumnDepth depth = depth(List.of());
        assertThat(depth.averageDepth()).isZero();
        assertThat(depth.readShare()).isZero();
    }
}
