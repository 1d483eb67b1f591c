package dev.tarn.maintenance.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.iceberg.DataFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;

/// Which files are chosen of tables that grow and are clustered.
class ClusteringChoiceTest {

    private static List<DataFile> chosen(SimulatedFiles table, List<DataFile> files) {
        return ClusteringChoice.of(FileBoxes.of(files, table.columns())).stream()
                .map(files::get)
                .toList();
    }

    /// Clusters what is chosen; how many files these were.
    private static int cluster(SimulatedFiles table, List<DataFile> files) {
        List<DataFile> chosen = chosen(table, files);
        files.removeAll(chosen);
        files.addAll(table.clustered(chosen));
        return chosen.size();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 2, 256",
        "1, 10000, 256",
        "2, 2500, 64",
        "2, 100000, 256",
        "2, 300, 1000",
        "2, 7, 256",
        "3, 2500, 256",
        "3, 100000, 1000",
        "4, 100000, 300"
    })
    void everything_once_and_then_nothing(int columnCount, int distinct, int fileCount) {
        SimulatedFiles table = new SimulatedFiles(42, columnCount, distinct);
        List<DataFile> files = new ArrayList<>(table.appended(fileCount));
        assertThat(cluster(table, files)).isEqualTo(fileCount);
        assertThat(chosen(table, files)).size().isZero();
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void of_a_twentieth_that_is_new_the_new_ones_and_then_nothing(int columnCount) {
        SimulatedFiles table = new SimulatedFiles(1, columnCount, 100_000);
        List<DataFile> files = new ArrayList<>(table.appended(256));
        cluster(table, files);
        files.addAll(table.appended(13));
        assertThat(cluster(table, files)).isBetween(13, 40);
        assertThat(chosen(table, files)).size().isZero();
    }

    @Test
    void one_file_alone_is_left_until_there_are_more() {
        SimulatedFiles table = new SimulatedFiles(1, 2, 100_000);
        List<DataFile> files = new ArrayList<>(table.appended(256));
        cluster(table, files);
        files.addAll(table.appended(1));
        assertThat(chosen(table, files)).size().isZero();
        assertThat(chosen(table, files.subList(0, 0))).isEmpty();
        assertThat(chosen(table, files.subList(0, 1))).isEmpty();
    }

    @Test
    void a_table_that_grows_is_rewritten_a_few_times_and_stays_clustered() {
        SimulatedFiles table = new SimulatedFiles(3, 2, 100_000);
        List<DataFile> files = new ArrayList<>();
        int rewritten = 0;
        for (int load = 0; load < 100; load++) {
            files.addAll(table.appended(5));
            int once = cluster(table, files);
            while (once > 0) {
                rewritten += once;
                once = cluster(table, files);
            }
            assertThat(chosen(table, files)).as("after load %d", load).size().isZero();
        }
        assertThat(rewritten / 500.0).isLessThan(3.5);
        FileBoxes boxes = FileBoxes.of(files, table.columns());
        assertThat(boxes.depth(0).readShare()).isLessThan(0.2);
        assertThat(boxes.depth(1).readShare()).isLessThan(0.2);
    }
}
