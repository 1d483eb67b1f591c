package dev.tarn.storage.parquet;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/// Footers of the data files of tables, decoded, for all readers of this process.
///
/// Only for files that never change, as Iceberg's do not; the length is part of the key so that a
/// file which was replaced all the same is mostly found out. What is least used goes first once the
/// weights (heap, estimated) pass the limit. Thread-safe; footers are shared and must not be
/// changed.
final class KeptFooters {
    /// Heap for footers: this, or a sixteenth of the heap if that is less.
    static final long MOST_BYTES = 64L << 20;

    static final KeptFooters SHARED =
            new KeptFooters(Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 16));

    private static final int CHUNK_BYTES = 700;
    private static final int FIELD_BYTES = 400;
    private static final int FOOTER_BYTES = 2000;

    private final Cache<Key, ParquetMetadata> footers;

    private record Key(String location, long lengthBytes) {}

    KeptFooters(long mostBytes) {
        this.footers =
                Caffeine.newBuilder()
                        .maximumWeight(mostBytes)
                        .weigher((Key key, ParquetMetadata footer) -> weight(footer))
                        .executor(Runnable::run)
                        .build();
    }

    /// The footer of the file, or null where it is not kept.
    @Nullable ParquetMetadata find(String location, long lengthBytes) {
        return footers.getIfPresent(new Key(location, lengthBytes));
    }

    /// Keeps `footer`, which was read from a file that never changes.
    void keep(String location, long lengthBytes, ParquetMetadata footer) {
        footers.put(new Key(location, lengthBytes), footer);
    }

    private static int weight(ParquetMetadata footer) {
        FileMetaData file = footer.getFileMetaData();
        long bytes = FOOTER_BYTES + (long) FIELD_BYTES * file.getSchema().getColumns().size();
        for (Map.Entry<String, String> entry : file.getKeyValueMetaData().entrySet()) {
            bytes += entry.getKey().length() + entry.getValue().length();
        }
        for (BlockMetaData rowGroup : footer.getBlocks()) {
            bytes += (long) CHUNK_BYTES * rowGroup.getColumns().size();
        }
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }
}
