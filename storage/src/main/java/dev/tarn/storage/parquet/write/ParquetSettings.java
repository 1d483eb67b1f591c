package dev.tarn.storage.parquet.write;

import static org.apache.iceberg.TableProperties.PARQUET_COMPRESSION;
import static org.apache.iceberg.TableProperties.PARQUET_COMPRESSION_LEVEL;
import static org.apache.iceberg.TableProperties.PARQUET_DICT_SIZE_BYTES;
import static org.apache.iceberg.TableProperties.PARQUET_DICT_SIZE_BYTES_DEFAULT;
import static org.apache.iceberg.TableProperties.PARQUET_PAGE_ROW_LIMIT;
import static org.apache.iceberg.TableProperties.PARQUET_PAGE_ROW_LIMIT_DEFAULT;
import static org.apache.iceberg.TableProperties.PARQUET_PAGE_SIZE_BYTES;
import static org.apache.iceberg.TableProperties.PARQUET_PAGE_SIZE_BYTES_DEFAULT;
import static org.apache.iceberg.TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES;
import static org.apache.iceberg.TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES_DEFAULT;

import dev.tarn.storage.parquet.encoding.ParquetCodecs;
import dev.tarn.storage.FileWriteRequest;
import dev.tarn.storage.StorageException;

import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

import java.util.Locale;
import java.util.Map;

/// How a Parquet file is written, out of the table properties that Iceberg names.
record ParquetSettings(
        CompressionCodecName codec, int level, int rowGroupBytes, ParquetProperties properties) {
    /// Rows after which a row group ends in any case.
    static final int MOST_ROWS = 256 * 1024;

    private static final String DEFAULT_CODEC = "zstd";

    static ParquetSettings of(FileWriteRequest request) {
        Map<String, String> table = request.properties();
        ParquetProperties properties =
                ParquetProperties.builder()
                        .withAllocator(new HeapByteBufferAllocator())
                        .withWriterVersion(ParquetProperties.WriterVersion.PARQUET_1_0)
                        .withDictionaryEncoding(true)
                        .withPageSize(
                                request.number(
                                        PARQUET_PAGE_SIZE_BYTES, PARQUET_PAGE_SIZE_BYTES_DEFAULT))
                        .withPageRowCountLimit(
                                request.number(
                                        PARQUET_PAGE_ROW_LIMIT, PARQUET_PAGE_ROW_LIMIT_DEFAULT))
                        .withDictionaryPageSize(
                                request.number(
                                        PARQUET_DICT_SIZE_BYTES, PARQUET_DICT_SIZE_BYTES_DEFAULT))
                        .build();
        return new ParquetSettings(
                codec(table.getOrDefault(PARQUET_COMPRESSION, DEFAULT_CODEC)),
                table.containsKey(PARQUET_COMPRESSION_LEVEL)
                        ? request.number(PARQUET_COMPRESSION_LEVEL, 0)
                        : -1,
                request.number(PARQUET_ROW_GROUP_SIZE_BYTES, PARQUET_ROW_GROUP_SIZE_BYTES_DEFAULT),
                properties);
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
