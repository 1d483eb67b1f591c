package dev.tarn.storage.table;

import dev.tarn.storage.KeptParts;

import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Manifest lists and manifests as they were decoded, for all scans of this process.
///
/// Iceberg never changes such a file, so nothing here goes out of date. What is least used goes
/// first once the weights (heap, estimated) pass the limits; a manifest longer than
/// [#MOST_MANIFEST_BYTES] is not kept. Whoever has the table's metadata may read what is kept of
/// it. Thread-safe; files are shared and must not be changed.
final class KeptManifests {
    /// Length, encoded, of a manifest that is kept.
    static final long MOST_MANIFEST_BYTES = 1L << 20;

    static final KeptManifests SHARED = new KeptManifests(KeptParts.SHARED);

    private static final int FILE_BYTES = 600;
    private static final int STATISTIC_BYTES = 80;
    private static final int MANIFEST_BYTES = 400;

    private final KeptParts parts;

    KeptManifests(KeptParts parts) {
        this.parts = parts;
    }

    /// The files of one manifest.
    private record Files(List<DataFile> files) {}

    /// The manifests of one snapshot.
    record Lists(List<ManifestFile> data, List<ManifestFile> deletes) {
        private int weight() {
            return MANIFEST_BYTES * (1 + data.size() + deletes.size());
        }
    }

    private record ListKey(String location, long snapshotId, long sequenceNumber) {}

    /// What the decoded form depends on beside the file's bytes: what its entries inherit from the
    /// manifest list, and the types that the partition fields have now.
    private record Key(
            String location,
            long lengthBytes,
            long sequenceNumber,
            @Nullable Long snapshotId,
            @Nullable Long firstRowId,
            Types.StructType partitionType) {

        static Key of(ManifestFile manifest, PartitionSpec spec) {
            return new Key(
                    manifest.path(),
                    manifest.length(),
                    manifest.sequenceNumber(),
                    manifest.snapshotId(),
                    manifest.firstRowId(),
                    spec.partitionType());
        }
    }

    /// The manifests of `snapshot`, read from `io` if they are not kept.
    Lists manifests(Snapshot snapshot, FileIO io) {
        String location = snapshot.manifestListLocation();
        if (location == null) {
            return new Lists(snapshot.dataManifests(io), snapshot.deleteManifests(io));
        }
        ListKey key = new ListKey(location, snapshot.snapshotId(), snapshot.sequenceNumber());
        Lists kept = parts.find(key, Lists.class);
        if (kept == null) {
            kept = new Lists(snapshot.dataManifests(io), snapshot.deleteManifests(io));
            parts.keep(key, kept, kept.weight());
        }
        return kept;
    }

    /// Whether `manifest` is one of those that [#load] keeps.
    static boolean keeps(ManifestFile manifest) {
        return manifest.length() <= MOST_MANIFEST_BYTES;
    }

    /// The live files of `manifest` with their statistics, or null where they are not kept.
    @Nullable List<DataFile> find(ManifestFile manifest, PartitionSpec spec) {
        Files kept = parts.find(Key.of(manifest, spec), Files.class);
        return kept == null ? null : kept.files();
    }

    /// The same, read from `io`, and kept from then on.
    List<DataFile> load(ManifestFile manifest, PartitionSpec spec, FileIO io) {
        List<DataFile> files = new ArrayList<>();
        try (ManifestReader<DataFile> reader =
                ManifestFiles.read(manifest, io, Map.of(spec.specId(), spec))) {
            reader.forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<DataFile> kept = List.copyOf(files);
        parts.keep(Key.of(manifest, spec), new Files(kept), weight(kept));
        return kept;
    }

    private static int weight(List<DataFile> files) {
        long bytes = MANIFEST_BYTES;
        for (DataFile file : files) {
            bytes += FILE_BYTES + file.location().length() + STATISTIC_BYTES * statistics(file);
        }
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }

    private static long statistics(ContentFile<?> file) {
        return size(file.columnSizes())
                + size(file.valueCounts())
                + size(file.nullValueCounts())
                + size(file.nanValueCounts())
                + 2L * size(file.lowerBounds())
                + 2L * size(file.upperBounds());
    }

    private static int size(@Nullable Map<?, ?> statistics) {
        return statistics == null ? 0 : statistics.size();
    }
}
