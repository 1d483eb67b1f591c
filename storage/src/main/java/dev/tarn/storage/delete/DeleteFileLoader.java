package dev.tarn.storage.delete;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.storage.BatchReader;
import dev.tarn.storage.FileReadRequest;
import dev.tarn.storage.LiveBounds;
import dev.tarn.storage.RowKeys;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.file.FileReaders;

import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.SeekableInputStream;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// Loads delete files and keeps them for the splits of one scan, up to [#MOST_CACHED_BYTES].
/// Thread-safe.
public final class DeleteFileLoader {
    /// Heap that loaded deletes may keep; what is more is loaded again when it is needed again.
    public static final long MOST_CACHED_BYTES = 128L << 20;

    private static final int BATCH_ROWS = 8192;
    private static final Schema POSITION_SCHEMA =
            new Schema(MetadataColumns.DELETE_FILE_PATH, MetadataColumns.DELETE_FILE_POS);

    private final FileIO io;
    private final Cache<String, Loaded> cache =
            Caffeine.newBuilder()
                    .maximumWeight(MOST_CACHED_BYTES)
                    .weigher((String key, Loaded loaded) -> loaded.weight())
                    .build();

    public DeleteFileLoader(FileIO io) {
        this.io = io;
    }

    /// What a delete file holds.
    private sealed interface Loaded {
        long sizeBytes();

        default int weight() {
            return (int) Math.min(Integer.MAX_VALUE, sizeBytes());
        }

        /// Positions by the data file that they are in.
        record Positions(Map<String, PositionSet> byFile) implements Loaded {
            @Override
            public long sizeBytes() {
                long bytes = 0;
                for (Map.Entry<String, PositionSet> entry : byFile.entrySet()) {
                    bytes += 100 + entry.getKey().length() + entry.getValue().sizeBytes();
                }
                return bytes;
            }
        }

        /// Keys of an equality delete file.
        record Keys(RowKeys keys) implements Loaded {
            @Override
            public long sizeBytes() {
                return keys.sizeBytes();
            }
        }
    }

    /// The positions that `file`, position deletes or a deletion vector, deletes, by the data file
    /// that they are in. They are not kept.
    ///
    /// @throws StorageException CORRUPT if it cannot be read, or names no data file
    public Map<String, PositionSet> positions(DeleteFile file) {
        if (file.format() != FileFormat.PUFFIN) {
            return positionDeletes(file);
        }
        String dataFile = file.referencedDataFile();
        if (dataFile == null) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    "Deletion vector in %s names no data file".formatted(file.location()));
        }
        return Map.of(dataFile, deletionVector(file));
    }

    /// Positions of `dataFile` that `file`, position deletes or a deletion vector, deletes.
    PositionSet positions(DeleteFile file, String dataFile) {
        boolean vector = file.format() == FileFormat.PUFFIN;
        String key = vector ? file.location() + "@" + file.contentOffset() : file.location();
        Loaded.Positions loaded =
                (Loaded.Positions)
                        cache.get(
                                key,
                                unused ->
                                        new Loaded.Positions(
                                                vector
                                                        ? Map.of(dataFile, deletionVector(file))
                                                        : positionDeletes(file)));
        PositionSet found = loaded.byFile().get(dataFile);
        return found == null ? new PositionSet() : found;
    }

    private Map<String, PositionSet> positionDeletes(DeleteFile file) {
        Map<String, PositionSet> byFile = new HashMap<>();
        try (BatchReader reader = open(file, POSITION_SCHEMA)) {
            String lastPath = "";
            PositionSet last = new PositionSet();
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                BytesVector paths = (BytesVector) batch.column(0).flatten();
                LongVector positions = (LongVector) batch.column(1).flatten();
                for (int row = 0; row < batch.rowCount(); row++) {
                    if (!sameText(paths, row, lastPath)) {
                        lastPath = paths.string(row);
                        last = byFile.computeIfAbsent(lastPath, path -> new PositionSet());
                    }
                    last.add(positions.values()[row]);
                }
            }
        } catch (IllegalArgumentException e) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    "Position delete file %s: %s".formatted(file.location(), e.getMessage()),
                    e);
        }
        return byFile;
    }

    private static boolean sameText(BytesVector paths, int row, String text) {
        return paths.byteCount(row) == text.length() && paths.string(row).equals(text);
    }

    private PositionSet deletionVector(DeleteFile file) {
        Long offset = file.contentOffset();
        Long length = file.contentSizeInBytes();
        if (offset == null || length == null || length > Integer.MAX_VALUE - 8) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    "Deletion vector in %s has offset %s and length %s"
                            .formatted(file.location(), offset, length));
        }
        byte[] bytes = new byte[length.intValue()];
        try (SeekableInputStream in = io.newInputFile(file).newStream()) {
            in.seek(offset);
            if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
                throw new IOException("the file ends within it");
            }
            PositionSet positions = new PositionSet();
            PositionDeleteIndex.deserialize(bytes, file).forEach(positions::add);
            return positions;
        } catch (StorageException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    "Deletion vector at %d of %s cannot be read: %s"
                            .formatted(offset, file.location(), e.getMessage()),
                    e);
        }
    }

    /// The keys that the equality delete file `file` deletes, in the columns of `schema`.
    RowKeys equalityKeys(DeleteFile file, Schema schema) {
        Loaded.Keys loaded =
                (Loaded.Keys)
                        cache.get(
                                file.location(), unused -> new Loaded.Keys(readKeys(file, schema)));
        return loaded.keys();
    }

    private RowKeys readKeys(DeleteFile file, Schema schema) {
        RowKeys keys = new RowKeys();
        try (BatchReader reader = open(file, schema)) {
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                RowKeys.Columns columns = RowKeys.Columns.of(batch.columns());
                for (int row = 0; row < batch.rowCount(); row++) {
                    keys.add(columns, row);
                }
            }
        }
        return keys;
    }

    private BatchReader open(DeleteFile file, Schema schema) {
        FileReadRequest request =
                new FileReadRequest(
                        io.newInputFile(file),
                        0,
                        Long.MAX_VALUE,
                        schema,
                        Expressions.alwaysTrue(),
                        schema,
                        LiveBounds.NONE,
                        null,
                        false,
                        Map.of(),
                        null,
                        null,
                        BATCH_ROWS);
        return FileReaders.open(file.format(), request);
    }
}
