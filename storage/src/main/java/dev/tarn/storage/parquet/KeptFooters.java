package dev.tarn.storage.parquet;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import dev.tarn.storage.parquet.format.Footer;

import org.jspecify.annotations.Nullable;

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

    private static final int FOOTER_BYTES = 2000;

    private final Cache<Key, Footer> footers;

    private record Key(String location, long lengthBytes) {}

    KeptFooters(long mostBytes) {
        this.footers =
                Caffeine.newBuilder()
                        .maximumWeight(mostBytes)
                        .weigher((Key key, Footer footer) -> weight(footer))
                        .executor(Runnable::run)
                        .build();
    }

    /// The footer of the file, or null where it is not kept.
    @Nullable Footer find(String location, long lengthBytes) {
        return footers.getIfPresent(new Key(location, lengthBytes));
    }

    /// Keeps `footer`, which was read from a file that never changes.
    void keep(String location, long lengthBytes, Footer footer) {
        footers.put(new Key(location, lengthBytes), footer);
    }

    private static int weight(Footer footer) {
        return (int) Math.min(Integer.MAX_VALUE, FOOTER_BYTES + footer.heldBytes());
    }
}
