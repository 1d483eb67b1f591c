package dev.tarn.storage.parquet.format;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What we read, as lines of text; [ParquetJavaText] has the same for what parquet-java read.
final class FormatText {
    private FormatText() {}

    static List<String> footer(Footer footer) {
        List<String> lines = new ArrayList<>();
        lines.add("%d %d %s".formatted(footer.version(), footer.rowCount(), footer.createdBy()));
        schema(footer.schema(), lines);
        lines.add(footer.keyValues().toString());
        for (RowGroup group : footer.rowGroups()) {
            lines.add("rows %d bytes %d".formatted(group.rowCount(), group.uncompressedBytes()));
            for (RowGroup.SortingColumn sorting : group.sortingColumns()) {
                lines.add(
                        "sorted %d %s %s"
                                .formatted(
                                        sorting.leaf(),
                                        sorting.descending(),
                                        sorting.nullsFirst()));
            }
            for (SchemaNode leaf : footer.leaves()) {
                lines.add(chunk(group.chunk(leaf.leaf())));
            }
        }
        return lines;
    }

    private static void schema(SchemaNode node, List<String> lines) {
        SchemaElement element = node.element();
        lines.add(
                "%s %s %s %d %s"
                        .formatted(
                                element.name(),
                                element.type(),
                                element.repetition(),
                                element.childCount(),
                                element.fieldId()));
        node.children().forEach(child -> schema(child, lines));
    }

    private static String chunk(ColumnChunk chunk) {
        List<String> pages = new ArrayList<>();
        for (ColumnChunk.PageEncoding page : chunk.pageEncodings()) {
            pages.add("%s %s %d".formatted(page.data(), page.encoding(), page.pageCount()));
        }
        return "%s %s %s %s %s %d %d %d %d %d %s bloom %d %d offsets %d %d bounds %d %d"
                .formatted(
                        chunk.type(),
                        chunk.path(),
                        chunk.codec(),
                        chunk.encodings(),
                        pages,
                        chunk.valueCount(),
                        chunk.uncompressedBytes(),
                        chunk.compressedBytes(),
                        chunk.dataPageOffset(),
                        chunk.dictionaryPageOffset(),
                        statistics(chunk.statistics()),
                        chunk.bloomFilterOffset(),
                        chunk.bloomFilterBytes(),
                        chunk.offsetIndexOffset(),
                        chunk.offsetIndexBytes(),
                        chunk.columnIndexOffset(),
                        chunk.columnIndexBytes());
    }

    static String statistics(@Nullable Statistics stats) {
        if (stats == null) {
            return "null";
        }
        return "%s %s %s %s %s %s %d %d %d"
                .formatted(
                        Arrays.toString(stats.min()),
                        Arrays.toString(stats.max()),
                        stats.minExact(),
                        stats.maxExact(),
                        Arrays.toString(stats.deprecatedMin()),
                        Arrays.toString(stats.deprecatedMax()),
                        stats.nullCount(),
                        stats.distinctCount(),
                        stats.nanCount());
    }

    static String page(PageHeader page) {
        String common =
                "%d %d %s ".formatted(page.compressedBytes(), page.uncompressedBytes(), page.crc());
        return common
                + switch (page.content()) {
                    case PageHeader.DataV1 data ->
                            "v1 %d %s %s %s %s"
                                    .formatted(
                                            data.valueCount(),
                                            data.encoding(),
                                            data.definitionLevels(),
                                            data.repetitionLevels(),
                                            statistics(data.statistics()));
                    case PageHeader.DataV2 data ->
                            "v2 %d %d %d %s %d %d %s %s"
                                    .formatted(
                                            data.valueCount(),
                                            data.nullCount(),
                                            data.rowCount(),
                                            data.encoding(),
                                            data.definitionLevelBytes(),
                                            data.repetitionLevelBytes(),
                                            data.compressed(),
                                            statistics(data.statistics()));
                    case PageHeader.Dictionary dictionary ->
                            "dictionary %d %s %s"
                                    .formatted(
                                            dictionary.valueCount(),
                                            dictionary.encoding(),
                                            dictionary.sorted());
                    case PageHeader.Other other -> "other " + other.type();
                };
    }

    static String offsets(OffsetIndex index) {
        List<String> pages = new ArrayList<>();
        for (int i = 0; i < index.pageCount(); i++) {
            pages.add(
                    "%d %d %d"
                            .formatted(
                                    index.offsets()[i],
                                    index.lengthsBytes()[i],
                                    index.firstRows()[i]));
        }
        return pages.toString();
    }

    static String bounds(ColumnIndex index) {
        return "%s %s %s %s %s %s"
                .formatted(
                        Arrays.toString(index.nullPages()),
                        texts(index.mins()),
                        texts(index.maxs()),
                        index.order(),
                        index.nullCounts() == null ? null : Arrays.toString(index.nullCounts()),
                        index.nanCounts() == null ? null : Arrays.toString(index.nanCounts()));
    }

    private static List<String> texts(byte[][] values) {
        return Arrays.stream(values)
                .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                .toList();
    }
}
