package dev.tarn.storage.parquet;

import dev.tarn.storage.KeptParts;
import dev.tarn.storage.parquet.format.Footer;

import org.jspecify.annotations.Nullable;

/// Footers of the data files of tables, decoded, for all readers of this process.
///
/// Only for files that never change, as Iceberg's do not; the length is part of the key so that a
/// file which was replaced all the same is mostly found out. Thread-safe; footers are shared and
/// must not be changed.
final class KeptFooters {
    static final KeptFooters SHARED = new KeptFooters(KeptParts.SHARED);

    private static final int KEY_BYTES = 500;

    private final KeptParts parts;

    private record Key(String location, long lengthBytes) {}

    KeptFooters(KeptParts parts) {
        this.parts = parts;
    }

    /// The footer of the file, or null where it is not kept.
    @Nullable Footer find(String location, long lengthBytes) {
        return parts.find(new Key(location, lengthBytes), Footer.class);
    }

    /// Keeps `footer`, which was read from a file that never changes.
    void keep(String location, long lengthBytes, Footer footer) {
        parts.keep(new Key(location, lengthBytes), footer, KEY_BYTES + footer.heldBytes());
    }
}
