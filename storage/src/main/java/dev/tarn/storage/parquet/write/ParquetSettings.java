package dev.tarn.storage.parquet.write;

import static org.apache.iceberg.TableProperties.PARQUET_BLOOM_FILTER_MAX_BYTES;
import static org.apache.iceberg.TableProperties.PARQUET_BLOOM_FILTER_MAX_BYTES_DEFAULT;
import static org.apache.iceberg.TableProperties.PARQUET_COMPRESSION;
import static org.apache.iceberg.TableProperties.PARQUET_COMPRESSION_LEVEL;
import static org.apache.iceberg.TableProperties.PARQUET_DICT_SIZE_BYTES;
import static org.apache.iceberg.TableProperties.PARQUET_DICT_SIZE_BYTES_DEFAULT;
import static org.apache.iceberg.TableProperties.PARQUET_PAGE_ROW_LIMIT;
import static org.apache.iceberg.TableProperties.PARQUET_PAGE_ROW_LIMIT_DEFAULT;
import static org.apache.iceberg.TableProperties.PARQUET_PAGE_SIZE_BYTES;
import static org.apache.iceberg.TableProperties.PARQUET_PAGE_SIZE_BYTES_DEFAULT;
import static org.apache.iceberg.TableProperties.PARQUET_PAGE_VERSION;
import static org.apache.iceberg.TableProperties.PARQUET_PAGE_VERSION_DEFAULT;
import static org.apache.iceberg.TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES;
import static org.apache.iceberg.TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES_DEFAULT;

import dev.tarn.storage.FileWriteRequest;
import dev.tarn.storage.StorageException;

import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;

import java.util.Locale;
import java.util.Map;

/// How a Parquet file is written, out of the table properties that Iceberg names.
record ParquetSettings(
        CompressionCodecName codec, int level, int rowGroupBytes, ParquetProperties properties) {
    /// Rows after which a row group ends in any case.
    static final int MOST_ROWS = 256 * 1024;

    private static final String DEFAULT_CODEC = "zstd";

    /// How `request` wants `file` written.
    ///
    /// @throws StorageException BAD_VALUE or UNSUPPORTED naming the property that cannot be obeyed
    static ParquetSettings of(FileWriteRequest request, MessageType file) {
        Map<String, String> table = request.properties();
        ParquetProperties.Builder builder =
                ParquetProperties.builder()
                        .withAllocator(new HeapByteBufferAllocator())
                        .withWriterVersion(version(table))
                        .withDictionaryEncoding(true)
                        .withPageWriteChecksumEnabled(true)
                        .withPageSize(
                                request.number(
                                        PARQUET_PAGE_SIZE_BYTES, PARQUET_PAGE_SIZE_BYTES_DEFAULT))
                        .withPageRowCountLimit(
                                request.number(
                                        PARQUET_PAGE_ROW_LIMIT, PARQUET_PAGE_ROW_LIMIT_DEFAULT))
                        .withDictionaryPageSize(
                                request.number(
                                        PARQUET_DICT_SIZE_BYTES, PARQUET_DICT_SIZE_BYTES_DEFAULT))
                        .withMaxBloomFilterBytes(
                                request.number(
                                        PARQUET_BLOOM_FILTER_MAX_BYTES,
                                        PARQUET_BLOOM_FILTER_MAX_BYTES_DEFAULT));
        ColumnProperties.apply(request, file, builder);
        return new ParquetSettings(
                codec(table.getOrDefault(PARQUET_COMPRESSION, DEFAULT_CODEC)),
                table.containsKey(PARQUET_COMPRESSION_LEVEL)
                        ? request.number(PARQUET_COMPRESSION_LEVEL, 0)
                        : -1,
                request.number(PARQUET_ROW_GROUP_SIZE_BYTES, PARQUET_ROW_GROUP_SIZE_BYTES_DEFAULT),
                builder.build());
    }

    private static ParquetProperties.WriterVersion version(Map<String, String> table) {
        String text = table.getOrDefault(PARQUET_PAGE_VERSION, PARQUET_PAGE_VERSION_DEFAULT);
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "v1" -> ParquetProperties.WriterVersion.PARQUET_1_0;
            case "v2" -> ParquetProperties.WriterVersion.PARQUET_2_0;
            default ->
                    throw new StorageException(
                            StorageException.Kind.BAD_VALUE,
                            "Table property %s is '%s', not v1 or v2"
                                    .formatted(PARQUET_PAGE_VERSION, text));
        };
    }

    private static CompressionCodecName codec(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "zstd" -> CompressionCodecName.ZSTD;
            case "snappy" -> CompressionCodecName.SNAPPY;
            case "gzip" -> CompressionCodecName.GZIP;
            case "lz4", "lz4_raw" -> CompressionCodecName.LZ4_RAW;
            case "uncompressed", "none" -> CompressionCodecName.UNCOMPRESSED;
            default ->
                    throw new StorageException(
                            StorageException.Kind.UNSUPPORTED,
                            "Table property %s is '%s'; supported are zstd, snappy, gzip, lz4, uncompressed"
                                    .formatted(PARQUET_COMPRESSION, name));
        };
    }

    BytesInputCompressor compressor() {
        return new ParquetCodecs(level).getCompressor(codec);
    }
}
