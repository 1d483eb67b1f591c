package dev.tarn.engine.schema;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tarn.testkit.ForwardingFileIO;

import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.GenericBlobMetadata;
import org.apache.iceberg.GenericStatisticsFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ImmutableGenericPartitionStatisticsFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.PartitionStatisticsFile;
import org.apache.iceberg.PartitionStatsHandler;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/// What partitions tell of rows: by the manifests where all are read, else by the snapshot's
/// partition statistics file, if there is one that can be believed.
class PartitionStatisticsTest {
    private static final Namespace NAMESPACE = Namespace.of("test");
    private static final int ALL = 1_000;
    private static final int REGION = 1;
    private static final int DAY = 2;
    private static final int ID = 3;
    private static final Schema SCHEMA =
            new Schema(
                    optional(REGION, "region", Types.StringType.get()),
                    optional(DAY, "at", Types.TimestampType.withoutZone()),
                    optional(ID, "id", Types.LongType.get()));

    private final InMemoryCatalog catalog = new InMemoryCatalog();

    @BeforeEach
    void open() {
        catalog.initialize("lake", Map.of());
        catalog.createNamespace(NAMESPACE);
    }

    @AfterEach
    void close() throws IOException {
        catalog.close();
    }

    private Table table(PartitionSpec spec) {
        TableIdentifier name = TableIdentifier.of(NAMESPACE, "t");
        return catalog.createTable(name, SCHEMA, spec, Map.of("format-version", "3"));
    }

    private static PartitionSpec byRegion() {
        return PartitionSpec.builderFor(SCHEMA).identity("region").build();
    }

    /// Adds a file of `rows` rows to each of the partitions, all in one commit.
    private static void add(Table table, int rows, String... partitions) {
        AppendFiles append = table.newAppend();
        for (String partition : partitions) {
            DataFiles.Builder file =
                    DataFiles.builder(table.spec())
                            .withPath(table.location() + "/data/" + UUID.randomUUID() + ".parquet")
                            .withFileSizeInBytes(1_000)
                            .withRecordCount(rows);
            append.appendFile(
                    (table.spec().isPartitioned() ? file.withPartitionPath(partition) : file)
                            .build());
        }
        append.commit();
    }

    /// Four files, in a commit each: nine rows of ten in one region.
    private Table skewed() {
        Table table = table(byRegion());
        add(table, 900, "region=north");
        add(table, 30, "region=south");
        add(table, 50, "region=east");
        add(table, 20, "region=__HIVE_DEFAULT_PARTITION__");
        return table;
    }

    private static TableStatistics read(Table table, int maxFiles) {
        return TableStatistics.read(
                table, table.currentSnapshot(), table.schema().columns(), maxFiles);
    }

    private static @Nullable Histogram histogram(Table table, int maxFiles, int column) {
        return read(table, maxFiles).column(column).histogram();
    }

    private static void write(Table table) throws IOException {
        PartitionStatisticsFile file =
                Objects.requireNonNull(PartitionStatsHandler.computeAndWriteStatsFile(table));
        table.updatePartitionStatistics().setPartitionStatistics(file).commit();
    }

    private static void assertSkewed(@Nullable Histogram told) {
        Histogram histogram = Objects.requireNonNull(told);
        assertThat(histogram.share("north")).isEqualTo(0.9);
        assertThat(histogram.share("south")).isEqualTo(0.03);
        assertThat(histogram.share("west")).isZero();
        assertThat(histogram.distinct()).isEqualTo(3);
    }

    @Test
    void manifests_tell_the_rows_of_values_that_files_are_partitioned_by() {
        Table table = skewed();
        TableStatistics statistics = read(table, ALL);
        assertSkewed(statistics.column(REGION).histogram());
        assertThat(statistics.liveRows()).isEqualTo(1_000);
        assertThat(statistics.column(ID).histogram()).isNull();
    }

    @Test
    void days_tell_the_rows_of_moments() {
        Table table = table(PartitionSpec.builderFor(SCHEMA).day("at").build());
        add(table, 10, "at_day=2026-01-01", "at_day=2026-01-02");
        add(table, 80, "at_day=2026-01-05");
        Histogram days = Objects.requireNonNull(histogram(table, ALL, DAY));
        double second = micros(2, 0);
        assertThat(days.share(second, Math.nextDown(micros(3, 0)), 1e6)).isEqualTo(0.1);
        assertThat(days.share(micros(3, 0), Math.nextDown(micros(5, 0)), 1e6)).isZero();
        assertThat(days.share(micros(5, 12), micros(9, 0), 1e6)).isEqualTo(0.4, within(1e-6));
        assertThat(days.distinct()).isNaN();
    }

    private static double micros(int day, int hour) {
        return LocalDateTime.of(2026, 1, day, hour, 0).toEpochSecond(ZoneOffset.UTC) * 1e6;
    }

    @Test
    void months_years_and_truncated_numbers_are_spans_too() {
        Table table =
                table(PartitionSpec.builderFor(SCHEMA).month("at").truncate("id", 100).build());
        add(table, 10, "at_month=672/id_trunc=0");
        add(table, 30, "at_month=674/id_trunc=-100");
        Histogram months = Objects.requireNonNull(histogram(table, ALL, DAY));
        assertThat(months.share(micros(1, 0), micros(31, 23), 1e6)).isBetween(0.24, 0.25);
        assertThat(months.share(micros(31, 23) + 3600e6, 1e18, 1e6)).isEqualTo(0.75);
        Histogram ids = Objects.requireNonNull(histogram(table, ALL, ID));
        assertThat(ids.share(-100, -1, 200)).isEqualTo(0.75);
        assertThat(ids.share(0, 99, 200)).isEqualTo(0.25);
    }

    @Test
    void buckets_tell_nothing_of_values() {
        Table table = table(PartitionSpec.builderFor(SCHEMA).bucket("id", 4).build());
        add(table, 10, "id_bucket=1", "id_bucket=3");
        assertThat(histogram(table, ALL, ID)).isNull();
    }

    @Test
    void a_column_that_older_files_are_not_partitioned_by_is_unknown() {
        Table table = table(PartitionSpec.unpartitioned());
        add(table, 10, "");
        table.updateSpec().addField("region").commit();
        add(table, 10, "region=north");
        assertThat(histogram(table, ALL, REGION)).isNull();
    }

    @Test
    void specs_that_tell_of_the_same_column_are_added_up() throws IOException {
        Table table = table(PartitionSpec.builderFor(SCHEMA).month("at").build());
        add(table, 30, "at_month=672");
        table.updateSpec().removeField("at_month").addField(Expressions.day("at")).commit();
        add(table, 10, "at_day=2026-02-01");
        write(table);
        for (int maxFiles : List.of(ALL, 1)) {
            Histogram moments = Objects.requireNonNull(histogram(table, maxFiles, DAY));
            assertThat(moments.share(micros(1, 0), Math.nextDown(micros(31, 0) + 86_400e6), 1e6))
                    .isEqualTo(0.75);
        }
    }

    /// Deletes `rows` rows of the first file by a deletion vector.
    private static void delete(Table table, int rows) {
        var task = table.newScan().planFiles().iterator().next();
        table.newRowDelta()
                .addDeletes(
                        FileMetadata.deleteFileBuilder(task.spec())
                                .ofPositionDeletes()
                                .withFormat(FileFormat.PUFFIN)
                                .withPath(table.location() + "/data/" + rows + ".puffin")
                                .withPartition(task.file().partition())
                                .withReferencedDataFile(task.file().location())
                                .withContentOffset(4)
                                .withContentSizeInBytes(10)
                                .withFileSizeInBytes(100)
                                .withRecordCount(rows)
                                .build())
                .commit();
    }

    @Test
    void rows_that_deletion_vectors_name_are_taken_off() throws IOException {
        Table table = table(byRegion());
        add(table, 900, "region=north");
        delete(table, 850);
        add(table, 50, "region=south");
        write(table);
        for (int maxFiles : List.of(ALL, 1)) {
            TableStatistics statistics = read(table, maxFiles);
            assertThat(statistics.liveRows()).isEqualTo(100);
            Histogram regions = Objects.requireNonNull(statistics.column(REGION).histogram());
            assertThat(regions.share("north")).isEqualTo(0.5);
        }
    }

    @Test
    void without_a_file_nothing_is_told_of_manifests_that_are_not_read() {
        TableStatistics statistics = read(skewed(), 2);
        assertThat(statistics.column(REGION).histogram()).isNull();
        assertThat(statistics.liveRows()).isEqualTo(-1);
    }

    @Test
    void the_file_of_the_snapshot_tells_what_manifests_that_are_not_read_hold() throws IOException {
        Table table = skewed();
        write(table);
        TableStatistics statistics = read(table, 2);
        assertThat(statistics.complete()).isFalse();
        assertSkewed(statistics.column(REGION).histogram());
        assertThat(statistics.liveRows()).isEqualTo(1_000);
    }

    @Test
    void the_file_of_an_older_snapshot_tells_nothing() throws IOException {
        Table table = skewed();
        write(table);
        add(table, 1, "region=west");
        assertThat(histogram(table, 2, REGION)).isNull();
    }

    @Test
    void a_file_that_is_gone_tells_nothing() throws IOException {
        Table table = skewed();
        write(table);
        table.io().deleteFile(table.partitionStatisticsFiles().getFirst().path());
        assertThat(histogram(table, 2, REGION)).isNull();
    }

    @Test
    void a_broken_file_tells_nothing() throws IOException {
        Table table = skewed();
        write(table);
        String path = table.partitionStatisticsFiles().getFirst().path();
        try (PositionOutputStream out = table.io().newOutputFile(path).createOrOverwrite()) {
            out.write("no Parquet at all".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(histogram(table, 2, REGION)).isNull();
    }

    @Test
    void a_file_with_other_rows_than_the_snapshot_tells_nothing() throws IOException {
        Table table = skewed();
        write(table);
        PartitionStatisticsFile old = table.partitionStatisticsFiles().getFirst();
        add(table, 7, "region=west");
        table.updatePartitionStatistics()
                .setPartitionStatistics(
                        ImmutableGenericPartitionStatisticsFile.builder()
                                .from(old)
                                .snapshotId(table.currentSnapshot().snapshotId())
                                .build())
                .commit();
        assertThat(histogram(table, 2, REGION)).isNull();
    }

    @Test
    void the_file_is_read_only_where_manifests_are_not() throws IOException {
        Table table = skewed();
        write(table);
        Opened files = new Opened(table.io());
        String metadata =
                ((HasTableOperations) table).operations().current().metadataFileLocation();
        Table seen = new BaseTable(new StaticTableOperations(metadata, files), table.name());
        assertSkewed(histogram(seen, ALL, REGION));
        assertThat(files.opened).noneMatch(Opened::isStatistics);
        assertThat(files.opened.stream().filter(path -> path.endsWith("-m0.avro"))).hasSize(4);
        files.opened.clear();
        assertSkewed(histogram(seen, 2, REGION));
        assertThat(files.opened.stream().filter(Opened::isStatistics)).hasSize(1);
    }

    @Test
    void statistics_files_that_come_after_the_snapshot_are_seen() {
        Table table = skewed();
        assertThat(told(table)).isNaN();
        table.updateStatistics()
                .setStatistics(
                        new GenericStatisticsFile(
                                table.currentSnapshot().snapshotId(),
                                table.location() + "/metadata/ids.stats",
                                100,
                                20,
                                List.of(
                                        new GenericBlobMetadata(
                                                "apache-datasketches-theta-v1",
                                                table.currentSnapshot().snapshotId(),
                                                table.currentSnapshot().sequenceNumber(),
                                                List.of(ID),
                                                Map.of("ndv", "77")))))
                .commit();
        assertThat(told(table)).isEqualTo(77);
    }

    private static double told(Table table) {
        Long snapshot = table.currentSnapshot().snapshotId();
        return TableStatistics.of(table, snapshot, table.schema()).column(ID).counted();
    }

    /// Remembers what is opened.
    private static final class Opened extends ForwardingFileIO {
        private static final long serialVersionUID = 1L;
        private final List<String> opened = new ArrayList<>();

        Opened(FileIO files) {
            super(files);
        }

        @Override
        protected synchronized InputFile input(InputFile file) {
            opened.add(file.location());
            return file;
        }

        static boolean isStatistics(String path) {
            return path.contains("partition-stats");
        }
    }
}
