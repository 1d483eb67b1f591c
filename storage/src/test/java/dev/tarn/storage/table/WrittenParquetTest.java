package dev.tarn.storage.table;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.columnar.Batch;
import dev.tarn.storage.StorageException;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.internal.column.columnindex.ColumnIndex;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// What stands between the values of a Parquet file of ours, as parquet-java sees it.
class WrittenParquetTest {
    @TempDir Path folder;

    private static final Schema SCHEMA =
            new Schema(
                    optional(1, "id", Types.LongType.get()),
                    optional(2, "few", Types.StringType.get()),
                    optional(3, "long_text", Types.StringType.get()),
                    optional(4, "price", Types.DoubleType.get()),
                    optional(5, "sum", Types.DecimalType.of(30, 2)),
                    optional(6, "tags", Types.ListType.ofOptional(7, Types.StringType.get())));

    private static List<@Nullable Object> row(int i) {
        return LocalTables.row(
                i % 11 == 0 ? null : (long) i * 7919 % 50_021,
                "few" + i % 7,
                (i + "x").repeat(40),
                i >= 20_000 && i < 40_000 ? Double.NaN : i / 8.0,
                new BigDecimal(BigInteger.valueOf(i).shiftLeft(60), 2),
                i % 3 == 0 ? List.of() : List.of("t" + i, "u" + i));
    }

    private static Batch[] batches(int count) {
        List<Batch> batches = new ArrayList<>();
        for (int from = 0; from < count; from += 3000) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            for (int i = from; i < Math.min(count, from + 3000); i++) {
                rows.add(row(i));
            }
            batches.add(LocalTables.batch(SCHEMA, rows));
        }
        return batches.toArray(new Batch[0]);
    }

    private Table table(Map<String, String> properties) {
        return LocalTables.create(
                folder, SCHEMA, PartitionSpec.unpartitioned(), new HashMap<>(properties));
    }

    private ParquetFileReader write(Map<String, String> properties, int rows) throws IOException {
        DataFile file = LocalTables.append(table(properties), batches(rows)).getFirst();
        return open(file);
    }

    private static ParquetFileReader open(DataFile file) throws IOException {
        return ParquetFileReader.open(
                new LocalInputFile(Path.of(file.location())),
                ParquetReadOptions.builder().usePageChecksumVerification(true).build());
    }

    private static ColumnChunkMetaData chunk(ParquetFileReader reader, String path) {
        return reader.getFooter().getBlocks().getFirst().getColumns().stream()
                .filter(column -> column.getPath().toDotString().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private static List<Long> pageStarts(ParquetFileReader reader, String path) throws IOException {
        OffsetIndex index = reader.readOffsetIndex(chunk(reader, path));
        List<Long> starts = new ArrayList<>();
        for (int i = 0; i < index.getPageCount(); i++) {
            starts.add(index.getFirstRowIndex(i));
        }
        return starts;
    }

    @Test
    void pages_of_all_columns_end_together_at_the_row_limit() throws IOException {
        try (ParquetFileReader reader = write(Map.of(), 50_000)) {
            assertThat(pageStarts(reader, "id")).containsExactly(0L, 20_000L, 40_000L);
            assertThat(pageStarts(reader, "few")).containsExactly(0L, 20_000L, 40_000L);
            assertThat(pageStarts(reader, "long_text"))
                    .contains(0L, 20_000L, 40_000L)
                    .hasSizeGreaterThan(6);
            assertThat(pageStarts(reader, "tags.list.element")).contains(20_000L, 40_000L);
        }
    }

    @Test
    void the_page_row_limit_of_the_table_is_kept() throws IOException {
        Map<String, String> limit = Map.of("write.parquet.page-row-limit", "700");
        try (ParquetFileReader reader = write(limit, 5000)) {
            assertThat(pageStarts(reader, "id"))
                    .containsExactly(0L, 700L, 1400L, 2100L, 2800L, 3500L, 4200L, 4900L);
        }
    }

    @Test
    void the_column_index_has_the_exact_bounds_and_null_counts_of_each_page() throws IOException {
        try (ParquetFileReader reader = write(Map.of(), 50_000)) {
            ColumnIndex index = reader.readColumnIndex(chunk(reader, "id"));
            for (int page = 0; page < 3; page++) {
                long nulls = 0;
                long least = Long.MAX_VALUE;
                long most = Long.MIN_VALUE;
                for (int i = page * 20_000; i < Math.min(50_000, page * 20_000 + 20_000); i++) {
                    Long value = (Long) row(i).getFirst();
                    nulls += value == null ? 1 : 0;
                    least = value == null ? least : Math.min(least, value);
                    most = value == null ? most : Math.max(most, value);
                }
                assertThat(index.getNullCounts().get(page)).isEqualTo(nulls);
                assertThat(number(index.getMinValues().get(page))).isEqualTo(least);
                assertThat(number(index.getMaxValues().get(page))).isEqualTo(most);
            }
        }
    }

    private static long number(ByteBuffer plain) {
        return Long.reverseBytes(plain.duplicate().getLong());
    }

    @Test
    void a_page_of_nan_alone_is_not_said_to_be_null() throws IOException {
        try (ParquetFileReader reader = write(Map.of(), 50_000)) {
            ColumnChunkMetaData chunk = chunk(reader, "price");
            ColumnIndex index = reader.readColumnIndex(chunk);
            assertThat(index == null || !index.getNullPages().get(1)).isTrue();
            assertThat(chunk.getStatistics().getNumNulls()).isZero();
        }
    }

    @Test
    void a_dictionary_is_given_up_on_the_first_page_where_it_does_not_pay() throws IOException {
        try (ParquetFileReader reader = write(Map.of(), 50_000)) {
            assertThat(chunk(reader, "few").hasDictionaryPage()).isTrue();
            assertThat(chunk(reader, "few").getEncodingStats().hasNonDictionaryEncodedPages())
                    .isFalse();
            assertThat(chunk(reader, "long_text").hasDictionaryPage()).isFalse();
            assertThat(chunk(reader, "sum").hasDictionaryPage()).isFalse();
        }
    }

    @Test
    void numbers_have_a_dictionary_only_where_it_saves_a_quarter() throws IOException {
        Schema numbers =
                new Schema(
                        optional(1, "most_differ", Types.LongType.get()),
                        optional(2, "some_differ", Types.LongType.get()),
                        optional(3, "most_texts_differ", Types.StringType.get()));
        Table table = LocalTables.create(folder, numbers, PartitionSpec.unpartitioned(), Map.of());
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (long i = 0; i < 30_000; i++) {
            rows.add(LocalTables.row(i * 7 / 10, i % 5_000, "text " + i * 7 / 10));
        }
        DataFile file = LocalTables.append(table, LocalTables.batch(numbers, rows)).getFirst();
        try (ParquetFileReader reader = open(file)) {
            assertThat(chunk(reader, "most_differ").hasDictionaryPage()).isFalse();
            assertThat(chunk(reader, "some_differ").hasDictionaryPage()).isTrue();
            assertThat(chunk(reader, "most_texts_differ").hasDictionaryPage()).isTrue();
        }
    }

    @Test
    void no_column_has_a_dictionary_that_the_table_forbids() throws IOException {
        Map<String, String> none =
                Map.of("write.parquet.dict-encoding-enabled.column.few", "false");
        try (ParquetFileReader reader = write(none, 5000)) {
            assertThat(chunk(reader, "few").hasDictionaryPage()).isFalse();
        }
    }

    @Test
    void bloom_filters_hold_all_values_and_are_as_large_as_these_need() throws IOException {
        Map<String, String> filters = new HashMap<>();
        for (String column : List.of("id", "few", "price", "sum", "tags.element")) {
            filters.put("write.parquet.bloom-filter-enabled.column." + column, "true");
        }
        filters.put("write.parquet.bloom-filter-fpp.column.sum", "0.1");
        filters.put("write.parquet.dict-encoding-enabled.column.few", "false");
        try (ParquetFileReader reader = write(filters, 20_000)) {
            BloomFilter id = filter(reader, "id");
            BloomFilter sum = filter(reader, "sum");
            BloomFilter few = filter(reader, "few");
            BloomFilter tags = filter(reader, "tags.list.element");
            for (int i = 0; i < 20_000; i++) {
                List<@Nullable Object> row = row(i);
                if (row.getFirst() instanceof Long value) {
                    assertThat(id.findHash(id.hash((long) value))).isTrue();
                }
                assertThat(has(few, "few" + i % 7)).isTrue();
                byte[] unscaled = ((BigDecimal) row.get(4)).unscaledValue().toByteArray();
                byte[] stored = new byte[13];
                System.arraycopy(unscaled, 0, stored, 13 - unscaled.length, unscaled.length);
                assertThat(sum.findHash(sum.hash(Binary.fromConstantByteArray(stored)))).isTrue();
                assertThat(i % 3 == 0 || has(tags, "u" + i)).isTrue();
            }
            long wrong = 0;
            for (int i = 0; i < 20_000; i++) {
                wrong += id.findHash(id.hash(1_000_000_000_000L + i)) ? 1 : 0;
            }
            assertThat(wrong).isLessThan(400);
            assertThat(few.getBitsetSize()).isEqualTo(32);
            assertThat(id.getBitsetSize()).isBetween(16_384, 32_768);
            assertThat(sum.getBitsetSize()).isLessThanOrEqualTo(16_384);
            assertThat(filter(reader, "price").getBitsetSize()).isPositive();
        }
    }

    private static boolean has(BloomFilter filter, String text) {
        return filter.findHash(filter.hash(Binary.fromString(text)));
    }

    private static BloomFilter filter(ParquetFileReader reader, String path) {
        BloomFilter filter =
                reader.getBloomFilterDataReader(reader.getFooter().getBlocks().getFirst())
                        .readBloomFilter(chunk(reader, path));
        assertThat(filter).describedAs(path).isNotNull();
        return filter;
    }

    @Test
    void a_bloom_filter_is_never_above_the_most_bytes() throws IOException {
        Map<String, String> filters =
                Map.of(
                        "write.parquet.bloom-filter-enabled.column.long_text", "true",
                        "write.parquet.bloom-filter-max-bytes", "1024");
        try (ParquetFileReader reader = write(filters, 20_000)) {
            BloomFilter filter = filter(reader, "long_text");
            assertThat(filter.getBitsetSize()).isEqualTo(1024);
            for (int i = 0; i < 20_000; i++) {
                assertThat(has(filter, (i + "x").repeat(40))).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void pages_have_the_version_asked_for_and_checksums_and_the_values(String version)
            throws IOException {
        Table table =
                table(
                        Map.of(
                                "write.parquet.page-version",
                                version,
                                "write.parquet.compression-codec",
                                version.equals("v2") ? "snappy" : "zstd",
                                "write.parquet.stats-enabled.column.few",
                                "false"));
        DataFile file = LocalTables.append(table, batches(5000)).getFirst();
        try (ParquetFileReader reader = open(file)) {
            PageReadStore rows = reader.readNextRowGroup();
            for (var column : reader.getFileMetaData().getSchema().getColumns()) {
                var pages = rows.getPageReader(column);
                pages.readDictionaryPage();
                DataPage page = pages.readPage();
                assertThat(page)
                        .isInstanceOf(version.equals("v2") ? DataPageV2.class : DataPageV1.class);
                assertThat(page.getCrc()).isPresent();
            }
            assertThat(chunk(reader, "long_text").getEncodings())
                    .contains(version.equals("v2") ? Encoding.DELTA_BYTE_ARRAY : Encoding.PLAIN);
            assertThat(reader.readColumnIndex(chunk(reader, "few"))).isNull();
        }
        List<List<@Nullable Object>> expected = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            expected.add(row(i));
        }
        assertThat(LocalTables.rows(table)).isEqualTo(expected);
    }

    @Test
    void files_have_the_size_asked_for() {
        Table table =
                table(
                        Map.of(
                                "write.target-file-size-bytes", "400000",
                                "write.parquet.row-group-size-bytes", "150000"));
        Random random = new Random(5);
        List<Batch> batches = new ArrayList<>();
        for (int b = 0; b < 80; b++) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                rows.add(
                        LocalTables.row(
                                random.nextLong(),
                                "few",
                                "text " + random.nextInt(1000),
                                random.nextDouble(),
                                null,
                                null));
            }
            batches.add(LocalTables.batch(SCHEMA, rows));
        }
        List<DataFile> files = LocalTables.append(table, batches.toArray(new Batch[0]));
        assertThat(files).hasSizeGreaterThan(1);
        for (DataFile file : files.subList(0, files.size() - 1)) {
            assertThat(file.fileSizeInBytes()).isBetween(380_000L, 440_000L);
        }
    }

    @Test
    void properties_that_cannot_be_obeyed_are_named() {
        Map<String, String> bad =
                Map.of(
                        "write.parquet.page-version", "v3",
                        "write.parquet.bloom-filter-enabled.column.id", "maybe",
                        "write.parquet.bloom-filter-fpp.column.id", "1.5",
                        "write.parquet.bloom-filter-ndv.column.id", "-1",
                        "write.parquet.compression-codec", "brotli");
        bad.forEach((name, value) -> {
            Path place = folder.resolve(value);
            Table table =
                    LocalTables.create(
                            place, SCHEMA, PartitionSpec.unpartitioned(), Map.of(name, value));
            assertThatThrownBy(() -> LocalTables.append(table, batches(1)))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("Table property " + name + " is '" + value + "'");
        });
    }
}
