package dev.tarn.storage.parquet.format;

import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.PageEncodingStats;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// What parquet-java read, as lines of text; [FormatText] has the same for what we read.
@SuppressWarnings("NullAway") // Each thing is asked for after its file was found to have it.
final class ParquetJavaText {
    private ParquetJavaText() {}

    static List<String> footer(FileMetaData footer) {
        List<String> lines = new ArrayList<>();
        lines.add("%d %d %s".formatted(footer.version, footer.num_rows, footer.created_by));
        for (SchemaElement element : footer.getSchema()) {
            lines.add(
                    "%s %s %s %d %s"
                            .formatted(
                                    element.name,
                                    element.isSetType() ? element.type : null,
                                    element.isSetRepetition_type()
                                            ? element.repetition_type
                                            : "REQUIRED",
                                    element.num_children,
                                    element.isSetField_id() ? element.field_id : null));
        }
        Map<String, String> pairs = new LinkedHashMap<>();
        if (footer.isSetKey_value_metadata()) {
            for (KeyValue pair : footer.getKey_value_metadata()) {
                pairs.put(pair.key, pair.value == null ? "" : pair.value);
            }
        }
        lines.add(pairs.toString());
        footer.getRow_groups().forEach(group -> rowGroup(group, lines));
        return lines;
    }

    private static void rowGroup(RowGroup group, List<String> lines) {
        lines.add("rows %d bytes %d".formatted(group.num_rows, group.total_byte_size));
        if (group.isSetSorting_columns()) {
            group.getSorting_columns()
                    .forEach(sorting ->
                            lines.add(
                                    "sorted %d %s %s"
                                            .formatted(
                                                    sorting.column_idx,
                                                    sorting.descending,
                                                    sorting.nulls_first)));
        }
        for (org.apache.parquet.format.ColumnChunk chunk : group.getColumns()) {
            lines.add(chunk(chunk));
        }
    }

    private static String chunk(org.apache.parquet.format.ColumnChunk chunk) {
        ColumnMetaData data = chunk.meta_data;
        List<String> pages = new ArrayList<>();
        if (data.isSetEncoding_stats()) {
            for (PageEncodingStats stats : data.getEncoding_stats()) {
                boolean dataPages = stats.page_type.getValue() % 3 == 0;
                pages.add("%s %s %d".formatted(dataPages, stats.encoding, stats.count));
            }
        }
        return "%s %s %s %s %s %d %d %d %d %d %s bloom %d %d offsets %d %d bounds %d %d"
                .formatted(
                        data.type,
                        data.path_in_schema,
                        data.codec,
                        new TreeSet<>(data.encodings),
                        pages,
                        data.num_values,
                        data.total_uncompressed_size,
                        data.total_compressed_size,
                        data.data_page_offset,
                        data.isSetDictionary_page_offset() ? data.dictionary_page_offset : -1,
                        statistics(data.statistics),
                        data.isSetBloom_filter_offset() ? data.bloom_filter_offset : -1,
                        data.isSetBloom_filter_length() ? data.bloom_filter_length : -1,
                        chunk.isSetOffset_index_offset() ? chunk.offset_index_offset : -1,
                        chunk.offset_index_length,
                        chunk.isSetColumn_index_offset() ? chunk.column_index_offset : -1,
                        chunk.column_index_length);
    }

    static String statistics(org.apache.parquet.format.@Nullable Statistics stats) {
        if (stats == null) {
            return "null";
        }
        return "%s %s %s %s %s %s %d %d %d"
                .formatted(
                        Arrays.toString(stats.getMin_value()),
                        Arrays.toString(stats.getMax_value()),
                        stats.isSetIs_min_value_exact() ? stats.isIs_min_value_exact() : null,
                        stats.isSetIs_max_value_exact() ? stats.isIs_max_value_exact() : null,
                        Arrays.toString(stats.getMin()),
                        Arrays.toString(stats.getMax()),
                        stats.isSetNull_count() ? stats.null_count : -1,
                        stats.isSetDistinct_count() ? stats.distinct_count : -1,
                        stats.isSetNan_count() ? stats.getNan_count() : -1);
    }

    static String page(org.apache.parquet.format.PageHeader page) {
        String common =
                "%d %d %s "
                        .formatted(
                                page.compressed_page_size,
                                page.uncompressed_page_size,
                                page.isSetCrc() ? page.crc : null);
        return common
                + switch (page.type) {
                    case DATA_PAGE -> data(page.data_page_header);
                    case DATA_PAGE_V2 -> dataV2(page.data_page_header_v2);
                    case DICTIONARY_PAGE -> dictionary(page.dictionary_page_header);
                    case INDEX_PAGE -> "other 1";
                };
    }

    private static String data(DataPageHeader page) {
        return "v1 %d %s %s %s %s"
                .formatted(
                        page.num_values,
                        page.encoding,
                        page.definition_level_encoding,
                        page.repetition_level_encoding,
                        statistics(page.statistics));
    }

    private static String dataV2(DataPageHeaderV2 page) {
        return "v2 %d %d %d %s %d %d %s %s"
                .formatted(
                        page.num_values,
                        page.num_nulls,
                        page.num_rows,
                        page.encoding,
                        page.definition_levels_byte_length,
                        page.repetition_levels_byte_length,
                        page.is_compressed,
                        statistics(page.statistics));
    }

    private static String dictionary(DictionaryPageHeader page) {
        return "dictionary %d %s %s".formatted(page.num_values, page.encoding, page.is_sorted);
    }

    static String offsets(org.apache.parquet.format.OffsetIndex index) {
        List<String> pages = new ArrayList<>();
        for (PageLocation page : index.getPage_locations()) {
            pages.add(
                    "%d %d %d"
                            .formatted(
                                    page.offset, page.compressed_page_size, page.first_row_index));
        }
        return pages.toString();
    }

    static String bounds(org.apache.parquet.format.ColumnIndex index) {
        return "%s %s %s %s %s %s"
                .formatted(
                        index.null_pages,
                        index.min_values.stream().map(ParquetJavaText::hex).toList(),
                        index.max_values.stream().map(ParquetJavaText::hex).toList(),
                        index.boundary_order,
                        index.null_counts,
                        index.isSetNan_counts() ? index.getNan_counts() : null);
    }

    private static String hex(java.nio.ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
    }
}
